"""Reminders: whom, when, in which words, and when not any more."""

from datetime import date, datetime, time, timedelta

import pytest

from lms.mail.models import Message
from tests.factories.around import before, seat, works
from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import MEXICO_CITY, make_session
from workshops.domain import reminders
from workshops.domain.reminders import plan_rounds, remind, send_round, set_reminders
from workshops.domain.scheduling import derive
from workshops.domain.session_states import cancel_session, restore_session
from workshops.enums import AssignmentState, RegistrationState, RoundState, StaffRole
from workshops.errors import ImpossibleReminders
from workshops.models import Reminder, ReminderRound, Session, Venue, VenueText

pytestmark = pytest.mark.django_db
WEEK, DAY, HOUR = 7 * 24 * 60, 24 * 60, 60


def move(session: Session, start: str) -> Session:
    """As whoever edits it does: the wall clock first, the moments after it."""
    session.start = start
    derive(session)
    session.save()
    return session


def told(person: str) -> list[str]:
    found = Message.objects.filter(template="workshops/reminder", to=f"{person.lower()}@example.org")
    return [message.key.split(":")[3] for message in found.order_by("pk")]


@pytest.fixture
def session() -> Session:
    """Thursday, 4 February 2027, 18:00 in New York; planned since the Monday before Christmas."""
    session = make_session()
    plan_rounds(now=before(session, 30 * DAY))
    return session


def test_each_is_sent_when_it_is_due_and_once(session: Session) -> None:
    seat(session, "Alicia")

    for minutes in (WEEK + 1, WEEK, WEEK - 1, DAY + 1, DAY, HOUR + 1, HOUR, HOUR - 1, 1):
        remind(now=before(session, minutes))
        remind(now=before(session, minutes))

    assert told("Alicia") == [str(WEEK), str(DAY), str(HOUR)]
    assert Reminder.objects.count() == 3


def test_whoever_holds_a_seat_or_has_accepted_to_work_is_told_once(session: Session) -> None:
    for name, state in (("Waiting", RegistrationState.WAITLISTED), ("Left", RegistrationState.CANCELLED)):
        seat(session, name, state=state, place=1)
    alicia, beto, carmen = make_person("Alicia"), make_person("Beto"), make_person("Carmen")
    works(session, beto, StaffRole.LEAD)
    works(session, beto, StaffRole.HOST)
    works(session, carmen, StaffRole.INTERPRETER, state=AssignmentState.ASKED)
    seat(session, alicia)
    seat(session, beto)

    remind(now=before(session, DAY))

    mails = Message.objects.order_by("pk")
    assert [mail.to for mail in mails] == ["beto@example.org", "alicia@example.org"]
    assert "You are there as: Lead trainer, Host" in mails[0].text
    assert "You are there as" not in mails[1].text


def test_each_reads_their_language_and_both_clocks(session: Session) -> None:
    seat(session, make_person("Alicia", language="es", time_zone=MEXICO_CITY))
    seat(session, make_person("Beto", time_zone="America/New_York"))

    remind(now=before(session, DAY))

    spanish, english = Message.objects.order_by("pk")
    assert "Cuida tu sitio" in spanish.subject
    assert "17:00–18:30" in spanish.text
    assert "18:00 en Nueva York" in spanish.text
    assert "/es/workshops/" in spanish.text
    assert "Look after your site" in english.subject
    assert "18:00–19:30" in english.text
    assert "Mexico" not in english.text


def test_a_seat_in_the_room_is_told_the_way_and_never_the_link() -> None:
    venue = Venue.objects.create(name="Casa Roja", address="Calle 5", time_zone=MEXICO_CITY)
    VenueText.objects.create(venue=venue, language="en", directions="Ring twice.", access="A ramp at the back.")
    session = make_session(format="both", room_seats=5, venue=venue, meeting_link="https://meet.example.org/secret")
    seat(session, "Alicia", pool="room")
    seat(session, "Beto", pool="online")
    plan_rounds(now=before(session, 30 * DAY))

    remind(now=before(session, DAY))

    room, online = Message.objects.order_by("pk")
    assert "Casa Roja, Calle 5" in room.text
    assert "Ring twice." in room.text
    assert "30 minutes before" not in room.text
    assert "Casa Roja" not in online.text
    assert "30 minutes before" in online.text
    assert not Message.objects.filter(text__contains="secret").exists()


def test_a_moved_session_reminds_of_its_new_time_alone(session: Session) -> None:
    seat(session, "Alicia")
    remind(now=before(session, WEEK))
    old_day_before = before(session, DAY)
    move(session, "2027-02-05T10:00")

    assert remind(now=old_day_before) == 0
    assert remind(now=before(session, DAY)) == 1
    assert "15:00" in Message.objects.latest("pk").subject  # UTC: Alicia has chosen no zone
    assert told("Alicia") == [str(WEEK), str(DAY)]
    assert ReminderRound.objects.filter(state=RoundState.OVERTAKEN).count() == 1


