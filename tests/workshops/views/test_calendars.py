from typing import Any

import icalendar
import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Chapter, Person
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import MEXICO_CITY, make_series, make_session
from tests.workshops.ical import Component, read
from workshops.domain.calendar_links import make_link, token_of
from workshops.domain.scheduling import Words
from workshops.domain.session_states import announce_session, cancel_session
from workshops.enums import AssignmentState, Pool, RegistrationState, StaffRole
from workshops.models import Assignment, FeedLink, Registration, Series, Session
from workshops.queries.sessions import with_words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> Any:
    make_site()
    with time_machine.travel(MONDAY, tick=False):
        yield


def announced(series: Series) -> list[Session]:
    return [announce_session(session=one, now=MONDAY) for one in series.sessions.order_by("number")]


def register(session: Session, person: Person, state: RegistrationState = RegistrationState.CONFIRMED) -> Registration:
    return Registration.objects.create(
        session=session,
        person=person,
        pool=Pool.ONLINE,
        state=state,
        submit_key=f"{session.pk}",
        place=1 if state == RegistrationState.WAITLISTED else None,
        offered_until=session.starts_at if state == RegistrationState.OFFERED else None,
        registered_at=MONDAY,
        changed_at=MONDAY,
    )


def assign(session: Session, person: Person, role: StaffRole, state: AssignmentState) -> Assignment:
    return Assignment.objects.create(
        session=session,
        person=person,
        role=role,
        direction="en-es" if role == StaffRole.INTERPRETER else "",
        state=state,
        busy_from=session.starts_at,
        busy_until=session.ends_at,
        holds=state == AssignmentState.ACCEPTED,
        asked_at=MONDAY,
    )


def events_of(answer: Any) -> list[Component]:
    assert answer.status_code == 200, answer.status_code
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    icalendar.Calendar.from_ical(answer.content)
    return read(answer.content).inside("VEVENT")


def test_a_series_has_a_calendar_in_each_language(client: Client) -> None:
    series = make_series()
    announced(series)

    english, spanish = (client.get(f"/{one}/workshops/series/{series.key}.ics") for one in ("en", "es"))

    assert [one.one("SUMMARY").text for one in events_of(english)] == ["Look after your site"] * 6
    whole = read(spanish.content)
    assert [(one.value, one.parameters) for one in whole.all("NAME")] == [
        ("Cuida tu sitio", {"LANGUAGE": "es"}),
        ("Look after your site", {"LANGUAGE": "en"}),
    ]
    assert whole.one("REFRESH-INTERVAL").value == "PT1H"
    assert whole.one("SOURCE").value == f"http://testserver/es/workshops/series/{series.key}.ics"
    assert english.headers["Cache-Control"] == "public, max-age=300"


def test_a_series_without_anything_announced_has_none(client: Client) -> None:
    assert client.get(f"/en/workshops/series/{make_series().key}.ics").status_code == 404


def test_a_chapter_has_a_calendar_of_what_is_listed(client: Client) -> None:
    chapter = Chapter.objects.create(name="Brooklyn", slug="brooklyn", time_zone="America/New_York")
    make_session()
    for is_listed in (True, False):
        session = make_session(is_listed=is_listed)
        Series.objects.filter(pk=session.series_id).update(chapter=chapter)

    answer = client.get("/en/workshops/chapters/brooklyn.ics")

    assert len(events_of(answer)) == 1
    assert read(answer.content).all("NAME")[0].text == "Workshops, Brooklyn"
    assert client.get("/en/workshops/chapters/nowhere.ics").status_code == 404


def test_a_cancelled_session_stays_in_the_calendar(client: Client) -> None:
    series = make_series()
    second = announced(series)[1]
    cancel_session(session=second, reason="The river rose.", now=later(1))

    found = events_of(client.get(f"/en/workshops/series/{series.key}.ics"))

    assert [one.one("STATUS").value for one in found] == ["TENTATIVE", "CANCELLED", *["TENTATIVE"] * 4]


def test_an_unchanged_calendar_answers_304_and_a_changed_one_does_not(client: Client) -> None:
    series = make_series()
    second = announced(series)[1]
    address = f"/en/workshops/series/{series.key}.ics"
    etag = client.get(address).headers["ETag"]

    same = client.get(address, headers={"If-None-Match": etag})
    cancel_session(session=second, reason="", now=later(1))
    other = client.get(address, headers={"If-None-Match": etag})

    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert same.headers["Cache-Control"] == "public, max-age=300"
    assert other.status_code == 200
    assert other.headers["ETag"] != etag
    assert client.get(address.replace("/en/", "/es/"), headers={"If-None-Match": etag}).status_code == 200


