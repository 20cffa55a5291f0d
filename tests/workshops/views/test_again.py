"""Run it again: a draft on another day, for organisers."""

from datetime import timedelta

import pytest
import time_machine

from lms.accounts.models import Person
from tests.factories.around import after, before, seat
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_series, make_session
from workshops.domain.attendance import Given, take_attendance
from workshops.domain.reminders import set_reminders
from workshops.domain.session_states import announce_session
from workshops.enums import SessionState, TickedHow
from workshops.models import Around, Series, Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture
def trainer() -> Person:
    return make_person("Tomasa")


def test_a_session_again_on_its_own_clock_and_with_its_reminders(trainer: Person) -> None:
    session = make_session(organisers=[trainer])
    set_reminders(series=session.series, minutes=[120], now=MONDAY)
    browser, address = signed_in(trainer), f"/en/workshops/{session.key}/again/"
    assert 'value="18:00"' in browser.get(address).content.decode()

    page = browser.post(address, {"what": "session", "starts_on": "2027-05-06", "starts_time": "19:30"}, follow=True)

    assert "It is made, as a draft" in page.content.decode()
    copy = Session.objects.latest("pk")
    assert (copy.start, copy.zone, copy.state) == ("2027-05-06T19:30", session.zone, SessionState.DRAFT)
    assert Around.objects.get(series=copy.series).reminders == [120]


def test_a_whole_series_again(trainer: Person) -> None:
    session = make_series(organisers=[trainer]).sessions.earliest("starts_at")
    announce_session(session=session, now=MONDAY)
    form = {"what": "series", "starts_on": "2027-09-02", "starts_time": "18:00"}
    signed_in(trainer).post(f"/en/workshops/{session.key}/again/", form)

    starts = Series.objects.latest("pk").sessions.order_by("starts_at").values_list("start", flat=True)
    assert (len(starts), starts[0]) == (6, "2027-09-02T18:00")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"what": "session", "starts_on": "2027-03-14", "starts_time": "02:30"}, "clocks go forward that day"),
        ({"what": "session", "starts_on": "9999-12-31", "starts_time": "18:00"}, "Choose a day in this century."),
        ({"what": "everything", "starts_on": "2027-05-06", "starts_time": "18:00"}, "Some answers need another look"),
        ({"what": "session", "starts_on": "soon", "starts_time": ""}, "Some answers need another look"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_made(trainer: Person, form: dict[str, str], words: str) -> None:
    session = make_session(organisers=[trainer])
    answer = signed_in(trainer).post(f"/en/workshops/{session.key}/again/", form)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Series.objects.count() == 1


def test_only_organisers_run_it_again(trainer: Person) -> None:
    session = make_session(organisers=[trainer])
    assert signed_in(make_person("Beto")).get(f"/en/workshops/{session.key}/again/").status_code == 403


def test_the_page_of_a_session_leads_on_to_what_is_of_use_now(trainer: Person) -> None:
    session = make_session(organisers=[trainer])
    alicia = seat(session, "Alicia")

    def links(person: Person, minutes: float) -> list[str]:
        with time_machine.travel(before(session, 0) + timedelta(minutes=minutes), tick=False):
            page = signed_in(person).get(f"/en/workshops/{session.key}/").content.decode()
        words = ("Sign in with the code", "what you expect", "how it was", "certificate of attendance", "who comes")
        return [one for one in words if one in page]

    assert links(alicia.person, -600) == ["what you expect"]
    assert links(alicia.person, 5) == ["Sign in with the code"]
    assert links(trainer, 5) == ["who comes"]
    given = [Given(alicia.pk, "attended")]
    take_attendance(session=session, participants=given, by=trainer, how=TickedHow.ROOM, now=after(session, 1))
    assert links(alicia.person, 100) == ["how it was", "certificate of attendance"]
