from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import make_session
from tests.workshops.seats import people, register, state_of
from workshops.domain.registering import approve_request, change_answers, decline_request
from workshops.domain.session_states import cancel_session
from workshops.enums import AssignmentState, Format, Pool, RegistrationState, StaffRole, WaitlistMode
from workshops.errors import (
    AnswerMissing,
    NoSuchPool,
    NoSuchSession,
    NotInThatState,
    NotRegistered,
    ReasonMissing,
    RegistrationOver,
    SessionIsCancelled,
    SessionIsFull,
    UsedForm,
)
from workshops.models import Assignment, Question, QuestionText, Registration, RegistrationStep, Session
from workshops.queries.lines import place_in_line

pytestmark = pytest.mark.django_db


def test_seats_are_confirmed_until_there_are_none_and_then_people_wait_in_order() -> None:
    session = make_session(online_seats=2)

    made = [register(person, session) for person in people(4)]

    assert [(one.state, one.place) for one in made] == [
        ("confirmed", None),
        ("confirmed", None),
        ("waitlisted", 1),
        ("waitlisted", 2),
    ]
    assert [place_in_line(one, MONDAY) for one in made] == [None, None, 1, 2]


def test_room_and_line_have_seats_of_their_own() -> None:
    session = make_session(format=Format.BOTH, room_seats=1, online_seats=5)
    alicia, beto, carmen = people(3)

    made = [
        register(alicia, session, pool=Pool.ROOM),
        register(beto, session, pool=Pool.ROOM),
        register(carmen, session),
    ]

    assert [(one.pool, one.state) for one in made] == [
        ("room", "confirmed"),
        ("room", "waitlisted"),
        ("online", "confirmed"),
    ]


def test_the_same_submit_twice_is_one_registration_whatever_happened_since() -> None:
    session = make_session(online_seats=1)
    alicia, beto = people(2)

    first = register(alicia, session, submit_key="form")
    register(beto, session)
    cancel_session(session=session, reason="The river rose.", now=MONDAY)

    assert register(alicia, session, submit_key="form", now=later(60)) == first
    assert Registration.objects.filter(person=alicia).count() == 1
    assert RegistrationStep.objects.filter(registration=first).count() == 1


def test_another_form_of_somebody_who_is_registered_gives_back_what_lives() -> None:
    session = make_session()
    alicia = make_person()

    first = register(alicia, session, submit_key="telephone")

    assert register(alicia, session, submit_key="laptop") == first


def test_the_database_itself_holds_one_live_registration_a_person() -> None:
    session = make_session()
    first = register(make_person(), session)

    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            session=session,
            person=first.person,
            pool=Pool.ONLINE,
            state=RegistrationState.WAITLISTED,
            place=1,
            submit_key="another",
            registered_at=MONDAY,
            changed_at=MONDAY,
        )


def test_a_form_is_of_one_session() -> None:
    alicia = make_person()
    register(alicia, make_session(), submit_key="form")

    with pytest.raises(UsedForm):
        register(alicia, make_session(), submit_key="form")


def test_an_unlisted_session_needs_nothing_but_its_link() -> None:
    assert register(make_person(), make_session(is_listed=False)).state == RegistrationState.CONFIRMED


def test_what_cannot_be_registered_for_says_why_and_leaves_nothing() -> None:
    alicia, session = make_person(), make_session(online_seats=1, waitlist=WaitlistMode.NONE)
    cancelled = cancel_session(session=make_session(), reason="", now=MONDAY)
    register(make_person("Beto"), session)

    for place, now, error in [
        (make_session(announced=False), MONDAY, NoSuchSession),
        (cancelled, MONDAY, SessionIsCancelled),
        (session, MONDAY, SessionIsFull),
        (session, session.ends_at, RegistrationOver),
        (Session(pk=987654321), MONDAY, NoSuchSession),
    ]:
        with pytest.raises(error):
            register(alicia, place, now)
    with pytest.raises(NoSuchPool):
        register(alicia, make_session(), pool=Pool.ROOM)
    assert not Registration.objects.filter(person=alicia).exists()


def test_nobody_begins_to_wait_once_it_has_begun() -> None:
    session = make_session(online_seats=1)
    alicia, beto = people(2)
    begun = session.starts_at + timedelta(minutes=5)

    assert register(alicia, session, begun).state == RegistrationState.CONFIRMED
    with pytest.raises(SessionIsFull):
        register(beto, session, begun)


