"""What the page of a session leads to, by who reads it and when."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.around import seat, works
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.domain.materials import add_material
from workshops.domain.session_states import cancel_session
from workshops.domain.sign_in import sign_in
from workshops.domain.sign_in_codes import code_at
from workshops.enums import StaffRole
from workshops.models import Session

pytestmark = pytest.mark.django_db
START = datetime.fromisoformat("2027-02-04T18:00:00-05:00")
WAYS = (
    "sign-in/",
    "roster/",
    "materials/",
    "feedback/before/",
    "feedback/after/",
    "certificate/",
    "desk",
)


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture
def trainer() -> Person:
    return grant_role(person=make_person("Tomasa"), role=Role.TRAINER, by=None, now=MONDAY)


@pytest.fixture
def session(trainer: Person) -> Session:
    return make_session(organisers=[trainer])


def ways_from(session: Session, reader: Person | None, at: datetime) -> set[str]:
    with time_machine.travel(at, tick=False):
        browser = signed_in(reader) if reader else Client()
        page = browser.get(f"/en/workshops/{session.key}/").content.decode()
    addresses = {way: f"/en/workshops/{session.key}/{way}" for way in WAYS}
    addresses["desk"] = f"/cms/workshops/sessions/{session.key}/"
    return {way for way, address in addresses.items() if f'href="{address}"' in page}


@pytest.mark.slow
def test_who_has_a_seat_is_led_from_the_questions_to_the_certificate(session: Session) -> None:
    lucia = seat(session, "Lucia").person
    end = session.ends_at

    assert ways_from(session, lucia, START - timedelta(hours=2)) == {"feedback/before/"}
    assert ways_from(session, lucia, START - timedelta(minutes=29)) == {"feedback/before/", "sign-in/"}
    assert ways_from(session, lucia, START) == {"sign-in/"}

    sign_in(session=session, person=lucia, typed=code_at(session, START), now=START)

    assert ways_from(session, lucia, START) == {"certificate/"}
    assert ways_from(session, lucia, end) == {"certificate/", "feedback/after/"}
    assert ways_from(session, lucia, end + timedelta(days=31)) == {"certificate/"}


def test_strangers_and_people_of_other_sessions_are_led_nowhere(session: Session) -> None:
    assert ways_from(session, None, START) == set()
    assert ways_from(session, make_person("Zita"), START) == set()


def test_a_cancelled_session_asks_nobody_to_sign_in(session: Session) -> None:
    lucia = seat(session, "Lucia").person
    cancel_session(session=session, reason="The river rose.", now=MONDAY)

    assert ways_from(session, lucia, START) == set()


def test_materials_are_linked_for_whom_they_are_there(session: Session, trainer: Person) -> None:
    lucia = seat(session, "Lucia").person
    add_material(
        session=session,
        by=trainer,
        title="Slides",
        language="",
        open_to="seated",
        link="https://slides.example/",
        upload=None,
        now=MONDAY,
    )

    assert "materials/" in ways_from(session, lucia, MONDAY)
    assert "materials/" not in ways_from(session, None, MONDAY)


def test_those_who_run_it_are_led_to_what_they_may_open(session: Session, trainer: Person) -> None:
    host = works(session, make_person("Hilda"), StaffRole.HOST).person

    assert ways_from(session, trainer, START) == {"roster/", "desk"}
    assert ways_from(session, host, START) == {"roster/"}
