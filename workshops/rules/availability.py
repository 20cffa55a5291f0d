"""Whether somebody has time, from what they said. Pure: everything that is known comes in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from workshops.models import Session
from workshops.models.availability import DAY

Period = tuple[datetime, datetime]


class Says(StrEnum):
    """``unknown``: they have not said anything about that time."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Pattern:
    """What one person said, on their own clock. ``weekly``: weekday → minutes from, until. ``exceptions``: first day,
    last day, whether they are there; who is away on a day is away, whatever else is said of it."""

    zone: ZoneInfo
    weekly: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    exceptions: list[tuple[date, date, bool]] = field(default_factory=list)

    def windows(self, day: date) -> list[tuple[int, int]] | None:
        """None: nothing is known about that day."""
        said = [is_there for first, last, is_there in self.exceptions if first <= day <= last]
        if said:
            return [(0, DAY)] if all(said) else []
        return self.weekly.get(day.weekday(), []) if self.weekly else None


def says(pattern: Pattern, periods: Iterable[Period]) -> Says:
    """Yes only where the whole of every period is inside what they said; a minute outside of it is a no."""
    answers = [_says(pattern, start, end) for start, end in periods]
    if Says.NO in answers:
        return Says.NO
    return Says.UNKNOWN if Says.UNKNOWN in answers else Says.YES


def _says(pattern: Pattern, start: datetime, end: datetime) -> Says:
    is_known, reached = True, start
    for day in _days(start.astimezone(pattern.zone).date(), (end - timedelta(seconds=1)).astimezone(pattern.zone)):
        windows = pattern.windows(day)
        if windows is None:
            is_known = False
            reached = max(reached, _moment(pattern.zone, day, DAY))
            continue
        for first, last in sorted(windows):
            if _moment(pattern.zone, day, first) <= reached:
                reached = max(reached, _moment(pattern.zone, day, last))
    if reached < end:
        return Says.NO
    return Says.YES if is_known else Says.UNKNOWN


def _days(first: date, last: datetime) -> Iterator[date]:
    while first <= last.date():
        yield first
        first += timedelta(days=1)


def _moment(zone: ZoneInfo, day: date, minutes: int) -> datetime:
    """Where clocks jump, the moment that PEP 495 names: a person's free hour is no appointment."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=zone).astimezone(UTC)


def periods_of(session: Session) -> list[Period]:
    """When people really are in it: each of its days."""
    start, zone = datetime.fromisoformat(session.start), ZoneInfo(session.zone)
    length, found = timedelta(minutes=session.minutes), []
    for number in range(session.days):
        wall = start + timedelta(days=number)
        begins = wall.replace(tzinfo=zone, fold=session.fold).astimezone(UTC)
        found.append((begins, begins + length))
    return found
