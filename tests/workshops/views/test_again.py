"""Run it again: a draft on another day, for organisers."""

from datetime import date, timedelta

import pytest
import time_machine
from wagtail.models import ModelLogEntry

from lms.accounts.models import Chapter, Person
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

    form = {"what": "session", "starts_on": "2027-05-06", "starts_time": "19:30"}
    preview = browser.post(address, form | {"do": "preview"}).content.decode()
    assert preview.count('<p class="moment"') == 2
    assert Series.objects.count() == 1

    page = browser.post(address, form | {"do": "make"}, follow=True)

    assert "It is made, as a draft" in page.content.decode()
    copy = Session.objects.latest("pk")
    assert (copy.start, copy.zone, copy.state) == ("2027-05-06T19:30", session.zone, SessionState.DRAFT)
    assert Around.objects.get(series=copy.series).reminders == [120]


def test_a_whole_series_again(trainer: Person) -> None:
    session = make_series(organisers=[trainer]).sessions.earliest("starts_at")
    announce_session(session=session, now=MONDAY)
    form = {"what": "series", "starts_on": "2027-09-02", "starts_time": "18:00", "do": "make"}
    signed_in(trainer).post(f"/en/workshops/{session.key}/again/", form)

    starts = Series.objects.latest("pk").sessions.order_by("starts_at").values_list("start", flat=True)
    assert (len(starts), starts[0]) == (6, "2027-09-02T18:00")


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"what": "session", "starts_on": "2027-03-14", "starts_time": "02:30"}, "clocks go forward that day"),
        ({"what": "session", "starts_on": "2026-11-01", "starts_time": "01:30"}, "Say which of the two you mean."),
        ({"what": "series", "starts_on": "2027-11-07", "starts_time": "01:30"}, "Say which of the two you mean."),
        ({"what": "session", "starts_on": "2020-05-06", "starts_time": "18:00"}, "That would be in the past."),
        ({"what": "session", "starts_on": "2027-02-04", "starts_time": "18:00"}, "It takes place at that time already"),
        ({"what": "session", "starts_on": "0001-01-01", "starts_time": "18:00"}, "Choose a day in this century."),
        ({"what": "session", "starts_on": "9999-12-31", "starts_time": "18:00"}, "Choose a day in this century."),
        ({"what": "everything", "starts_on": "2027-05-06", "starts_time": "18:00"}, "Some answers need another look"),
        ({"what": "session", "starts_on": "soon", "starts_time": ""}, "Some answers need another look"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_made(trainer: Person, form: dict[str, str], words: str) -> None:
    session = make_session(organisers=[trainer])
    answer = signed_in(trainer).post(f"/en/workshops/{session.key}/again/", form | {"do": "make"})

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert Series.objects.count() == 1


@pytest.mark.parametrize(("fold", "moment"), [("0", "2027-11-07T05:30:00+00:00"), ("1", "2027-11-07T06:30:00+00:00")])
def test_an_hour_that_clocks_show_twice_is_asked_for_and_then_taken(trainer: Person, fold: str, moment: str) -> None:
    session = make_session(organisers=[trainer])
    browser, address = signed_in(trainer), f"/en/workshops/{session.key}/again/"
    form = {"what": "session", "starts_on": "2027-11-07", "starts_time": "01:30"}
    assert 'name="fold"' not in browser.get(address).content.decode()
    assert browser.post(address, form).content.decode().count('type="radio" name="fold"') == 2

    browser.post(address, form | {"fold": fold, "do": "make"})

    assert Session.objects.latest("pk").starts_at.isoformat() == moment


def test_the_preview_of_a_series_names_hours_that_are_skipped_and_clocks_that_move(trainer: Person) -> None:
    Chapter.objects.create(name="Oaxaca", slug="oaxaca", time_zone="America/Mexico_City")
    session = make_series(organisers=[trainer], first=date(2026, 12, 3)).sessions.earliest("starts_at")
    browser, address = signed_in(trainer), f"/en/workshops/{session.key}/again/"
    form = {"what": "series", "starts_on": "2027-02-28", "starts_time": "02:30"}

    page = browser.post(address, form).content.decode()

    assert "so there is no session on 14 March 2027." in page
    assert "the time in Mexico City changes from 01:30 to 00:30." in page
    kept = browser.post(address, form | {"do": "change"}).content.decode()
    assert 'value="2027-02-28"' in kept
    assert 'type="date"' in kept


def test_the_same_submit_twice_makes_one_copy_and_the_log_says_of_what(trainer: Person) -> None:
    session = make_session(organisers=[trainer])
    browser, address = signed_in(trainer), f"/en/workshops/{session.key}/again/"
    form = {"what": "session", "starts_on": "2027-05-06", "starts_time": "19:30", "do": "make"}

    answers = [browser.post(address, form).status_code for _ in range(2)]

    assert answers == [302, 400]
    copy = Series.objects.exclude(pk=session.series_id).get()
    [entry] = ModelLogEntry.objects.filter(action="workshops.copy_series")
    assert (entry.user, entry.object_id, entry.data) == (trainer, str(copy.pk), {"of": str(session.series.key)})


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
