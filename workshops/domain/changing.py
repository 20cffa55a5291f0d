"""What every change of a session shares: what may be changed at all, what calendars see of it, and who hears of it.

A caller makes ``Before`` of a locked row, changes the row, and calls ``keep``. Whatever changed is derived, counted in the
sequence and promised to the people in one place.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.core import jobs
from workshops.domain.calendar_mail import update_calendars
from workshops.domain.commitments import reseat_assignments
from workshops.domain.scheduling import check_seats, derive
from workshops.domain.session_states import shown_differently, touch
from workshops.domain.waitlist import promote
from workshops.enums import SEATED, TAKING_PLACE, WAS_THERE, Format, RegistrationState, SessionState, WebhookEvent
from workshops.errors import FewerSeatsThanTaken, InThePast, SeatsOfThatKindAreTaken
from workshops.models import Registration, Session
from workshops.models.arrangements import Arrangement
from workshops.queries.sessions import pools_of, seats_of

WHEN = ("start", "zone", "fold", "minutes", "days")
WHERE = ("format", "venue_id")
UNSEEN = ("room_seats", "online_seats")  # no calendar shows them
SEATS = ("format", "room_seats", "online_seats")  # these fit together or not at all: own in one is own in all
COLUMNS = {field.name: field.attname for field in Arrangement._meta.local_fields}  # a venue is kept as venue_id
TELL = "workshops.tell_of_change"


@dataclass(frozen=True)
class Before:
    """A session as it was, to compare it with."""

    shown: Mapping[str, Any]
    starts_at: datetime
    sequence: int

    @classmethod
    def of(cls, session: Session) -> "Before":
        columns = {*WHEN, *COLUMNS.values()}
        return cls({name: getattr(session, name) for name in columns}, session.starts_at, session.sequence)

    def differs(self, session: Session, names: Iterable[str]) -> bool:
        return any(self.shown[name] != getattr(session, name) for name in names)


def with_history(sessions: Collection[Session], now: datetime) -> set[int]:
    """The keys of those that have begun, or with which attendance is kept: they stay as they were. One query."""
    told = Registration.objects.filter(session__in=sessions, state__in=(*WAS_THERE, RegistrationState.ABSENT))
    begun = {one.pk for one in sessions if one.starts_at <= now}
    return begun | set(told.values_list("session_id", flat=True))


def may_be_changed(session: Session, now: datetime) -> bool:
    return session.state in (SessionState.DRAFT, *TAKING_PLACE) and not with_history([session], now)


def arrange(session: Session, arranged: Mapping[str, Any], *, passing_over: Collection[str] = ()) -> None:
    """Sets columns of an arrangement, but for those that are the session's own. Raises what does not fit together."""
    kept = set(passing_over)
    if kept & set(SEATS):
        kept |= set(SEATS)
    for name, value in arranged.items():
        if name not in kept:
            setattr(session, name, value)
    check_seats(Format(session.format), session.room_seats, session.online_seats)


def keep(session: Session, before: Before, now: datetime, *, even_below_taken: bool = False) -> bool:
    """Stores a changed session. Answers whether anything was different; then calendars and people hear of it.

    The caller holds the session's row.
    """
    if not before.differs(session, before.shown):
        return False
    if before.differs(session, WHEN):
        derive(session)
        if session.starts_at <= now:
            raise InThePast
    if before.differs(session, SEATS):
        check_taken(session, before, even_below_taken=even_below_taken)
    _show(session, before, now)
    session.save()
    if before.differs(session, WHEN):
        reseat_assignments(session=session, now=now)
    if before.differs(session, SEATS):
        promote(session, now=now)
    return True


def _show(session: Session, before: Before, now: datetime) -> None:
    if session.state == SessionState.DRAFT:
        session.changed_at = now  # nobody's calendar has it yet
        return
    if before.differs(session, set(before.shown).difference(UNSEEN)):
        touch(session, now)
        update_calendars(session=session, now=now)
    else:
        session.changed_at = now
    shown_differently(session, WebhookEvent.CHANGED, now)


def check_taken(session: Session, before: Before, *, even_below_taken: bool) -> None:
    """Nobody loses a seat because a number was made smaller; and nobody has one of a kind that there is not any more."""
    elsewhere = Registration.objects.filter(session=session, state__in=SEATED).exclude(pool__in=pools_of(session))
    if elsewhere.exists():
        raise SeatsOfThatKindAreTaken(session.start, elsewhere.count())
    if even_below_taken:
        return
    for seats in seats_of([session])[session.pk]:
        if seats.capacity < min(seats.taken, before.shown[f"{seats.pool}_seats"]):
            raise FewerSeatsThanTaken(session.start, seats.taken)


def tell(changed: Iterable[tuple[Session, Before]]) -> None:
    """Promises one update to everybody whom a new time or place affects. Called last, in the transaction of the change."""
    for session, before in sorted(changed, key=lambda one: one[0].pk):
        if session.state in TAKING_PLACE and before.differs(session, (*WHEN, *WHERE)):
            promise_update(session, before)


def promise_update(session: Session, before: Before, *, because: str = "") -> None:
    """The first job that waits knows what people were told last; a second change before it runs joins it."""
    told = before.starts_at.isoformat(timespec="seconds")
    jobs.enqueue(TELL, session.pk, told, before.sequence, because, dedupe=f"{TELL}:{session.pk}")
