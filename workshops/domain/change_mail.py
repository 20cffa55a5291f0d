"""What people are told when a session gets another time or place: each in their own language and zone, each once."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import override

from lms.accounts.models import Person
from lms.core.moments import place_name
from lms.mail.domain import promise_message
from lms.mail.queries import kept_under
from workshops.domain.calendar_mail import calendar_for
from workshops.domain.session_mail import address, on_clocks
from workshops.enums import TAKING_PLACE, RegistrationState
from workshops.models import Session
from workshops.queries.sessions import said, with_words

COMING = (
    RegistrationState.REQUESTED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
)
RULES, SKIPPED = "rules", "skipped"  # why a time changed that nobody changed


def tell_of_change(*, session_id: int, before: datetime, sequence: int, now: datetime, because: str = "") -> int:
    """Promises a mail to everybody who comes or works in it; answers to how many. Safe to run twice.

    ``before``: when it started when people were told last, at ``sequence``. Whoever has had a newer mail since is told the
    new time only. ``because``: RULES where the clocks have changed and not the session, SKIPPED where they skip its hour.
    What is over or cancelled by now has other mails, or none.
    """
    session = with_words(Session.objects.filter(pk=session_id, state__in=TAKING_PLACE)).first()
    if session is None or session.starts_at <= now:
        return 0
    newer = told_since(session, sequence)
    count = 0
    for person, is_staff in people_of(session):
        knows_more = person.pk in newer
        context = context_for(person, session, None if knows_more else before, because)
        with transaction.atomic():
            promise_message(
                key=f"{key_of(session)}{session.sequence}:{person.pk}",
                to=person.email,
                language=person.language,
                template="workshops/session_changed",
                context={**context, "is_staff": is_staff},
                calendar=calendar_for(session=session, person=person, now=now),
                now=now,
                person=person,
            )
        count += 1
    return count


def people_of(session: Session) -> Iterator[tuple[Person, bool]]:
    """Everybody who is to be there, once; and whether they work in it. Those who work come first."""
    working = session.assignments.of_staff().standing().select_related("person").order_by("pk")
    coming = session.registrations.filter(state__in=COMING).select_related("person").order_by("pk")
    people = [(one.person, True) for one in working] + [(one.person, False) for one in coming]
    seen = set()
    for person, is_staff in people:
        if person.pk not in seen and person.is_active:
            seen.add(person.pk)
            yield person, is_staff


def context_for(person: Person, session: Session, before: datetime | None, because: str) -> dict[str, Any]:
    language, moment = person.language, on_clocks(session, person)
    is_moved = before != session.starts_at
    told = on_clocks(session, person, before) if before and is_moved and not because else None
    with override(language):
        return {
            "name": person.chosen_name,
            "title": said(session, language).title,
            "because": because,
            "is_moved": is_moved,
            "place": place_name(session.zone),
            "day": moment.day,
            "time": moment.time,
            "here": moment.here,
            "there": moment.there,
            "where": f"{session.venue.name}, {session.venue.address}" if session.venue else "",
            "before": f"{told.day}, {told.time}" if told else "",
            "link": address("workshops:session", session.key, language=language),
        }


def key_of(session: Session) -> str:
    """What the keys of all such mails of a session begin with; the sequence and the person follow."""
    return f"session-changed:{session.pk}:"


def told_since(session: Session, sequence: int) -> set[int]:
    """The people who have had such a mail about a later state of it than ``sequence``."""
    prefix = key_of(session)
    parts = [key.removeprefix(prefix).split(":") for key in kept_under(prefix)]
    return {int(person) for at, person in parts if sequence < int(at) < session.sequence}
