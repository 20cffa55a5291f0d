"""A rule judged by the words of its definition: every beginning of the record, every window, one after the other."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta, tzinfo

from badges.awarding.facts import Deed, Fact, Held, Record
from badges.awarding.tree import Group, Leaf, Part, Rule, Within

WHAT_DIFFERS = {"contributed": "key", "reviewed": "key", "mentored": "key", "endorsed": "by"}
KINDS = {
    "completed": {"course", "lab", "unit"},
    "attended": {"session"},
    "taught": {"session"},
    "interpreted": {"session"},
    "resolved": {"assignment"},
    "contributed": {"guide", "essay"},
    "reviewed": {"unit", "assignment"},
    "mentored": {"assignment"},
}


def when_of(deed: Deed) -> datetime:
    return deed.earned_at if isinstance(deed, Held) else deed.happened_at


class Brute:
    def __init__(self, person: int, zone: tzinfo, counts_as: Mapping[str, str]) -> None:
        self.person, self.zone, self.counts_as = person, zone, counts_as

    def met_at(self, rule: Rule, record: Record, now: datetime) -> dict[tuple[int, int], datetime | None]:
        """By the year and the number of the period in months since the year 0; (0, 0) where there is but one."""
        deeds: list[Deed] = [*record.facts, *record.held]
        told = [one for one in deeds if when_of(one) <= now]
        if not rule.months:
            return {(0, 0): self._first(rule.when, told)}
        numbers = {self._number(one, rule) for one in told if isinstance(one, Fact)}
        numbers.add(self._number_at(now, rule))
        found = {}
        for number in numbers:
            inside = [
                one
                for one in told
                if self._number(one, rule) == number or (isinstance(one, Held) and self._number(one, rule) < number)
            ]
            found[number, rule.months] = self._first(rule.when, inside)
        return found

    def _number(self, deed: Deed, rule: Rule) -> int:
        return self._number_at(when_of(deed), rule)

    def _number_at(self, moment: datetime, rule: Rule) -> int:
        day = moment.astimezone(self.zone).date()
        return (day.year * 12 + day.month - 1) // rule.months

    def _first(self, part: Part, told: Sequence[Deed]) -> datetime | None:
        for moment in sorted({when_of(one) for one in told}):
            if self.is_met(part, [one for one in told if when_of(one) <= moment]):
                return moment
        return None

    def is_met(self, part: Part, told: Sequence[Deed]) -> bool:
        limits = part.limits
        inside = [
            one
            for one in told
            if (limits.since is None or limits.since <= self._day(one))
            and (limits.until is None or self._day(one) <= limits.until)
        ]
        if limits.within is None:
            return self._is_shown(part, inside)
        return any(
            self._is_shown(part, [one for one in inside if first <= self._day(one) < _after(first, limits.within)])
            for first in {self._day(one) for one in inside}
        )

    def _day(self, deed: Deed) -> date:
        return when_of(deed).astimezone(self.zone).date()

    def _is_shown(self, part: Part, told: Sequence[Deed]) -> bool:
        if isinstance(part, Group):
            wanted = {"all": len(part.parts), "any": 1}.get(part.kind, part.n)
            return sum(self.is_met(one, told) for one in part.parts) >= wanted
        return len({self._difference(part, one) for one in told if self._counts(part, one)}) >= part.n

    def _difference(self, leaf: Leaf, deed: Deed) -> object:
        if isinstance(deed, Held):
            return deed.period
        what = WHAT_DIFFERS.get(leaf.kind)
        return getattr(deed, what) if what else self._names(deed.object_key)[-1]

    def _names(self, key: str) -> list[str]:
        return [key, *self._names(self.counts_as[key])] if key in self.counts_as else [key]

    def _counts(self, leaf: Leaf, deed: Deed) -> bool:
        if isinstance(deed, Held):
            return leaf.kind == "holds" and leaf.what == deed.achievement
        if deed.verb != leaf.kind:
            return False
        if leaf.kind in ("resolved", "endorsed") and (deed.by is None or deed.by == self.person):
            return False
        names = self._names(deed.object_key)
        kinds = {name.split(":")[0] for name in names}
        if leaf.name == "object":
            return leaf.what in names
        if leaf.name == "any":
            return leaf.what in kinds
        if leaf.name == "series":
            return bool(kinds & {"session"}) and leaf.what in self._names(deed.series)
        return leaf.kind == "endorsed" or bool(kinds & KINDS[leaf.kind])


def _after(first: date, within: Within) -> date:
    if within.days:
        return first + timedelta(days=within.days)
    month, day = first.year * 12 + first.month - 1 + within.months, first.day
    while True:
        try:
            return date(month // 12, month % 12 + 1, day)
        except ValueError:  # no such day in that month
            day -= 1
