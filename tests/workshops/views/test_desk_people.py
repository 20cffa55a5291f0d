"""Requests, seats and places on the list, as those who organise a session see and change them."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.mail.models import Message
from tests.factories.people import make_person as somebody
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from tests.workshops.seats import register, state_of
from workshops.domain.registration_mail import tell_registrants
from workshops.enums import Pool, WaitlistMode
from workshops.models import Question, QuestionText, Registration, Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    make_site()


@pytest.fixture
def trainer(make_person: Callable[..., Person]) -> Person:
    return make_person("Hugo", Role.TRAINER)


@pytest.fixture
def hugo(client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, trainer)


def page_of(session: Session) -> str:
    return f"/cms/workshops/sessions/{session.key}/people/"


def answer(client: Client, registration: Registration, **given: str) -> Any:
    return client.post(f"{page_of(registration.session)}{registration.pk}/answer/", given, follow=True)


@pytest.mark.slow
def test_requests_come_first_and_are_not_called_a_waitlist(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer], online_seats=1, needs_approval=True)
    for name in ("Alicia", "Beto", "Chela"):
        register(somebody(name), session)
    seat, place = Registration.objects.order_by("pk")[:2]
    answer(hugo, seat, do="approve")
    said = answer(hugo, place, do="approve").content.decode()

    assert "All seats are taken: Beto is on the waitlist now" in said
    assert (state_of(seat), state_of(place)) == ("confirmed", "waitlisted")
    page = hugo.get(page_of(session)).content.decode()
    places = [page.index(text) for text in ("1 request waits", "Chela", "1 of 1 online", "Alicia", "Beto")]
    assert places == sorted(places)
    assert "number 1 in line" in page[places[-1] :]
    assert "1 request" in hugo.get("/cms/workshops/").content.decode()
    tell_registrants(session_id=session.pk, now=session.starts_at)
    assert {one.to for one in Message.objects.all()} >= {"alicia@example.org", "beto@example.org"}


def test_no_wants_a_reason_and_is_said_once(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer], needs_approval=True)
    asked = register(somebody(), session)

    without = answer(hugo, asked, do="decline", reason=" ")
    assert (without.status_code, state_of(asked)) == (400, "requested")
    answer(hugo, asked, do="decline", reason="It is for beginners.")
    again = answer(hugo, asked, do="approve")

    asked.refresh_from_db()
    assert (asked.state, asked.reason) == ("declined", "It is for beginners.")
    assert again.status_code == 409
    assert "somebody changed it meanwhile" in again.content.decode()


def test_what_was_typed_is_not_lost_with_an_error(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer], needs_approval=True)
    asked = register(somebody(), session)

    page = answer(hugo, asked, do="decline", reason="x" * 501)

    assert page.status_code == 400
    assert "x" * 501 in page.content.decode()


def test_a_seat_taken_back_goes_to_who_waits(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer], online_seats=1, waitlist=WaitlistMode.CONFIRM)
    first, second = (register(somebody(name), session) for name in ("Alicia", "Beto"))

    hugo.post(f"{page_of(session)}{first.pk}/take-back/", {"reason": "You asked me to."})
    again = hugo.post(f"{page_of(session)}{first.pk}/take-back/", {"reason": "You asked me to."})

    assert (state_of(first), state_of(second)) == ("cancelled", "confirmed")
    assert again.status_code == 409


def test_answers_are_read_in_the_language_of_the_reader_also_to_what_is_not_asked_any_more(
    hugo: Client, trainer: Person
) -> None:
    session = make_session(organisers=[trainer])
    drink = Question.objects.create(series=session.series, position=1)
    QuestionText.objects.create(question=drink, language="es", label="¿Té o café?", options="Té\nCafé")
    QuestionText.objects.create(question=drink, language="en", label="Tea or coffee?", options="Tea\nCoffee")
    hope = Question.objects.create(series=session.series, position=2)
    QuestionText.objects.create(question=hope, language="en", label="What do you hope for?")
    register(somebody(), session, answers={drink.pk: 1, hope.pk: "<b>Peace</b>"})
    Question.objects.filter(pk=drink.pk).update(is_asked=False)

    page = hugo.get(page_of(session)).content.decode()

    assert "Tea or coffee?" in page
    assert "Coffee" in page
    assert "&lt;b&gt;Peace&lt;/b&gt;" in page


def test_strangers_to_a_series_and_foreign_registrations_are_not_found(
    hugo: Client, trainer: Person, make_person: Callable[..., Person]
) -> None:
    own = make_session(organisers=[trainer])
    foreign = make_session(organisers=[make_person("Ines", Role.TRAINER)], needs_approval=True)
    asked = register(somebody(), foreign)

    assert hugo.get(page_of(foreign)).status_code == 404
    assert answer(hugo, asked, do="approve").status_code == 404
    assert hugo.post(f"{page_of(own)}{asked.pk}/answer/", {"do": "approve"}).status_code == 404
    assert hugo.post(f"{page_of(own)}{asked.pk}/take-back/", {"reason": "x"}).status_code == 404
    assert state_of(asked) == "requested"


def test_two_pools_are_two_lists(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer], format="both", room_seats=1, online_seats=1)
    register(somebody("Alicia"), session, pool=Pool.ROOM)
    register(somebody("Beto"), session)

    page = hugo.get(page_of(session)).content.decode()

    places = [page.index(text) for text in ("1 of 1 in the room", "Alicia", "1 of 1 online", "Beto")]
    assert places == sorted(places)


@pytest.mark.slow
def test_many_people_cost_no_more_questions_than_few(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer], online_seats=1)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            hugo.get(page_of(session))
        return len(asked)

    for number in range(3):
        register(somebody(f"A{number}"), session)
    queries()
    few = queries()
    for number in range(12):
        register(somebody(f"B{number}"), session)

    assert queries() == few
