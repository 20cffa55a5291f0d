"""A learner's way to a seat, without scripts."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Person
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from tests.workshops.seats import people, register, state_of
from workshops.domain import registering
from workshops.domain.leaving import cancel_registration
from workshops.domain.offer_links import offer_token
from workshops.enums import Format, RegistrationState, WaitlistMode
from workshops.errors import ManyAtOnce
from workshops.models import Question, QuestionText, Registration, Session

pytestmark = pytest.mark.django_db
NOW = time_machine.travel(MONDAY, tick=False)


@pytest.fixture(autouse=True)
def house() -> Any:
    make_site()
    with NOW:
        yield


@pytest.fixture
def alicia() -> Person:
    return make_person("Alicia", time_zone="America/Mexico_City")


def key_in(page: str) -> str:
    found = re.search(r'name="submit_key" value="([^"]+)"', page)
    assert found
    return found[1]


def test_two_taps_for_a_member_who_is_asked_nothing(alicia: Person) -> None:
    session, browser = make_session(), signed_in(alicia)
    page = browser.get(f"/en/workshops/{session.key}/").content.decode()
    assert f'href="/en/workshops/{session.key}/register/">' in page  # the first tap

    form = browser.get(f"/en/workshops/{session.key}/register/").content.decode()
    answer = browser.post(
        f"/en/workshops/{session.key}/register/", {"submit_key": key_in(form)}, follow=True
    )  # the second

    assert "You have a seat" in answer.content.decode()
    assert Registration.objects.get().person == alicia
    main = form.partition("<main")[2].partition("</main>")[0]
    assert re.findall(r"<input(?![^>]*hidden)|<select|<textarea", main) == []


def test_the_same_submit_twice_is_one_seat_and_no_error(alicia: Person) -> None:
    session, browser = make_session(), signed_in(alicia)
    address = f"/en/workshops/{session.key}/register/"
    key = key_in(browser.get(address).content.decode())

    answers = [browser.post(address, {"submit_key": key}).status_code for _ in range(2)]

    assert answers == [302, 302]
    assert Registration.objects.count() == 1


def test_a_stranger_signs_in_first_and_comes_back(client: Client) -> None:
    session = make_session()

    answer = client.get(f"/en/workshops/{session.key}/register/")

    assert answer.status_code == 302
    assert answer["Location"].endswith(f"?next=/en/workshops/{session.key}/register/")


def test_many_at_once_lose_nothing_that_was_typed(alicia: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait itself is in tests/races; here: what the person then sees."""
    session, browser = make_session(), signed_in(alicia)
    question = Question.objects.create(series=session.series)
    QuestionText.objects.create(question=question, language="en", label="What do you hope for?")

    def busy(**_: Any) -> None:
        raise ManyAtOnce

    monkeypatch.setattr(registering, "register", busy)
    answer = browser.post(
        f"/en/workshops/{session.key}/register/", {"submit_key": "kept", f"question-{question.pk}": "Peace of mind"}
    )

    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "2")
    assert "Nothing of yours was lost" in page
    assert "Peace of mind</textarea>" in page
    assert key_in(page) == "kept"


def test_a_question_that_must_be_answered_says_so_and_keeps_the_rest(alicia: Person) -> None:
    session, browser = make_session(is_interpreted=True), signed_in(alicia)
    drink = Question.objects.create(series=session.series, is_required=True)
    QuestionText.objects.create(question=drink, language="en", label="Tea or coffee?", options="Tea\nCoffee")
    QuestionText.objects.create(question=drink, language="es", label="¿Té o café?", options="Té\nCafé")
    address = f"/es/workshops/{session.key}/register/"

    refused = browser.post(address, {"submit_key": "form", "listens_in": "es"})
    assert refused.status_code == 400
    assert "¿Té o café?" in refused.content.decode()
    browser.post(address, {"submit_key": "form", "listens_in": "es", f"question-{drink.pk}": "1"})

    registration = Registration.objects.get()
    assert (registration.answers, registration.listens_in) == ({str(drink.pk): 1}, "es")


def test_room_and_line_are_a_choice_that_says_what_is_free(alicia: Person) -> None:
    session = make_session(format=Format.BOTH, room_seats=1, online_seats=5)
    register(make_person("Beto"), session, pool="room")
    browser = signed_in(alicia)
    address = f"/en/workshops/{session.key}/register/"

    page = browser.get(address).content.decode()
    assert "I come to the place: full<" in page
    assert re.search(r'value="online"[^>]* checked', page)
    browser.post(address, {"submit_key": "form", "pool": "online"})

    assert Registration.objects.get(person=alicia).state == RegistrationState.CONFIRMED


