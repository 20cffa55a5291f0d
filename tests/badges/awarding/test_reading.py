"""Every mistake by its path, all of one rule at once; and nothing that a stranger writes does more than be refused."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.awarding.mistakes import CODES, MOST, BadRule
from badges.awarding.reading import DEEPEST, MOST_LEAVES, read_rule
from badges.awarding.tree import GROUPS, LEAVES, Group, Leaf, Limits, Rule, Within
from tests.badges.awarding.making import date, mistakes_of, rule

TAUGHT = {"kind": "taught"}
COURSE = {"kind": "completed", "object": "course:a"}
WHOLE = {
    "format": 1,
    "period": {"months": 6},
    "when": {
        "kind": "all",
        "within": {"months": 3},
        "parts": [
            {"kind": "attended", "series": "series:p", "n": 4, "from": "2026-01-01", "until": "2027-06-30"},
            {
                "kind": "at_least",
                "n": 2,
                "parts": [
                    {"kind": "completed", "any": "course"},
                    {"kind": "resolved", "n": 5, "within": {"days": 30}},
                    {"kind": "holds", "achievement": "helper"},
                ],
            },
        ],
    },
}


def group(*parts: Any, kind: str = "all", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "parts": list(parts), **more}


def nested(depth: int) -> dict[str, Any]:
    return group(nested(depth - 1)) if depth > 1 else dict(TAUGHT)


def test_read_rule_reads_every_part() -> None:
    attended = Leaf("attended", 4, "series", "series:p", Limits(since=date(2026, 1, 1), until=date(2027, 6, 30)))
    others = (
        Leaf("completed", 1, "any", "course"),
        Leaf("resolved", 5, limits=Limits(Within(days=30))),
        Leaf("holds", 1, "achievement", "helper"),
    )
    when = Group("all", (attended, Group("at_least", others, 2)), 2, Limits(Within(months=3)))
    assert read_rule(WHOLE, own="trainer") == Rule(when, 6)


@pytest.mark.parametrize("kind", sorted(LEAVES))
def test_every_leaf_can_be_written(kind: str) -> None:
    values = {"object": f"{(LEAVES[kind].kinds or ('',))[0]}:a", "any": (LEAVES[kind].kinds or ("",))[0]}
    values |= {"series": "series:p", "achievement": "helper"}
    for name in LEAVES[kind].names:
        assert read_rule(rule({"kind": kind, name: values[name]})).when == Leaf(kind, 1, name, values[name])
    bare = mistakes_of(rule({"kind": kind}))
    assert bare == ([("$.when", "names_none")] if LEAVES[kind].is_narrow else [])


@pytest.mark.parametrize(
    ("value", "path", "code"),
    [
        (None, "$", "not_an_object"),
        ([], "$", "not_an_object"),
        ({"when": TAUGHT}, "$", "missing_key"),
        ({"format": 1}, "$", "missing_key"),
        ({"format": 2, "when": TAUGHT}, "$.format", "unknown_format"),
        ({"format": True, "when": TAUGHT}, "$.format", "unknown_format"),
        ({"format": 1.0, "when": TAUGHT}, "$.format", "unknown_format"),
        (rule(TAUGHT, unless=TAUGHT), "$", "unknown_key"),
        (rule(TAUGHT, period="week"), "$.period", "unknown_choice"),
        (rule(TAUGHT, period=["year"]), "$.period", "unknown_choice"),
        (rule(TAUGHT, period={}), "$.period", "missing_key"),
        (rule(TAUGHT, period={"months": 0}), "$.period.months", "out_of_range"),
        (rule({"kind": "danced"}), "$.when.kind", "unknown_kind"),
        (rule({"kind": ["all"]}), "$.when.kind", "unknown_kind"),
        (rule({"n": 2}), "$.when", "missing_key"),
        (rule({**TAUGHT, "parts": []}), "$.when", "unknown_key"),
        (rule({**TAUGHT, "achievement": "helper"}), "$.when", "unknown_key"),
        (rule(group(TAUGHT, n=1)), "$.when", "unknown_key"),
        (rule({**TAUGHT, "n": 0}), "$.when.n", "out_of_range"),
        (rule({**TAUGHT, "n": -3}), "$.when.n", "out_of_range"),
        (rule({**TAUGHT, "n": 10**400}), "$.when.n", "out_of_range"),
        (rule({**TAUGHT, "n": "2"}), "$.when.n", "not_a_number"),
        (rule({**TAUGHT, "n": True}), "$.when.n", "not_a_number"),
        (rule({**TAUGHT, "n": 2.0}), "$.when.n", "not_a_number"),
        (rule({**COURSE, "n": 2}), "$.when.n", "n_of_one"),
        (rule({**COURSE, "any": "course"}), "$.when", "names_two"),
        (rule({"kind": "completed", "any": "session"}), "$.when.any", "unknown_choice"),
        (rule({"kind": "completed", "object": "session:a"}), "$.when.object", "wrong_object"),
        (rule({"kind": "attended", "series": "session:a"}), "$.when.series", "wrong_object"),
        (rule({"kind": "completed", "object": "course:a b"}), "$.when.object", "bad_key"),
        (rule({"kind": "completed", "object": "course:a\n"}), "$.when.object", "bad_key"),
        (rule({"kind": "completed", "object": "\ud800"}), "$.when.object", "bad_key"),
        (rule({"kind": "completed", "object": {}}), "$.when.object", "bad_key"),
        (rule({"kind": "holds", "achievement": "own"}), "$.when.achievement", "own_achievement"),
        (rule(group()), "$.when.parts", "no_parts"),
        (rule({"kind": "all"}), "$.when", "missing_key"),
        (rule({"kind": "any", "parts": {}}), "$.when.parts", "not_a_list"),
        (rule(group("taught")), "$.when.parts[0]", "not_an_object"),
        (rule(group(TAUGHT, kind="at_least")), "$.when", "missing_key"),
        (rule(group(TAUGHT, COURSE, kind="at_least", n=3)), "$.when.n", "more_than_parts"),
        (rule(group(TAUGHT, COURSE, {**TAUGHT, "n": 1})), "$.when.parts[2]", "same_part_twice"),
        (rule(nested(DEEPEST + 1)), "$.when" + ".parts[0]" * (DEEPEST - 1), "too_deep"),
        (rule({**TAUGHT, "within": 30}), "$.when.within", "not_an_object"),
        (rule({**TAUGHT, "within": {}}), "$.when.within", "no_unit"),
        (rule({**TAUGHT, "within": {"days": 3, "months": 1}}), "$.when.within", "two_units"),
        (rule({**TAUGHT, "within": {"days": 0}}), "$.when.within.days", "out_of_range"),
        (rule({**TAUGHT, "from": "2026-02-30"}), "$.when.from", "bad_date"),
        (rule({**TAUGHT, "from": "20260201"}), "$.when.from", "bad_date"),
        (rule({**TAUGHT, "until": 2026}), "$.when.until", "bad_date"),
        (rule({**TAUGHT, "until": "9999-12-31"}), "$.when.until", "bad_date"),
        (rule({**TAUGHT, "from": "2026-02-02", "until": "2026-02-01"}), "$.when", "dates_reversed"),
    ],
)
def test_read_rule_tells_one_mistake(value: object, path: str, code: str) -> None:
    assert mistakes_of(value, own="own") == [(path, code)]


def test_read_rule_tells_all_mistakes_at_once_with_their_values() -> None:
    value = rule(
        group(
            {"kind": "danced"},
            group({**TAUGHT, "n": 0}, {**COURSE, "colour": "red"}, kind="at_least", n=5),
            {"kind": "holds", "achievement": "own", "from": "2026-02-02", "until": "2026-02-01"},
        ),
        period="week",
    )
    with pytest.raises(BadRule) as bad:
        read_rule(value, own="own")
    told = {(one.path, one.code): dict(one.values) for one in bad.value.mistakes}
    assert told == {
        ("$.period", "unknown_choice"): {"value": "week", "choices": ("once", "year")},
        ("$.when.parts[0].kind", "unknown_kind"): {"value": "danced", "choices": (*GROUPS, *LEAVES)},
        ("$.when.parts[1].n", "more_than_parts"): {"n": 5, "parts": 2},
        ("$.when.parts[1].parts[0].n", "out_of_range"): {"least": 1, "most": 1000},
        ("$.when.parts[1].parts[1]", "unknown_key"): {"name": "colour"},
        ("$.when.parts[2].achievement", "own_achievement"): {"achievement": "own"},
        ("$.when.parts[2]", "dates_reversed"): {"first": "2026-02-02", "last": "2026-02-01"},
    }


def test_sixty_leaves_at_most_counted_over_the_whole_rule() -> None:
    leaves = [{"kind": "completed", "object": f"course:{number}"} for number in range(MOST_LEAVES + 1)]
    assert mistakes_of(rule(group(*leaves[:-1]))) == []
    for value in (group(*leaves), group(group(*leaves[:31]), group(*leaves[31:]))):
        with pytest.raises(BadRule) as bad:
            read_rule(rule(value))
        (one,) = bad.value.mistakes
        assert (one.path, one.code, one.values) == ("$.when", "too_many_leaves", {"most": 60, "leaves": 61})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (
            rule(group({**TAUGHT, "until": "2026-03-01"}, COURSE, **{"from": "2026-03-02"})),
            [("$.when", "never_met")],
        ),
        (
            rule(
                group(
                    {**TAUGHT, "until": "2026-01-01"},
                    {**COURSE, "from": "2026-01-31"},
                    within={"days": 30},
                )
            ),
            [("$.when", "never_met")],
        ),
        (
            rule(
                group(
                    {**TAUGHT, "until": "2026-01-01"},
                    {**COURSE, "from": "2026-01-30"},
                    within={"days": 30},
                )
            ),
            [],
        ),
        (
            rule(group({**TAUGHT, "until": "2026-12-31"}, {**COURSE, "from": "2027-01-01"}), period="year"),
            [("$.when", "never_met")],
        ),
        (rule(group({**TAUGHT, "until": "2026-12-31"}, {**COURSE, "from": "2027-01-01"})), []),
        (
            rule(
                group(
                    COURSE,
                    group({**TAUGHT, "until": "2026-01-01"}, **{"from": "2026-01-02"}, kind="any"),
                    kind="any",
                )
            ),
            [("$.when.parts[1]", "never_met")],
        ),
        (
            rule(group(COURSE, group({**TAUGHT, "until": "2026-01-01"}, **{"from": "2026-01-02"}))),
            [("$.when.parts[1]", "never_met")],  # and therefore the whole, which need not be said
        ),
    ],
)
def test_a_part_that_can_never_be_met_is_found(value: object, expected: list[tuple[str, str]]) -> None:
    assert mistakes_of(value) == expected


def test_badges_alone_meet_a_rule_once_but_not_in_each_period() -> None:
    badge = {"kind": "holds", "achievement": "helper"}
    assert mistakes_of(rule(group(badge, TAUGHT, kind="any"))) == []
    assert mistakes_of(rule(group(badge, TAUGHT), period="year")) == []
    assert mistakes_of(rule(group(badge, TAUGHT, kind="any"), period="year")) == [("$.when", "met_by_badges_alone")]


def test_mistakes_are_fifty_at_most_and_carry_nothing_long_or_broken() -> None:
    value = rule(group(*({"kind": "\ud800" + "x" * 1000} for _ in range(60))))
    with pytest.raises(BadRule) as bad:
        read_rule(value)
    assert len(bad.value.mistakes) == MOST
    shown = bad.value.mistakes[0].values["value"]
    assert shown == "?" + "x" * 119


json_values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), st.sampled_from([*LEAVES, *GROUPS])
    ),
    lambda some: st.one_of(
        st.lists(some, max_size=4),
        st.dictionaries(
            st.sampled_from(
                ["format", "when", "kind", "parts", "n", "object", "within", "days", "from", "until", "any", ""]
            ),
            some,
        ),
    ),
)


@settings(max_examples=300)
@given(json_values)
def test_whatever_is_written_is_read_or_refused_with_known_codes(value: Any) -> None:
    for one in (value, rule(value), rule({"kind": "all", "parts": [value, COURSE]})):
        assert {code for _, code in mistakes_of(one)} <= CODES
