import pytest
from hypothesis import given

from badges.awarding.reading import read_rule
from badges.awarding.telling import CODES, LEAF_CODES, Told, tell, tell_period
from badges.awarding.tree import LEAVES, Rule, parts_of
from tests.badges.awarding.making import date, rule, rules


def test_tell_nests_codes_and_values_as_the_rule_nests_parts() -> None:
    value = rule(
        {
            "kind": "at_least",
            "n": 2,
            "within": {"months": 3},
            "parts": [
                {"kind": "attended", "series": "series:p", "n": 4, "from": "2026-01-01", "until": "2026-12-31"},
                {"kind": "resolved", "n": 5, "within": {"days": 30}, "from": "2026-01-01"},
                {"kind": "holds", "achievement": "helper", "until": "2026-06-30"},
            ],
        },
        period="year",
    )
    first, last = date(2026, 1, 1), date(2026, 12, 31)
    attended = Told(
        "attended_series",
        {"n": 4, "what": "series:p"},
        (Told("between", {"first": first, "last": last}),),
        path="$.when.parts[0]",
    )
    resolved = Told(
        "resolved", {"n": 5}, (Told("within_days", {"n": 30}), Told("from", {"day": first})), path="$.when.parts[1]"
    )
    badge = Told(
        "holds_achievement",
        {"n": 1, "what": "helper"},
        (Told("until", {"day": date(2026, 6, 30)}),),
        path="$.when.parts[2]",
    )
    when = Told(
        "at_least",
        {"n": 2, "of": 3},
        (Told("within_months", {"n": 3}),),
        (attended, resolved, badge),
        path="$.when",
    )
    assert tell(read_rule(value)) == Told("each_year", parts=(when,), path="$")


def test_a_group_is_told_by_what_it_means() -> None:
    some = [{"kind": "taught"}, {"kind": "mentored"}]
    codes = [tell(read_rule(rule({"kind": "at_least", "n": n, "parts": some}))).parts[0].code for n in (1, 2)]
    assert codes == ["any", "all"]


def test_the_codes_of_leaves_are_the_ways_in_which_they_can_be_written() -> None:
    assert "completed_any" in LEAF_CODES
    assert "taught" in LEAF_CODES
    assert "completed" not in LEAF_CODES  # of what?
    assert {code.partition("_")[0] for code in LEAF_CODES} == set(LEAVES)


@given(rules)
def test_tell_uses_known_codes_and_the_paths_of_the_rule(rule: Rule) -> None:
    waiting, paths = [*tell(rule).parts], []
    while waiting:
        told = waiting.pop(0)
        paths.append(told.path)
        waiting = [*told.parts, *waiting]
        assert {told.code, *(one.code for one in told.limits)} <= CODES
    assert paths == [path for path, _ in parts_of(rule.when)]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("", None),
        ("2026", Told("year", {"year": 2026})),
        ("2026-07/P6M", Told("months", {"first": date(2026, 7, 1), "n": 6})),
    ],
)
def test_tell_period(key: str, told: Told | None) -> None:
    assert tell_period(key) == told


@pytest.mark.parametrize("key", ["2026-13/P6M", "2026-07", "٢٠٢٦", "next year"])
def test_tell_period_refuses_what_is_no_period(key: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        tell_period(key)
