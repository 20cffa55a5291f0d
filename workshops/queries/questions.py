"""What is asked of everybody who registers for a session."""

from dataclasses import dataclass
from typing import Any

from workshops.models import Question
from workshops.queries.sessions import in_language


@dataclass(frozen=True)
class Asked:
    """In one language. The n-th option of one language is the n-th of the other."""

    pk: int
    label: str
    language: str
    options: tuple[str, ...]
    is_required: bool


def questions_of(session_id: int, language: str = "") -> list[Asked]:
    """Of the session's series; in any language where none is named, or where it was not written in that one."""
    rows = Question.objects.filter(series__sessions=session_id).prefetch_related("texts")
    found = []
    for row in rows:
        text: Any = in_language(row.texts.all(), language)
        if text:
            options = tuple(line.strip() for line in text.options.splitlines() if line.strip())
            found.append(Asked(row.pk, text.label, text.language, options, row.is_required))
    return found
