"""Quiz answers are kept as they are given and belong to a question, not to a language. Only this module writes a state."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction

from courses.domain.learning import complete_unit
from courses.enums import ATTEMPT_TRANSITIONS, AttemptState
from courses.errors import (
    AlreadyHandedIn,
    AnsweredElsewhere,
    AnswerTooLong,
    ForeignOption,
    NothingAnswered,
    NotPublished,
    NoTryLeft,
    QuizClosed,
    TooEarly,
)
from courses.models import QuizAnswer, QuizAttempt
from courses.queries.quizzes import Question, Quiz, answer_mark, current_quiz
from lms.core.html import clean_line

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST_ANSWER = 500


@dataclass(frozen=True)
class Given:
    """What a form says about one question. Both empty means: asked, not answered."""

    question_id: UUID
    chosen: tuple[str, ...] = ()
    text: str = ""
    # The mark of the answer that the form was made with; None where it did not say.
    base: str | None = None

    @property
    def is_empty(self) -> bool:
        return not self.chosen and not self.text


def save_answers(
    *, person: "Person", unit_key: UUID, number: int, given: list[Given], language: str, now: datetime, form: str = ""
) -> QuizAttempt:
    """Keeps what was given so far. All or nothing: one foreign option and none of it is stored.

    An answer that another ``form`` (a page in a tab) gave meanwhile is not overwritten: ``AnsweredElsewhere`` names it,
    and the others are kept.
    """
    return _keep(person, _quiz(unit_key), number, given, Sheet(language, form, now))


@dataclass(frozen=True)
class Sheet:
    """The form that answers came with: its language, its name and when it was sent."""

    language: str
    name: str
    now: datetime


def _keep(person: "Person", quiz: Quiz, number: int, given: list[Given], sheet: Sheet) -> QuizAttempt:
    checked = [_checked(quiz, one) for one in given]
    if quiz.rules.is_closed(sheet.now):
        raise QuizClosed
    with transaction.atomic():
        attempt = _open_attempt(person, quiz, number, sheet.now)
        elsewhere = _store(attempt, checked, sheet)
    if elsewhere:
        raise AnsweredElsewhere(elsewhere)
    return attempt


def hand_in(
    *, person: "Person", unit_key: UUID, number: int, given: list[Given], language: str, now: datetime, form: str = ""
) -> QuizAttempt:
    """Keeps the answers, then decides: passed (and the unit is done) or try again. A second time is refused.

    The attempt's row is locked first, so that a form posted twice is decided once.
    """
    quiz = _quiz(unit_key)
    attempt = _keep(person, quiz, number, given, Sheet(language, form, now))
    with transaction.atomic():
        attempt = QuizAttempt.objects.select_for_update().get(pk=attempt.pk)
        if attempt.state != AttemptState.OPEN:
            raise AlreadyHandedIn
        answers = {answer.question_id: answer for answer in attempt.answers.all()}
        if not all(_is_complete(question, answers.get(question.id)) for question in quiz.questions):
            raise NothingAnswered
        right = sum(q.is_right(answers[q.id].chosen, answers[q.id].text) for q in quiz.questions)
        attempt.right, attempt.asked, attempt.handed_in_at = right, len(quiz.questions), now
        _set_state(attempt, AttemptState.PASSED if right >= quiz.pass_at else AttemptState.AGAIN)
        if attempt.state == AttemptState.PASSED:
            complete_unit(person=person, unit_key=unit_key, language=language, happened_at=now, now=now)
    return attempt


def _set_state(attempt: QuizAttempt, state: AttemptState) -> None:
    if state not in ATTEMPT_TRANSITIONS[AttemptState(attempt.state)]:
        raise AlreadyHandedIn
    attempt.state = state
    attempt.save(update_fields=["state", "right", "asked", "handed_in_at"])


def _quiz(unit_key: UUID) -> Quiz:
    quiz = current_quiz(unit_key)
    if quiz is None:
        raise NotPublished
    return quiz


def _checked(quiz: Quiz, given: Given) -> Given:
    question = next((q for q in quiz.questions if q.id == given.question_id), None)
    if question is None or not _fits(question, given):
        raise ForeignOption
    if len(given.text) > LONGEST_ANSWER:
        raise AnswerTooLong
    return replace(given, text=clean_line(given.text, most=LONGEST_ANSWER) if given.text else "")


def _fits(question: Question, given: Given) -> bool:
    if question.kind == "short_text":
        return not given.chosen
    if question.targets:
        return not given.text and _fits_pairs(question, given.chosen)
    ids = {option.id for option in question.options}
    most = len(ids) if question.kind == "several" else 1
    return not given.text and set(given.chosen) <= ids and len(set(given.chosen)) == len(given.chosen) <= most


def _fits_pairs(question: Question, chosen: tuple[str, ...]) -> bool:
    """Each thing at most once, each with something that it can be given."""
    things, targets = {option.id for option in question.options}, {option.id for option in question.targets}
    split = [pair.partition("=") for pair in chosen]
    given = {thing for thing, _, target in split if target in targets}
    return given <= things and len(given) == len(split)


def _open_attempt(person: "Person", quiz: Quiz, number: int, now: datetime) -> QuizAttempt:
    """The attempt that the form was made for. A new one only right after the last, as the quiz's rules allow, and never
    after a pass."""
    unit_key = quiz.key
    last = QuizAttempt.objects.filter(person=person, unit_key=unit_key).order_by("-number").first()
    if last and last.number == number and last.state == AttemptState.OPEN:
        return QuizAttempt.objects.select_for_update().get(pk=last.pk)
    is_next = number == (last.number + 1 if last else 1)
    if not is_next or (last and last.state != AttemptState.AGAIN):
        raise AlreadyHandedIn
    if last:
        check_retry(attempt=last, now=now)
    try:
        with transaction.atomic():
            return QuizAttempt.objects.create(person=person, unit_key=unit_key, number=number, started_at=now)
    except IntegrityError:  # the same form a moment earlier, from another tab
        return QuizAttempt.objects.select_for_update().get(person=person, unit_key=unit_key, number=number)


def check_retry(*, attempt: QuizAttempt, now: datetime) -> None:
    """Raises what the quiz's rules say against another try after ``attempt``, which did not pass."""
    rules = _quiz(attempt.unit_key).rules
    if rules.is_closed(now):
        raise QuizClosed
    if rules.is_last(attempt.number):
        raise NoTryLeft
    if attempt.handed_in_at and now < rules.next_try_at(attempt.handed_in_at):
        raise TooEarly


