"""The deeds of a person in their order, and what a leaf of a rule counts of them. One line for each period of the rule."""

from bisect import bisect_left
from calendar import monthrange
from collections.abc import Hashable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo
from heapq import merge

from badges.awarding.facts import Deed, Fact, Held, Record, moment_of, order_of
from badges.awarding.tree import YEAR, Counted, Leaf, Rule, Within

Unit = Hashable | None
FURTHEST = datetime.max.replace(tzinfo=UTC)


class Same:
    """What counts as what."""

    def __init__(self, counts_as: Mapping[str, str]) -> None:
        self._counts_as = counts_as
        self._known: dict[str, tuple[frozenset[str], str]] = {}

    def names(self, key: str) -> frozenset[str]:
        """The key and all that it counts as."""
        return self._followed(key)[0]

    def last(self, key: str) -> str:
        """The one that stands for all that lead to it."""
        return self._followed(key)[1]

    def _followed(self, key: str) -> tuple[frozenset[str], str]:
        if key not in self._known:
            way = [key]
            while (following := self._counts_as.get(way[-1])) is not None and following not in way:
                way.append(following)
            last = way[-1] if following is None else min(way[way.index(following) :])  # a ring has no last one
            self._known[key] = frozenset(way), last
        return self._known[key]


class Line:
    """The deeds of one period in their order. A place is an index into them; the one behind the last means never."""

    def __init__(self, key: str, deeds: list[Deed], person: int, zone: tzinfo, now: datetime, same: Same) -> None:
        self.key, self.deeds, self.person, self.zone, self.now, self.same = key, deeds, person, zone, now, same
        self.moments = [moment_of(one) for one in deeds]
        self.never = len(deeds)
        self._ends: dict[Within, list[datetime]] = {}

    def first_on(self, day: date) -> int:
        return bisect_left(self.moments, _midnight(day, self.zone))

    def first_after(self, day: date) -> int:
        return bisect_left(self.moments, _day_after(day, Within(days=1), self.zone))

    def ends(self, within: Within) -> list[datetime]:
        """For each place the moment at which a window that begins on its day is over."""
        if within not in self._ends:
            days: dict[date, datetime] = {}
            found = []
            for moment in self.moments:
                day = moment.astimezone(self.zone).date()
                if day not in days:
                    days[day] = _day_after(day, within, self.zone)
                found.append(days[day])
            self._ends[within] = found
        return self._ends[within]

    def units(self, leaf: Leaf) -> list[Unit]:
        """For each place what the leaf counts there, None where nothing."""
        look = self._held if leaf.kind == "holds" else self._done
        return [look(leaf, one) for one in self.deeds]

    def _held(self, leaf: Leaf, deed: Deed) -> Unit:
        return deed.period if isinstance(deed, Held) and deed.achievement == leaf.what else None

    def _done(self, leaf: Leaf, deed: Deed) -> Unit:
        if not isinstance(deed, Fact) or deed.verb != leaf.kind or not self._is_meant(leaf, deed):
            return None
        if leaf.ask.by_others and deed.by in (None, self.person):
            return None
        if leaf.ask.counted is Counted.OBJECT:
            return self.same.last(deed.object_key)
        return deed.by if leaf.ask.counted is Counted.BY else deed.key

    def _is_meant(self, leaf: Leaf, fact: Fact) -> bool:
        names = self.same.names(fact.object_key)
        if leaf.name == "object":
            return leaf.what in names
        if leaf.name == "series" and not (fact.series and leaf.what in self.same.names(fact.series)):
            return False
        kinds = (leaf.what,) if leaf.name == "any" else leaf.ask.kinds
        return not kinds or any(name.partition(":")[0] in kinds for name in names)


def lines_of(
    rule: Rule, record: Record, *, now: datetime, zone: tzinfo, counts_as: Mapping[str, str]
) -> Iterator[Line]:
    """See ``evaluating.evaluate``."""
    either: set[Deed] = {*record.facts, *record.held}
    deeds = sorted((one for one in either if moment_of(one) <= now), key=order_of)
    same = Same(counts_as)
    for key, some in _periods(rule, deeds, now, zone):
        yield Line(key, some, record.person, zone, now, same)


def period_key(month: int, months: int) -> str:
    """``month``: the first of the period, counted from January of the year 0. Empty, ``2026``, or ``2026-07/P6M``."""
    if not months:
        return ""
    year, rest = divmod(month, 12)
    return f"{year}" if months == YEAR else f"{year}-{rest + 1:02}/P{months}M"


def _periods(rule: Rule, deeds: list[Deed], now: datetime, zone: tzinfo) -> Iterator[tuple[str, list[Deed]]]:
    """Facts belong to one period each, a badge to its own and to all that follow."""
    if not rule.months:
        yield "", deeds
        return
    held = [one for one in deeds if isinstance(one, Held)]
    earned = [_first_month(one.earned_at, rule.months, zone) for one in held]
    facts: dict[int, list[Deed]] = {_first_month(now, rule.months, zone): []}
    for one in deeds:
        if isinstance(one, Fact):
            facts.setdefault(_first_month(one.happened_at, rule.months, zone), []).append(one)
    for month, some in sorted(facts.items()):
        so_far = [one for one, its in zip(held, earned, strict=True) if its <= month]
        yield period_key(month, rule.months), list(merge(so_far, some, key=order_of))


def _first_month(moment: datetime, months: int, zone: tzinfo) -> int:
    day = moment.astimezone(zone)
    month = day.year * 12 + day.month - 1
    return month - month % months


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _day_after(day: date, within: Within, zone: tzinfo) -> datetime:
    """The midnight after the last day of a window. A month later than the 31st is the last day of a shorter month."""
    try:
        if within.days:
            return _midnight(day + timedelta(days=within.days), zone)
        year, month = divmod(day.year * 12 + day.month - 1 + within.months, 12)
        last = monthrange(year, month + 1)[1]
        return _midnight(date(year, month + 1, min(day.day, last)), zone)
    except (ValueError, OverflowError):  # behind the last year that there is
        return FURTHEST
