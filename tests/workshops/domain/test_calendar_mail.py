"""REQUEST and CANCEL by mail: what a calendar program reads, how often, and what stays as it was."""

from typing import Any

import icalendar
import pytest
import time_machine

from lms.accounts.models import Person
from lms.core import jobs
from lms.mail.domain import promise_message
from lms.mail.domain.delivery import METHOD
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import MEXICO_CITY, make_session
from tests.workshops.ical import Component, read
from tests.workshops.views.test_calendars import assign, register
from workshops.domain import session_states
from workshops.domain.calendar_mail import (
    GRACE,
    calendar_for,
    invite,
    invite_staff,
    send_cancel,
    tell,
    tell_everybody,
    update_calendars,
)
from workshops.domain.session_states import cancel_session, confirm_session, restore_session
from workshops.enums import AssignmentState, Pool, RegistrationState, SessionState, StaffRole
from workshops.models import Assignment, Invitation, Registration, Session
from workshops.queries.sessions import with_words

pytestmark = pytest.mark.django_db


def tell_now(session: Session, person: Person, minutes: int = 1) -> Message | None:
    return tell(session_pk=session.pk, person_pk=person.pk, now=later(minutes))


def file_of(message: Message | None) -> Component:
    assert message is not None
    icalendar.Calendar.from_ical(message.calendar)
    return read(message.calendar.encode())


def event_of(message: Message | None) -> Component:
    [found] = file_of(message).inside("VEVENT")
    return found


def told(message: Message | None) -> tuple[str, str, str, str]:
    whole, event = file_of(message), event_of(message)
    return (
        whole.one("METHOD").value,
        event.one("SEQUENCE").value,
        event.one("STATUS").value,
        event.one("UID").value,
    )


