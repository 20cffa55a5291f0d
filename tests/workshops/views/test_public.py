from datetime import date, time, timedelta

import pytest
import time_machine
from django.test import Client

from lms.content.domain.search_index import mend
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_series, make_session
from workshops.domain.scheduling import Words
from workshops.domain.session_states import announce_series, cancel_session

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


@time_machine.travel(MONDAY, tick=False)
def test_a_series_shows_what_comes_and_what_was(client: Client) -> None:
    series = make_series(first=date(2026, 11, 12), organisers=[make_person("Hugo")])
    address = f"/en/workshops/series/{series.key}/"

    assert client.get(address).status_code == 404  # drafts alone
    announce_series(series=series, now=MONDAY - timedelta(days=30))

    page = client.get(address).content.decode()
    assert page.count("session-card") == 4
    assert page.count("Thu 12 Nov") + page.count("Thu 19 Nov") == 2


@time_machine.travel(MONDAY, tick=False)
def test_the_search_finds_a_series_in_both_languages_and_no_draft(client: Client) -> None:
    make_session()
    make_session(announced=False, words={"en": Words("Hidden lighthouse")})
    mend()

    assert "/es/workshops/series/" in client.get("/es/search/?q=cuida+tu+sitio").content.decode()
    assert "/en/workshops/series/" in client.get("/en/search/?q=look+after+your+site").content.decode()
    assert "/workshops/series/" not in client.get("/en/search/?q=lighthouse").content.decode()


def test_the_home_page_tells_of_this_week_and_forgets_what_has_passed(client: Client) -> None:
    """A stranger gets a page that was kept: it is true for ten minutes, and at once when a session is cancelled."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        soon = make_session(zone="UTC", first=date(2026, 11, 23), at=time(15, 30), minutes=60)
        make_session(zone="UTC", first=date(2026, 12, 24), words={"en": Words("Next month")})
        first = client.get("/en/").content.decode()
        clock.move_to(MONDAY + timedelta(minutes=91))
        over = client.get("/en/").content.decode()
        clock.move_to(MONDAY)
        later = make_session(zone="UTC", first=date(2026, 11, 24), words={"en": Words("Another one")})
        both = client.get("/en/").content.decode()
        cancel_session(session=later, reason="", now=MONDAY)
        one = client.get("/en/").content.decode()

    assert "This week" in first
    assert f"/en/workshops/{soon.key}/" in first
    assert "Next month" not in first
    assert "This week" not in over
    assert "Another one" in both
    assert "Another one" not in one