@pytest.mark.parametrize("field", [{"pool": "balcony"}, {}])
def test_a_pool_that_does_not_exist_is_refused(alicia: Person, field: dict[str, str]) -> None:
    session = make_session(format=Format.BOTH, room_seats=1, online_seats=5)

    answer = signed_in(alicia).post(f"/en/workshops/{session.key}/register/", {"submit_key": "form"} | field)

    assert answer.status_code == 400
    assert not Registration.objects.exists()


def test_what_cannot_be_registered_for_says_why(alicia: Person) -> None:
    full = make_session(online_seats=1, waitlist=WaitlistMode.NONE)
    register(make_person("Beto"), full)
    over = make_session()
    Session.objects.filter(pk=over.pk).update(starts_at=later(-200), ends_at=later(-100))
    browser = signed_in(alicia)

    for session, words in [(full, "Every seat is taken"), (over, "This session is over")]:
        answer = browser.post(f"/en/workshops/{session.key}/register/", {"submit_key": "form"})
        page = browser.get(f"/en/workshops/{session.key}/").content.decode()
        assert answer.status_code == 409
        assert words in answer.content.decode()
        assert words in page
        assert "/register/" not in page
    assert browser.post(f"/en/workshops/{make_session(announced=False).key}/register/").status_code == 404
    assert not Registration.objects.filter(person=alicia).exists()


def test_whoever_waits_always_sees_the_place() -> None:
    session = make_session(online_seats=1)
    made = [register(person, session) for person in people(3)]

    for language, words in [
        ("en", "You are number 2 on the waitlist"),
        ("es", "Tienes el lugar 2 en la lista de espera"),
    ]:
        page = signed_in(made[2].person).get(f"/{language}/workshops/{session.key}/").content.decode()
        assert words in page
    stranger = signed_in(make_person("Zoe")).get(f"/en/workshops/{session.key}/").content.decode()
    assert "Join the waitlist" in stranger
    assert "You would be number 3 on the waitlist" in stranger


def test_asking_is_never_shown_as_waiting(alicia: Person) -> None:
    session = make_session(needs_approval=True)
    register(alicia, session)

    page = signed_in(alicia).get(f"/en/workshops/{session.key}/").content.decode()

    assert "Your request waits for an answer" in page
    assert "waitlist</p>" not in page


def test_answers_are_changed_later(alicia: Person) -> None:
    session, browser = make_session(is_interpreted=True), signed_in(alicia)
    register(alicia, session)
    address = f"/en/workshops/{session.key}/answers/"

    assert "Change my answers" in browser.get(f"/en/workshops/{session.key}/").content.decode()
    assert browser.get(address).status_code == 200
    browser.post(address, {"listens_in": "en"})

    assert Registration.objects.get().listens_in == "en"
    assert signed_in(make_person("Beto")).post(address, {"listens_in": "es"}).status_code == 302
    assert Registration.objects.get().listens_in == "en"


def test_a_seat_is_given_up_after_one_more_look(alicia: Person) -> None:
    session, browser = make_session(cancel_hours=24), signed_in(alicia)
    registration = register(alicia, session)
    address = f"/en/workshops/{session.key}/cancel/"

    assert browser.get(address).status_code == 200
    assert state_of(registration) == RegistrationState.CONFIRMED
    with time_machine.travel(session.starts_at - timedelta(hours=2), tick=False):
        late = signed_in(alicia).post(address)
    assert (late.status_code, state_of(registration)) == (409, "confirmed")
    assert browser.post(address).status_code == 302
    assert state_of(registration) == RegistrationState.CANCELLED
    assert signed_in(make_person("Beto")).post(address).status_code == 302


def test_the_link_of_the_meeting_is_for_those_with_a_seat_half_an_hour_before() -> None:
    session = make_session(online_seats=1, meeting_link="https://meet.example/vereda")
    first, second = (register(person, session) for person in people(2))
    address = f"/en/workshops/{session.key}/"

    def shows(person: Person | None, minutes: int) -> bool:
        with time_machine.travel(session.starts_at - timedelta(minutes=minutes), tick=False):
            browser = signed_in(person) if person else Client()
            return "meet.example" in browser.get(address).content.decode()

    assert [shows(first.person, minutes) for minutes in (31, 30, 0)] == [False, True, True]
    assert [shows(second.person, 10), shows(None, 10)] == [False, False]


