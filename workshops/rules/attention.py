"""What on a trainer's desk needs somebody: places that nobody has taken, and weeks in which clocks move apart.

The number of queries does not grow with the sessions.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lms.core.moments import place_name, zone_of
from workshops.enums import SessionState
from workshops.models import Session
from workshops.models.sessions import SessionQuerySet
from workshops.queries.staffing import staffing_of
from workshops.rules.drift_preview import sentence
from workshops.rules.recurrence import MOST_DATES, Occurrence, drifts
from workshops.rules.staffing import Gap, gaps_of

AHEAD = timedelta(weeks=10)
BEFORE = timedelta(weeks=6)  # so that the first session of a month is compared with that of the last one


@dataclass(frozen=True)
class Wanting:
    """A session, and what it still needs."""

    session: Session
    gaps: list[Gap]


def wanting(sessions: Iterable[Session]) -> list[Wanting]:
    """Those that need somebody, in the order in which they came."""
    known = list(sessions)
    staffing = staffing_of(known) if known else {}
    found = [Wanting(one, gaps_of(staffing[one.pk])) for one in known]
    return [one for one in found if one.gaps]


@dataclass(frozen=True)
class ClockMove:
    """From this session on the time in another place is another one. ``words``: in the active language."""

    session: Session
    words: str


def clock_moves(sessions: SessionQuerySet, others: Iterable[str], now: datetime) -> list[ClockMove]:
    """In the coming weeks, in the order of time. What was moved by hand to another hour or clock is passed over."""
    near = sessions.exclude(state=SessionState.CANCELLED).filter(starts_at__gt=now - BEFORE, starts_at__lt=now + AHEAD)
    by_series: dict[int, list[Session]] = {}
    for one in near.order_by("starts_at", "pk"):
        if one.zone == one.series.zone and one.start[11:] == f"{one.series.starts_time:%H:%M}":
            by_series.setdefault(one.series_id, []).append(one)
    zones = [zone for zone in map(zone_of, dict.fromkeys(others)) if zone]
    found = [move for rows in by_series.values() for zone in zones for move in _moves(rows, zone, now)]
    return sorted(found, key=lambda one: (one.session.starts_at, one.session.pk))


def _moves(rows: list[Session], other: ZoneInfo, now: datetime) -> list[ClockMove]:
    by_start = {datetime.fromisoformat(one.start): one for one in rows}
    series = (Occurrence(one.number, start, one.fold, one.starts_at) for start, one in by_start.items())
    place = place_name(other.key)
    return [
        ClockMove(by_start[drift.start], sentence(drift, place))
        for drift in drifts(series, other=other, most=MOST_DATES)
        if by_start[drift.start].starts_at > now
    ]