def _store(attempt: QuizAttempt, given: list[Given], sheet: Sheet) -> set[UUID]:
    """The caller holds the attempt's row. A form posts every answer each time: one that is the same was not given again,
    and keeps the language in which it was. Gives the questions that another form answered differently meanwhile; those stay.
    Three queries, however many questions there are."""
    if attempt.state != AttemptState.OPEN:
        raise AlreadyHandedIn
    before = {answer.question_id: answer for answer in attempt.answers.all()}
    emptied, written, elsewhere = [], [], set()
    for one in given:
        known = before.get(one.question_id)
        is_kept_elsewhere = known is not None and known.form != sheet.name
        kept = answer_mark(known.chosen, known.text) if known else ""
        wanted = answer_mark(one.chosen, one.text)
        if wanted == kept or (is_kept_elsewhere and wanted == one.base):
            continue  # the same, or untouched here and newer there
        if is_kept_elsewhere and one.base is not None and one.base != kept:
            elsewhere.add(one.question_id)
        elif one.is_empty:
            emptied.append(one.question_id)
        else:
            written.append(_answer(attempt, one, sheet))
    if emptied:
        attempt.answers.filter(question_id__in=emptied).delete()
    QuizAnswer.objects.bulk_create(
        written,
        update_conflicts=True,
        unique_fields=["attempt", "question_id"],
        update_fields=["chosen", "text", "language", "form", "saved_at"],
    )
    return elsewhere


def _answer(attempt: QuizAttempt, one: Given, sheet: Sheet) -> QuizAnswer:
    return QuizAnswer(
        attempt=attempt,
        question_id=one.question_id,
        chosen=list(one.chosen),
        text=one.text,
        language=sheet.language,
        form=sheet.name,
        saved_at=sheet.now,
    )


def _is_complete(question: Question, answer: QuizAnswer | None) -> bool:
    return answer is not None and question.is_complete(answer.chosen, answer.text)
