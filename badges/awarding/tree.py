"""The rule of an award as data: what a person's record must show. Nothing in this package knows Django.

As JSON::

    {"format": 1, "period": PERIOD, "when": PART}
    PERIOD  "once" (also where it is left out) | "year" | {"months": 6}
    PART    {"kind": "all" | "any", "parts": [PART, …], LIMITS} | {"kind": "at_least", "n": 2, "parts": [PART, …], LIMITS}
            | {"kind": one of LEAVES, "n": 3, "object" | "any" | "series" | "achievement": "…", LIMITS}
    LIMITS  "within": {"days": 30} | {"months": 12}, "from": "2026-01-01", "until": "2026-12-31" – each may be left out

``within`` is a rolling window of whole days: whatever shows the part must lie inside one, the first day counts, and the
last one is the day before the first comes round again. ``from`` and ``until`` are days too, both inside. What limits a
group limits everything in it. In a rule with a period everything but ``holds`` must happen inside the same period; periods
of n months are counted from January of the year 0, so that those of 1, 2, 3, 4, 6 and 12 months begin with the year.
One deed may show several parts of a rule.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from itertools import chain
from typing import Any

FORMAT = 1
ROOT = "$.when"
YEAR = 12  # months

Plain = dict[str, Any]


class Counted(StrEnum):
    """What makes two deeds different where n are asked for."""

    OBJECT = "object"
    DEED = "deed"
    BY = "by"
    PERIOD = "period"


@dataclass(frozen=True)
class Ask:
    """What a leaf asks of the record.

    ``kinds``: of objects that count where none is named; ``also``: more kinds that may be named; ``names``: the keys by
    which a leaf narrows what it asks, one at most and, with ``is_narrow``, one at least; ``by_others``: only what somebody
    else wrote down or reviewed counts.
    """

    counted: Counted
    kinds: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    is_narrow: bool = False
    by_others: bool = False


LEAVES: Mapping[str, Ask] = {
    "completed": Ask(Counted.OBJECT, ("course", "lab", "unit"), ("object", "any"), is_narrow=True),
    "attended": Ask(Counted.OBJECT, ("session",), ("object", "series"), also=("series",)),
    "taught": Ask(Counted.OBJECT, ("session",), ("object", "series")),
    "interpreted": Ask(Counted.OBJECT, ("session",), ("object", "series")),
    "resolved": Ask(Counted.OBJECT, ("assignment",), ("object",), by_others=True),
    "contributed": Ask(Counted.DEED, ("guide", "essay"), ("object", "any")),
    "reviewed": Ask(Counted.DEED, ("unit", "assignment"), ("object", "any")),
    "mentored": Ask(Counted.DEED, ("assignment",), ("object",)),
    "endorsed": Ask(Counted.BY, by_others=True),
    "holds": Ask(Counted.PERIOD, names=("achievement",), is_narrow=True),
}
GROUPS = ("all", "any", "at_least")


@dataclass(frozen=True)
class Within:
    """A number of days or of months; the other one is 0."""

    days: int = 0
    months: int = 0


@dataclass(frozen=True)
class Limits:
    within: Within | None = None
    since: date | None = None
    until: date | None = None


NONE = Limits()


@dataclass(frozen=True)
class Leaf:
    """``kind``: of ``LEAVES``; ``name`` and ``what``: the key that narrows it and its value, or empty both."""

    kind: str
    n: int = 1
    name: str = ""
    what: str = ""
    limits: Limits = NONE

    @property
    def ask(self) -> Ask:
        return LEAVES[self.kind]


@dataclass(frozen=True)
class Group:
    """``n``: how many of the parts must be met, whatever the kind."""

    kind: str
    parts: tuple["Part", ...]
    n: int
    limits: Limits = NONE


Part = Leaf | Group


@dataclass(frozen=True)
class Rule:
    """``months``: the length of the periods in each of which it can be met anew; 0: once for ever."""

    when: Part
    months: int = 0


def parts_of(part: Part, path: str = ROOT) -> Iterator[tuple[str, Part]]:
    """The part and everything in it with its JSON path, in the order of the document."""
    yield path, part
    for at, one in enumerate(part.parts if isinstance(part, Group) else ()):
        yield from parts_of(one, f"{path}.parts[{at}]")


def objects_named(rule: Rule) -> frozenset[str]:
    """The object keys that the rule names, series among them. Whoever knows which still exist knows what was deleted."""
    return _named(rule, "object", "series")


def achievements_named(rule: Rule) -> frozenset[str]:
    return _named(rule, "achievement")


def _named(rule: Rule, *names: str) -> frozenset[str]:
    leaves = (part for _, part in parts_of(rule.when) if isinstance(part, Leaf))
    return frozenset(leaf.what for leaf in leaves if leaf.name in names)


def cycle_in(rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """Achievements that wait for each other: ``("a", "b", "a")``, ``("a", "a")`` where one waits for itself; or empty.

    ``rules``: by achievement key. An achievement without a rule waits for nothing.
    """
    try:
        settling_order(rules)
    except CycleError as error:
        found: list[str] = error.args[1]
        return tuple(reversed(found))
    return ()


def settling_order(rules: Mapping[str, Rule]) -> tuple[str, ...]:
    """The keys of ``rules``, each after those whose badges it asks for. Raises graphlib.CycleError."""
    sorter = TopologicalSorter({key: sorted(achievements_named(rules[key])) for key in sorted(rules)})
    return tuple(key for key in sorter.static_order() if key in rules)


def plain(rule: Rule) -> Plain:
    """The rule as JSON values, parts in their order; what is left to the default is left out."""
    return _whole(rule, _plain_part(rule.when))


def canonical(rule: Rule) -> bytes:
    """JSON in UTF-8, the same for rules that mean the same.

    Neither the order of parts matters, nor groups of one part, groups inside groups that say the same as one, ``at_least``
    1 or all of its parts, nor defaults that are spelt out.
    """
    return _sorted_json(_whole(rule, _normal(rule.when))).encode()


def digest(rule: Rule) -> str:
    """SHA-256 of ``canonical``, in hexadecimal."""
    return hashlib.sha256(canonical(rule)).hexdigest()


def _sorted_json(value: Plain) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _whole(rule: Rule, when: Plain) -> Plain:
    period = {} if not rule.months else {"period": "year" if rule.months == YEAR else {"months": rule.months}}
    return {"format": FORMAT, **period, "when": when}


def _plain_part(part: Part) -> Plain:
    if isinstance(part, Leaf):
        return _plain_leaf(part)
    number = {"n": part.n} if part.kind == "at_least" else {}
    return {
        "kind": part.kind,
        **number,
        "parts": [_plain_part(one) for one in part.parts],
        **_plain_limits(part.limits),
    }


def _plain_leaf(leaf: Leaf) -> Plain:
    narrowed = {leaf.name: leaf.what} if leaf.name else {}
    number = {"n": leaf.n} if leaf.n > 1 else {}
    return {"kind": leaf.kind, **narrowed, **number, **_plain_limits(leaf.limits)}


def _plain_limits(limits: Limits) -> Plain:
    found: Plain = {}
    if limits.within:
        unit = "days" if limits.within.days else "months"
        found["within"] = {unit: getattr(limits.within, unit)}
    if limits.since:
        found["from"] = limits.since.isoformat()
    if limits.until:
        found["until"] = limits.until.isoformat()
    return found


def _normal(part: Part) -> Plain:
    if isinstance(part, Leaf):
        return _plain_leaf(part)
    limits, parts = _plain_limits(part.limits), [_normal(one) for one in part.parts]
    kind = "all" if part.n == len(parts) else "any" if part.n == 1 else "at_least"
    if kind == "at_least":
        return {"kind": kind, "n": part.n, "parts": sorted(parts, key=_sorted_json), **limits}
    parts = list({_sorted_json(one): one for one in chain.from_iterable(_opened(one, kind) for one in parts)}.values())
    if len(parts) == 1 and not (limits and _limited(parts[0])):
        return parts[0] | limits
    return {"kind": kind, "parts": sorted(parts, key=_sorted_json), **limits}


def _opened(part: Plain, kind: str) -> list[Plain]:
    """What the part holds where it says no more than the group of this kind around it does."""
    return part["parts"] if part["kind"] == kind and not _limited(part) else [part]


def _limited(part: Plain) -> bool:
    return bool(part.keys() & {"within", "from", "until"})
