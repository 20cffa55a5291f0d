"""Records by hand, with the answers that people would give."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from badges.awarding.evaluating import Outcome, Progress, evaluate
from badges.awarding.facts import Fact, Held, Record
from badges.awarding.reading import read_rule
from badges.awarding.tree import Leaf, Rule
from tests.badges.awarding.making import ALICIA, BETO, CARMEN, NOW, did, of_alicia, on, rule

MEXICO_CITY = ZoneInfo("America/Mexico_City")


def outcome(when: dict[str, Any], *deeds: Fact | Held, now: datetime = NOW, **more: Any) -> Outcome:
    (found,) = evaluate(read_rule(rule(when)), of_alicia(*deeds), now=now, **more)
    return found


def met_at(when: dict[str, Any], *deeds: Fact | Held, **more: Any) -> datetime | None:
    return outcome(when, *deeds, **more).met_at


def parts(kind: str, *some: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"kind": kind, "parts": list(some), **more}


COURSE_A = {"kind": "completed", "object": "course:a"}
TAUGHT = {"kind": "taught"}


def test_a_named_course_counts_from_the_first_time() -> None:
    first, again = did("completed", "course:a", "2026-03-01"), did("completed", "course:a", "2026-04-01")
    other = did("completed", "course:b", "2026-01-01")
    assert outcome(COURSE_A, again, other, first) == Outcome(
        "", on("2026-03-01"), (first,), (Progress("$.when", 1, 1),)
    )
    assert met_at(COURSE_A, other) is None
    assert met_at(COURSE_A, did("enrolled", "course:a", "2026-01-01")) is None


def test_any_course_counts_different_courses_and_no_labs() -> None:
    deeds = [
        did("completed", "course:a", "2026-01-01"),
        did("completed", "course:a", "2026-01-02"),
        did("completed", "lab:a", "2026-01-03"),
        did("completed", "course:b", "2026-01-04"),
    ]
    found = outcome({"kind": "completed", "any": "course", "n": 2}, *deeds)
    assert (found.met_at, found.shown_by) == (on("2026-01-04"), (deeds[0], deeds[3]))


def test_sessions_of_a_series_are_not_those_of_another_nor_the_series_itself() -> None:
    when = {"kind": "attended", "series": "series:p", "n": 2}
    first = did("attended", "session:a", "2026-01-01", series="series:p")
    elsewhere = did("attended", "session:b", "2026-01-02", series="series:q")
    whole = did("attended", "series:p", "2026-01-03")
    second = did("attended", "session:c", "2026-01-04", series="series:p")
    assert met_at(when, first, elsewhere, whole) is None
    assert met_at(when, first, elsewhere, whole, second) == on("2026-01-04")
    assert met_at({"kind": "attended", "n": 3}, first, elsewhere, whole, second) == on("2026-01-04")
    assert met_at({"kind": "attended", "object": "series:p"}, first, whole) == on("2026-01-03")


def test_a_ticket_counts_only_when_somebody_else_reviewed_it() -> None:
    when = {"kind": "resolved", "n": 2}
    by_beto = did("resolved", "assignment:a", "2026-01-01", by=BETO)
    by_nobody = did("resolved", "assignment:b", "2026-01-02")
    by_herself = did("resolved", "assignment:c", "2026-01-03", by=ALICIA)
    assert outcome(when, by_beto, by_nobody, by_herself).progress == (Progress("$.when", 1, 2),)
    assert met_at(when, by_beto, by_nobody, did("resolved", "assignment:c", "2026-02-01", by=CARMEN)) == on(
        "2026-02-01"
    )


def test_endorsements_count_different_people() -> None:
    when = {"kind": "endorsed", "n": 2}
    twice = [did("endorsed", "course:a", "2026-01-01", by=BETO), did("endorsed", "course:b", "2026-01-02", by=BETO)]
    assert met_at(when, *twice, did("endorsed", "course:a", "2026-01-03", by=ALICIA)) is None
    assert met_at(when, *twice, did("endorsed", "course:a", "2026-01-04", by=CARMEN)) == on("2026-01-04")


def test_reviews_of_one_task_count_each_and_a_statement_told_twice_once() -> None:
    when = {"kind": "reviewed", "n": 2}
    one, same = (did("reviewed", "unit:a", day, key="1") for day in ("2026-01-01", "2026-01-02"))
    assert met_at(when, one, same) is None
    assert met_at(when, one, same, did("reviewed", "unit:a", "2026-01-03", key="2")) == on("2026-01-03")


def test_holds_counts_badges_of_different_periods() -> None:
    badges = [Held("trainer", on("2026-05-01"), "2026"), Held("trainer", on("2027-05-01"), "2027")]
    assert met_at({"kind": "holds", "achievement": "trainer"}, *badges) == on("2026-05-01")
    assert met_at({"kind": "holds", "achievement": "trainer", "n": 2}, *badges) == on("2027-05-01")
    assert met_at({"kind": "holds", "achievement": "trainer", "n": 2}, badges[0], badges[0]) is None
    assert met_at({"kind": "holds", "achievement": "helper"}, *badges) is None


def test_groups_are_met_by_all_any_and_enough_of_their_parts() -> None:
    some = [{"kind": "completed", "object": f"course:{key}"} for key in "abc"]
    deeds = [did("completed", f"course:{key}", f"2026-01-0{day}") for day, key in enumerate("cab", 1)]
    assert outcome(parts("all", *some), *deeds).shown_by == tuple(deeds)
    assert outcome(parts("any", *some), *deeds).shown_by == (deeds[0],)
    enough = outcome(parts("at_least", *some, n=2), *deeds)
    assert (enough.met_at, enough.shown_by) == (on("2026-01-02"), (deeds[0], deeds[1]))
    assert enough.progress == (
        Progress("$.when", 2, 2),
        Progress("$.when.parts[0]", 1, 1),
        Progress("$.when.parts[1]", 1, 1),
        Progress("$.when.parts[2]", 1, 1),
    )


@pytest.mark.parametrize(
    ("within", "last", "is_met"),
    [
        ({"days": 30}, "2026-02-13", True),  # the thirtieth day, the first one counted
        ({"days": 30}, "2026-02-14", False),
        ({"days": 1}, "2026-01-15", True),
        ({"days": 1}, "2026-01-16", False),
        ({"months": 1}, "2026-02-14", True),
        ({"months": 1}, "2026-02-15", False),
        ({"months": 12}, "2027-01-14", True),
        ({"months": 12}, "2027-01-15", False),
    ],
)
def test_a_window_begins_with_the_first_day_and_ends_before_it_comes_round(
    within: dict[str, int], last: str, *, is_met: bool
) -> None:
    first = did("taught", "session:a", "2026-01-15", key="1")
    found = outcome({**TAUGHT, "n": 2, "within": within}, first, did("taught", "session:b", last, key="2"))
    assert found.is_met == is_met


def test_a_month_from_the_31st_ends_with_the_shorter_month() -> None:
    first = did("taught", "session:a", "2026-01-31")
    when = {**TAUGHT, "n": 2, "within": {"months": 1}}
    assert met_at(when, first, did("taught", "session:b", "2026-02-27")) == on("2026-02-27")
    assert met_at(when, first, did("taught", "session:b", "2026-02-28")) is None


def test_the_window_of_a_group_holds_all_of_its_parts() -> None:
    when = parts("all", COURSE_A, {**TAUGHT, "n": 2}, within={"days": 10})
    early = did("completed", "course:a", "2026-01-01")
    taught = [did("taught", f"session:{key}", f"2026-02-0{day}") for day, key in enumerate("ab", 1)]
    again = did("completed", "course:a", "2026-02-05")
    assert met_at(when, early, *taught) is None
    found = outcome(when, early, *taught, again)
    assert (found.met_at, found.shown_by) == (on("2026-02-05"), (*taught, again))


def test_dates_are_inside_and_their_days_are_those_of_the_zone() -> None:
    when = {**TAUGHT, "from": "2026-03-01", "until": "2026-03-31"}
    evening = Fact("1", "taught", "session:a", datetime(2026, 4, 1, 5, 59, tzinfo=UTC))  # 23:59 in Mexico City
    assert met_at(when, evening, zone=MEXICO_CITY) == evening.happened_at
    assert met_at(when, evening) is None
    before = Fact("2", "taught", "session:b", datetime(2026, 3, 1, 5, 59, tzinfo=UTC))
    assert met_at(when, before, zone=MEXICO_CITY) is None
    assert met_at(when, before) == before.happened_at


def test_what_has_not_happened_yet_does_not_count() -> None:
    when, later = {**TAUGHT, "n": 2}, did("taught", "session:b", "2026-02-01")
    deeds = [did("taught", "session:a", "2026-01-01"), later]
    assert met_at(when, *deeds, now=on("2026-01-31")) is None
    assert met_at(when, *deeds, now=on("2026-02-01")) == on("2026-02-01")


def test_progress_in_an_open_window_is_what_still_counts() -> None:
    when = {**TAUGHT, "n": 4, "within": {"days": 30}}
    days = ("2026-01-01", "2026-01-02", "2026-01-03", "2026-03-01")
    deeds = [did("taught", f"session:{number}", day) for number, day in enumerate(days)]
    assert outcome(when, *deeds, now=on("2026-01-10")).progress == (Progress("$.when", 3, 4),)
    assert outcome(when, *deeds, now=on("2026-03-10")).progress == (Progress("$.when", 1, 4),)


def test_progress_of_parts_is_told_of_one_common_window() -> None:
    """Each of the two was done, but never both within ten days: nobody may read that nothing is missing."""
    when = parts("all", COURSE_A, TAUGHT, within={"days": 10})
    deeds = [did("completed", "course:a", "2026-01-01"), did("taught", "session:a", "2026-02-01")]
    assert outcome(when, *deeds, now=on("2026-02-05")).progress == (
        Progress("$.when", 1, 2),
        Progress("$.when.parts[0]", 0, 1),
        Progress("$.when.parts[1]", 1, 1),
    )


def test_progress_of_a_window_that_is_filled_leaves_out_what_lies_behind_it() -> None:
    some = [{"kind": "completed", "object": f"course:{key}"} for key in "abc"]
    deeds = [
        did("completed", f"course:{key}", day)
        for key, day in zip("abc", ("2026-01-01", "2026-01-02", "2026-06-01"), strict=True)
    ]
    found = outcome(parts("at_least", *some, n=2, within={"days": 10}), *deeds)
    assert [one.have for one in found.progress] == [2, 1, 1, 0]


def test_days_of_a_window_are_those_of_the_zone() -> None:
    """In Mexico City 17:00, 19:00 and 23:00 of one day and 01:00 of the next; in UTC one, and three of the next."""
    hours = ((1, 23), (2, 1), (2, 5), (2, 7))
    first, *others = (Fact(f"{at}", "taught", f"session:{at}", datetime(2026, 3, *at, tzinfo=UTC)) for at in hours)
    when = {**TAUGHT, "n": 3, "within": {"days": 1}}
    assert met_at(when, first, *others[:2], zone=MEXICO_CITY) == datetime(2026, 3, 2, 5, tzinfo=UTC)
    assert met_at(when, first, *others[:2]) is None
    assert met_at(when, *others, zone=MEXICO_CITY) is None
    assert met_at(when, *others) == datetime(2026, 3, 2, 7, tzinfo=UTC)


def test_nobody_has_done_nothing() -> None:
    assert outcome(TAUGHT) == Outcome("", None, (), (Progress("$.when", 0, 1),))


def yearly(*deeds: Fact | Held, when: dict[str, Any], **more: Any) -> dict[str, datetime | None]:
    found = evaluate(read_rule(rule(when, period="year")), of_alicia(*deeds), now=NOW, **more)
    return {one.period: one.met_at for one in found}


def test_each_year_is_met_by_what_was_done_in_it() -> None:
    days = ("2025-11-01", "2025-12-31", "2026-01-01", "2026-02-01", "2027-05-01")
    deeds = [did("taught", f"session:{number}", day) for number, day in enumerate(days)]
    assert yearly(*deeds, when={**TAUGHT, "n": 2}) == {
        "2025": on("2025-12-31"),
        "2026": on("2026-02-01"),
        "2027": None,
        "2028": None,  # of now
    }


def test_a_year_begins_at_midnight_of_the_zone() -> None:
    eve = Fact("1", "taught", "session:a", datetime(2027, 1, 1, 5, 59, tzinfo=UTC))
    assert yearly(eve, when=TAUGHT) == {"2027": eve.happened_at, "2028": None}
    assert yearly(eve, when=TAUGHT, zone=MEXICO_CITY) == {"2026": eve.happened_at, "2027": None}  # where it is 2027 now


def test_a_badge_of_an_earlier_year_is_still_held() -> None:
    when = parts("all", {"kind": "holds", "achievement": "trainer"}, TAUGHT)
    badge = Held("trainer", on("2026-06-01"))
    deeds = [did("taught", f"session:{year}", f"{year}-02-01") for year in (2025, 2026, 2027)]
    assert yearly(badge, *deeds, when=when) == {
        "2025": None,
        "2026": on("2026-06-01"),
        "2027": on("2027-02-01"),
        "2028": None,
    }


def test_periods_of_months_begin_with_the_year_and_are_named_by_their_first() -> None:
    deeds = [did("taught", f"session:{day}", day) for day in ("2026-06-30", "2026-07-01", "2026-12-31")]
    found = evaluate(read_rule(rule(TAUGHT, period={"months": 6})), of_alicia(*deeds), now=on("2026-12-31", 13))
    assert [(one.period, one.met_at) for one in found] == [
        ("2026-01/P6M", on("2026-06-30")),
        ("2026-07/P6M", on("2026-07-01")),
    ]


def test_what_counts_as_the_same_is_counted_once() -> None:
    same = {"course:old": "course:new", "course:oldest": "course:old"}
    days = zip(("course:oldest", "course:new", "course:b"), ("2026-01-01", "2026-01-02", "2026-01-03"), strict=True)
    deeds = [did("completed", key, day) for key, day in days]
    any_two = {"kind": "completed", "any": "course", "n": 2}
    assert met_at(any_two, *deeds) == on("2026-01-02")
    assert met_at(any_two, *deeds, counts_as=same) == on("2026-01-03")


def test_counting_as_another_goes_one_way_and_on_and_on() -> None:
    same = {"course:old": "course:new", "course:oldest": "course:old"}
    oldest, new = did("completed", "course:oldest", "2026-01-01"), did("completed", "course:new", "2026-01-02")
    for key in ("oldest", "old", "new"):
        when = {"kind": "completed", "object": f"course:{key}"}
        assert met_at(when, oldest, counts_as=same) == on("2026-01-01")
    assert met_at({"kind": "completed", "object": "course:old"}, new, counts_as=same) is None


def test_a_lab_that_counts_as_a_course_is_one_and_a_series_can_count_as_another() -> None:
    lab = did("completed", "lab:a", "2026-01-01")
    assert met_at({"kind": "completed", "any": "course"}, lab, counts_as={"lab:a": "course:b"}) == on("2026-01-01")
    session = did("attended", "session:a", "2026-01-01", series="series:q")
    when = {"kind": "attended", "series": "series:p"}
    assert met_at(when, session, counts_as={"series:q": "series:p"}) == on("2026-01-01")


def test_two_that_count_as_each_other_are_one() -> None:
    ring = {"course:a": "course:b", "course:b": "course:a", "course:c": "course:b"}
    deeds = [did("completed", f"course:{key}", f"2026-01-0{day}") for day, key in enumerate("abc", 1)]
    assert met_at(COURSE_A, deeds[1], counts_as=ring) == on("2026-01-02")
    assert met_at({"kind": "completed", "any": "course", "n": 2}, *deeds, counts_as=ring) is None


def test_moments_of_an_hour_that_comes_twice_keep_their_order() -> None:
    """By their wall clocks the second would be before the first: it is 01:30 for the second time, and 01:40 before."""
    havana = ZoneInfo("America/Havana")
    first = Fact("b", "mentored", "assignment:a", datetime(2026, 11, 1, 0, 40, tzinfo=havana))
    second = Fact("a", "mentored", "assignment:a", datetime(2026, 11, 1, 0, 30, fold=1, tzinfo=havana))
    (found,) = evaluate(Rule(Leaf("mentored", 2)), of_alicia(second, first), now=NOW, zone=havana)
    assert found.shown_by == (first, second)
    assert found.met_at == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)


def test_moments_without_a_zone_are_refused() -> None:
    naive = datetime(2026, 1, 1)
    with pytest.raises(ValueError, match="no zone"):
        Fact("1", "taught", "session:a", naive)
    with pytest.raises(ValueError, match="no zone"):
        Held("trainer", naive)


def test_a_window_may_end_behind_the_last_year() -> None:
    late = Fact("1", "taught", "session:a", datetime(9999, 12, 30, tzinfo=UTC))
    when = read_rule(rule({**TAUGHT, "within": {"months": 120}}))
    (found,) = evaluate(when, Record(ALICIA, (late,)), now=datetime(9999, 12, 31, tzinfo=UTC))
    assert found.met_at == late.happened_at
