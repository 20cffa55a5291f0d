from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.jobs.models import Job
from lms.core.walls import SkippedTime
from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import MEXICO_CITY, NEW_YORK, SIX_WEEKS, make_series
from tests.workshops.domain.test_rescheduling import FRIDAY, commit, register
from workshops.domain.rescheduling import move_session, rearrange_session
from workshops.domain.scheduling import Plan, top_up
from workshops.domain.series_changes import Change, change_series, end_series, rest_of_rule
from workshops.domain.session_states import announce_session, cancel_session, restore_session
from workshops.enums import Frequency, RegistrationState, SessionState
from workshops.errors import FewerSeatsThanTaken, ImpossibleRule, InThePast, NotInThatState
from workshops.models import Series, Session
from workshops.rules.recurrence import Rule, occurrences

pytestmark = pytest.mark.django_db
THURSDAYS = ["02-04", "02-11", "02-18", "02-25", "03-04", "03-11"]
PLAN = Plan(NEW_YORK, date(2027, 2, 4), time(18, 0), SIX_WEEKS)


def announced(series: Series) -> Series:
    for session in series.sessions.all():
        announce_session(session=session, now=MONDAY)
    return series


def nth(series: Series, number: int) -> Session:
    return series.sessions.get(number=number)


def change(series: Series, plan: Plan = PLAN, *, now: datetime = MONDAY, **options: Any) -> Change:
    changes = {name: options.pop(name) for name in list(options) if name in Plan.__dataclass_fields__}
    return change_series(series=series, plan=replace(plan, **changes), now=now, **options)


def shown(series: Series, *states: str) -> list[str]:
    """Starts, without the year and without 18:00."""
    found = series.sessions.filter(state__in=states or SessionState.values).order_by("starts_at")
    return [one.start.removeprefix("2027-").removesuffix("T18:00") for one in found]


def test_all_of_them_move_to_another_time() -> None:
    series = announced(make_series())
    done = change(series, starts_time=time(19, 0))
    assert shown(series) == [f"{day}T19:00" for day in THURSDAYS]
    assert len(done.changed) == 6
    assert {one.sequence for one in series.sessions.all()} == {1}
    assert Job.objects.filter(task="workshops.tell_of_change").count() == 6
    assert top_up(series=series, now=MONDAY) == 0


def test_a_session_moved_by_hand_survives_a_change_of_all() -> None:
    series = announced(make_series())
    moved = move_session(session=nth(series, 2), start=FRIDAY, zone=MEXICO_CITY, minutes=90, now=MONDAY)

    change(series, starts_on=date(2027, 2, 3), starts_time=time(17, 0), arranged={"minutes": 60})

    kept = nth(series, 2)
    assert (kept.start, kept.zone, kept.starts_at) == ("2027-02-12T19:30", MEXICO_CITY, moved.starts_at)
    assert kept.minutes == 60  # only its time was set by hand
    assert kept.original_start == "2027-02-10T17:00"
    assert nth(series, 3).start == "2027-02-17T17:00"


def test_what_is_arranged_by_hand_survives_and_seats_go_together() -> None:
    series = announced(make_series())
    rearrange_session(session=nth(series, 2), arranged={"online_seats": 12}, now=MONDAY)
    rearrange_session(session=nth(series, 3), arranged={"telephone": "+1 718 555 0100"}, now=MONDAY)

    change(series, arranged={"format": "both", "room_seats": 8, "online_seats": 30, "telephone": ""})

    assert [(one.format, one.room_seats, one.online_seats) for one in series.sessions.order_by("number")[:3]] == [
        ("both", 8, 30),
        ("online", 0, 12),
        ("both", 8, 30),
    ]
    assert nth(series, 3).telephone == "+1 718 555 0100"


def test_an_arrangement_that_the_change_does_not_touch_stays_as_each_session_has_it() -> None:
    series = announced(make_series())
    change(
        series,
        rule=Rule(Frequency.WEEKLY, count=3),
        starts_on=date(2027, 2, 25),
        since=nth(series, 4),
        arranged={"minutes": 120},
    )
    series.refresh_from_db()
    every = {"minutes": 120, "online_seats": 25}

    change(series, rule=Rule(Frequency.WEEKLY, count=3), starts_on=date(2027, 2, 25), arranged=every)

    assert [one.minutes for one in series.sessions.order_by("number")] == [90, 90, 90, 120, 120, 120]
    assert {one.online_seats for one in series.sessions.all()} == {25}


