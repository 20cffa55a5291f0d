"""On which days a series falls, and at which moments. Pure: everything that is known comes in.

Dates are counted from the first one as RFC 5545 counts them (section 3.3.10): a date or a time that does not exist is left
out and not counted. Everything is computed on wall clocks; moments are derived at the very end.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any, Self
from zoneinfo import ZoneInfo

from lms.core.walls import moments_at, wall_at
from workshops.enums import Frequency
from workshops.errors import ImpossibleRule

WORKING_DAYS = (0, 1, 2, 3, 4)
LAST = -1
LONGEST_GAP = (
    8 * 12
)  # months without a date before a rule counts as barren: 29 February comes every eighth year at worst
MOST_INTERVAL = 52
MOST_DATES = 400
YEARS = range(2000, 2101)  # beyond them moments cannot be derived everywhere, and nobody plans


@dataclass(frozen=True)
class Rule:
    """``weekdays``: 0 is Monday. ``nth``: 1 to 4 or LAST, of the days of a month that are among ``weekdays``.
    ``day``: 1 to 31, for MONTHLY_DAY. ``dates``: for DATES. It ends after ``count`` sessions, on ``until`` (a day of its
    own zone, included) or, with neither, goes on."""

    frequency: Frequency = Frequency.ONCE
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 1
    day: int = 1
    dates: tuple[date, ...] = field(default=())
    count: int | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        is_possible = (
            1 <= self.interval <= MOST_INTERVAL
            and all(0 <= weekday <= 6 for weekday in self.weekdays)
            and (self.nth == LAST or 1 <= self.nth <= 4)
            and 1 <= self.day <= 31
            and len(self.dates) <= MOST_DATES
            and (self.count is None or 1 <= self.count <= MOST_DATES)
        )
        if not is_possible or (self.frequency == Frequency.MONTHLY_WEEKDAY and not self.weekdays):
            raise ImpossibleRule

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Self:
        """What ``as_plain`` gave; raises ImpossibleRule for anything else."""
        try:
            return cls(
                frequency=Frequency(plain.get("frequency", Frequency.ONCE)),
                interval=int(plain.get("interval", 1)),
                weekdays=tuple(sorted({int(weekday) for weekday in plain.get("weekdays", ())})),
                nth=int(plain.get("nth", 1)),
                day=int(plain.get("day", 1)),
                dates=tuple(sorted({date.fromisoformat(one) for one in plain.get("dates", ())})),
                count=int(plain["count"]) if plain.get("count") else None,
                until=date.fromisoformat(plain["until"]) if plain.get("until") else None,
            )
        except (TypeError, ValueError) as error:
            raise ImpossibleRule from error

    def as_plain(self) -> dict[str, Any]:
        """For a JSON column: what differs from the defaults, and nothing else."""
        plain: dict[str, Any] = {"frequency": str(self.frequency)}
        if self.interval != 1:
            plain["interval"] = self.interval
        if self.frequency in (Frequency.WEEKLY, Frequency.MONTHLY_WEEKDAY) and self.weekdays:
            plain["weekdays"] = list(self.weekdays)
        if self.frequency == Frequency.MONTHLY_WEEKDAY:
            plain["nth"] = self.nth
        if self.frequency == Frequency.MONTHLY_DAY:
            plain["day"] = self.day
        if self.frequency == Frequency.DATES:
            plain["dates"] = [one.isoformat() for one in self.dates]
        if self.count:
            plain["count"] = self.count
        if self.until:
            plain["until"] = self.until.isoformat()
        return plain

    @property
    def goes_on(self) -> bool:
        """Whether it never ends by itself: its rows are made a year ahead and topped up."""
        return self.frequency not in (Frequency.ONCE, Frequency.DATES) and self.count is None and self.until is None


@dataclass(frozen=True)
class Occurrence:
    """One session of a series. ``start`` is the wall clock (naive), and its identity in the series; ``fold`` says which
    one where clocks show it twice; ``starts_at`` is derived, in UTC. ``number`` counts from 1."""

    number: int
    start: datetime
    fold: int
    starts_at: datetime


def occurrences(rule: Rule, *, first: date, at: time, zone: ZoneInfo, fold: int = 0) -> Iterator[Occurrence]:
    """In order, from ``first`` on. Without an end in the rule it goes on for ever: take as many as are wanted."""
    number = 0
    for day in dates(rule, first):
        if rule.until and day > rule.until:
            return
        start = datetime.combine(day, at)
        moments = moments_at(start, zone)
        if not moments:
            continue
        number += 1
        chosen = min(fold, len(moments) - 1)
        yield Occurrence(number=number, start=start, fold=chosen, starts_at=moments[chosen])
        if rule.count and number >= rule.count:
            return


def dates(rule: Rule, first: date) -> Iterator[date]:
    """The days of a rule from ``first`` on, whatever its end says."""
    match rule.frequency:
        case Frequency.ONCE:
            yield first
        case Frequency.DATES:
            yield from rule.dates
        case Frequency.DAILY:
            yield from _every(first, timedelta(days=rule.interval))
        case Frequency.WEEKLY:
            yield from _weekly(rule, first)
        case _:
            yield from _monthly(rule, first)


def _every(first: date, step: timedelta) -> Iterator[date]:
    while first.year < 9000:
        yield first
        first += step


def _weekly(rule: Rule, first: date) -> Iterator[date]:
    """Weeks begin on Monday, as RFC 5545 has it where nothing else is said."""
    monday = first - timedelta(days=first.weekday())
    for week in _every(monday, timedelta(weeks=rule.interval)):
        for weekday in rule.weekdays or (first.weekday(),):
            day = week + timedelta(days=weekday)
            if day >= first:
                yield day


def _monthly(rule: Rule, first: date) -> Iterator[date]:
    month, barren = first.year * 12 + first.month - 1, 0
    while barren <= LONGEST_GAP * rule.interval:
        day = _in_month(rule, *divmod(month, 12))
        if day and day >= first:
            yield day
            barren = 0
        else:
            barren += 1
        month += rule.interval


def _in_month(rule: Rule, year: int, month: int) -> date | None:
    length = monthrange(year, month + 1)[1]
    if rule.frequency == Frequency.MONTHLY_DAY:
        return date(year, month + 1, rule.day) if rule.day <= length else None
    days = [date(year, month + 1, day) for day in range(1, length + 1)]
    among = [day for day in days if day.weekday() in rule.weekdays]
    position = LAST if rule.nth == LAST else rule.nth - 1
    return among[position]


@dataclass(frozen=True)
class Drift:
    """From this session on, clocks in another place show another time than before."""

    number: int
    start: datetime  # the wall clock of the series' own zone
    there: datetime  # the wall clock of the other place
    before: time  # what the other place's clocks showed until then
    days_before: int  # on which day: 1 is the next one, as there a session in the evening is after midnight


def drifts(series: Iterator[Occurrence], *, other: ZoneInfo, most: int) -> list[Drift]:
    """Where the two clocks move apart or together, among the first ``most`` sessions.

    Only the time of day counts, and whether it is the same day: "12:00" becomes "11:00", and 23:30 becomes 00:30.
    """
    found: list[Drift] = []
    usual: tuple[time, int] | None = None
    for one in islice(series, most):
        there = wall_at(one.starts_at, other)
        shown = (there.time(), (there.date() - one.start.date()).days)
        if usual is not None and shown != usual:
            found.append(Drift(one.number, one.start, there, *usual))
        usual = shown
    return found
