from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from lms.core.walls import DoubledTime, SkippedTime
from tests.factories.people import MONDAY
from tests.factories.workshops import make_series, make_session
from workshops.domain.scheduling import Words, top_up
from workshops.domain.session_states import cancel_session, restore_session
from workshops.enums import Format, Frequency, SessionState
from workshops.errors import (
    EndsBeforeItStarts,
    ImpossibleCapacity,
    ImpossibleDay,
    InThePast,
    NotInThatState,
    NoTitle,
    TooManySessions,
    UnknownZone,
)
from workshops.models import Series
from workshops.rules.recurrence import Rule

pytestmark = pytest.mark.django_db


def test_six_weeks_keep_their_wall_clock_over_the_change_of_clocks() -> None:
    sessions = make_series().sessions.order_by("starts_at")

    assert [one.start for one in sessions] == [
        "2027-02-04T18:00",
        "2027-02-11T18:00",
        "2027-02-18T18:00",
        "2027-02-25T18:00",
        "2027-03-04T18:00",
        "2027-03-11T18:00",
    ]
    assert {one.starts_at.hour for one in sessions} == {23}
    assert {(one.ends_at - one.starts_at).total_seconds() for one in sessions} == {90 * 60}


def test_a_series_without_an_end_is_made_a_year_ahead_and_topped_up_once() -> None:
    series = make_series(Rule(Frequency.WEEKLY), first=date(2026, 11, 26))

    assert series.sessions.count() == 52  # 26 November 2026 to 18 November 2027
    assert top_up(series=series, now=MONDAY) == 0
    assert top_up(series=series, now=MONDAY.replace(month=12, day=14)) == 3
    assert series.sessions.order_by("-starts_at").values_list("number", flat=True)[0] == 55


def test_days_in_a_row_end_at_the_wall_clock_of_the_last_day() -> None:
    session = make_session(first=date(2027, 3, 13), at=time(10, 0), days=2, minutes=480)

    assert (session.start, session.end) == ("2027-03-13T10:00", "2027-03-14T18:00")
    assert session.ends_at == datetime.fromisoformat("2027-03-14T22:00+00:00")


def test_a_time_that_does_not_exist_is_refused_with_another() -> None:
    with pytest.raises(SkippedTime) as refused:
        make_series(Rule(), first=date(2027, 3, 14), at=time(2, 30))

    assert "03:30" in str(refused.value.message)
    assert not Series.objects.exists()


def test_a_time_that_happens_twice_asks_which_one() -> None:
    with pytest.raises(DoubledTime):
        make_series(Rule(), first=date(2026, 11, 1), at=time(1, 30))

    starts = [
        make_series(Rule(), first=date(2026, 11, 1), at=time(1, 30), fold=fold).sessions.get().starts_at.isoformat()
        for fold in (0, 1)
    ]
    assert starts == ["2026-11-01T05:30:00+00:00", "2026-11-01T06:30:00+00:00"]


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"minutes": 0}, EndsBeforeItStarts),
        ({"minutes": -30}, EndsBeforeItStarts),
        ({"days": 0}, EndsBeforeItStarts),
        ({"online_seats": 0}, ImpossibleCapacity),
        ({"online_seats": -1}, ImpossibleCapacity),
        ({"online_seats": 5001}, ImpossibleCapacity),
        ({"format": Format.BOTH}, ImpossibleCapacity),
        ({"format": Format.ROOM, "room_seats": 8}, ImpossibleCapacity),
        ({"zone": "America/Atlantis"}, UnknownZone),
        ({"words": {"en": Words("  ")}}, NoTitle),
    ],
)
def test_what_is_impossible_is_named_and_nothing_is_stored(wrong: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        make_series(**wrong)

    assert not Series.objects.exists()


@pytest.mark.parametrize(
    ("rule", "first", "error"),
    [
        (Rule(), date(1, 1, 1), ImpossibleDay),
        (Rule(), date(9999, 12, 31), ImpossibleDay),
        (Rule(Frequency.DATES, dates=(date(9999, 12, 31),)), date(2027, 2, 4), ImpossibleDay),
        (Rule(Frequency.WEEKLY, until=date(9999, 12, 31)), date(2027, 2, 4), ImpossibleDay),
        (Rule(Frequency.DAILY, until=date(2099, 12, 31)), date(2027, 2, 4), TooManySessions),
        (Rule(Frequency.DAILY, until=date(2028, 3, 10)), date(2027, 2, 4), TooManySessions),
    ],
)
def test_what_reaches_too_far_is_named_and_nothing_is_stored(rule: Rule, first: date, error: type[Exception]) -> None:
    with pytest.raises(error):
        make_series(rule, first=first)
    assert not Series.objects.exists()


def test_four_hundred_sessions_are_the_most() -> None:
    assert make_series(Rule(Frequency.DAILY, until=date(2028, 3, 9)), first=date(2027, 2, 4)).sessions.count() == 400


def test_cancel_and_restore_is_a_round_trip_that_calendars_can_follow() -> None:
    session = make_session()
    cancelled = cancel_session(session=session, reason="The river rose.", now=MONDAY)

    assert (cancelled.state, cancelled.sequence, cancelled.reason) == (SessionState.CANCELLED, 1, "The river rose.")

    restored = restore_session(session=session, now=MONDAY)

    assert (restored.state, restored.sequence, restored.reason) == (SessionState.ANNOUNCED, 2, "")
    assert (restored.uid, restored.starts_at) == (session.uid, session.starts_at)
    with pytest.raises(NotInThatState):
        restore_session(session=session, now=MONDAY)


def test_what_would_be_over_is_not_restored() -> None:
    session = cancel_session(session=make_session(), reason="", now=MONDAY)

    with pytest.raises(InThePast):
        restore_session(session=session, now=session.ends_at)

    session.refresh_from_db()
    assert (session.state, session.sequence) == (SessionState.CANCELLED, 1)
    restore_session(session=session, now=session.ends_at - timedelta(minutes=1))


def test_a_draft_is_not_cancelled() -> None:
    with pytest.raises(NotInThatState):
        cancel_session(session=make_session(announced=False), reason="", now=MONDAY)
