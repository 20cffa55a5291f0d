from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from lms.accounts.models import Person
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.domain.cancellations import call_off
from workshops.domain.registering import register
from workshops.domain.scheduling import Words
from workshops.domain.staffing import accept, ask_people
from workshops.enums import StaffRole
from workshops.queries.mine import workshops_of

pytestmark = pytest.mark.django_db


def seat(person: Person, session: Any) -> Any:
    return register(person=person, session_id=session.pk, pool="online", submit_key="", now=MONDAY)


def test_what_somebody_does_waits_for_and_is_asked_stands_once_each_the_next_first() -> None:
    alicia, hugo, beto = make_person("Alicia"), make_person("Hugo"), make_person("Beto")
    full = make_session(online_seats=1, organisers=[hugo], words={"es": Words("Solo en español")})
    seat(beto, full)
    seat(alicia, full)
    both = make_session(organisers=[hugo], first=date(2027, 2, 5))
    seat(alicia, both)
    [row] = ask_people(sessions=[both], role=StaffRole.HELPER, people=[alicia], by=hugo, now=MONDAY)
    other = make_session(organisers=[hugo], first=date(2027, 2, 6))
    ask_people(sessions=[other], role=StaffRole.HOST, people=[alicia], by=hugo, now=MONDAY)

    assert workshops_of(alicia, MONDAY, "en").asked == 2
    accept(assignments=[row], now=MONDAY)
    mine = workshops_of(alicia, MONDAY, "en")

    assert mine.asked == 1
    assert [(one.title, one.language, set(map(str, one.chips))) for one in mine.ahead] == [
        ("Solo en español", "es", {"on the waitlist"}),
        ("Look after your site", "en", {"Participant", "Helper"}),
    ]
    assert workshops_of(beto, both.ends_at + timedelta(minutes=1), "en").ahead == ()
    assert workshops_of(hugo, MONDAY, "en").asked == 0


@pytest.mark.slow
def test_a_cancelled_session_says_so_and_asks_nothing(client: Client) -> None:
    make_site()
    alicia, hugo = make_person("Alicia"), make_person("Hugo")
    session = make_session(organisers=[hugo])
    seat(alicia, session)
    ask_people(sessions=[session], role=StaffRole.HELPER, people=[alicia], by=hugo, now=MONDAY)
    call_off(session=session, reason="The river rose.", now=MONDAY)

    mine = workshops_of(alicia, MONDAY, "en")
    page = signed_in(alicia).get("/en/my/").content.decode()

    assert (mine.asked, [one.is_cancelled for one in mine.ahead]) == (0, [True])
    assert "My workshops" in page
    assert "cancelled" in page
