"""Who gets a seat that becomes free, how, and who is passed over."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.enums import MessageState
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import make_session
from tests.workshops.seats import people, register, state_of, states
from workshops.domain import seats
from workshops.domain.capacity import change_seats
from workshops.domain.leaving import cancel_registration, remove_registration
from workshops.domain.offers import accept_offer, decline_offer, expire_offers
from workshops.domain.registration_mail import key_of_step, tell_registrants
from workshops.domain.session_states import cancel_session, restore_session
from workshops.domain.waitlist import promote_all_who_wait
from workshops.enums import AssignmentState, RegistrationState, SessionState, StaffRole, WaitlistMode
from workshops.errors import (
    FewerSeatsThanTaken,
    ImpossibleCapacity,
    NoFreeSeat,
    NotInThatState,
    NotRegistered,
    OfferOver,
    ReasonMissing,
    RegistrationOver,
    SessionIsCancelled,
    TooLateToCancel,
)
from workshops.models import Assignment, Registration, RegistrationStep, SeriesPriority, Session
from workshops.queries.lines import place_in_line

pytestmark = pytest.mark.django_db


def confirming(**options: Any) -> Session:
    return make_session(**{"online_seats": 1, "waitlist": WaitlistMode.CONFIRM} | options)


def offering(**options: Any) -> Session:
    return make_session(**{"online_seats": 1, "waitlist": WaitlistMode.OFFER} | options)


def leave(registration: Registration, now: datetime = MONDAY) -> Registration:
    return cancel_registration(person=registration.person, session_id=registration.session_id, now=now)


# --- The two modes -----------------------------------------------------------------------------------------------


def test_the_next_is_confirmed_at_once() -> None:
    session = confirming()
    first, _second, third = (register(person, session) for person in people(3))

    leave(first)

    assert states(session) == [("Alicia", "cancelled"), ("Beto", "confirmed"), ("Carmen", "waitlisted")]
    commitments = dict(Assignment.objects.values_list("person__chosen_name", "state"))
    assert commitments == {"Alicia": AssignmentState.WITHDRAWN, "Beto": AssignmentState.ACCEPTED}
    assert place_in_line(third, MONDAY) == 1


def test_an_offer_holds_the_seat_until_its_deadline() -> None:
    session = offering(offer_hours=24)
    first, second, _third = (register(person, session) for person in people(3))

    leave(first)

    second.refresh_from_db()
    assert (second.state, second.offered_until) == ("offered", MONDAY + timedelta(hours=24))
    assert register(make_person("Diego"), session).state == RegistrationState.WAITLISTED
    assert not Assignment.objects.filter(person=second.person).exists()
    due = Job.objects.filter(task="workshops.expire_offers").values_list("due_at", flat=True)
    assert set(due) == {MONDAY + timedelta(minutes=15), MONDAY + timedelta(hours=24)}


def test_an_accepted_offer_is_a_seat_and_accepting_again_changes_nothing() -> None:
    session = offering()
    first, second = (register(person, session) for person in people(2))
    leave(first)

    accept_offer(registration_id=second.pk, now=later(5))
    accept_offer(registration_id=second.pk, now=later(6))

    assert state_of(second) == RegistrationState.CONFIRMED
    assert second.offered_until is None
    assert Assignment.objects.get(person=second.person).state == AssignmentState.ACCEPTED
    with pytest.raises(NotInThatState):
        decline_offer(registration_id=second.pk, now=later(7))


def test_a_declined_offer_goes_on_at_once() -> None:
    session = offering()
    first, second, _third = (register(person, session) for person in people(3))
    leave(first)

    decline_offer(registration_id=second.pk, now=later(5))
    decline_offer(registration_id=second.pk, now=later(5))

    assert states(session) == [("Alicia", "cancelled"), ("Beto", "declined"), ("Carmen", "offered")]
    with pytest.raises(OfferOver):
        accept_offer(registration_id=second.pk, now=later(6))


def test_an_offer_that_nobody_answers_goes_on_and_can_no_longer_be_accepted() -> None:
    session = offering(offer_hours=24)
    first, second, _third = (register(person, session) for person in people(3))
    leave(first)
    end = MONDAY + timedelta(hours=24)

    assert expire_offers(session_id=session.pk, now=end - timedelta(seconds=1)) == 0
    with pytest.raises(OfferOver):
        accept_offer(registration_id=second.pk, now=end + timedelta(seconds=1))
    assert expire_offers(session_id=session.pk, now=end) == 1
    assert expire_offers(session_id=session.pk, now=end) == 0

    assert states(session) == [("Alicia", "cancelled"), ("Beto", "declined"), ("Carmen", "offered")]
    assert register(second.person, session, later(2000)).state == RegistrationState.WAITLISTED


def test_within_the_stop_time_nobody_is_confirmed_without_being_asked() -> None:
    session = confirming(stop_hours=6, at=time(21))
    first, second = (register(person, session) for person in people(2, time_zone="America/New_York"))

    leave(first, session.starts_at - timedelta(hours=6))

    assert state_of(second) == RegistrationState.OFFERED
    assert second.offered_until == session.starts_at


def test_at_night_a_seat_is_offered_and_the_offer_does_not_end_before_morning() -> None:
    session = confirming(offer_hours=2)
    first, second = (register(person, session) for person in people(2, time_zone="America/Mexico_City"))

    leave(first, MONDAY + timedelta(hours=15))  # midnight in Mexico City

    assert state_of(second) == RegistrationState.OFFERED
    assert second.offered_until == datetime.fromisoformat("2026-11-24T08:00-06:00")


def test_after_the_start_no_seat_is_given_on() -> None:
    session = confirming()
    first, second = (register(person, session) for person in people(2))

    remove_registration(
        registration=first, by=make_person("Tomasa"), reason="She wrote.", now=session.starts_at + timedelta(minutes=1)
    )

    assert state_of(second) == RegistrationState.WAITLISTED


# --- Passed over -------------------------------------------------------------------------------------------------


def hold(person: Person, session: Session) -> None:
    Assignment.objects.create(
        session=session,
        person=person,
        role=StaffRole.LEAD,
        state=AssignmentState.ACCEPTED,
        holds=True,
        busy_from=session.starts_at,
        busy_until=session.ends_at,
        asked_at=MONDAY,
    )


def test_who_is_busy_by_now_is_passed_over_and_keeps_the_place() -> None:
    session, at_the_same_time, also = confirming(), make_session(), make_session()
    first, second, third, _fourth = (register(person, session) for person in people(4))
    register(second.person, at_the_same_time)
    hold(third.person, also)

    leave(first)

    assert [name for name, state in states(session) if state == "confirmed"] == ["Diego"]
    assert [place_in_line(one, MONDAY) for one in (second, third)] == [1, 2]


def test_who_is_free_again_gets_the_seat_that_stayed_free() -> None:
    session, other = confirming(), make_session()
    first, second = (register(person, session) for person in people(2))
    elsewhere = register(second.person, other)
    leave(first)
    assert state_of(second) == RegistrationState.WAITLISTED

    leave(elsewhere)
    assert promote_all_who_wait(now=later(15)) == 1

    assert state_of(second) == RegistrationState.CONFIRMED
    assert promote_all_who_wait(now=later(30)) == 0


def test_who_was_passed_over_may_take_the_seat_that_is_free_but_no_other() -> None:
    session, other = confirming(), make_session()
    first, second, third = (register(person, session) for person in people(3))
    for one in (second, third):
        register(one.person, other)
    leave(first)

    accept_offer(registration_id=third.pk, now=later(5))

    assert state_of(third) == RegistrationState.CONFIRMED
    with pytest.raises(NoFreeSeat):
        accept_offer(registration_id=second.pk, now=later(6))
    assert state_of(second) == RegistrationState.WAITLISTED


def test_a_newcomer_does_not_overtake_somebody_who_is_free_again() -> None:
    session, other = confirming(), make_session()
    first, second = (register(person, session) for person in people(2))
    elsewhere = register(second.person, other)
    leave(first)
    leave(elsewhere)

    newcomer = register(make_person("Carmen"), session, later(5))

    assert (state_of(second), state_of(newcomer)) == ("confirmed", "waitlisted")


def test_who_left_the_house_is_passed_over() -> None:
    session = confirming()
    first, second, _third = (register(person, session) for person in people(3))
    Person.objects.filter(pk=second.person_id).update(is_active=False)

    leave(first)

    assert states(session)[1:] == [("Beto", "waitlisted"), ("Carmen", "confirmed")]


def test_an_offer_whose_mail_bounced_goes_on_and_the_place_is_kept() -> None:
    session = offering()
    first, second, third = (register(person, session) for person in people(3))
    leave(first)
    tell_registrants(session_id=session.pk, now=later(1))
    step = RegistrationStep.objects.get(registration=second, state="offered")
    Message.objects.filter(key=key_of_step(step.pk)).update(state=MessageState.FAILED)

    assert expire_offers(session_id=session.pk, now=later(15)) == 1

    assert (state_of(second), second.place, state_of(third)) == ("waitlisted", 1, "offered")
    assert place_in_line(second, later(15)) == 1
    decline_offer(registration_id=third.pk, now=later(20))
    assert state_of(second) == RegistrationState.WAITLISTED  # still out of reach
    Person.objects.filter(pk=second.person_id).update(email="beto@example.net")
    promote_all_who_wait(now=later(30))
    assert state_of(second) == RegistrationState.OFFERED


# --- Leaving -----------------------------------------------------------------------------------------------------


def test_a_seat_is_given_up_until_the_deadline_and_a_place_at_any_time() -> None:
    session = make_session(online_seats=1, cancel_hours=24)
    first, second = (register(person, session) for person in people(2))
    late = session.starts_at - timedelta(hours=24) + timedelta(seconds=1)

    with pytest.raises(TooLateToCancel):
        leave(first, late)
    assert leave(second, late).state == RegistrationState.CANCELLED
    assert leave(first, session.starts_at - timedelta(hours=24)).state == RegistrationState.CANCELLED
    assert leave(first, late).state == RegistrationState.CANCELLED  # again changes nothing
    with pytest.raises(NotRegistered):
        leave(Registration(person=make_person("Carmen"), session=session))


def test_who_was_there_does_not_cancel_afterwards() -> None:
    session = make_session()
    registration = register(make_person(), session)

    with pytest.raises(RegistrationOver):
        leave(registration, session.ends_at)


def test_a_trainer_removes_somebody_and_says_why() -> None:
    session, trainer = confirming(), make_person("Tomasa")
    first, second = (register(person, session) for person in people(2))

    with pytest.raises(ReasonMissing):
        remove_registration(registration=first, by=trainer, reason=" ", now=MONDAY)
    remove_registration(registration=first, by=trainer, reason="You asked me to.", now=MONDAY)

    first.refresh_from_db()
    assert (first.state, first.reason, state_of(second)) == ("cancelled", "You asked me to.", "confirmed")
    assert RegistrationStep.objects.get(registration=first, state="cancelled").by == trainer
    with pytest.raises(NotInThatState):
        remove_registration(registration=first, by=trainer, reason="Once more.", now=MONDAY)
    with pytest.raises(NotInThatState):
        remove_registration(registration=second, by=trainer, reason="Too late.", now=session.ends_at)


# --- Capacity ----------------------------------------------------------------------------------------------------


def seats_to(session: Session, online: int, **options: Any) -> Session:
    return change_seats(session_id=session.pk, room_seats=0, online_seats=online, now=later(1), **options)


def test_more_seats_are_offered_to_exactly_as_many() -> None:
    session = offering(online_seats=2)
    made = [register(person, session) for person in people(8)]

    seats_to(session, 5)

    assert [state for _name, state in states(session)] == ["confirmed"] * 2 + ["offered"] * 3 + ["waitlisted"] * 3
    assert [place_in_line(one, later(1)) for one in made[5:]] == [1, 2, 3]
    assert seats_to(session, 5).own == ["online_seats"]


def test_fewer_seats_than_are_taken_are_refused_unless_it_is_meant() -> None:
    session = confirming(online_seats=3)
    made = [register(person, session) for person in people(4)]

    with pytest.raises(FewerSeatsThanTaken) as refused:
        seats_to(session, 2)
    assert refused.value.taken == 3
    session.refresh_from_db()
    assert session.online_seats == 3

    seats_to(session, 2, even_below_taken=True)
    assert [state for _name, state in states(session)] == ["confirmed"] * 3 + ["waitlisted"]
    leave(made[0], later(2))
    assert state_of(made[3]) == RegistrationState.WAITLISTED
    leave(made[1], later(3))
    assert state_of(made[3]) == RegistrationState.CONFIRMED


@pytest.mark.parametrize("number", [0, -1, 5001])
def test_an_impossible_number_of_seats_is_refused(number: int) -> None:
    session = offering()

    with pytest.raises(ImpossibleCapacity):
        seats_to(session, number)


# --- Priorities --------------------------------------------------------------------------------------------------


def test_who_has_a_declared_priority_is_first_in_line_until_its_day() -> None:
    session = confirming()
    made = [register(person, session) for person in people(5)]
    priority = SeriesPriority.objects.create(series=session.series, until=date(2026, 12, 1))
    priority.people.add(made[3].person, made[4].person)

    assert [place_in_line(one, MONDAY) for one in made] == [None, 3, 4, 1, 2]
    last_minute = datetime.fromisoformat("2026-12-01T23:59-05:00")
    assert [place_in_line(one, last_minute) for one in made] == [None, 3, 4, 1, 2]
    assert [place_in_line(one, last_minute + timedelta(minutes=1)) for one in made] == [None, 1, 2, 3, 4]

    leave(made[0])
    assert state_of(made[3]) == RegistrationState.CONFIRMED


def test_a_priority_may_be_of_those_who_joined_since_a_day() -> None:
    session = confirming()
    made = [register(person, session) for person in people(3)]
    Person.objects.update(joined_at=MONDAY - timedelta(days=400))
    Person.objects.filter(pk=made[2].person_id).update(joined_at=MONDAY - timedelta(days=3))
    SeriesPriority.objects.create(series=session.series, until=date(2027, 1, 1), joined_since=date(2026, 11, 1))

    assert [place_in_line(one, MONDAY) for one in made[1:]] == [2, 1]


# --- Cancelled and restored --------------------------------------------------------------------------------------


def test_cancel_and_restore_changes_no_registration_even_when_deadlines_pass_between() -> None:
    session = offering(online_seats=2, offer_hours=24)
    made = [register(person, session) for person in people(5)]
    leave(made[0])
    before = states(session)
    places = list(Registration.objects.order_by("pk").values_list("pk", "place"))

    cancel_session(session=session, reason="The river rose.", now=later(10))
    with pytest.raises(SessionIsCancelled):
        accept_offer(registration_id=made[2].pk, now=later(20))
    expire_offers(session_id=session.pk, now=MONDAY + timedelta(hours=30))
    promote_all_who_wait(now=MONDAY + timedelta(hours=30))
    restored = restore_session(session=session, now=MONDAY + timedelta(hours=40))

    assert restored.state == SessionState.ANNOUNCED
    assert states(session) == before
    assert list(Registration.objects.order_by("pk").values_list("pk", "place")) == places
    expire_offers(session_id=session.pk, now=MONDAY + timedelta(hours=40))
    accept_offer(registration_id=made[2].pk, now=MONDAY + timedelta(hours=41))
    assert state_of(made[2]) == RegistrationState.CONFIRMED


# --- Size --------------------------------------------------------------------------------------------------------


def test_a_long_list_is_promoted_in_few_statements() -> None:
    def statements(count: int) -> int:
        session = confirming()
        names = Person.objects.bulk_create(
            Person(email=f"{number}-{session.pk}@example.org", chosen_name=str(number)) for number in range(count)
        )
        Registration.objects.bulk_create(
            Registration(
                session=session,
                person=person,
                pool="online",
                state=RegistrationState.WAITLISTED,
                place=number,
                submit_key="x",
                registered_at=MONDAY,
                changed_at=MONDAY,
            )
            for number, person in enumerate(names, start=1)
        )
        with CaptureQueriesContext(connection) as captured:
            change_seats(session_id=session.pk, room_seats=0, online_seats=count, now=MONDAY)
        assert Registration.objects.filter(session=session, state="confirmed").count() == count
        return len(captured)

    assert statements(70) == statements(30)  # SQLite takes the rows of an INSERT in portions


def test_only_one_place_writes_the_state() -> None:
    session = make_session()
    registration = register(make_person(), session)

    with pytest.raises(NotInThatState):
        seats.move(session, [registration], RegistrationState.WAITLISTED, now=MONDAY, place=1)
    assert state_of(registration) == RegistrationState.CONFIRMED
