"""What is asked of everybody who registers for a session of a series. What somebody has answered keeps its meaning."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from lms.content.enums import Language
from lms.core.html import clean_line
from workshops.errors import NoQuestion, OptionsDiffer, QuestionAnswered, TooManyAsked
from workshops.models import Question, QuestionText, Registration, Series
from workshops.queries.questions import lines_in

MOST_QUESTIONS = 20
MOST_OPTIONS = 20


@dataclass(frozen=True)
class Wording:
    """In one language. ``options`` are empty where people answer in words of their own."""

    label: str
    options: tuple[str, ...] = ()


def save_question(
    *,
    series: Series,
    question: Question | None,
    wordings: Mapping[str, Wording],
    is_required: bool,
    is_asked: bool = True,
) -> Question:
    """A new question, or other words of one. Once it is answered, options can be reworded and appended, nothing else:
    raises QuestionAnswered. Raises NoQuestion without words in either language, OptionsDiffer where the two languages do
    not offer as many."""
    given = {language: _clean(wording) for language, wording in wordings.items() if language in Language.values}
    written = {language: wording for language, wording in given.items() if wording.label}
    if not written:
        raise NoQuestion
    counts = {len(wording.options) for wording in written.values()}
    if len(counts) > 1 or max(counts) == 1 or max(counts) > MOST_OPTIONS:
        raise OptionsDiffer
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(pk=series.pk)
        if question is None:
            if series.questions.count() >= MOST_QUESTIONS:
                raise TooManyAsked
            question = Question(series=series, position=_number(series))
        elif is_answered(question):
            _refuse_other_options(question, max(counts))
        question.is_required, question.is_asked = is_required, is_asked
        question.save()
        for language, wording in written.items():
            options = "\n".join(wording.options)
            QuestionText.objects.update_or_create(
                question=question, language=language, defaults={"label": wording.label, "options": options}
            )
        question.texts.exclude(language__in=written).delete()
    return question


def _clean(wording: Wording) -> Wording:
    options = (clean_line(option, most=120) for option in wording.options)
    return Wording(clean_line(wording.label, most=200), tuple(option for option in options if option))


def is_answered(question: Question) -> bool:
    return Registration.objects.filter(session__series=question.series_id, answers__has_key=str(question.pk)).exists()


def _refuse_other_options(question: Question, count: int) -> None:
    before = max(len(lines_in(text.options)) for text in question.texts.all())
    if bool(before) != bool(count) or count < before:
        raise QuestionAnswered


def remove_question(*, question: Question) -> None:
    """Raises QuestionAnswered: then it can only be asked no more."""
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(pk=question.series_id)
        if is_answered(question):
            raise QuestionAnswered
        question.delete()
        _number(series)


def move_question(*, question: Question, up: bool) -> None:
    """One place towards the beginning or the end. Nothing happens to the first or last one."""
    with transaction.atomic():
        series = Series.objects.select_for_update(no_key=True).get(pk=question.series_id)
        rows = list(series.questions.all())
        here = rows.index(question)
        there = min(max(here + (-1 if up else 1), 0), len(rows) - 1)
        rows.insert(there, rows.pop(here))
        _renumber(rows)


def _number(series: Series) -> int:
    """Positions without gaps; answers the next one."""
    rows = list(series.questions.all())
    _renumber(rows)
    return len(rows) + 1


def _renumber(rows: list[Question]) -> None:
    for position, row in enumerate(rows, start=1):
        row.position = position
    Question.objects.bulk_update(rows, ["position"])
