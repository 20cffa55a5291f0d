"""The questions and what came of them, over HTTP."""

from datetime import datetime, timedelta

import pytest
import time_machine

from lms.accounts.models import Person
from tests.factories.around import seat, works
from tests.factories.people import make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.enums import RegistrationState, StaffRole
from workshops.models import FeedbackAnswer, Session

pytestmark = pytest.mark.django_db
OVER = datetime.fromisoformat("2027-02-04T19:30:00-05:00") + timedelta(minutes=10)


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(OVER, tick=False) as moment:
        yield moment


@pytest.fixture
def session() -> Session:
    session = make_session()
    works(session, make_person("Tomasa"), StaffRole.LEAD)
    return session


def answer(session: Session, name: str, **answers: str) -> None:
    person = seat(session, name, state=RegistrationState.ATTENDED).person
    address = f"/en/workshops/{session.key}/feedback/after/"
    page = signed_in(person).post(address, answers, follow=True)
    assert "Your answers are kept, without your name." in page.content.decode()
    assert "You have answered already" in signed_in(person).get(address).content.decode()


def results(session: Session, name: str = "Tomasa") -> str:
    trainer = Person.objects.get(email=f"{name.lower()}@example.org")
    return signed_in(trainer).get(f"/en/workshops/{session.key}/feedback/").content.decode()


@pytest.mark.slow
def test_four_answers_show_nothing_and_say_why_and_five_show_all(session: Session) -> None:
    for number in range(4):
        answer(session, f"Person{number}", use="yes", keep=f"Thought {number}")
    page = results(session)
    assert "Not enough answers to show them" in page
    assert "Thought" not in page
    assert "4 people" not in page

    answer(session, "Person4", use="no", keep="Thought 4")
    page = results(session)
    assert "5 people answered." in page
    assert page.index("Yes, and I know how to begin") < page.index("<dd>4</dd>")
    assert all(f"Thought {number}" in page for number in range(5))
    assert "Person" not in page


@pytest.mark.slow
def test_the_words_stand_in_no_order_of_time(session: Session) -> None:
    """In the order of random keys: of twenty, they stand in the order of writing once in 10^18."""
    for number in range(20):
        answer(session, f"Person{number}", keep=f"[{number:02}]")

    page = results(session)
    order = sorted(range(20), key=lambda number: page.index(f"[{number:02}]"))
    assert order != list(range(20))
    keys = [row.text for row in FeedbackAnswer.objects.order_by("pk")]
    assert keys == [f"[{number:02}]" for number in order]


def test_nobody_but_the_trainers_reads_them(session: Session) -> None:
    works(session, make_person("Irma"), StaffRole.INTERPRETER)
    make_person("Beto")

    assert "Only the trainers of this session read" in results(session, "Irma")
    assert "Only the trainers of this session read" in results(session, "Beto")


def test_an_empty_form_says_what_is_missing_and_an_unknown_one_is_nowhere(session: Session) -> None:
    browser = signed_in(seat(session, "Alicia", state=RegistrationState.ATTENDED).person)
    page = browser.post(f"/en/workshops/{session.key}/feedback/after/", {"keep": " "})

    assert (page.status_code, "Answer at least one of the questions." in page.content.decode()) == (400, True)
    assert browser.get(f"/en/workshops/{session.key}/feedback/between/").status_code == 404