def test_a_shift_of_an_hour_does_not_remind_twice_of_tomorrow(session: Session) -> None:
    seat(session, "Alicia")
    remind(now=before(session, DAY))
    move(session, "2027-02-04T19:00")
    remind(now=before(session, DAY + 1))
    remind(now=before(session, DAY))
    remind(now=before(session, HOUR))

    assert told("Alicia") == [str(DAY), str(HOUR)]


def test_a_session_put_off_by_two_weeks_is_reminded_of_anew(session: Session) -> None:
    seat(session, "Alicia")
    remind(now=before(session, DAY))
    now = before(session, HOUR * 2)
    move(session, "2027-02-18T18:00")
    remind(now=now)
    for minutes in (WEEK, DAY, HOUR):
        remind(now=before(session, minutes))

    assert told("Alicia") == [str(DAY), str(WEEK), str(DAY), str(HOUR)]


def test_nobody_is_reminded_of_what_is_cancelled_and_everybody_once_it_is_restored(session: Session) -> None:
    seat(session, "Alicia")
    cancel_session(session=session, reason="", now=before(session, WEEK + 1))
    assert remind(now=before(session, WEEK)) == 0

    restore_session(session=session, now=before(session, 2 * DAY))
    remind(now=before(session, DAY))

    assert told("Alicia") == [str(DAY)]


def test_whoever_leaves_or_comes_late_is_not_reminded(session: Session) -> None:
    leaving = seat(session, "Alicia")

    leaving.state = RegistrationState.CANCELLED
    leaving.save()
    seat(session, "Beto", at=before(session, DAY - 1))

    remind(now=before(session, DAY - 2))  # late itself, after a pause
    assert told("Alicia") == told("Beto") == []

    remind(now=before(session, HOUR))
    assert told("Beto") == [str(HOUR)]


def test_after_a_pause_only_the_nearest_is_sent_and_after_the_start_none(session: Session) -> None:
    seat(session, "Alicia")
    remind(now=before(session, HOUR - 5))
    assert told("Alicia") == [str(HOUR)]

    late = make_session(first=date(2027, 2, 5))
    seat(late, "Beto")
    plan_rounds(now=before(late, DAY + 5))
    remind(now=late.starts_at)
    assert told("Beto") == []


def test_what_is_announced_an_hour_before_does_not_remind_of_tomorrow() -> None:
    session = make_session()
    seat(session, "Alicia")

    remind(now=before(session, 90))
    remind(now=before(session, HOUR))

    assert told("Alicia") == [str(HOUR)]
    assert ReminderRound.objects.filter(state=RoundState.PASSED).count() == 2


def test_a_day_is_elapsed_time_over_a_change_of_clocks() -> None:
    """Clocks in New York go forward in the night before: 24 hours before 10:00 is 09:00."""
    session = make_session(first=date(2027, 3, 14), at=time(10, 0))
    plan_rounds(now=before(session, 10 * DAY))

    due = ReminderRound.objects.get(minutes=DAY).due_at

    assert due == datetime.fromisoformat("2027-03-13T09:00:00-05:00")


def test_a_job_that_dies_between_two_batches_goes_on_where_it_stopped(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "AT_ONCE", 2)
    for number in range(5):
        seat(session, f"Person{number}")
    one = ReminderRound.objects.get(minutes=DAY)
    now = before(session, DAY)
    reminders._send_some(one.pk, now)
    assert Message.objects.count() == 2

    send_round(round_id=one.pk, now=now)
    send_round(round_id=one.pk, now=now)

    assert Message.objects.count() == Reminder.objects.count() == 5
    assert ReminderRound.objects.get(pk=one.pk).state == RoundState.SENT


def test_a_series_has_its_own_reminders_or_none(session: Session) -> None:
    seat(session, "Alicia")
    set_reminders(series=session.series, minutes=[3 * DAY, HOUR], now=before(session, 20 * DAY))
    for minutes in (WEEK, 3 * DAY, DAY, HOUR):
        remind(now=before(session, minutes))
    assert told("Alicia") == [str(3 * DAY), str(HOUR)]

    silent = make_session(first=date(2027, 2, 11))
    seat(silent, "Beto")
    set_reminders(series=silent.series, minutes=[], now=MONDAY)
    for minutes in (WEEK, DAY, HOUR):
        remind(now=before(silent, minutes))
    assert told("Beto") == []


@pytest.mark.parametrize("minutes", [[5], [61 * DAY], [60, 61, 62, 63, 64, 65], [-60]])
def test_reminders_that_help_nobody_are_refused(session: Session, minutes: list[int]) -> None:
    with pytest.raises(ImpossibleReminders):
        set_reminders(series=session.series, minutes=minutes, now=MONDAY)


def test_planning_asks_as_much_for_three_sessions_as_for_one(django_assert_max_num_queries) -> None:
    make_session()
    now = datetime.fromisoformat("2027-01-20T00:00+00:00")
    plan_rounds(now=now)
    for day in (8, 9, 10):
        make_session(first=date(2027, 2, day))
    plan_rounds(now=now)

    with django_assert_max_num_queries(2):  # a minute in which nothing is new, and nothing due
        remind(now=now + timedelta(minutes=1))