def test_a_seat_comes_with_an_invitation_for_its_holder_alone() -> None:
    alicia, beto = make_person("Alicia", language="es", time_zone=MEXICO_CITY), make_person("Beto")
    session = make_session()
    for person in (alicia, beto):
        register(session, person)

    message = tell_now(session, alicia)

    assert message is not None
    event = event_of(message)
    [attendee] = event.all("ATTENDEE")
    assert (attendee.value, attendee.parameters) == (
        "mailto:alicia@example.org",
        {"CN": "Alicia", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"},
    )
    assert event.one("ORGANIZER").value == "mailto:no-reply@testserver"
    assert event.one("DTSTAMP").value == "20261123T150100Z"
    assert told(message) == ("REQUEST", "0", "TENTATIVE", session.uid)
    assert "beto" not in (message.calendar + message.text + message.html).lower()
    assert message.to == attendee.value.removeprefix("mailto:")
    assert "Tienes lugar en «Cuida tu sitio»." in message.text
    assert "jueves 4 de febrero de 2027, 17:00–18:30, tu hora, Ciudad de México" in message.text
    assert "18:00 en Nueva York" in message.text


def picture(session: Session) -> tuple[Any, ...]:
    """Registrations, the order of the list and roles, as they are in the database."""
    return (
        list(Registration.objects.filter(session=session).order_by("pk").values()),
        list(Registration.objects.waiting().filter(session=session).values_list("person__chosen_name", flat=True)),
        list(Assignment.objects.filter(session=session).order_by("pk").values()),
    )


def test_cancelling_and_restoring_is_a_round_trip_in_every_calendar() -> None:
    alicia, elena = make_person("Alicia"), make_person("Elena", language="es")
    session = make_session()
    register(session, alicia)
    for place, name in ((1, "Beto"), (2, "Carmen"), (3, "Diego")):
        Registration.objects.create(
            session=session, person=make_person(name), pool=Pool.ONLINE, state=RegistrationState.WAITLISTED,
            place=place, submit_key="x", registered_at=MONDAY, changed_at=MONDAY,
        )  # fmt: skip
    assign(session, elena, StaffRole.INTERPRETER, AssignmentState.ACCEPTED)
    before = picture(session)

    requests = [tell_now(session, person, 1) for person in (alicia, elena)]
    cancel_session(session=session, reason="The river rose.", now=later(2))
    cancels = [tell_now(session, person, 3) for person in (alicia, elena)]
    restore_session(session=session, now=later(4))
    again = [tell_now(session, person, 5) for person in (alicia, elena)]

    for number in (0, 1):
        assert told(requests[number]) == ("REQUEST", "0", "TENTATIVE", session.uid)
        assert told(cancels[number]) == ("CANCEL", "1", "CANCELLED", session.uid)
        assert told(again[number]) == ("REQUEST", "2", "TENTATIVE", session.uid)
    assert picture(session) == before
    times = {
        (event_of(one).one("DTSTART").value, event_of(one).one("DTEND").value) for one in requests + cancels + again
    }
    assert times == {("20270204T180000", "20270204T193000")}
    stamps = [event_of(one[0]).one("DTSTAMP").value for one in (requests, cancels, again)]
    assert stamps == sorted(set(stamps))
    assert event_of(again[1]).one("SUMMARY").text == "Cuida tu sitio (Intérprete)"
    assert cancels[0] is not None
    assert "The river rose." in cancels[0].text


def test_nothing_goes_twice() -> None:
    alicia, session = make_person("Alicia"), make_session()
    register(session, alicia)

    sent = [tell_now(session, alicia, minute) for minute in (1, 2, 3)]

    assert [one is not None for one in sent] == [True, False, False]
    assert Message.objects.count() == 1


def test_whoever_gives_up_a_seat_and_takes_one_again_has_a_rising_sequence() -> None:
    """The session's own sequence stays 0 all the time: nothing changes for others."""
    alicia, beto, session = make_person("Alicia"), make_person("Beto"), make_session()
    seat = register(session, alicia)
    register(session, beto)
    tell_now(session, beto)

    first = tell_now(session, alicia)
    Registration.objects.filter(pk=seat.pk).update(state=RegistrationState.CANCELLED)
    left = tell_now(session, alicia, 2)
    Registration.objects.filter(pk=seat.pk).update(state=RegistrationState.CONFIRMED)
    back = tell_now(session, alicia, 3)

    assert [told(one)[:2] for one in (first, left, back)] == [("REQUEST", "0"), ("CANCEL", "1"), ("REQUEST", "2")]
    assert left is not None
    assert left.subject.startswith("Out of your calendar: Look after your site")
    assert tell_now(session, beto, 4) is None
    confirm_session(session=session, now=later(5))
    assert told(tell_now(session, alicia, 6))[:2] == ("REQUEST", "3")
    assert told(tell_now(session, beto, 6))[:2] == ("REQUEST", "1")


@pytest.mark.parametrize(
    "state", [RegistrationState.WAITLISTED, RegistrationState.OFFERED, RegistrationState.CANCELLED]
)
def test_who_has_no_seat_is_not_invited(state: RegistrationState) -> None:
    alicia, session = make_person("Alicia"), make_session()
    register(session, alicia, state)

    assert tell_now(session, alicia) is None
    assert not Invitation.objects.exists()


def test_what_is_over_is_told_to_nobody() -> None:
    alicia, session = make_person("Alicia"), make_session()
    register(session, alicia)

    assert tell(session_pk=session.pk, person_pk=alicia.pk, now=session.ends_at) is None


def test_mail_in_words_takes_the_calendar_along_and_no_second_one_follows() -> None:
    alicia, session = make_person("Alicia"), make_session()
    invite(registration=register(session, alicia), now=MONDAY)
    read_whole = with_words(Session.objects.filter(pk=session.pk)).get()

    message = promise_message(
        key="seat:1", to=alicia.email, language="en", template="workshops/calendar_request", person=alicia, now=MONDAY,
        context={"title": "x", "day": "", "when": "", "there": "", "roles": "", "is_first": True, "link": "", "name": ""},
        calendar=calendar_for(session=read_whole, person=alicia, now=MONDAY),
    )  # fmt: skip

    assert told(message)[:2] == ("REQUEST", "0")
    assert calendar_for(session=read_whole, person=alicia, now=later(1)) == ""
    with time_machine.travel(MONDAY + GRACE, tick=False):
        assert jobs.drain(now=MONDAY + GRACE)
    assert Message.objects.count() == 1


def test_jobs_tell_everybody_once_and_staff_first(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    session = make_session()
    people = [make_person(name) for name in ("Alicia", "Beto")]
    for person in people:
        invite(registration=register(session, person), now=MONDAY)
    elena = make_person("Elena")
    invite_staff(assignment=assign(session, elena, StaffRole.LEAD, AssignmentState.ACCEPTED), now=MONDAY)

    def run(minutes: int) -> list[str]:
        before = set(Message.objects.values_list("pk", flat=True))
        with time_machine.travel(later(minutes), tick=False):
            for _ in range(3):
                assert set(jobs.drain(now=later(minutes))) <= {"done"}
        fresh = Message.objects.exclude(pk__in=before).order_by("pk")
        return [f"{one.to.partition('@')[0]} {METHOD.findall(one.calendar)[0]}" for one in fresh]

    assert sorted(run(5)) == ["alicia REQUEST", "beto REQUEST", "elena REQUEST"]
    with time_machine.travel(later(6), tick=False):
        cancel_session(session=session, reason="", now=later(6))
        update_calendars(session=session, now=later(6))
    run(6)
    assert run(10) == ["elena CANCEL", "alicia CANCEL", "beto CANCEL"]
    assert run(20) == []


def test_cancelling_restoring_and_taking_back_reach_calendars_by_themselves() -> None:
    alicia, session = make_person("Alicia"), make_session()
    register(session, alicia)
    tell_now(session, alicia)

    told_now = []
    for minute, change in ((10, "cancel"), (20, "restore"), (30, "withdraw")):
        with time_machine.travel(later(minute), tick=False):
            if change == "cancel":
                cancel_session(session=session, reason="", now=later(minute))
            elif change == "restore":
                restore_session(session=session, now=later(minute))
            else:
                session_states._move(session, SessionState.DRAFT, later(minute))
        with time_machine.travel(later(minute + 5), tick=False):
            jobs.drain(now=later(minute + 5))
            jobs.drain(now=later(minute + 8))
        told_now.append(told(Message.objects.latest("pk"))[:3])

    assert told_now == [("CANCEL", "1", "CANCELLED"), ("REQUEST", "2", "TENTATIVE"), ("CANCEL", "3", "CANCELLED")]


def test_a_seat_given_up_by_oneself_leaves_the_calendar() -> None:
    alicia, session = make_person("Alicia"), make_session()
    seat = register(session, alicia)
    tell_now(session, alicia)
    Registration.objects.filter(pk=seat.pk).update(state=RegistrationState.CANCELLED)

    send_cancel(commitment=seat, now=later(2))

    with time_machine.travel(later(10), tick=False):
        jobs.drain(now=later(10))
    assert told(Message.objects.latest("pk"))[0] == "CANCEL"


def test_everybody_who_was_told_is_told_again_also_without_a_seat() -> None:
    alicia, session = make_person("Alicia"), make_session()
    seat = register(session, alicia)
    tell_now(session, alicia)
    Registration.objects.filter(pk=seat.pk).update(state=RegistrationState.CANCELLED)

    assert tell_everybody(session_pk=session.pk, now=later(1)) == 1
