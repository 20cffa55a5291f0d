"""When a free seat may be given to somebody who waits, and until when it is held for them.

Between ten in the evening and eight in the morning, by the clock of the person, nobody is confirmed without having been
asked, and no offer ends. Whoever would sleep until the session begins is not asked: they keep their place.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.accounts.models import Person
from lms.accounts.queries import chosen_zone
from lms.core.moments import zone_of
from workshops.enums import WaitlistMode
from workshops.models import Session

EVENING, MORNING = time(22), time(8)


@dataclass(frozen=True)
class Confirm:
    """The seat is theirs at once."""


@dataclass(frozen=True)
class Offer:
    """The seat is held for them; they say yes or no."""

    until: datetime


def next_step(session: Session, person: Person, now: datetime) -> Confirm | Offer | None:
    """What a free seat means for somebody who is next. None: not now, somebody else is asked."""
    zone = zone_for(person, session)
    last_silent = session.starts_at - timedelta(hours=session.stop_hours)
    if session.waitlist == WaitlistMode.CONFIRM and now < last_silent and not is_quiet(now, zone):
        return Confirm()
    until = deadline(now, hours=session.offer_hours, zone=zone, starts_at=session.starts_at)
    return Offer(until) if until else None


def zone_for(person: Person, session: Session) -> ZoneInfo:
    """Whose clock says when they sleep: where they chose none, the clock of the session does."""
    return zone_of(chosen_zone(person)) or ZoneInfo(session.zone)


def is_quiet(at: datetime, zone: ZoneInfo) -> bool:
    """Ten and eight sharp are not quiet."""
    clock = at.astimezone(zone).time()
    return clock > EVENING or clock < MORNING


def deadline(now: datetime, *, hours: int, zone: ZoneInfo, starts_at: datetime) -> datetime | None:
    """``hours`` from now, the start at the latest; moved to the morning after, or where that is too late, to the evening
    before. None where no waking moment is left."""
    until = min(now + timedelta(hours=hours), starts_at)
    if not is_quiet(until, zone):
        return until if until > now else None
    local = until.astimezone(zone)
    night = local.date() if local.time() > EVENING else local.date() - timedelta(days=1)  # the day on which it began
    morning = datetime.combine(night + timedelta(days=1), MORNING, zone).astimezone(until.tzinfo)
    evening = datetime.combine(night, EVENING, zone).astimezone(until.tzinfo)
    if morning <= starts_at:
        return morning
    return evening if evening > now else None
