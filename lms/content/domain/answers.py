"""*Did this work for you?*: one answer of each person and page; it reaches the owner once, by mail."""

from collections.abc import MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from lms.accounts.enums import Role
from lms.accounts.queries import people_with_role
from lms.content.errors import CommentTooLong, NotPublished
from lms.content.models import Answer
from lms.content.queries.answers import GIVEN, guests_answer
from lms.content.queries.published import published_number
from lms.content.queries.writings import Place, owner_of, writing_page, writings
from lms.core.html import LineTooLong, clean_line
from lms.mail.domain import promise_message

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST_COMMENT = 2000


@transaction.atomic
def give_answer(
    *,
    page_key: UUID,
    person: "Person | None",
    session: MutableMapping[str, Any],
    has_worked: bool,
    comment: str,
    language: str,
    now: datetime,
) -> Answer:
    """Keeps the answer, or changes the one that was given before, and promises one mail to whoever looks after the page.
    A guest's answer has no name; ``session`` remembers that it is theirs."""
    number = published_number()
    page = writing_page(number, page_key, language)
    if page is None:
        raise NotPublished
    said = {"has_worked": has_worked, "comment": clean_comment(comment), "language": language, "changed_at": now}
    if person is not None:
        answer, _new = Answer.objects.update_or_create(
            page_key=page_key, person=person, defaults=said, create_defaults={**said, "given_at": now}
        )
    else:
        answer = _of_guest(page_key, session, said, now)
    _tell_owner(answer, page, number, now)
    return answer


def _of_guest(page_key: UUID, session: MutableMapping[str, Any], said: dict[str, Any], now: datetime) -> Answer:
    answer = guests_answer(session, page_key)
    if answer is None:
        answer = Answer.objects.create(page_key=page_key, given_at=now, **said)
        session[GIVEN] = {**session.get(GIVEN, {}), str(page_key): answer.pk}
        return answer
    for name, value in said.items():
        setattr(answer, name, value)
    answer.save(update_fields=list(said))
    return answer


def clean_comment(text: str) -> str:
    """Lines of plain text; empty lines part paragraphs."""
    if len(text) > LONGEST_COMMENT:
        raise CommentTooLong
    try:
        lines = [clean_line(line, most=LONGEST_COMMENT) for line in text.splitlines()]
    except LineTooLong as error:
        raise CommentTooLong from error
    kept = [line for i, line in enumerate(lines) if line or (i and lines[i - 1])]
    return "\n".join(kept).strip()


def _tell_owner(answer: Answer, page: Any, number: int, now: datetime) -> None:
    """One mail for each answer, however often it is changed; where nobody looks after the page, to every editor."""
    owner = owner_of(page)
    one = next(one for one in writings(number) if one.key == answer.page_key)
    for person in [owner] if owner else list(people_with_role(Role.EDITOR)):
        place: Place = one.in_language(person.language)
        promise_message(
            key=f"answer:{answer.pk}:{person.pk}",
            to=person.email,
            person=person,
            language=person.language,
            template="content/answer",
            context={
                "title": place.title,
                "link": f"{settings.SITE_URL}{place.path}",
                "has_worked": answer.has_worked,
                "comment": answer.comment,
                "is_owner": owner is not None,
            },
            now=now,
        )