def questions(client: Client, address: str, **headers: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(address, headers=headers)
    return len(asked)


@pytest.mark.parametrize("sessions", [1, 3])
def test_an_unchanged_calendar_asks_few_questions(client: Client, sessions: int) -> None:
    from workshops.enums import Frequency
    from workshops.rules.recurrence import Rule

    series = make_series(Rule(Frequency.WEEKLY, count=sessions))
    person = make_person("Alicia")
    for one in announced(series):
        register(one, person)
    public, own = (
        f"/en/workshops/series/{series.key}.ics",
        f"/calendars/{token_of(make_link(person=person, now=MONDAY))}.ics",
    )
    etags = {address: client.get(address).headers["ETag"] for address in (public, own)}

    assert questions(client, public, **{"If-None-Match": etags[public]}) == 4
    assert questions(client, public) == 4
    assert questions(client, own, **{"If-None-Match": etags[own]}) == 4
    assert questions(client, own) == 9


def test_ones_own_calendar_has_ones_seats_and_roles_and_names_nobody_else(client: Client) -> None:
    alicia = make_person("Alicia", language="es", time_zone=MEXICO_CITY)
    beto = make_person("Beto")
    sessions = announced(make_series())
    register(sessions[0], alicia)
    register(sessions[0], beto)
    register(sessions[1], alicia, RegistrationState.OFFERED)
    register(sessions[2], alicia, RegistrationState.WAITLISTED)
    register(sessions[3], alicia, RegistrationState.CANCELLED)
    assign(sessions[4], alicia, StaffRole.INTERPRETER, AssignmentState.ACCEPTED)
    assign(sessions[4], beto, StaffRole.LEAD, AssignmentState.ACCEPTED)
    assign(sessions[5], alicia, StaffRole.LEAD, AssignmentState.ASKED)

    answer = client.get(f"/calendars/{token_of(make_link(person=alicia, now=MONDAY))}.ics")

    found = events_of(answer)
    assert [(one.one("UID").value, one.one("SUMMARY").text) for one in found] == [
        (sessions[0].uid, "Cuida tu sitio"),
        (sessions[1].uid, "Cuida tu sitio"),
        (sessions[4].uid, "Cuida tu sitio (Intérprete)"),
    ]
    assert "tu hora, Ciudad de México" in found[0].one("DESCRIPTION").text
    assert b"Beto" not in answer.content
    assert b"beto" not in answer.content
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert read(answer.content).all("SOURCE") == []  # the address is a secret


def test_ones_own_calendar_changes_with_ones_registrations(client: Client) -> None:
    alicia, session = make_person("Alicia"), make_session()
    address = f"/calendars/{token_of(make_link(person=alicia, now=MONDAY))}.ics"
    before = client.get(address).headers["ETag"]
    register(session, alicia, RegistrationState.OFFERED)
    offered = client.get(address).headers["ETag"]
    Registration.objects.update(state=RegistrationState.CONFIRMED, offered_until=None, changed_at=later(5))
    confirmed = client.get(address, headers={"If-None-Match": offered})

    assert before != offered
    assert confirmed.status_code == 200


def test_a_new_address_ends_the_one_before(client: Client) -> None:
    alicia = make_person("Alicia")
    browser = signed_in(alicia)
    first = token_of(make_link(person=alicia, now=MONDAY))

    browser.post("/en/workshops/calendar/new/")

    second = token_of(FeedLink.objects.get(person=alicia))
    assert client.get(f"/calendars/{first}.ics").status_code == 404
    assert client.get(f"/calendars/{second}.ics").status_code == 200
    page = browser.get("/en/workshops/calendar/").content.decode()
    assert f"http://testserver/calendars/{second}.ics" in page
    assert f"webcal://testserver/calendars/{second}.ics" in page
    browser.post("/en/workshops/calendar/remove/")
    assert client.get(f"/calendars/{second}.ics").status_code == 404


def test_a_copy_of_the_database_opens_no_calendar(settings: Any) -> None:
    link = make_link(person=make_person("Alicia"), now=MONDAY)
    token = token_of(link)

    assert token not in (link.seed, link.digest)
    settings.SECRET_KEY = "another " * 10
    assert token_of(link) == ""


def test_nobody_reads_the_calendar_of_an_account_that_is_closed(client: Client) -> None:
    alicia = make_person("Alicia")
    token = token_of(make_link(person=alicia, now=MONDAY))
    Person.objects.filter(pk=alicia.pk).update(is_active=False)

    assert client.get(f"/calendars/{token}.ics").status_code == 404


def test_the_page_asks_strangers_to_sign_in_and_offers_others_an_address(client: Client) -> None:
    chapter = Chapter.objects.create(name="Oaxaca", slug="oaxaca", time_zone="America/Mexico_City")
    Series.objects.filter(pk=make_session().series_id).update(chapter=chapter)

    assert client.get("/en/workshops/calendar/").status_code == 302
    page = signed_in(make_person("Alicia")).get("/es/workshops/calendar/").content.decode()

    assert "Crear mi dirección" in page
    assert "http://testserver/es/workshops/chapters/oaxaca.ics" in page


def test_one_session_is_a_file(client: Client) -> None:
    session, draft = make_session(), make_session(announced=False)

    answer = client.get(f"/en/workshops/{session.key}.ics")

    assert [one.one("UID").value for one in events_of(answer)] == [session.uid]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="2027-02-04.ics"'
    assert client.get(f"/en/workshops/{draft.key}.ics").status_code == 404


@pytest.mark.parametrize("theme", ["first", "second"])
def test_what_a_process_remembers_belongs_to_one_session(client: Client, theme: str) -> None:
    """Rows of other tests have had the same numbers and the same moments."""
    session = make_session(words={"en": Words(theme)})
    chapter = Chapter.objects.create(name="Brooklyn", slug="brooklyn", time_zone="America/New_York")
    Series.objects.filter(pk=session.series_id).update(chapter=chapter)

    [found] = events_of(client.get("/en/workshops/chapters/brooklyn.ics"))

    assert found.one("SUMMARY").text == theme


def test_a_session_page_can_offer_the_file_and_the_feeds(rf: Any) -> None:
    session = with_words(Session.objects.filter(pk=make_session().pk)).get()
    for user, leads_to in (
        (AnonymousUser(), f"/en/workshops/series/{session.series.key}.ics"),
        (make_person("Alicia"), "/en/workshops/calendar/"),
    ):
        request = rf.get("/en/")
        request.user = user

        html = render_to_string("workshops/_add_to_calendar.html", {"session": session}, request=request)

        assert f'href="/en/workshops/{session.key}.ics" download' in html
        assert f'href="{leads_to}"' in html
