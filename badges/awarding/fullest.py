"""Whether a rule can be met at all: it can if, and only if, the fullest record that there could be meets it.

That record holds, for every leaf, what it asks for on each day that the rule names: what must be late is earliest on the
day ``from`` which it counts, what must be early is latest on the last one, and so nothing could lie closer together. Numbers
do not matter to it, since any number fits into a day.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

from badges.awarding.evaluating import Traced
from badges.awarding.facts import Deed, Fact, Held, Record
from badges.awarding.lines import lines_of
from badges.awarding.tree import ROOT, Group, Leaf, Part, Rule, parts_of

SOME_DAY = date(2026, 1, 1)
NOBODY, SOMEBODY = 0, 1


def never_met(rule: Rule) -> tuple[str, ...]:
    """The paths of the smallest parts that no record could ever meet, each in itself or by the period of the rule."""
    paths = [path for path, _ in parts_of(rule.when)]
    possible: set[str] = set()
    for traced in _traced(rule, _fullest(rule)):
        waiting = [traced]
        while waiting:
            part = waiting.pop()
            waiting += part.parts
            if part.by[0] < part.never:
                possible.add(part.path)
    never = [path for path in paths if path not in possible]
    return tuple(path for path in never if not any(other.startswith(f"{path}.") for other in never))


def is_met_by_badges_alone(rule: Rule) -> bool:
    """With no deed at all. Such a rule cannot have a period: nothing says in which one it is met."""
    badges = Record(NOBODY, held=_fullest(rule).held)
    return any(part.by[0] < part.never for part in _traced(Rule(rule.when), badges))


def _traced(rule: Rule, record: Record) -> Iterator[Traced]:
    when = _of_one(rule.when)
    late = datetime.combine(_days(rule)[-1], time(13), UTC)
    for line in lines_of(rule, record, now=late, zone=UTC, counts_as={}):
        yield Traced.of(when, ROOT, line)


def _fullest(rule: Rule) -> Record:
    leaves = [part for _, part in parts_of(rule.when) if isinstance(part, Leaf)]
    deeds = [_deed(leaf, day) for leaf in leaves for day in _days(rule)]
    facts = tuple(one for one in deeds if isinstance(one, Fact))
    return Record(NOBODY, facts, tuple(one for one in deeds if isinstance(one, Held)))


def _deed(leaf: Leaf, day: date) -> Deed:
    moment = datetime.combine(day, time(12), UTC)
    if leaf.kind == "holds":
        return Held(leaf.what, moment)
    kind = leaf.what if leaf.name == "any" else next(iter(leaf.ask.kinds), "")
    thing = leaf.what if leaf.name == "object" else f"{kind}:1"
    series = leaf.what if leaf.name == "series" else ""
    return Fact("1", leaf.kind, thing, moment, by=SOMEBODY, series=series)


def _days(rule: Rule) -> list[date]:
    limits = [part.limits for _, part in parts_of(rule.when)]
    named = {day for one in limits for day in (one.since, one.until) if day}
    return sorted(named | {SOME_DAY})


def _of_one(part: Part) -> Part:
    if isinstance(part, Group):
        return replace(part, parts=tuple(map(_of_one, part.parts)))
    return replace(part, n=1)
