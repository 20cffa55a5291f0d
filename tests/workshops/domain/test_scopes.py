"""A change that begins at one session, and what its preview says."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from lms.core.jobs.models import Job
from lms.core.walls import DoubledTime, SkippedTime
from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import MEXICO_CITY, NEW_YORK, make_series, make_session
from tests.workshops.domain.test_rescheduling import FRIDAY, commit, register
from tests.workshops.domain.test_series_changes import PLAN, THURSDAYS, announced, nth, shown
from workshops.domain.previewing import Outcome, change, preview
from workshops.domain.rescheduling import Edit, When, change_session, move_session
from workshops.domain.scopes import change_sessions
from workshops.domain.series_changes import change_series, end_series, rest_of_rule
from workshops.domain.session_states import announce_session, cancel_session
from workshops.enums import Format, Frequency, RegistrationState, Scope
from workshops.errors import (
    EarlierPart,
    FewerSeatsThanTaken,
    ImpossibleCapacity,
    IsHistory,
    NotInThatState,
    OtherDays,
    SeatsOfThatKindAreTaken,
)
from workshops.models import Series, Session
from workshops.rules.recurrence import Rule

pytestmark = pytest.mark.django_db
ROOM = {"format": Format.BOTH, "room_seats": 8, "online_seats": 20}


def when(session: Session, **other: Any) -> When:
    """As it is, but for what is named."""
    start = datetime.fromisoformat(session.start)
    return replace(When(start, session.zone, session.minutes, session.days), **other)


def change_from(session: Session, edit: Edit, scope: Scope = Scope.FOLLOWING, **options: Any) -> None:
    change_sessions(session=session, edit=edit, scope=scope, now=MONDAY, **options)


def told() -> int:
    return Job.objects.filter(task="workshops.tell_of_change").count()


def state_of(session: Session) -> tuple[Any, ...]:
    row = Session.objects.filter(pk=session.pk).values().get()
    return (*row.values(), *Series.objects.filter(pk=session.series_id).values_list())


def test_a_change_of_several_parts_is_one_change_and_tells_people_once() -> None:
    second = nth(announced(make_series()), 2)
    register(second)

    edit = Edit(When(FRIDAY, MEXICO_CITY, 120), {**ROOM, "meeting_link": "https://meet.example.org/a"})
    changed = change_session(session=second, edit=edit, now=MONDAY)

    assert (changed.start, changed.zone, changed.minutes, changed.room_seats) == (
        "2027-02-12T19:30",
        MEXICO_CITY,
        120,
        8,
    )
    assert changed.sequence == 1
    assert changed.own == ["format", "meeting_link", "minutes", "room_seats", "start"]
    assert told() == 1


@pytest.mark.slow
@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize(
    ("wrong", "arranged", "error"),
    [
        ({}, {"format": Format.ROOM, "room_seats": 0, "online_seats": 0}, ImpossibleCapacity),
        ({}, {"online_seats": 1}, FewerSeatsThanTaken),
        ({}, {"format": Format.ROOM, "room_seats": 9, "online_seats": 0}, SeatsOfThatKindAreTaken),
        ({"start": datetime(2027, 3, 14, 2, 30)}, {}, SkippedTime),
        ({"start": datetime(2027, 11, 7, 1, 30)}, {}, DoubledTime),
    ],
)
def test_what_is_refused_half_way_leaves_everything_as_it_was(
    scope: Scope, wrong: dict[str, Any], arranged: dict[str, Any], error: type[Exception]
) -> None:
    second = nth(announced(make_series()), 2)
    register(second)
    register(second, "Beto")
    before, jobs = state_of(second), Job.objects.count()

    with pytest.raises(error):
        change_from(second, Edit(when(second, **{"start": FRIDAY} | wrong), arranged), scope)

    assert state_of(second) == before
    assert Job.objects.count() == jobs


def test_fewer_seats_than_are_taken_are_possible_where_somebody_means_it() -> None:
    series = announced(make_series())
    second = nth(series, 2)
    for name in ("Alicia", "Beto"):
        register(second, name)
    register(second, "Carmen", RegistrationState.WAITLISTED)

    change_from(second, Edit(arranged={"online_seats": 1}), Scope.ALL, even_below_taken=True)

    assert {one.online_seats for one in series.sessions.all()} == {1}
    assert set(second.registrations.values_list("state", flat=True)) == {"confirmed", "waitlisted"}


def test_seats_alone_are_no_news_for_calendars() -> None:
    session = change_session(session=make_session(), edit=Edit(arranged={"online_seats": 30}), now=MONDAY)
    assert (session.online_seats, session.sequence) == (30, 0)
    assert not Job.objects.filter(task="workshops.tell_calendars").exists()


def test_this_alone_leaves_the_others() -> None:
    series = announced(make_series())
    change_from(nth(series, 2), Edit(when(nth(series, 2), start=FRIDAY)), Scope.THIS)
    assert shown(series) == ["02-04", "02-12T19:30", *THURSDAYS[2:]]


def test_this_and_following_take_the_same_step_and_what_was_moved_by_hand_stays() -> None:
    series = announced(make_series())
    by_hand = datetime(2027, 2, 27, 10, 0)
    move_session(session=nth(series, 4), start=by_hand, zone=NEW_YORK, minutes=90, now=MONDAY)

    change_from(nth(series, 3), Edit(when(nth(series, 3), start=datetime(2027, 2, 19, 19, 0))))

    assert shown(series) == ["02-04", "02-11", "02-19T19:00", "02-27T10:00", "03-05T19:00", "03-12T19:00"]
    assert nth(series, 3).own == []
    assert nth(series, 4).original_start == "2027-02-26T19:00"


def test_all_get_what_differs_and_nothing_else() -> None:
    series = announced(make_series())
    second = move_session(session=nth(series, 2), start=FRIDAY, zone=MEXICO_CITY, minutes=60, now=MONDAY)

    change_from(
        second, Edit(when(second), {"meeting_link": "https://meet.example.org/b", "online_seats": 20}), Scope.ALL
    )

    assert {one.meeting_link for one in series.sessions.all()} == {"https://meet.example.org/b"}
    assert shown(series) == ["02-04", "02-12T19:30", *THURSDAYS[2:]]
    assert [one.minutes for one in series.sessions.order_by("number")] == [90, 60, 90, 90, 90, 90]
    assert nth(series, 2).own == ["minutes", "start"]


def test_the_session_of_the_form_gets_what_was_typed_though_it_had_something_of_its_own() -> None:
    series = announced(make_series())
    second = move_session(session=nth(series, 2), start=FRIDAY, zone=NEW_YORK, minutes=60, now=MONDAY)

    change_from(second, Edit(when(second, start=FRIDAY.replace(hour=20), minutes=75)), Scope.ALL)

    assert shown(series) == [f"{day}T20:30" for day in ["02-04", "02-12", *THURSDAYS[2:]]]
    assert {one.minutes for one in series.sessions.all()} == {75}
    assert nth(series, 2).own == ["start"]


def test_the_same_change_twice_changes_nothing_the_second_time() -> None:
    series = announced(make_series())
    edit = Edit(when(nth(series, 3), start=datetime(2027, 2, 19, 19, 0)), ROOM)
    change_from(nth(series, 3), edit)
    once = list(series.sessions.order_by("pk").values_list("start", "sequence", "own"))

    change_from(nth(series, 3), edit)

    assert list(series.sessions.order_by("pk").values_list("start", "sequence", "own")) == once


def test_an_end_on_a_day_takes_the_step_too() -> None:
    series = announced(make_series(Rule(Frequency.WEEKLY, until=datetime(2027, 3, 11).date())))
    change_from(nth(series, 1), Edit(when(nth(series, 1), start=datetime(2027, 2, 6, 18, 0))), Scope.ALL)
    assert shown(series) == ["02-06", "02-13", "02-20", "02-27", "03-06", "03-13"]


def test_a_step_that_a_rule_cannot_take_is_refused() -> None:
    series = announced(make_series(Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(3,), nth=1, count=3)))
    first = nth(series, 1)
    with pytest.raises(OtherDays):
        change_from(first, Edit(when(first, start=datetime(2027, 2, 5, 18, 0))), Scope.ALL)
    change_from(first, Edit(when(first, start=datetime(2027, 2, 4, 17, 0))), Scope.ALL)
    assert shown(series) == ["02-04T17:00", "03-04T17:00", "04-01T17:00"]


def test_following_from_before_the_series_changed_is_refused_and_its_rest_counts_all() -> None:
    series = announced(make_series())
    rest = rest_of_rule(series=series, since=nth(series, 4))
    change_series(
        series=series,
        plan=replace(PLAN, starts_on=datetime(2027, 2, 24).date(), rule=rest),
        since=nth(series, 4),
        now=MONDAY,
    )
    series.refresh_from_db()

    with pytest.raises(EarlierPart):
        change_from(nth(series, 2), Edit(when(nth(series, 2), minutes=60)))
    assert rest_of_rule(series=series, since=nth(series, 2)).count == 5


def test_history_and_what_is_cancelled_are_not_where_a_change_begins() -> None:
    series = announced(make_series())
    first = nth(series, 1)
    for scope in Scope:
        with pytest.raises(IsHistory):
            change_sessions(session=first, edit=Edit(arranged=ROOM), scope=scope, now=first.starts_at)
    cancel_session(session=first, reason="Rain.", now=MONDAY)
    with pytest.raises(NotInThatState):
        change_from(first, Edit(arranged=ROOM), Scope.ALL)


# --- What comes of it ---------------------------------------------------------------------------------------------


def seen(series: Series, act: Any) -> Outcome:
    return preview(series=series, act=act)


def test_a_preview_says_what_will_be_and_changes_nothing() -> None:
    series = announced(make_series())
    move_session(session=nth(series, 4), start=datetime(2027, 2, 27, 10, 0), zone=NEW_YORK, minutes=90, now=MONDAY)
    third = nth(series, 3)
    for name in ("Alicia", "Beto"):
        register(third, name)
    commit(third, make_person("Dalia"))
    before = [state_of(one) for one in series.sessions.order_by("pk")]
    jobs = Job.objects.count()

    def act() -> None:
        change_from(third, Edit(when(third, start=datetime(2027, 2, 18, 19, 0))))

    would_be = seen(series, act)

    assert [state_of(one) for one in series.sessions.order_by("pk")] == before
    assert Job.objects.count() == jobs
    assert [(row.was.start, row.session.start) for row in would_be.changed] == [
        (f"2027-{day}T18:00", f"2027-{day}T19:00") for day in ("02-18", "03-04", "03-11")
    ]
    assert [one.number for one in would_be.kept] == [4]
    assert would_be.people == 3
    assert change(series=series, act=act).mark == would_be.mark
    assert seen(series, act).is_nothing


def test_the_end_of_a_series_says_how_many_it_concerns() -> None:
    series = make_series()
    for number in (1, 2):
        announce_session(session=nth(series, number), now=MONDAY)
    alicia = register(nth(series, 1)).person
    commit(nth(series, 2), alicia)

    would_be = seen(series, lambda: end_series(series=series, reason="The library closes.", now=MONDAY))

    assert (len(would_be.cancelled), len(would_be.deleted), would_be.people) == (2, 4, 1)
    assert series.sessions.count() == 6


def test_the_end_of_what_nobody_knows_of_leaves_nothing() -> None:
    series = make_series()
    assert not seen(series, lambda: end_series(series=series, now=MONDAY)).is_series_left
    assert Series.objects.filter(pk=series.pk).exists()


def test_a_refused_change_is_refused_in_its_preview() -> None:
    session = make_session()
    with pytest.raises(SkippedTime):
        seen(session.series, lambda: change_from(session, Edit(when(session, start=datetime(2027, 3, 14, 2, 30)))))
