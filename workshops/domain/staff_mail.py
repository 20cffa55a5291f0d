"""What staff are told by mail: each in their own language, with their own clock and the clock of the place."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import translation

from lms.mail.domain import promise_message
from workshops.domain import staff_links
from workshops.domain.session_mail import address, on_clocks
from workshops.models import Assignment, Session
from workshops.queries.sessions import said

if TYPE_CHECKING:
    from lms.accounts.models import Person

SHOWN = 10  # sessions that a mail names; the page has all


def tell_asked(rows: Sequence[Assignment], by: "Person | None", now: datetime) -> None:
    """One mail for everything that somebody is asked for at once, with the link by which they answer."""
    first = rows[0]
    context: dict[str, Any] = {
        "asker": by.chosen_name if by else "",
        "count": len(rows),
        "more": max(0, len(rows) - SHOWN),
    }
    _tell("asked", first, now, rows=rows, link=_answer_link(first), **context)


def tell_moved(row: Assignment, now: datetime) -> None:
    """The session has another time, at which they do something else: they are asked again."""
    _tell("moved", row, now, link=_answer_link(row))


def tell_thanked(rows: Sequence[Assignment], now: datetime) -> None:
    """Somebody else was quicker."""
    _tell("thanked", rows[0], now, rows=rows, more=max(0, len(rows) - SHOWN))


def tell_withdrawn(row: Assignment, now: datetime) -> None:
    """The organisers took it back."""
    _tell("withdrawn", row, now)


def tell_left(row: Assignment, now: datetime) -> None:
    """To the organisers: somebody who had accepted cannot come."""
    for organiser in row.session.series.organisers.filter(is_active=True).order_by("pk"):
        link = address("workshops:staffing", language=organiser.language)
        _tell("left", row, now, to=organiser, link=link, who=row.person.chosen_name)


def _answer_link(row: Assignment) -> str:
    return address("workshops:answer", staff_links.token_for(row), language=row.person.language)


def _tell(
    template: str,
    row: Assignment,
    now: datetime,
    *,
    rows: Sequence[Assignment] = (),
    to: "Person | None" = None,
    **context: Any,
) -> None:
    person = to or row.person
    when = [times_of(one.session, person) for one in (rows or [row])[:SHOWN]]
    with translation.override(person.language):
        role, direction = row.get_role_display(), row.get_direction_display()
    promise_message(
        key=f"staff-{template}:{row.pk}:{person.pk}:{now.isoformat()}",
        to=person.email,
        language=person.language,
        template=f"workshops/{template}",
        context={
            "name": person.chosen_name,
            "title": said(row.session, person.language).title,
            "role": role,
            "direction": direction,
            "times": when,
            "page": address("workshops:session", row.session.key, language=person.language),
            **context,
        },
        now=now,
        person=person,
    )


def times_of(session: Session, person: "Person") -> dict[str, str]:
    """One session on both clocks."""
    shown = on_clocks(session, person)
    return {"day": shown.day, "time": shown.time, "here": shown.here, "there": shown.there}


def tell_pack(row: Assignment, token: str, now: datetime) -> None:
    """The glossary and the slides, to an interpreter."""
    _tell("pack", row, now, link=address("workshops:pack", token, language=row.person.language))


def tell_release(row: Assignment, token: str, now: datetime) -> None:
    """Nobody listens any more: the interpreter may go."""
    _tell("release", row, now, link=address("workshops:release", token, language=row.person.language))
