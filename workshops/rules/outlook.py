"""Before sessions are made: which they would be, and where clocks have no such time, or have it twice. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from lms.core.walls import moments_at
from workshops.rules.recurrence import Occurrence, Rule, dates, occurrences


@dataclass(frozen=True)
class Outlook:
    """``holes``: wall clocks that clocks jump over, where no session is made. ``doubled``: those that they show twice."""

    sessions: list[Occurrence]
    holes: list[datetime]
    doubled: list[datetime]
    has_more: bool


def outlook_of(
    *, rule: Rule, first: date, at: time, zone: ZoneInfo, most: int, fold: int = 0, until: date | None = None
) -> Outlook:
    """At most ``most`` sessions, and of a rule that goes on none after ``until``."""
    every = occurrences(rule, first=first, at=at, zone=zone, fold=fold)
    if rule.goes_on and until:
        every = takewhile(lambda one: one.start.date() <= until, every)
    found = list(islice(every, most + 1))
    sessions = found[:most]
    end = rule.until if rule.until and len(found) <= most else sessions[-1].start.date() if sessions else first
    return Outlook(
        sessions,
        _holes(takewhile(lambda day: day <= end, dates(rule, first)), at, {one.start for one in sessions}),
        [one.start for one in sessions if len(moments_at(one.start, zone)) > 1],
        has_more=rule.goes_on or len(found) > most,
    )


def _holes(days: Iterable[date], at: time, made: set[datetime]) -> list[datetime]:
    return [start for start in (datetime.combine(day, at) for day in days) if start not in made]
