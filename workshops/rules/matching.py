"""Which session of a series becomes which one when its rule changes. Pure.

A rule that is only shifted (another weekday, another time, another end) keeps the shape of the series: the third session
stays the third, whatever day it now falls on. What skips an hour leaves one slot empty, and the others stay what they were.
A rule of another shape (fortnightly in place of weekly) keeps days: who holds a seat on the 18th still meets on the 18th.
"""

from collections.abc import Callable, Hashable, Iterable
from datetime import date

from workshops.enums import Frequency
from workshops.rules.recurrence import Rule

MONTHLY = (Frequency.MONTHLY_DAY, Frequency.MONTHLY_WEEKDAY)
Slot = Callable[[date], Hashable]


def _itself(day: date) -> Hashable:
    return day


BY_DAY: tuple[Slot, Slot] = (_itself, _itself)


def slots(old: Rule, new: Rule, *, old_first: date, new_first: date) -> tuple[Slot, Slot]:
    """For days of the old rule, and for days of the new one: what is equal is the same session.

    Both count from their own first day.
    """
    if shape(old) != shape(new):
        return BY_DAY
    return _counted(old, old_first), _counted(new, new_first)


def shape(rule: Rule) -> tuple[str, int, int]:
    """What two rules share when one is a shift of the other."""
    match rule.frequency:
        case Frequency.WEEKLY:
            return Frequency.WEEKLY, rule.interval, len(rule.weekdays) or 1
        case Frequency.DATES:
            return Frequency.DATES, 1, len(rule.dates)
        case frequency if frequency in MONTHLY:
            return Frequency.MONTHLY_DAY, rule.interval, 1
    return rule.frequency, rule.interval, 1


def _counted(rule: Rule, first: date) -> Slot:
    match rule.frequency:
        case Frequency.DAILY:
            return lambda day: (day - first).days // rule.interval
        case Frequency.WEEKLY:
            among = rule.weekdays or (first.weekday(),)
            return lambda day: (_week(day) - _week(first), _position(day.weekday(), among))
        case Frequency.DATES:
            return lambda day: _position(day, rule.dates)
        case frequency if frequency in MONTHLY:
            return lambda day: _month(day) - _month(first)
    return lambda day: 0


def _week(day: date) -> int:
    return (day.toordinal() - day.weekday()) // 7  # 1 January of year 1 was a Monday: weeks begin on Mondays


def _month(day: date) -> int:
    return day.year * 12 + day.month


def _position(one: Hashable, among: Iterable[Hashable]) -> Hashable:
    """A day that its rule does not have stands in no slot of it: it answers for itself."""
    places = {known: place for place, known in enumerate(among)}
    return places.get(one, f"{one}")
