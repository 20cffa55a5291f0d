"""Rules and records for the tests of awarding: some by hand, the others by chance."""

from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from badges.awarding.facts import Fact, Held, Record
from badges.awarding.mistakes import BadRule
from badges.awarding.reading import read_rule
from badges.awarding.tree import LEAVES, Counted, Group, Leaf, Limits, Part, Rule, Within, parts_of

ALICIA, BETO, CARMEN, DARIO = 1, 2, 3, 4
NOW = datetime(2028, 1, 1, tzinfo=UTC)
FIRST_DAY = date(2026, 1, 1)
OBJECTS = {
    "completed": ["course:a", "course:b", "lab:a", "unit:a"],
    "attended": ["session:a", "session:b", "session:c", "series:p"],
    "taught": ["session:a", "session:b"],
    "interpreted": ["session:a", "session:b"],
    "resolved": ["assignment:a", "assignment:b", "assignment:c"],
    "contributed": ["guide:a", "essay:a"],
    "reviewed": ["unit:a", "assignment:a"],
    "mentored": ["assignment:a"],
    "endorsed": ["course:a"],
}
SERIES = ["series:p", "series:q"]
ACHIEVEMENTS = ["helper", "trainer"]
ZONES: list[tzinfo] = [
    UTC,
    *map(ZoneInfo, ("America/Mexico_City", "America/Havana", "Africa/Cairo", "Asia/Kathmandu")),
]


def rule(when: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"format": 1, "when": when, **more}


def mistakes_of(value: object, own: str = "") -> list[tuple[str, str]]:
    """Path and code of each."""
    try:
        read_rule(value, own=own)
    except BadRule as bad:
        return [(one.path, one.code) for one in bad.mistakes]
    return []


def on(day: str, hour: int = 12) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def did(verb: str, thing: str, day: str, *, by: int | None = None, series: str = "", key: str = "") -> Fact:
    return Fact(key or f"{verb} {thing} {day} {by}", verb, thing, on(day), by=by, series=series)


def of_alicia(*deeds: Fact | Held) -> Record:
    facts = tuple(one for one in deeds if isinstance(one, Fact))
    return Record(ALICIA, facts, tuple(one for one in deeds if isinstance(one, Held)))


near, far = st.integers(300, 380), st.integers(0, 500)  # a new year lies in the midst of both
days = st.one_of(near, near, far).map(lambda number: FIRST_DAY + timedelta(days=number))
moments = st.builds(
    lambda day, hours: datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours),
    days,
    st.integers(0, 23),
)


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    windows = st.one_of(st.builds(Within, days=st.integers(1, 90)), st.builds(Within, months=st.integers(1, 7)))
    within = draw(st.one_of(st.none(), windows))
    since, until = (draw(st.one_of(st.none(), st.none(), days)) for _ in "fu")
    return Limits(within, *sorted((since, until))) if since and until else Limits(within, since, until)


@st.composite
def leaves(draw: st.DrawFn) -> Leaf:
    kind = draw(st.sampled_from(sorted(LEAVES)))
    ask = LEAVES[kind]
    name = draw(st.sampled_from([*ask.names, *([] if ask.is_narrow else [""])]))
    values = {"object": OBJECTS.get(kind), "any": list(ask.kinds), "series": SERIES, "achievement": ACHIEVEMENTS}
    what = draw(st.sampled_from(values[name] or [])) if name else ""
    is_one = name == "object" and ask.counted is Counted.OBJECT
    return Leaf(
        kind, 1 if is_one else draw(st.integers(1, 3)), name, what, draw(st.one_of(st.just(Limits()), limits()))
    )


def _groups(parts: st.SearchStrategy[Part]) -> st.SearchStrategy[Part]:
    return st.lists(parts, min_size=1, max_size=4).flatmap(_group_of)


def _group_of(parts: list[Part]) -> st.SearchStrategy[Part]:
    numbers = st.one_of(
        st.just(("all", len(parts))), st.just(("any", 1)), st.tuples(st.just("at_least"), st.integers(1, len(parts)))
    )
    return st.builds(
        lambda kind, some: Group(kind[0], tuple(parts), kind[1], some), numbers, st.one_of(st.just(Limits()), limits())
    )


parts: st.SearchStrategy[Part] = st.recursive(leaves(), _groups, max_leaves=6)
rules = st.builds(Rule, parts, st.sampled_from((0, 0, 12, 3, 5)))


@st.composite
def deeds(draw: st.DrawFn, wanted: list[Leaf]) -> Fact | Held:
    """Mostly what one of the leaves asks for, or nearly."""
    leaf = draw(st.one_of(st.sampled_from(wanted), st.sampled_from(wanted), leaves()))
    moment = draw(moments)
    if leaf.kind == "holds":
        achievement = draw(st.sampled_from((leaf.what, *ACHIEVEMENTS)))
        return Held(achievement, moment, draw(st.sampled_from(("", "2026", "2027"))))
    thing = leaf.what if leaf.name == "object" else draw(st.sampled_from(OBJECTS[leaf.kind]))
    series = draw(st.sampled_from((leaf.what, *SERIES))) if leaf.name == "series" else ""
    by = draw(st.sampled_from((CARMEN, BETO, CARMEN, BETO, DARIO, ALICIA, None)))
    return Fact(draw(st.sampled_from("abcdefgh")), leaf.kind, thing, moment, by, series)


@st.composite
def cases(draw: st.DrawFn, more: int = 0) -> tuple[Rule, Record, tuple[Fact | Held, ...]]:
    """A rule, a record that may meet it, and so many deeds more."""
    rule = draw(rules)
    wanted = [part for _, part in parts_of(rule.when) if isinstance(part, Leaf)]
    told = draw(st.lists(deeds(wanted), min_size=draw(st.sampled_from((0, 6, 14))), max_size=24))
    return rule, of_alicia(*told), tuple(draw(deeds(wanted)) for _ in range(more))


@st.composite
def equivalences(draw: st.DrawFn) -> dict[str, str]:
    """Each counts as one that stands behind it."""
    keys = draw(st.permutations([*sorted({one for some in OBJECTS.values() for one in some}), "series:q"]))
    pairs = draw(st.lists(st.tuples(st.integers(0, len(keys) - 2), st.integers(1, 5)), max_size=6))
    return {keys[at]: keys[min(at + step, len(keys) - 1)] for at, step in pairs}