def test_this_and_following_leave_what_came_before_and_count_on() -> None:
    series = announced(make_series())
    fourth = nth(series, 4)
    rest = rest_of_rule(series=series, since=fourth)
    assert rest.count == 3

    change(series, since=fourth, starts_on=date(2027, 2, 24), starts_time=time(17, 0), rule=rest)

    assert shown(series) == ["02-04", "02-11", "02-18", "02-24T17:00", "03-03T17:00", "03-10T17:00"]
    assert [one.number for one in series.sessions.order_by("starts_at")] == [1, 2, 3, 4, 5, 6]
    assert Series.objects.count() == 1
    assert top_up(series=series, now=MONDAY) == 0


def test_after_a_change_in_the_middle_all_moves_the_earlier_part_in_its_days() -> None:
    series = announced(make_series())
    change(series, since=nth(series, 4), starts_on=date(2027, 2, 24), rule=Rule(Frequency.WEEKLY, count=3))
    series.refresh_from_db()

    change(series, starts_on=date(2027, 2, 24), starts_time=time(16, 0), rule=Rule(Frequency.WEEKLY, count=3))

    assert shown(series) == [f"{day}T16:00" for day in ("02-04", "02-11", "02-18", "02-24", "03-03", "03-10")]


def test_this_and_following_cannot_begin_before_the_last_one_that_came_before() -> None:
    series = announced(make_series())
    with pytest.raises(ImpossibleRule):
        change(series, since=nth(series, 4), starts_on=date(2027, 2, 18), rule=Rule(Frequency.WEEKLY, count=3))
    assert shown(series) == THURSDAYS


def test_a_shorter_series_cancels_what_was_announced_and_deletes_what_nobody_knows_of() -> None:
    series = make_series()
    for number in (1, 2, 3, 4, 5):
        announce_session(session=nth(series, number), now=MONDAY)
    register(nth(series, 5))

    done = change(series, rule=Rule(Frequency.WEEKLY, count=4), reason="We need fewer evenings.")

    assert done.deleted == ["2027-03-11T18:00"]
    fifth = nth(series, 5)
    assert (fifth.state, fifth.reason, fifth.original_start) == ("cancelled", "We need fewer evenings.", None)
    assert fifth.registrations.get().state == RegistrationState.CONFIRMED
    assert shown(series, SessionState.ANNOUNCED) == THURSDAYS[:4]
    assert restore_session(session=fifth, now=MONDAY).start == "2027-03-04T18:00"


def test_a_draft_that_somebody_is_tied_to_stays() -> None:
    series = make_series()
    commit(nth(series, 6), make_person("Dalia"), holds=False, state="asked")
    done = change(series, rule=Rule(Frequency.WEEKLY, count=4))
    assert [one.number for one in done.outside] == [6]
    assert done.deleted == ["2027-03-04T18:00"]


def test_a_longer_series_gets_drafts() -> None:
    series = announced(make_series())
    done = change(series, rule=Rule(Frequency.WEEKLY, count=8))
    assert [(one.number, one.start, one.state) for one in done.made] == [
        (7, "2027-03-18T18:00", "draft"),
        (8, "2027-03-25T18:00", "draft"),
    ]


def test_fortnightly_in_place_of_weekly_keeps_the_days_that_both_have() -> None:
    series = announced(make_series())
    alicia = register(nth(series, 3))
    change(series, rule=Rule(Frequency.WEEKLY, interval=2, count=3), reason="Every second week.")
    assert shown(series, SessionState.ANNOUNCED) == ["02-04", "02-18", "03-04"]
    assert shown(series, SessionState.CANCELLED) == ["02-11", "02-25", "03-11"]
    alicia.refresh_from_db()
    assert alicia.session.start == "2027-02-18T18:00"


def test_history_is_neither_changed_nor_deleted() -> None:
    series = announced(make_series())
    register(nth(series, 1), state=RegistrationState.ATTENDED)
    register(nth(series, 2), "Beto", state=RegistrationState.ABSENT)
    now = nth(series, 2).ends_at + timedelta(hours=1)
    held = series.sessions.filter(ends_at__lt=now).order_by("pk")
    before = list(held.values("start", "starts_at", "state", "sequence", "number"))

    change(series, starts_time=time(20, 0), now=now)
    change(series, rule=Rule(Frequency.WEEKLY, interval=2, count=1), starts_on=date(2027, 2, 25), now=now)
    done = end_series(series=series, now=now, reason="It is enough.")

    assert len(before) == 2
    assert list(held.values("start", "starts_at", "state", "sequence", "number")) == before
    assert [(one.number, one.start) for one in done.cancelled] == [(3, "2027-02-25T18:00")]
    assert Series.objects.filter(pk=series.pk).exists()


