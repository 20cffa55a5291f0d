from typing import Any

import pytest
import time_machine
from django.test import Client

from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.mail.models import Message
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.staffing import ask, make_ready, take
from tests.factories.workshops import make_series, make_session
from workshops.enums import Direction, Spoken, StaffRole
from workshops.models import Assignment, StaffingRule, StaffNeed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> Any:
    make_site()
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def dora() -> Person:
    return grant_role(person=make_person("Dora"), role=Role.TRAINER, by=None, now=MONDAY)


@pytest.fixture
def browser(dora: Person) -> Client:
    return signed_in(dora)


def test_gaps_stand_first_with_who_could(dora: Person, browser: Client) -> None:
    whole = make_session(organisers=[dora], spoken=Spoken.ENGLISH, words=_words("All there"))
    take(whole, dora)
    make_session(organisers=[dora], words=_words("People missing"), at=_evening())
    make_ready("Alicia", direction=Direction.EN_ES)
    make_session(words=_words("Of somebody else"))

    page = browser.get("/en/workshops/staffing/").content.decode()

    assert page.index("People missing") < page.index("All there")
    assert "Interpreter: 2 people are missing, both ways" in " ".join(page.split())
    assert "Alicia" in page
    assert "Of somebody else" not in page


def _words(title: str) -> Any:
    from workshops.domain.scheduling import Words

    return {"en": Words(title)}


def _evening() -> Any:
    from datetime import time

    return time(21, 0)


def test_one_form_asks_several_people(dora: Person, browser: Client) -> None:
    series = make_series(organisers=[dora])
    first = series.sessions.order_by("starts_at").first()
    alicia = make_ready("Alicia", direction=Direction.EN_ES)
    beto = make_ready("Beto", direction=Direction.BOTH)

    browser.post(
        f"/en/workshops/staffing/{first.key}/ask/",
        {"role": "interpreter", "direction": "both", "people": [alicia.pk, beto.pk], "following": "on"},
    )

    assert Assignment.objects.filter(state="asked").count() == 12
    assert set(Assignment.objects.values_list("person__chosen_name", "direction")) == {
        ("Alicia", "en-es"),
        ("Beto", "both"),
    }
    assert Message.objects.filter(template="workshops/asked").count() == 2


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"role": "queen", "people": "1"},
        {"role": "lead", "people": "x"},
        {"role": "lead", "people": "987654321"},
        {"role": "interpreter", "address": "alicia@example.org"},
        {"role": "lead", "address": "nobody@example.org"},
        {"role": "attendee", "address": "alicia@example.org"},
    ],
)
def test_what_makes_no_sense_asks_nobody_and_says_why(dora: Person, browser: Client, form: dict[str, str]) -> None:
    make_person("Alicia")
    session = make_session(organisers=[dora])

    page = browser.post(f"/en/workshops/staffing/{session.key}/ask/", form, follow=True)

    assert page.status_code == 200
    assert 'role="alert"' in page.content.decode()
    assert not Assignment.objects.exists()


def test_somebody_on_no_list_is_asked_by_address(dora: Person, browser: Client) -> None:
    make_person("Alicia")
    session = make_session(organisers=[dora])
    browser.post(
        f"/en/workshops/staffing/{session.key}/ask/",
        {"role": "interpreter", "direction": "es-en", "address": "alicia@example.org"},
    )
    assert Assignment.objects.values_list("role", "direction", "state").get() == ("interpreter", "es-en", "asked")


def test_of_others_nothing_is_found(dora: Person, browser: Client) -> None:
    session = make_session(organisers=[make_person("Elena")])
    [row] = ask(session, make_person("Alicia"), by=dora)
    answers = [
        browser.post(f"/en/workshops/staffing/{session.key}/ask/", {}),
        browser.post(f"/en/workshops/staffing/{session.key}/confirm/", {}),
        browser.post(f"/en/workshops/staffing/{session.key}/needs/", {}),
        browser.post(f"/en/workshops/staffing/people/{row.pk}/", {"action": "withdraw"}),
    ]
    assert [one.status_code for one in answers] == [404] * 4
    assert Assignment.objects.get().state == "asked"
    assert signed_in(make_person("Beto")).get("/en/workshops/staffing/").status_code == 403


def test_confirming_from_the_board_wants_a_reason_where_somebody_is_missing(dora: Person, browser: Client) -> None:
    session = make_session(organisers=[dora])
    path = f"/en/workshops/staffing/{session.key}/confirm/"

    refused = browser.post(path, follow=True).content.decode()
    assert "Interpreters: 0 of 2, both ways." in refused
    browser.post(path, {"reason": "Everybody speaks both."})

    session.refresh_from_db()
    assert (session.state, session.understaffed_reason) == ("confirmed", "Everybody speaks both.")


def test_needs_and_people_are_changed_from_the_board(dora: Person, browser: Client) -> None:
    session = make_session(organisers=[dora])
    [row] = ask(session, make_person("Alicia"))
    browser.post(f"/en/workshops/staffing/{session.key}/needs/", {"role": "helper", "needed": "3"})
    browser.post(f"/en/workshops/staffing/{session.key}/needs/", {"role": "helper", "needed": "-1"})
    browser.post(f"/en/workshops/staffing/people/{row.pk}/", {"action": "allow", "reason": "Short visit."})
    assert Assignment.objects.get().reason == "Short visit."
    browser.post(f"/en/workshops/staffing/people/{row.pk}/", {"action": "withdraw"})

    assert list(StaffNeed.objects.values_list("role", "people")) == [("helper", 3)]
    assert Assignment.objects.get().state == "withdrawn"


def test_an_administrator_says_how_strict_the_house_is(browser: Client) -> None:
    admin = grant_role(person=make_person("Irma"), role=Role.ADMIN, by=None, now=MONDAY)
    office = signed_in(admin)
    path = "/en/workshops/staffing/rules/"

    assert office.get(path).status_code == 200
    refused = office.post(path, {"kind": "travel", "travel-level": "ignore", "travel-reason": ""})
    assert (refused.status_code, StaffingRule.objects.exists()) == (400, False)
    office.post(path, {"kind": "travel", "travel-level": "ignore", "travel-reason": "One house."})
    assert StaffingRule.objects.values_list("kind", "level", "reason").get() == ("travel", "ignore", "One house.")
    assert browser.get(path).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 3])
def test_the_board_asks_the_database_as_often_for_one_session_as_for_three(
    dora: Person, browser: Client, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        session = make_session(organisers=[dora])
        take(session, make_ready(f"Alicia{number}", StaffRole.LEAD))
        ask(session, make_ready(f"Beto{number}", direction=Direction.BOTH), role=StaffRole.INTERPRETER)
    browser.get("/en/workshops/staffing/")

    with django_assert_num_queries(QUERIES):
        browser.get("/en/workshops/staffing/")


QUERIES = 25
