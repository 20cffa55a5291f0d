"""A rule for people: codes and their values, nested as the rule is. The web makes sentences of them in either language."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from badges.awarding.tree import LEAVES, ROOT, YEAR, Group, Leaf, Limits, Part, Rule

Value = int | str | date

GROUP_CODES = frozenset({"all", "any", "at_least"})  # n, of
LEAF_CODES = frozenset(
    f"{kind}_{name}" if name else kind  # n; what: an object, a kind of objects, a series, an achievement
    for kind, ask in LEAVES.items()
    for name in (*ask.names, *(() if ask.is_narrow else ("",)))
)
LIMIT_CODES = frozenset({
    "within_days", "within_months",  # n
    "from", "until",  # day
    "between",  # first, last
})  # fmt: skip
PERIOD_CODES = frozenset({
    "once", "each_year", "each_months",  # n; of a rule
    "year", "months",  # year, or first and n; of an outcome
})  # fmt: skip
CODES = GROUP_CODES | LEAF_CODES | LIMIT_CODES | PERIOD_CODES


@dataclass(frozen=True)
class Told:
    """``code``: of ``CODES``; ``values``: what its sentence needs, days as dates; ``path``: as in ``Progress``."""

    code: str
    values: Mapping[str, Value] = field(default_factory=dict)
    limits: tuple["Told", ...] = ()
    parts: tuple["Told", ...] = ()
    path: str = ""


def tell(rule: Rule) -> Told:
    """How often it can be met, and in ``parts`` the one part that says when."""
    when = _told(rule.when, ROOT)
    if not rule.months:
        return Told("once", parts=(when,), path="$")
    if rule.months == YEAR:
        return Told("each_year", parts=(when,), path="$")
    return Told("each_months", {"n": rule.months}, parts=(when,), path="$")


def tell_period(key: str) -> Told | None:
    """Of ``Outcome.period``; None for the one period of a rule that is met once. Raises ValueError for anything else."""
    if not key:
        return None
    found = re.fullmatch(r"(\d{1,4})(?:-(\d\d)/P(\d{1,3})M)?", key, re.ASCII)
    if found is None:
        raise ValueError(key)
    if found[2] is None:
        return Told("year", {"year": int(found[1])})
    return Told("months", {"first": date(int(found[1]), int(found[2]), 1), "n": int(found[3])})


def _told(part: Part, path: str) -> Told:
    limits = tuple(_limits(part.limits))
    if isinstance(part, Leaf):
        code = f"{part.kind}_{part.name}" if part.name else part.kind
        return Told(code, {"n": part.n} | ({"what": part.what} if part.name else {}), limits, path=path)
    parts = tuple(_told(one, f"{path}.parts[{at}]") for at, one in enumerate(part.parts))
    return Told(_code(part), {"n": part.n, "of": len(parts)}, limits, parts, path)


def _code(group: Group) -> str:
    return "all" if group.n == len(group.parts) else "any" if group.n == 1 else "at_least"


def _limits(limits: Limits) -> Iterator[Told]:
    within, since, until = limits.within, limits.since, limits.until
    if within:
        yield Told("within_days", {"n": within.days}) if within.days else Told("within_months", {"n": within.months})
    if since and until:
        yield Told("between", {"first": since, "last": until})
    elif since:
        yield Told("from", {"day": since})
    elif until:
        yield Told("until", {"day": until})
