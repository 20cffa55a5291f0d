"""A rule from JSON values that anybody may have written: a ``Rule``, or everything that is wrong with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from badges.awarding.fullest import is_met_by_badges_alone, never_met
from badges.awarding.mistakes import Mistakes
from badges.awarding.tree import (
    FORMAT,
    GROUPS,
    LEAVES,
    NONE,
    ROOT,
    YEAR,
    Ask,
    Counted,
    Group,
    Leaf,
    Limits,
    Part,
    Rule,
    Within,
    canonical,
    parts_of,
)

DEEPEST = 6  # parts inside one another, the outermost and the leaf among them
MOST_LEAVES = 60
MOST_ASKED = 1_000
LONGEST = {"days": 3_660, "months": 120}  # of a window
OBJECT_KEY = re.compile(r"([a-z]{1,20}):[A-Za-z0-9][A-Za-z0-9._-]{0,98}")
ACHIEVEMENT_KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")
DAY = re.compile(r"2[01][0-9]{2}-[0-9]{2}-[0-9]{2}")
LIMITS = ("within", "from", "until")
NARROWING = ("object", "any", "series", "achievement")


def read_rule(value: object, *, own: str = "") -> Rule:
    """``value``: what ``json.loads`` answers. ``own``: the key of the achievement that the rule is for.

    Raises BadRule with everything that is wrong: with how it is written, or, where nothing is, with what it says. Whether
    the named objects exist and whether rules wait for each other the caller asks (``objects_named``, ``cycle_in``).
    """
    reader = _Reader(Mistakes(), own)
    rule = reader.rule(value)
    reader.mistakes.refuse()
    _look_at_meaning(rule, reader.mistakes)
    reader.mistakes.refuse()
    return rule


def _look_at_meaning(rule: Rule, mistakes: Mistakes) -> None:
    for path, part in parts_of(rule.when):
        seen: set[bytes] = set()
        for at, one in enumerate(part.parts if isinstance(part, Group) else ()):
            meaning = canonical(Rule(one))
            if meaning in seen:
                mistakes.add("same_part_twice", f"{path}.parts[{at}]")
            seen.add(meaning)
    for path in never_met(rule):
        mistakes.add("never_met", path)
    if rule.months and is_met_by_badges_alone(rule):
        mistakes.add("met_by_badges_alone", ROOT)


@dataclass
class _Reader:
    """Where something is wrong a harmless value stands for it, so that the rest is read too."""

    mistakes: Mistakes
    own: str
    leaves: int = 0

    def rule(self, value: object) -> Rule:
        given = self._fields(value, "$", must=("format", "when"), may=("period",))
        if "format" in given and (type(given["format"]) is not int or given["format"] != FORMAT):
            self.mistakes.add("unknown_format", "$.format", known=FORMAT)
        months = self._period(given["period"]) if "period" in given else 0
        when = self._part(given["when"], ROOT, 1) if "when" in given else Leaf("endorsed")
        if self.leaves > MOST_LEAVES:
            self.mistakes.add("too_many_leaves", ROOT, most=MOST_LEAVES, leaves=self.leaves)
        return Rule(when, months)

    def _period(self, value: object) -> int:
        if isinstance(value, Mapping):
            given = self._fields(value, "$.period", must=("months",))
            return self._number(given.get("months", 1), "$.period.months", most=LONGEST["months"])
        return {"once": 0, "year": YEAR}.get(self._choice(value, "$.period", ("once", "year")), 0)

    def _part(self, value: object, path: str, depth: int) -> Part:
        kind = self._kind(value, path)
        if kind in GROUPS:
            return self._group(kind, value, path, depth)
        self.leaves += 1
        if kind not in LEAVES:
            return Leaf("endorsed")
        ask = LEAVES[kind]
        given = self._fields(value, path, must=("kind",), may=("n", *ask.names, *LIMITS))
        n = self._number(given["n"], f"{path}.n") if "n" in given else 1
        name, what = self._narrowed(given, path, ask)
        if n > 1 and name == "object" and ask.counted is Counted.OBJECT:
            self.mistakes.add("n_of_one", f"{path}.n")
        return Leaf(kind, n, name, what, self._limits(given, path))

    def _kind(self, value: object, path: str) -> str:
        if not isinstance(value, Mapping):
            self.mistakes.add("not_an_object", path)
            return ""
        if "kind" not in value:
            self.mistakes.add("missing_key", path, name="kind")
            return ""
        return self._choice(value["kind"], f"{path}.kind", (*GROUPS, *LEAVES), code="unknown_kind")

    def _group(self, kind: str, value: object, path: str, depth: int) -> Group:
        must = ("kind", "parts", "n") if kind == "at_least" else ("kind", "parts")
        given = self._fields(value, path, must=must, may=LIMITS)
        if depth >= DEEPEST:
            self.mistakes.add("too_deep", path, most=DEEPEST)
            return Group(kind, (), 0)
        parts = tuple(
            self._part(one, f"{path}.parts[{at}]", depth + 1) for at, one in enumerate(self._parts(given, path))
        )
        n = len(parts) if kind == "all" else 1
        if kind == "at_least" and "n" in given:
            n = self._number(given["n"], f"{path}.n")
        if n > len(parts) > 0:
            self.mistakes.add("more_than_parts", f"{path}.n", n=n, parts=len(parts))
        return Group(kind, parts, n, self._limits(given, path))

    def _parts(self, given: Mapping[str, object], path: str) -> list[object]:
        value = given.get("parts")
        if "parts" not in given:
            return []
        if not isinstance(value, list):
            self.mistakes.add("not_a_list", f"{path}.parts")
            return []
        if not value:
            self.mistakes.add("no_parts", f"{path}.parts")
        if len(value) > MOST_LEAVES:
            self.leaves += len(value) - MOST_LEAVES
        return value[:MOST_LEAVES]

    def _narrowed(self, given: Mapping[str, object], path: str, ask: Ask) -> tuple[str, str]:
        names = [name for name in ask.names if name in given]
        if len(names) > 1:
            self.mistakes.add("names_two", path, names=tuple(names))
        if not names:
            if ask.is_narrow:
                self.mistakes.add("names_none", path, names=ask.names)
            return "", ""
        name = names[0]
        return name, self._named(given[name], f"{path}.{name}", name, ask)

    def _named(self, value: object, path: str, name: str, ask: Ask) -> str:
        if name == "any":
            return self._choice(value, path, ask.kinds)
        shape = ACHIEVEMENT_KEY if name == "achievement" else OBJECT_KEY
        found = shape.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            self.mistakes.add("bad_key", path, value=_shown(value))
            return ""
        if name == "achievement":
            if found[0] == self.own:
                self.mistakes.add("own_achievement", path, achievement=self.own)
            return found[0]
        kinds = ("series",) if name == "series" else (*ask.kinds, *ask.also)
        if found[1] not in kinds:
            self.mistakes.add("wrong_object", path, value=found[0], kinds=kinds)
        return found[0]

    def _limits(self, given: Mapping[str, object], path: str) -> Limits:
        if not given.keys() & set(LIMITS):
            return NONE
        since, until = (self._day(given[one], f"{path}.{one}") if one in given else None for one in ("from", "until"))
        if since and until and since > until:
            self.mistakes.add("dates_reversed", path, first=since, last=until)
        return Limits(self._within(given["within"], f"{path}.within") if "within" in given else None, since, until)

    def _within(self, value: object, path: str) -> Within | None:
        given = self._fields(value, path, may=("days", "months"))
        if isinstance(value, Mapping) and not given:
            self.mistakes.add("no_unit", path)
        if len(given) > 1:
            self.mistakes.add("two_units", path)
        found = {unit: self._number(given[unit], f"{path}.{unit}", most=LONGEST[unit]) for unit in given}
        return Within(**found) if found else None

    def _day(self, value: object, path: str) -> date | None:
        try:
            if isinstance(value, str) and DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:  # the 31st of February
            pass
        self.mistakes.add("bad_date", path, value=_shown(value))
        return None

    def _number(self, value: object, path: str, most: int = MOST_ASKED) -> int:
        if not isinstance(value, int) or isinstance(value, bool):
            self.mistakes.add("not_a_number", path)
            return 1
        if not 1 <= value <= most:
            self.mistakes.add("out_of_range", path, least=1, most=most)
            return 1
        return value

    def _choice(self, value: object, path: str, among: tuple[str, ...], code: str = "unknown_choice") -> str:
        if isinstance(value, str) and value in among:
            return value
        self.mistakes.add(code, path, value=_shown(value), choices=among)
        return ""

    def _fields(
        self, value: object, path: str, *, must: tuple[str, ...] = (), may: tuple[str, ...] = ()
    ) -> dict[str, object]:
        if not isinstance(value, Mapping):
            self.mistakes.add("not_an_object", path)
            return {}
        for name in value:
            if name not in must and name not in may:
                self.mistakes.add("unknown_key", path, name=name)
        for name in must:
            if name not in value:
                self.mistakes.add("missing_key", path, name=name)
        return {name: value[name] for name in (*must, *may) if name in value}


def _shown(value: object) -> str:
    """Of a number, a list or an object only what it is: they may be long."""
    return value if isinstance(value, str) else type(value).__name__
