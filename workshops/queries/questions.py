"""What is asked of everybody who registers for a session."""

from dataclasses import dataclass

from lms.core.prepared import Parameter, Prepared
from workshops.models import QuestionText


@dataclass(frozen=True)
class Asked:
    """In one language. The n-th option of one language is the n-th of the other."""

    pk: int
    label: str
    language: str
    options: tuple[str, ...]
    is_required: bool


TEXTS = Prepared(
    QuestionText.objects.filter(question__series__sessions=Parameter("session"))
    .order_by("question__position", "question__pk", "language")
    .values_list("question_id", "question__is_required", "language", "label", "options")
)


def questions_of(session_id: int, language: str = "") -> list[Asked]:
    """Of the session's series; in any language where none is named, or where it was not written in that one."""
    found: dict[int, Asked] = {}
    for pk, is_required, written_in, label, options in TEXTS.rows(session=session_id):
        if pk not in found or written_in == language:
            lines = tuple(line.strip() for line in options.splitlines() if line.strip())
            found[pk] = Asked(pk, label, written_in, lines, is_required)
    return list(found.values())
