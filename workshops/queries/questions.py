"""What is asked of everybody who registers for a session."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.core.prepared import Parameter, Prepared
from workshops.models import QuestionText, Series


@dataclass(frozen=True)
class Asked:
    """In one language. The n-th option of one language is the n-th of the other."""

    pk: int
    label: str
    language: str
    options: tuple[str, ...]
    is_required: bool


Row = tuple[int, bool, str, str, str]
COLUMNS = ("question_id", "question__is_required", "language", "label", "options")
TEXTS = Prepared(
    QuestionText.objects.filter(question__series__sessions=Parameter("session"), question__is_asked=True)
    .order_by("question__position", "question__pk", "language")
    .values_list(*COLUMNS)
)


def questions_of(session_id: int, language: str = "") -> list[Asked]:
    """Of the session's series; in any language where none is named, or where it was not written in that one."""
    return _in_language(TEXTS.rows(session=session_id), language)


def ever_asked(series: Series, language: str) -> list[Asked]:
    """Also what is not asked any more: answers to it are kept."""
    texts = QuestionText.objects.filter(question__series=series)
    rows = texts.order_by("question__position", "question__pk", "language").values_list(*COLUMNS)
    return _in_language(rows, language)


def lines_in(options: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in options.splitlines() if line.strip())


def _in_language(rows: Iterable[Row], language: str) -> list[Asked]:
    found: dict[int, Asked] = {}
    for pk, is_required, written_in, label, options in rows:
        if pk not in found or written_in == language:
            found[pk] = Asked(pk, label, written_in, lines_in(options), is_required)
    return list(found.values())
