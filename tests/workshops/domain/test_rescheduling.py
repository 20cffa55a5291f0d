from datetime import date, datetime, time, timedelta

import pytest

from lms.core.jobs.models import Job
from lms.core.walls import DoubledTime, SkippedTime
from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import MEXICO_CITY, NEW_YORK, make_series, make_session
from workshops.domain.rescheduling import move_session, rearrange_session
from workshops.domain.session_states import announce_session, cancel_session
from workshops.enums import AssignmentState, Format, Pool, RegistrationState, SessionState, StaffRole
from workshops.errors import (
    EndsBeforeItStarts,
    FewerSeatsThanTaken,
    ImpossibleCapacity,
    InThePast,
    IsHistory,
    NotInThatState,
    UnknownZone,
)
from workshops.models import Assignment, Registration, Session

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2027, 2, 12, 19, 30)


def second_of_six(*, announced: bool = True) -> Session:
    session = make_series().sessions.get(number=2)
    return announce_session(session=session, now=MONDAY) if announced else session


def register(session: Session, name: str = "Alicia", state: str = RegistrationState.CONFIRMED) -> Registration:
    return Registration.objects.create(
        session=session,
        person=make_person(name),
        pool=Pool.ONLINE,
        state=state,
        place=1 if state == RegistrationState.WAITLISTED else None,
        submit_key=name,
        registered_at=MONDAY,
        changed_at=MONDAY,
    )


def commit(session: Session, person: object, **fields: object) -> Assignment:
    values = {
        "role": StaffRole.HELPER,
        "state": AssignmentState.ACCEPTED,
        "holds": True,
        "busy_from": session.starts_at,
        "busy_until": session.ends_at,
        "asked_at": MONDAY,
    }
    return Assignment.objects.create(session=session, person=person, **(values | fields))


def test_a_session_moves_to_another_wall_clock_zone_and_length() -> None:
    session = second_of_six()

    moved = move_session(session=session, start=FRIDAY, zone=MEXICO_CITY, minutes=120, now=MONDAY)

    assert (moved.start, moved.zone, moved.minutes) == ("2027-02-12T19:30", MEXICO_CITY, 120)
    assert moved.starts_at.isoformat() == "2027-02-13T01:30:00+00:00"
    assert moved.ends_at - moved.starts_at == timedelta(hours=2)
    assert moved.end == "2027-02-12T21:30"
    assert moved.own == ["minutes", "start"]
    assert (moved.sequence, moved.uid, moved.original_start) == (1, session.uid, "2027-02-11T18:00")
    moved.refresh_from_db()
    assert moved.start == "2027-02-12T19:30"


def test_the_same_move_twice_is_one() -> None:
    session = second_of_six()
    once = move_session(session=session, start=FRIDAY, zone=NEW_YORK, minutes=90, now=MONDAY)
    twice = move_session(session=session, start=FRIDAY, zone=NEW_YORK, minutes=90, now=MONDAY + timedelta(hours=1))
    assert (twice.sequence, twice.changed_at, twice.own) == (once.sequence, once.changed_at, ["start"])
    assert Job.objects.filter(task="workshops.tell_of_change").count() == 1


def test_a_draft_moves_without_a_word() -> None:
    moved = move_session(session=second_of_six(announced=False), start=FRIDAY, zone=NEW_YORK, minutes=90, now=MONDAY)
    assert moved.sequence == 0
    assert not Job.objects.filter(task="workshops.tell_of_change").exists()


def test_a_single_session_takes_its_series_along() -> None:
    moved = move_session(session=make_session(), start=FRIDAY, zone=MEXICO_CITY, minutes=60, now=MONDAY)
    series = moved.series
    series.refresh_from_db()
    assert moved.own == []
    assert (series.starts_on, series.starts_time, series.zone) == (date(2027, 2, 12), time(19, 30), MEXICO_CITY)
    assert (series.minutes, moved.original_start) == (60, "2027-02-12T19:30")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"start": datetime(2027, 3, 14, 2, 30)}, SkippedTime),
        ({"start": datetime(2027, 11, 7, 1, 30)}, DoubledTime),
        ({"start": datetime(2026, 11, 23, 9, 59)}, InThePast),
        ({"zone": "America/Atlantis"}, UnknownZone),
        ({"minutes": -30}, EndsBeforeItStarts),
        ({"days": 15}, EndsBeforeItStarts),
    ],
)
def test_what_is_impossible_is_named_and_nothing_moves(wrong: dict[str, object], error: type[Exception]) -> None:
    session = second_of_six()
    with pytest.raises(error):
        move_session(**({"session": session, "start": FRIDAY, "zone": NEW_YORK, "minutes": 90, "now": MONDAY} | wrong))
    session.refresh_from_db()
    assert (session.start, session.sequence) == ("2027-02-11T18:00", 0)