@pytest.mark.slow
def test_a_series_of_drafts_ends_without_a_trace_and_one_that_goes_on_is_not_topped_up_any_more() -> None:
    drafts = make_series()
    end_series(series=drafts, now=MONDAY)
    assert not Series.objects.exists()

    series = make_series(Rule(Frequency.WEEKLY), first=date(2026, 11, 26))
    announce_session(session=nth(series, 1), now=MONDAY)
    done = end_series(series=series, now=MONDAY, reason="The room is gone.")
    assert [one.start for one in done.cancelled] == ["2026-11-26T18:00"]
    assert top_up(series=Series.objects.get(), now=MONDAY + timedelta(days=90)) == 0
    assert series.sessions.count() == 1


@pytest.mark.slow
def test_a_series_that_goes_on_moves_by_a_day_and_loses_nothing() -> None:
    series = announced(make_series(Rule(Frequency.WEEKLY), first=date(2026, 11, 26)))
    done = change(series, rule=Rule(Frequency.WEEKLY), starts_on=date(2026, 11, 27))
    assert (len(done.changed), done.made, done.cancelled, done.deleted) == (52, [], [], [])
    assert top_up(series=series, now=MONDAY) == 0
    assert top_up(series=series, now=MONDAY + timedelta(days=21)) == 3
    days = [datetime.fromisoformat(one.start).weekday() for one in series.sessions.all()]
    assert set(days) == {4}


def test_a_series_that_moves_by_weeks_takes_the_places_of_its_own_sessions() -> None:
    series = announced(make_series())
    change(series, starts_on=date(2027, 2, 18))
    assert shown(series) == ["02-18", "02-25", "03-04", "03-11", "03-18", "03-25"]
    change(series, starts_on=date(2027, 2, 4))
    assert shown(series) == THURSDAYS
    assert [one.original_start[5:10] for one in series.sessions.order_by("number")] == THURSDAYS


def test_an_hour_that_is_skipped_costs_one_session_and_moves_no_other() -> None:
    sundays = Rule(Frequency.WEEKLY, until=date(2027, 3, 28))
    series = announced(make_series(sundays, first=date(2027, 2, 28), at=time(1, 30)))
    plan = Plan(NEW_YORK, date(2027, 2, 28), time(2, 30), sundays)
    change_series(series=series, plan=plan, now=MONDAY, reason="Clocks go forward.")
    assert shown(series, SessionState.ANNOUNCED) == [f"{day}T02:30" for day in ("02-28", "03-07", "03-21", "03-28")]
    assert shown(series, SessionState.CANCELLED) == ["03-14T01:30"]


def test_another_zone_is_anchored() -> None:
    series = announced(make_series())
    change(series, zone=MEXICO_CITY, starts_time=time(17, 0))
    assert {one.zone for one in series.sessions.all()} == {MEXICO_CITY}
    assert {one.starts_at.hour for one in series.sessions.all()} == {23}


def test_what_is_cancelled_keeps_its_place_and_follows_without_a_word() -> None:
    series = announced(make_series())
    cancel_session(session=nth(series, 2), reason="The river rose.", now=MONDAY)
    Job.objects.all().delete()
    change(series, starts_time=time(19, 0))
    second = nth(series, 2)
    assert (second.state, second.start) == (SessionState.CANCELLED, "2027-02-11T19:00")
    assert series.sessions.count() == 6
    assert second.pk not in {job.args[0] for job in Job.objects.filter(task="workshops.tell_of_change")}


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"starts_on": date(2026, 11, 5)}, InThePast),
        ({"arranged": {"online_seats": 1}}, FewerSeatsThanTaken),
        ({"rule": Rule(Frequency.WEEKLY, until=date(2027, 1, 1))}, ImpossibleRule),
        ({"rule": Rule(), "starts_on": date(2027, 3, 14), "starts_time": time(2, 30)}, SkippedTime),
    ],
)
def test_what_is_impossible_changes_nothing(options: dict[str, Any], error: type[Exception]) -> None:
    series = announced(make_series())
    register(nth(series, 4), "Alicia")
    register(nth(series, 4), "Beto")
    before = list(series.sessions.order_by("pk").values())
    with pytest.raises(error):
        change(series, **options)
    assert list(series.sessions.order_by("pk").values()) == before


def test_a_session_of_another_series_is_refused() -> None:
    with pytest.raises(NotInThatState):
        change(make_series(), since=nth(make_series(), 2))