def test_my_workshops_show_states_and_places_with_the_same_number_of_queries(alicia: Person) -> None:
    browser = signed_in(alicia)

    def look() -> tuple[int, str]:
        with CaptureQueriesContext(connection) as captured:
            page = browser.get("/en/workshops/mine/").content.decode()
        return len(captured), page

    def wait() -> None:
        session = make_session(online_seats=1)
        register(make_person(f"P{session.pk}"), session)
        register(alicia, session)

    wait()
    look()
    one, _page = look()
    wait()
    wait()
    look()  # what everybody shares is read anew after something was published
    three, page = look()

    assert one == three
    assert page.count("number 1 in line") == 3
    assert "on the waitlist" in page


# --- Offers ------------------------------------------------------------------------------------------------------


@pytest.fixture
def offered() -> Registration:
    session = make_session(online_seats=1, offer_hours=24)
    first, second, _third = (register(person, session) for person in people(3))
    cancel_registration(person=first.person, session_id=session.pk, now=MONDAY)
    second.refresh_from_db()
    return second


def test_an_offer_is_answered_from_the_mail_without_signing_in(offered: Registration) -> None:
    browser = Client(enforce_csrf_checks=True)
    address = f"/en/workshops/offers/{offer_token(offered)}/accept/"

    page = browser.get(address)
    assert state_of(offered) == RegistrationState.OFFERED  # scanners of mail open every link
    assert page["Cache-Control"] == "no-store"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    answer = browser.post(address, {"csrfmiddlewaretoken": token[1]}, follow=True)

    assert state_of(offered) == RegistrationState.CONFIRMED
    assert "You have a seat" in answer.content.decode()


def test_an_offer_is_declined_with_one_button(offered: Registration, client: Client) -> None:
    answer = client.post(f"/es/workshops/offers/{offer_token(offered)}/decline/", follow=True)

    assert state_of(offered) == RegistrationState.DECLINED
    assert "Gracias" in answer.content.decode()
    assert Registration.objects.get(person__chosen_name="Carmen").state == RegistrationState.OFFERED


def test_an_offer_that_ended_says_so(offered: Registration, client: Client) -> None:
    address = f"/en/workshops/offers/{offer_token(offered)}/accept/"

    with time_machine.travel(MONDAY + timedelta(hours=25), tick=False):
        answers = [client.get(address), client.post(address)]

    assert [one.status_code for one in answers] == [200, 409]
    assert "This offer has ended" in answers[0].content.decode()
    assert state_of(offered) == RegistrationState.OFFERED


@pytest.mark.parametrize("forge", ["x", "{pk}", "{pk}:forged"])
def test_a_link_that_is_not_ours_leads_nowhere(offered: Registration, client: Client, forge: str) -> None:
    token = forge.format(pk=offered.pk)

    assert [client.get(f"/en/workshops/offers/{token}/accept/").status_code] == [404]
    assert client.post(f"/en/workshops/offers/{token}/decline/").status_code == 404
    assert state_of(offered) == RegistrationState.OFFERED


def test_an_offer_is_answered_on_the_page_too(offered: Registration) -> None:
    browser = signed_in(offered.person)

    page = browser.get(f"/en/workshops/{offered.session.key}/").content.decode()
    assert "A seat is held for you" in page
    browser.post(f"/en/workshops/offers/{offer_token(offered)}/accept/")

    assert "You have a seat" in browser.get(f"/en/workshops/{offered.session.key}/").content.decode()


def test_where_one_of_two_kinds_is_full_the_form_says_what_choosing_it_means(alicia: Person) -> None:
    session = make_session(format=Format.BOTH, room_seats=1, online_seats=1)
    says = "If you choose a kind of seat that is full, you join its waitlist."
    address = f"/en/workshops/{session.key}/register/"
    pages = [signed_in(alicia).get(address).content.decode()]
    for number, pool in enumerate(("room", "online")):
        register(make_person(f"B{number}"), session, pool=pool)
        pages.append(signed_in(alicia).get(address).content.decode())

    assert [says in page for page in pages] == [False, True, False]
