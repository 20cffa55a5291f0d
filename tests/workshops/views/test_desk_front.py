"""The front of the trainer's desk: what needs a decision first, and where one goes from there."""

from collections.abc import Callable
from datetime import date, datetime, time
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
from workshops.domain.cancellations import call_off
from workshops.domain.rescheduling import move_session
from workshops.domain.session_states import announce_session
from workshops.domain.staffing import set_need
from workshops.enums import Frequency, StaffRole
from workshops.rules.recurrence import Rule

pytestmark = pytest.mark.django_db
DESK = "/cms/workshops/"
TEN_WEEKS = Rule(Frequency.WEEKLY, count=10)
OVER_THE_CHANGE = Rule(Frequency.DATES, dates=(date(2026, 10, 20), date(2026, 12, 1)))  # winter time since 1 Nov


@pytest.fixture(autouse=True)
def house(db: None) -> Any:
    make_site()
    Chapter.objects.create(name="Oaxaca", slug="oaxaca", time_zone="America/Mexico_City")
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def trainer(make_person: Callable[..., Person]) -> Person:
    return make_person("Hugo", Role.TRAINER)


@pytest.fixture
def hugo(client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, trainer)


def front(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get(DESK).context["front"]
    return found


@pytest.mark.slow
def test_what_is_missing_stands_before_what_is_planned(hugo: Client, trainer: Person) -> None:
    session = make_session(organisers=[trainer], is_interpreted=True, spoken="en")
    set_need(session=session, role=StaffRole.HELPER, people=2, is_for_series=False)

    page = hugo.get(DESK).content.decode()

    assert page.index("Somebody is missing") < page.index("Still to come")
    assert f'href="/en/workshops/staffing/#s-{session.key}"' in page
    gaps = [(gap.role, gap.direction, gap.missing) for gap in front(hugo)["missing"][0].gaps]
    assert gaps == [("interpreter", "en-es", 2), ("lead", "", 1), ("helper", "", 2)]


@pytest.mark.slow
def test_nothing_is_missing_where_nobody_is_needed_nor_in_a_session_that_is_cancelled(
    hugo: Client, trainer: Person, editor: Person
) -> None:
    whole = make_session(organisers=[trainer], spoken="en")
    set_need(session=whole, role=StaffRole.LEAD, people=0, is_for_series=False)
    cancelled = make_session(organisers=[trainer], spoken="en", first=date(2027, 2, 5))
    call_off(session=cancelled, reason="The river rose.", now=NOW)
    make_session(organisers=[editor], first=date(2027, 2, 6))

    assert front(hugo)["missing"] == []
    assert "Somebody is missing" not in hugo.get(DESK).content.decode()


@pytest.mark.slow
def test_when_clocks_move_apart_before_the_next_session_the_desk_says_so(hugo: Client, trainer: Person) -> None:
    series = make_series(OVER_THE_CHANGE, organisers=[trainer], first=date(2026, 10, 20))

    page = hugo.get(DESK).content.decode()

    moves = front(hugo)["moves"]
    assert {move.session for move in moves} == {series.sessions.get(start="2026-12-01T18:00")}
    assert "the time in Mexico City changes from 16:00 to 17:00." in page
    assert page.index("Clocks move apart") < page.index("Still to come")


def test_clocks_that_moved_before_or_will_much_later_are_not_named(hugo: Client, trainer: Person) -> None:
    make_series(TEN_WEEKS, organisers=[trainer], first=date(2026, 10, 22))
    make_series(TEN_WEEKS, organisers=[trainer], first=date(2027, 2, 4))

    assert front(hugo)["moves"] == []


def test_a_session_that_was_moved_by_hand_or_is_cancelled_is_no_drift(hugo: Client, trainer: Person) -> None:
    moved = make_series(organisers=[trainer], first=date(2026, 12, 3)).sessions.get(number=2)
    move_session(session=moved, start=datetime(2026, 12, 11, 9), zone=moved.zone, minutes=90, now=NOW)
    gone = make_series(OVER_THE_CHANGE, organisers=[trainer], first=date(2026, 10, 20)).sessions.get(number=2)
    announce_session(session=gone, now=NOW)
    call_off(session=gone, reason="The river rose.", now=NOW)

    assert front(hugo)["moves"] == []


@pytest.mark.slow
def test_the_desk_leads_to_what_one_may_open(
    hugo: Client, administrator: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    own = hugo.get(DESK).content.decode()
    for address in ("/cms/workshops/import/", "/cms/workshops/term/", "/en/workshops/polls/new/"):
        assert f'href="{address}"' in own
    assert 'href="/cms/webhooks/"' not in own

    links = front(enter_editor(hugo, administrator))["links"]
    assert "/cms/webhooks/" in [one.href for one in links]
    assert {hugo.get(one.href).status_code for one in links} == {200}


def test_every_link_that_a_trainer_is_shown_opens(hugo: Client) -> None:
    assert {hugo.get(one.href).status_code for one in front(hugo)["links"]} == {200}


@pytest.mark.slow
def test_gaps_and_drifts_ask_the_same_however_many_there_are(hugo: Client, trainer: Person) -> None:
    counts = []
    for number in range(1, 4):
        for each in range(number):
            at = time(10 + number, each)
            make_series(OVER_THE_CHANGE, organisers=[trainer], first=date(2026, 10, 20), at=at)
            make_series(organisers=[trainer], first=date(2026, 12, 3), at=at)
        hugo.get(DESK)
        with CaptureQueriesContext(connection) as queries:
            found = front(hugo)
        counts.append(len(queries))

    assert found["missing_more"] > 0
    assert len(found["moves"]) > 1
    assert len(set(counts)) == 1


def test_a_series_and_a_session_lead_to_their_next_time(hugo: Client, trainer: Person) -> None:
    session = make_series(Rule(), organisers=[trainer]).sessions.get()

    assert (
        f'href="/en/workshops/{session.key}/again/?what=series"'
        in hugo.get(f"{DESK}series/{session.series.key}/").content.decode()
    )
    assert f'href="/en/workshops/{session.key}/again/"' in hugo.get(f"{DESK}sessions/{session.key}/").content.decode()
