"""The trainer's desk, as a trainer, an editor, a stranger and somebody who types nonsense use it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.enums import Role
from lms.accounts.models import Chapter, Person
from tests.conftest import NOW
from tests.factories.site import make_site
from tests.factories.workshops import make_series, make_session
from workshops.enums import SessionState
from workshops.models import Series, Session

pytestmark = pytest.mark.django_db
NIGHT_SCHOOL = {
    "title_en": "Night school",
    "original_language": "en",
    "zone": "America/New_York",
    "starts_on": "2027-02-04",
    "starts_time": "18:00",
    "minutes": "90",
    "days": "1",
    "frequency": "weekly",
    "interval": "1",
    "nth": "1",
    "count": "10",
    "format": "online",
    "room_seats": "0",
    "online_seats": "20",
    "spoken": "both",
    "waitlist": "offer",
    "offer_hours": "24",
    "stop_hours": "12",
    "cancel_hours": "0",
    "is_listed": "on",
    "other_zones": ["America/Mexico_City"],
}


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    make_site()
    Chapter.objects.create(name="Oaxaca", slug="oaxaca", time_zone="America/Mexico_City")


@pytest.fixture
def trainer(make_person: Callable[..., Person]) -> Person:
    """One who reads English: the sentences below are in it."""
    return make_person("Hugo", Role.TRAINER)


@pytest.fixture
def hugo(client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, trainer)


def test_before_anything_is_made_the_trainer_sees_where_clocks_move_apart(hugo: Client) -> None:
    page = hugo.post("/cms/workshops/new/", NIGHT_SCHOOL | {"do": "preview"}).content.decode()

    assert page.count("moves from") == 1
    assert "From the session on 18 March 2027 on, Mexico City moves from 17:00 to 16:00." in page
    assert page.count('<p class="moment"') == 10
    assert not Series.objects.exists()


def test_then_the_sessions_are_made_as_drafts_and_announced_together(hugo: Client, trainer: Person) -> None:
    answer = hugo.post("/cms/workshops/new/", NIGHT_SCHOOL | {"do": "make"})

    series = Series.objects.get()
    assert answer.headers["Location"] == f"/cms/workshops/series/{series.key}/"
    assert list(series.organisers.all()) == [trainer]
    assert set(series.sessions.values_list("state", flat=True)) == {SessionState.DRAFT}
    assert series.sessions.count() == 10

    hugo.post(f"/cms/workshops/series/{series.key}/")

    assert set(series.sessions.values_list("state", flat=True)) == {SessionState.ANNOUNCED}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"starts_on": "2027-03-14", "starts_time": "02:30", "frequency": "once"}, "You could take 03:30."),
        ({"starts_on": "2026-11-01", "starts_time": "01:30", "frequency": "once"}, "Say which of the two you mean."),
        ({"title_en": " "}, "It needs a title in at least one of the two languages."),
        ({"frequency": "dates", "dates": "tomorrow"}, "One of these is no date."),
        ({"frequency": "dates", "dates": ""}, "Say on which dates."),
        ({"frequency": "monthly_weekday"}, "Say which day of the week."),
        ({"count": "", "until": "2027-01-01"}, "The last day is before the first."),
        ({"minutes": "-10"}, "greater than or equal to 5"),
        ({"online_seats": "-1"}, "greater than or equal to 0"),
        ({"online_seats": "0"}, "has at least one"),
        ({"zone": "Mars/Olympus"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_is_named_beside_what_was_typed(hugo: Client, wrong: dict[str, Any], said: str) -> None:
    answer = hugo.post("/cms/workshops/new/", NIGHT_SCHOOL | {"description_en": "Kept."} | wrong | {"do": "make"})
    page = answer.content.decode()

    assert answer.status_code == 400
    assert said in page
    assert "Kept." in page
    assert not Series.objects.exists()


def test_the_hour_that_happens_twice_is_chosen(hugo: Client) -> None:
    given = NIGHT_SCHOOL | {"starts_on": "2026-11-01", "starts_time": "01:30", "frequency": "once", "fold": "1"}
    hugo.post("/cms/workshops/new/", given | {"do": "make"})

    assert Session.objects.get().starts_at.isoformat() == "2026-11-01T06:30:00+00:00"


def test_a_session_is_announced_cancelled_with_a_reason_and_restored(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer], announced=False)
    states = []
    for act, given in (("announce", {}), ("cancel", {"reason": "The river rose."}), ("restore", {})):
        hugo.post(f"/cms/workshops/sessions/{session.key}/{act}/", given)
        session.refresh_from_db()
        states.append((session.state, session.reason))

    assert states == [("announced", ""), ("cancelled", "The river rose."), ("announced", "")]
    again = hugo.post(f"/cms/workshops/sessions/{session.key}/restore/", follow=True).content.decode()
    assert "That is not possible any more" in again
    assert hugo.post(f"/cms/workshops/sessions/{session.key}/explode/").status_code == 404


def test_other_peoples_series_are_not_there(hugo: Client, editor: Person) -> None:
    session = make_session(organisers=[editor])

    page = hugo.get("/cms/workshops/").content.decode()

    assert "Look after your site" not in page
    for address in (f"series/{session.series.key}/", f"sessions/{session.key}/"):
        assert hugo.get(f"/cms/workshops/{address}").status_code == 404
    assert hugo.post(f"/cms/workshops/sessions/{session.key}/cancel/").status_code == 404
    session.refresh_from_db()
    assert session.state == SessionState.ANNOUNCED


def test_an_editor_sees_everybodys(
    client: Client, editor: Person, trainer: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    session = make_session(organisers=[trainer])

    answer = enter_editor(client, editor).get(f"/cms/workshops/sessions/{session.key}/")

    assert answer.status_code == 200


def test_the_committee_does_not_schedule(
    client: Client, committee_member: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    visitor = enter_editor(client, committee_member)

    assert visitor.get("/cms/workshops/").status_code in (302, 403)
    assert "/cms/workshops/" not in visitor.get("/cms/").content.decode()


@pytest.mark.slow
@time_machine.travel(NOW, tick=False)
def test_the_month_has_each_session_on_its_own_day_and_nonsense_is_this_month(hugo: Client, trainer: Person) -> None:
    make_series(organisers=[trainer], first=date(2026, 11, 26))

    november = hugo.get("/cms/workshops/?month=2026-11").content.decode()
    december = hugo.get("/cms/workshops/?month=2026-12").content.decode()

    assert (november.count('class="entry"'), december.count('class="entry"')) == (2, 5)
    assert hugo.get("/cms/workshops/?month=9999-99").content.decode().count('class="entry"') == 2


@pytest.mark.slow
@time_machine.travel(NOW, tick=False)
def test_the_desk_asks_the_same_whatever_is_planned(hugo: Client, trainer: Person) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            make_series(organisers=[trainer])
        hugo.get("/cms/workshops/")
        with CaptureQueriesContext(connection) as queries:
            hugo.get("/cms/workshops/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_session_leads_to_all_that_is_done_around_it(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer])

    page = hugo.get(f"/cms/workshops/sessions/{session.key}/").content.decode()

    for rest in ("roster/", "sign-in/screen/", "write/", "materials/", "feedback/"):
        assert f'href="/en/workshops/{session.key}/{rest}"' in page
    assert f'href="/en/workshops/staffing/#s-{session.key}"' in page
    assert 'href="/en/workshops/staffing/"' in hugo.get("/cms/workshops/").content.decode()