def test_of_an_hour_that_happens_twice_the_chosen_one_is_kept() -> None:
    session = second_of_six()
    at = datetime(2027, 11, 7, 1, 30)
    moved = move_session(session=session, start=at, zone=NEW_YORK, minutes=90, fold=1, now=MONDAY)
    assert (moved.fold, moved.starts_at.isoformat()) == (1, "2027-11-07T06:30:00+00:00")


def test_what_has_begun_and_what_has_attendance_stays() -> None:
    session = second_of_six()
    with pytest.raises(IsHistory):
        move_session(session=session, start=FRIDAY, zone=NEW_YORK, minutes=90, now=session.starts_at)
    register(session, state=RegistrationState.ATTENDED)
    with pytest.raises(IsHistory):
        rearrange_session(session=session, arranged={"telephone": "+1 718 555 0100"}, now=MONDAY)


def test_what_is_cancelled_is_restored_first() -> None:
    session = cancel_session(session=second_of_six(), reason="The river rose.", now=MONDAY)
    with pytest.raises(NotInThatState):
        move_session(session=session, start=FRIDAY, zone=NEW_YORK, minutes=90, now=MONDAY)


def test_an_arrangement_of_its_own_is_named_and_told_where_people_must_go_elsewhere() -> None:
    session = second_of_six()

    linked = rearrange_session(session=session, arranged={"meeting_link": "https://meet.example.org/a"}, now=MONDAY)
    assert (linked.own, linked.sequence) == (["meeting_link"], 1)
    assert not Job.objects.filter(task="workshops.tell_of_change").exists()

    room = {"format": Format.ROOM, "room_seats": 8, "online_seats": 0}
    moved = rearrange_session(session=session, arranged=room, now=MONDAY)
    assert moved.own == ["format", "meeting_link", "online_seats", "room_seats"]
    assert Job.objects.filter(task="workshops.tell_of_change").count() == 1


def test_a_number_of_seats_never_takes_a_seat_from_anybody() -> None:
    session = second_of_six()
    register(session, "Alicia")
    register(session, "Beto", RegistrationState.WAITLISTED)
    with pytest.raises(ImpossibleCapacity):
        rearrange_session(session=session, arranged={"online_seats": -1}, now=MONDAY)
    register(session, "Carmen")
    assert rearrange_session(session=session, arranged={"online_seats": 2}, now=MONDAY).online_seats == 2
    with pytest.raises(FewerSeatsThanTaken) as refused:
        rearrange_session(session=session, arranged={"online_seats": 1, "telephone": "1"}, now=MONDAY)
    assert refused.value.taken == 2
    with pytest.raises(FewerSeatsThanTaken):  # there would be no seats online at all
        rearrange_session(
            session=session, arranged={"format": Format.ROOM, "room_seats": 9, "online_seats": 0}, now=MONDAY
        )


def test_people_s_commitments_go_with_the_session_travel_included() -> None:
    session = second_of_six()
    hour = timedelta(minutes=60)
    commit(
        session,
        make_person("Dalia"),
        travel_minutes=60,
        busy_from=session.starts_at - hour,
        busy_until=session.ends_at + hour,
    )
    moved = move_session(session=session, start=FRIDAY, zone=NEW_YORK, minutes=90, now=MONDAY)
    kept = moved.assignments.get()
    assert (kept.busy_from, kept.busy_until) == (moved.starts_at - hour, moved.ends_at + hour)
    assert kept.holds


def test_staff_who_have_something_else_then_are_asked_again() -> None:
    dalia = make_person("Dalia")
    session = second_of_six()
    other = make_session(first=date(2027, 2, 12), at=time(20, 0))
    commit(other, dalia)
    commit(session, dalia)

    move_session(session=session, start=FRIDAY, zone=NEW_YORK, minutes=90, now=MONDAY)

    kept = session.assignments.get()
    assert (kept.state, kept.holds) == (AssignmentState.ASKED, False)
    assert other.assignments.get().holds


def test_a_move_tells_once_what_was_told_before() -> None:
    session = second_of_six()
    move_session(session=session, start=FRIDAY, zone=NEW_YORK, minutes=90, now=MONDAY)
    move_session(session=session, start=FRIDAY + timedelta(days=1), zone=NEW_YORK, minutes=90, now=MONDAY)
    [job] = Job.objects.filter(task="workshops.tell_of_change")
    assert job.args == [session.pk, "2027-02-11T23:00:00+00:00", 0, ""]
    assert Session.objects.get(pk=session.pk).state == SessionState.ANNOUNCED
