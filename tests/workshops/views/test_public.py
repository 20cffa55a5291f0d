import pytest
import time_machine
from django.test import Client

from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.domain.scheduling import Words
from workshops.domain.session_states import cancel_session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@time_machine.travel(MONDAY, tick=False)
def test_the_list_shows_both_clocks_and_the_seats(client: Client) -> None:
    make_session(online_seats=12)
    reader = signed_in(make_person("Alicia", time_zone="America/Mexico_City"))

    page = reader.get("/en/workshops/").content.decode()

    assert "Look after your site" in page
    assert "17:00–18:30" in page
    assert "18:00 in New York" in page
    assert "0 of 12 seats taken" in page


@time_machine.travel(MONDAY, tick=False)
def test_what_is_not_announced_is_nowhere(client: Client) -> None:
    draft = make_session(announced=False)
    unlisted = make_session(is_listed=False, words={"en": Words("Only with the link")})

    page = client.get("/es/workshops/").content.decode()

    assert "Cuida tu sitio" not in page
    assert "Only with the link" not in page
    assert client.get(f"/en/workshops/{draft.key}/").status_code == 404
    assert client.get(f"/en/workshops/{unlisted.key}/").status_code == 200


def test_a_missing_language_is_the_other_one_and_says_so(client: Client) -> None:
    session = make_session(words={"en": Words("Only in English")})

    page = client.get(f"/es/workshops/{session.key}/").content.decode()

    assert '<h1 class="page-title" lang="en">Only in English</h1>' in page


def test_a_cancelled_session_stays_and_says_why(client: Client) -> None:
    session = make_session()
    cancel_session(session=session, reason="The river rose.", now=MONDAY)

    page = client.get(f"/en/workshops/{session.key}/").content.decode()

    assert "This session is cancelled" in page
    assert "The river rose." in page
