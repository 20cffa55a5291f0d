"""A seat that becomes free goes to the next of its pool, in the transaction that freed it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from lms.core import jobs
from workshops.domain.locking import locked_session
from workshops.domain.seats import move
from workshops.enums import TAKING_PLACE, RegistrationState
from workshops.models import Registration, Session
from workshops.queries.lines import cannot_be_asked, line_of
from workshops.queries.sessions import seats_of, with_free_seats_and_a_line
from workshops.rules.asking import Confirm, Offer, next_step

AT_ONCE = 200
LOOK_AFTER = timedelta(minutes=15)  # by then the mail server has said whether it takes the mail of an offer


def promote(session: Session, *, now: datetime) -> int:
    """Gives or offers what is free to those who wait; answers how many seats found somebody. The caller holds the row.

    Whoever is busy at that time, would sleep until the start, or is not reached by mail is passed over and keeps the
    place.
    """
    if session.state not in TAKING_PLACE or session.starts_at <= now:
        return 0
    found = 0
    for seats in seats_of([session])[session.pk]:
        if seats.free and seats.waiting:
            found += _fill(session, seats.pool, seats.free, now)
    return found


def _fill(session: Session, pool: str, free: int, now: datetime) -> int:
    confirmed: list[Registration] = []
    offered: dict[datetime, list[Registration]] = {}
    left = free
    for registration, step in _askable(session, pool, now):
        if isinstance(step, Confirm):
            confirmed.append(registration)
        else:
            offered.setdefault(step.until, []).append(registration)
        left -= 1
        if not left:
            break
    if confirmed:
        move(session, confirmed, RegistrationState.CONFIRMED, now=now)
    for until, registrations in sorted(offered.items()):
        move(session, registrations, RegistrationState.OFFERED, now=now, offered_until=until)
        look_at_offers(session.pk, until)
    if offered:
        look_at_offers(session.pk, now + LOOK_AFTER)
    return free - left


def _askable(session: Session, pool: str, now: datetime) -> Iterator[tuple[Registration, Confirm | Offer]]:
    """Who can be asked now, in order, and how. Read in portions: most often the first one is enough."""
    line = line_of(session, pool, now)
    for start in range(0, len(line), AT_ONCE):
        keys = line[start : start + AT_ONCE]
        rows = Registration.objects.filter(pk__in=keys).select_related("person").in_bulk()
        passed = cannot_be_asked(session, [rows[pk].person for pk in keys])
        for registration in (rows[pk] for pk in keys):
            step = None if registration.person_id in passed else next_step(session, registration.person, now)
            if step:
                yield registration, step


def look_at_offers(session_pk: int, at: datetime) -> None:
    """Offers of that session are looked at when that moment comes; one job for all that end then."""
    key = f"workshops.offers:{session_pk}:{at.timestamp():.0f}"
    jobs.enqueue("workshops.expire_offers", session_pk, due=at, dedupe=key)


def promote_all_who_wait(*, now: datetime) -> int:
    """What no change of a seat brings about: somebody is free or reachable again, a priority has ended, it is morning.
    Answers how many seats found somebody."""
    found = 0
    for session_pk in with_free_seats_and_a_line(now):
        with locked_session(session_pk) as session:
            found += promote(session, now=now)
    return found
