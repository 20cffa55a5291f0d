"""VTIMEZONE blocks that every calendar program follows (RFC 5545, section 3.6.5).

Outlook passes over observances that list dates (RDATE) and follows those that have a rule (RRULE): so each change of
clocks that comes round by a rule is one observance with that rule. What has no rule, such as a change by the moon, is one
observance for each time. An onset is written as the clocks read until then: clocks that jump from 02:00 to 03:00 change
at 02:00.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from workshops.exports.ical.lines import component, line, offset, text, utc, wall

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# A rule about weekdays that goes on shows itself whole within 28 years: then every date has been every weekday.
WHOLE_CYCLE = 28
FEWEST = 4  # changes in a row that make a rule; fewer are a chance, and written one by one
STEP = timedelta(days=5)  # nowhere are clocks changed and changed back within less
ALWAYS = datetime(1970, 1, 1)  # noqa: DTZ001  the onset of what does not change: read on the place's own clocks


@dataclass(frozen=True)
class Change:
    """Clocks go from one offset to another. ``onset`` is what they read at that moment, by the offset before."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str
    is_daylight: bool


def time_zone(zone: ZoneInfo, first: int, last: int) -> str:
    """The block of a zone for events in the years ``first`` to ``last``."""
    return _written(zone.key, first, last)


@lru_cache(maxsize=256)
def _written(key: str, first: int, last: int) -> str:
    zone = ZoneInfo(key)
    changes = changes_of(zone, first - 1, last + WHOLE_CYCLE)
    observances = [_observance(series, rule) for series, rule in _observances(changes, last)]
    begins = datetime(first, 1, 1, tzinfo=UTC)
    if not changes or changes[0].onset.replace(tzinfo=UTC) - changes[0].before >= begins:
        observances.insert(0, _steady(zone, begins))
    return component("VTIMEZONE", [line("TZID", key), *observances])


def changes_of(zone: ZoneInfo, first: int, last: int) -> list[Change]:
    """All of the years ``first`` to ``last``, in order."""
    found: list[tuple[datetime, timedelta, timedelta, str]] = []
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    ahead = _ahead(zone, at)
    while at < end:
        following = min(at + STEP, end)
        after = _ahead(zone, following)
        if after != ahead:
            moment = _moment_of_change(zone, at, following)
            found.append(((moment + ahead).replace(tzinfo=None), ahead, after, _name(zone, moment)))
        at, ahead = following, after
    return [
        Change(onset, before, after, name, _goes_back_soon(onset, after - before, found[number:]))
        for number, (onset, before, after, name) in enumerate(found, start=1)
    ]


def _goes_back_soon(
    onset: datetime, ahead: timedelta, later: Sequence[tuple[datetime, timedelta, timedelta, str]]
) -> bool:
    """Daylight time is what goes ahead and comes back within the year; a change of law for good is standard time.

    The database itself calls Irish winter daylight time, and Outlook expects the opposite.
    """
    if ahead <= timedelta(0):
        return False
    return not later or (later[0][2] < later[0][1] and later[0][0] - onset < timedelta(days=366))


def _ahead(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _name(zone: ZoneInfo, at: datetime) -> str:
    return at.astimezone(zone).tzname() or zone.key


def _moment_of_change(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second of the new offset; ``before`` still has the old one."""
    old = _ahead(zone, before)
    while after - before > timedelta(seconds=1):
        middle = before + timedelta(seconds=int((after - before).total_seconds()) // 2)
        if _ahead(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _observances(changes: Sequence[Change], last: int) -> Iterator[tuple[list[Change], str]]:
    """Changes with the rule that they follow, or single ones with none; in the order in which they begin."""
    found: list[tuple[list[Change], str]] = []
    kind = attrgetter("before", "after", "name", "is_daylight")
    for _, same in groupby(sorted(changes, key=lambda one: (*kind(one), one.onset)), key=kind):
        found += _split(list(same), changes[-1].onset.year)
    for series, rule in sorted(found, key=lambda one: one[0][0].onset):
        if series[0].onset.year <= last + 1:
            yield series, rule


def _split(series: list[Change], horizon: int) -> Iterator[tuple[list[Change], str]]:
    """The longest beginnings that one rule makes."""
    while series:
        length = _year_by_year(series)
        while length >= FEWEST and not _rule(series[:length]):
            length -= 1
        if length < FEWEST:
            yield series[:1], ""
            series = series[1:]
            continue
        rule = _rule(series[:length])
        if series[length - 1].onset.year < horizon:
            last = series[length - 1]
            rule += f";UNTIL={utc(last.onset.replace(tzinfo=UTC) - last.before)}"
        yield series[:length], rule
        series = series[length:]


def _year_by_year(series: Sequence[Change]) -> int:
    """How many at the beginning come in years that follow each other, at the same time of day, in the same month."""
    first = series[0].onset
    for number, change in enumerate(series):
        onset = change.onset
        if onset.year != first.year + number or (onset.month, onset.time()) != (first.month, first.time()):
            return number
    return len(series)


def _rule(series: Sequence[Change]) -> str:
    """The RRULE that makes exactly these, or nothing."""
    days = [change.onset.day for change in series]
    month = f"FREQ=YEARLY;BYMONTH={series[0].onset.month}"
    weekdays = {change.onset.weekday() for change in series}
    if len(weekdays) > 1:
        return f"{month};BYMONTHDAY={days[0]}" if len(set(days)) == 1 else ""
    weekday = WEEKDAYS[weekdays.pop()]
    least, most = min(days), max(days)
    if most - least > 6:
        return ""
    if (least - 1) // 7 == (most - 1) // 7 and most <= 28:
        return f"{month};BYDAY={(least - 1) // 7 + 1}{weekday}"
    if all(_is_last(change.onset) for change in series):
        return f"{month};BYDAY=-1{weekday}"
    return f"{month};BYDAY={weekday};BYMONTHDAY={','.join(map(str, range(least, most + 1)))}"


def _is_last(onset: datetime) -> bool:
    return (onset + timedelta(days=7)).month != onset.month


def _observance(series: Sequence[Change], rule: str) -> str:
    first = series[0]
    return _block(first.onset, first.before, first.after, first.name, rule, is_daylight=first.is_daylight)


def _steady(zone: ZoneInfo, at: datetime) -> str:
    """What holds before the first change that is written, or always."""
    ahead = _ahead(zone, at)
    return _block(ALWAYS, ahead, ahead, _name(zone, at), "", is_daylight=False)


def _block(onset: datetime, before: timedelta, after: timedelta, name: str, rule: str, *, is_daylight: bool) -> str:
    lines: Iterable[str] = (
        line("DTSTART", wall(onset)),
        line("TZOFFSETFROM", offset(before)),
        line("TZOFFSETTO", offset(after)),
        line("TZNAME", text(name)),
        line("RRULE", rule) if rule else "",
    )
    return component("DAYLIGHT" if is_daylight else "STANDARD", lines)
