from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from lms.content.models import Answer
from lms.content.queries.writings import writings

GIVEN = "answers"  # in a guest's session: page key → the row that is theirs


def answer_of(person: Any, session: Mapping[str, Any], page_key: UUID) -> Answer | None:
    """What somebody answered about a page."""
    if person.is_authenticated:
        return Answer.objects.filter(person_id=person.pk, page_key=page_key).first()
    return guests_answer(session, page_key)


def guests_answer(session: Mapping[str, Any], page_key: UUID) -> Answer | None:
    """A guest's is known to their own session alone."""
    pk = session.get(GIVEN, {}).get(str(page_key))
    return Answer.objects.filter(pk=pk, page_key=page_key, person=None).first() if pk else None


def newest_answers() -> QuerySet[Answer]:
    return Answer.objects.select_related("person").order_by("-changed_at", "-pk")


@dataclass(frozen=True)
class AnswerLine:
    """An answer as the staff's list shows it. Who gave it is not part of it: the comment is what helps."""

    title: str
    path: str
    language: str
    has_worked: bool
    comment: str
    at: datetime


def answer_lines(number: int, answers: list[Answer]) -> list[AnswerLine]:
    known = {one.key: one for one in writings(number)}
    lines = []
    for answer in answers:
        one = known.get(answer.page_key)
        place = one.in_language(answer.language) if one else None
        lines.append(
            AnswerLine(
                title=place.title if place else "",
                path=place.path if place else "",
                language=answer.language,
                has_worked=answer.has_worked,
                comment=answer.comment,
                at=answer.changed_at,
            )
        )
    return lines