def test_having_a_seat_is_a_commitment_that_blocks_nothing() -> None:
    session = make_session(online_seats=1)
    alicia, beto = people(2)

    register(alicia, session)
    register(beto, session)

    commitment = Assignment.objects.get()
    assert (commitment.person, commitment.role, commitment.state) == (
        alicia,
        StaffRole.ATTENDEE,
        AssignmentState.ACCEPTED,
    )
    assert (commitment.holds, commitment.busy_from, commitment.busy_until) == (
        False,
        session.starts_at,
        session.ends_at,
    )


@time_machine.travel(MONDAY, tick=False)
def test_the_lock_is_held_for_few_statements_however_long_the_list_is(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    session = make_session(online_seats=1)
    alicia, beto, carmen, diego = people(4)
    register(alicia, session)
    register(beto, session)

    def statements(person: Any) -> int:
        with django_assert_num_queries(11 if connection.vendor == "postgresql" else 10) as counted:
            register(person, session)
        return len(counted)

    assert statements(carmen) == statements(diego)


# --- Questions ---------------------------------------------------------------------------------------------------


def ask(session: Session, label: str, *options: str, is_required: bool = False) -> Question:
    question = Question.objects.create(series=session.series, is_required=is_required)
    QuestionText.objects.create(question=question, language="en", label=label, options="\n".join(options))
    return question


def test_answers_are_words_or_the_number_of_an_option() -> None:
    session = make_session(is_interpreted=True)
    words, choice = ask(session, "What do you hope for?"), ask(session, "Tea or coffee?", "Tea", "Coffee")

    made = register(make_person(), session, listens_in="es", answers={words.pk: "  To learn. ", choice.pk: 1, 99: "x"})

    assert made.answers == {str(words.pk): "To learn.", str(choice.pk): 1}
    assert made.listens_in == "es"


@pytest.mark.parametrize("given", [{}, {"choice": 2}, {"choice": -1}, {"choice": "Tea"}])
def test_a_required_answer_is_there_and_among_the_choices(given: dict[str, Any]) -> None:
    session = make_session()
    choice = ask(session, "Tea or coffee?", "Tea", "Coffee", is_required=True)

    with pytest.raises(AnswerMissing):
        register(make_person(), session, answers={choice.pk: given["choice"]} if given else {})

    assert not Registration.objects.exists()


def test_answers_change_until_it_is_over_and_only_ones_own() -> None:
    session = make_session()
    question = ask(session, "What do you hope for?")
    alicia, beto = people(2)
    register(alicia, session)

    def change(person: Any, now: Any) -> Registration:
        return change_answers(
            person=person, session_id=session.pk, listens_in="en", answers={question.pk: "Rest."}, now=now
        )

    assert change(alicia, MONDAY).answers == {str(question.pk): "Rest."}
    with pytest.raises(RegistrationOver):
        change(alicia, session.ends_at)
    with pytest.raises(NotRegistered):
        change(beto, MONDAY)


# --- Approval ----------------------------------------------------------------------------------------------------


def test_a_request_takes_no_seat_and_no_place_until_a_trainer_says_yes() -> None:
    session = make_session(online_seats=1, needs_approval=True)
    alicia, beto, carmen = people(3)
    trainer = make_person("Tomasa")
    asked = [register(person, session) for person in (alicia, beto, carmen)]
    assert [(one.state, one.place) for one in asked] == [("requested", None)] * 3

    approved = [approve_request(registration=one, by=trainer, now=later(1)) for one in (asked[1], asked[0])]

    assert [(one.state, one.place) for one in approved] == [("confirmed", None), ("waitlisted", 1)]
    with pytest.raises(NotInThatState):
        approve_request(registration=asked[1], by=trainer, now=later(2))
    assert state_of(asked[2]) == RegistrationState.REQUESTED


def test_a_request_is_declined_with_a_reason() -> None:
    session = make_session(needs_approval=True)
    asked, trainer = register(make_person(), session), make_person("Tomasa")

    with pytest.raises(ReasonMissing):
        decline_request(registration=asked, by=trainer, reason="  ", now=MONDAY)
    decline_request(registration=asked, by=trainer, reason="It is for beginners.", now=MONDAY)

    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("declined", "It is for beginners.")
    with pytest.raises(NotInThatState):
        decline_request(registration=asked, by=trainer, reason="Once more.", now=MONDAY)
    assert register(asked.person, session, submit_key="again").state == RegistrationState.REQUESTED
