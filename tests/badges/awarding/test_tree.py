import json
from graphlib import CycleError
from itertools import pairwise
from typing import Any

import pytest

from badges.awarding.reading import read_rule
from badges.awarding.tree import achievements_named, canonical, cycle_in, digest, objects_named, plain, settling_order
from tests.badges.awarding.making import rule

TAUGHT = {"kind": "taught"}
COURSE = {"kind": "completed", "object": "course:a"}
LAB = {"kind": "completed", "object": "lab:a"}
WITHIN: dict[str, Any] = {"within": {"days": 30}}


def group(*parts: dict[str, Any], kind: str = "all", **more: Any) -> dict[str, Any]:
    return {"kind": kind, "parts": list(parts), **more}


def badge(key: str) -> dict[str, str]:
    return {"kind": "holds", "achievement": key}


def test_canonical_is_sorted_json_without_defaults() -> None:
    value = rule({"until": "2026-12-31", "n": 1, "kind": "taught", "within": {"days": 30}}, period="once")
    assert canonical(read_rule(value)) == (
        b'{"format":1,"when":{"kind":"taught","until":"2026-12-31","within":{"days":30}}}'
    )


def test_digest_is_the_sha256_of_it() -> None:
    """By ``printf '{"format":1,"when":{"kind":"taught"}}' | sha256sum``."""
    assert digest(read_rule(rule(TAUGHT))) == "d5dbe94be4d938248bad7c522a5a53469c66e81e79dbaa0fc1a97710cb9f11b3"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (group(TAUGHT), TAUGHT),
        (group(TAUGHT, kind="any"), TAUGHT),
        (group(TAUGHT, **WITHIN), {**TAUGHT, **WITHIN}),
        (group(COURSE, group(TAUGHT, LAB)), group(LAB, COURSE, TAUGHT)),
        (group(COURSE, group(TAUGHT, COURSE)), group(TAUGHT, COURSE)),
        (group(COURSE, TAUGHT, kind="at_least", n=1), group(TAUGHT, COURSE, kind="any")),
        (group(COURSE, TAUGHT, kind="at_least", n=2), group(TAUGHT, COURSE)),
        (
            group(group(COURSE, kind="any"), group(TAUGHT, LAB, kind="any"), kind="any"),
            group(LAB, TAUGHT, COURSE, kind="any"),
        ),
    ],
)
def test_canonical_is_the_same_for_the_same_meaning(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert canonical(read_rule(rule(one))) == canonical(read_rule(rule(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (TAUGHT, {**TAUGHT, "n": 2}),
        (TAUGHT, {**TAUGHT, **WITHIN}),
        ({**TAUGHT, "within": {"days": 31}}, {**TAUGHT, "within": {"months": 1}}),
        ({**TAUGHT, "from": "2026-01-01"}, {**TAUGHT, "until": "2026-01-01"}),
        (group(COURSE, TAUGHT), group(COURSE, TAUGHT, kind="any")),
        (group(COURSE, group(TAUGHT, LAB, **WITHIN)), group(COURSE, TAUGHT, LAB)),
        (group({**TAUGHT, "within": {"days": 10}}, **WITHIN), {**TAUGHT, **WITHIN}),
        (group(COURSE, TAUGHT, LAB, kind="at_least", n=2), group(COURSE, TAUGHT, LAB)),
    ],
)
def test_canonical_differs_where_the_meaning_does(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert canonical(read_rule(rule(one))) != canonical(read_rule(rule(other)))


def test_twelve_months_are_a_year() -> None:
    assert canonical(read_rule(rule(TAUGHT, period={"months": 12}))) == canonical(
        read_rule(rule(TAUGHT, period="year"))
    )


def test_plain_keeps_the_order_and_the_groups_of_its_author() -> None:
    value = rule(group(TAUGHT, group(COURSE), kind="at_least", n=1), period="year")
    assert json.loads(json.dumps(plain(read_rule(value)))) == value


def test_objects_named_are_objects_and_series_and_no_badges() -> None:
    series = {"kind": "attended", "series": "series:p", "n": 2}
    found = read_rule(rule(group(COURSE, group(series, badge("helper"), TAUGHT, kind="any"))))
    assert objects_named(found) == {"course:a", "series:p"}
    assert achievements_named(found) == {"helper"}


def test_cycle_in_tells_who_waits_for_whom() -> None:
    rules = {
        "a": read_rule(rule(group(COURSE, badge("b")))),
        "b": read_rule(rule(group(TAUGHT, badge("c"), kind="any"))),
        "c": read_rule(rule(group(LAB, badge("a"), badge("gone")))),
        "d": read_rule(rule(badge("a"))),
    }
    found = cycle_in(rules)
    assert found[0] == found[-1]
    assert set(found) == {"a", "b", "c"}
    assert all(later in achievements_named(rules[one]) for one, later in pairwise(found))
    with pytest.raises(CycleError):
        settling_order(rules)


def test_cycle_in_finds_one_that_waits_for_itself() -> None:
    assert cycle_in({"a": read_rule(rule(badge("a"))), "b": read_rule(rule(TAUGHT))}) == ("a", "a")


def test_settling_order_puts_a_badge_behind_what_it_is_built_on() -> None:
    rules = {
        "a": read_rule(rule(group(badge("c"), badge("b")))),
        "b": read_rule(rule(group(badge("c"), badge("of-old")))),
        "c": read_rule(rule(TAUGHT)),
    }
    assert cycle_in(rules) == ()
    assert settling_order(rules) == ("c", "b", "a")