TIMES = st.sampled_from([time(9, 0), time(18, 0), time(23, 30), time(2, 30), time(1, 30)])
RULES = st.builds(
    Rule,
    frequency=st.sampled_from([Frequency.DAILY, Frequency.WEEKLY]),
    interval=st.integers(1, 3),
    count=st.integers(1, 9),
) | st.builds(
    Rule,
    frequency=st.just(Frequency.MONTHLY_WEEKDAY),
    weekdays=st.sampled_from([(5,), (0, 1, 2, 3, 4)]),
    nth=st.sampled_from([1, -1]),
    count=st.integers(1, 9),
)
PLANS = st.builds(
    Plan,
    zone=st.sampled_from([NEW_YORK, MEXICO_CITY, "America/Havana"]),
    starts_on=st.dates(date(2027, 1, 25), date(2027, 3, 20)),
    starts_time=TIMES,
    rule=RULES,
)
DEEDS = st.lists(
    st.tuples(st.just("all"), PLANS)
    | st.tuples(st.just("following"), PLANS, st.integers(0, 5))
    | st.tuples(st.just("one"), st.integers(0, 5), st.integers(0, 60), TIMES),
    min_size=1,
    max_size=4,
)


@pytest.mark.slow
@given(DEEDS, st.integers(0, 2))
@settings(max_examples=20, deadline=None)
def test_whatever_is_changed_what_must_hold_holds(deeds: list[Any], attended: int) -> None:
    """L2 and L3: what was moved by hand and what has been attended survives any changes of the series."""
    series = make_series()
    series.sessions.update(state=SessionState.ANNOUNCED)
    now = nth(series, attended).ends_at if attended else MONDAY
    past = list(series.sessions.filter(ends_at__lte=now).values_list("pk", "start", "starts_at", "state", "sequence"))
    identities = dict(series.sessions.values_list("pk", "uid"))
    by_hand: dict[int, tuple[str, str]] = {}
    for deed in deeds:
        before = {one.pk: one for one in series.sessions.all()}
        plan = do(deed, series, now, by_hand)
        after = {one.pk: one for one in series.sessions.all()}
        # history is as it was, and no announced session is ever deleted
        assert set(past) <= set(series.sessions.values_list("pk", "start", "starts_at", "state", "sequence"))
        assert all(pk in after for pk in identities)
        for pk, one in after.items():
            assert one.uid == identities.get(pk, one.uid)
            if pk not in before:
                continue
            was = before[pk]
            is_different = (one.start, one.zone, one.state) != (was.start, was.zone, was.state)
            assert (
                one.sequence > was.sequence if is_different and was.state != "draft" else one.sequence >= was.sequence
            )
            assert one.state == was.state or (was.state, one.state) == ("announced", "cancelled")
        # what was moved by hand is where it was put
        assert {pk: (after[pk].start, after[pk].zone) for pk in by_hand} == by_hand
        if plan:
            check_series(series, plan, now, set(by_hand))


def do(deed: Any, series: Series, now: datetime, by_hand: dict[int, tuple[str, str]]) -> Plan | None:
    """Does it, if it can be done; answers the plan that now holds."""
    rows = list(series.sessions.filter(starts_at__gt=now, state="announced").order_by("starts_at"))
    if not rows:
        return None
    try:
        match deed:
            case "all", plan:
                change_series(series=series, plan=plan, now=now)
                again = change_series(series=series, plan=plan, now=now)
            case "following", plan, number:
                since = rows[number % len(rows)]
                change_series(series=series, plan=plan, now=now, since=since)
                return None
            case _, number, days, at:
                row = rows[number % len(rows)]
                start = datetime.combine(date(2027, 2, 1) + timedelta(days=days), at)
                moved = move_session(session=row, start=start, zone=NEW_YORK, minutes=90, fold=0, now=now)
                if "start" in moved.own:
                    by_hand[row.pk] = (moved.start, moved.zone)
                return None
    except (InThePast, ImpossibleRule, SkippedTime, NotInThatState):
        return None
    assert (again.changed, again.made, again.cancelled, again.deleted) == ([], [], [], [])
    return plan


def check_series(series: Series, plan: Plan, now: datetime, by_hand: set[int]) -> None:
    """What is to come is what the rule says, each once, and nothing is missing."""
    expected = occurrences(plan.rule, first=plan.starts_on, at=plan.starts_time, zone=ZoneInfo(plan.zone))
    walls = {f"{one.start:%Y-%m-%dT%H:%M}": one.starts_at for one in expected}
    rows = list(series.sessions.exclude(original_start=None))
    assert {wall for wall, at in walls.items() if at > now} <= {row.original_start for row in rows}
    for row in rows:
        if row.pk not in by_hand and row.starts_at > now:
            assert row.start == row.original_start
            assert row.start in walls or row.start[:10] < plan.starts_on.isoformat()
    assert top_up(series=series, now=now) == 0
