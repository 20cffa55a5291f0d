from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from lms.accounts.models import Chapter
from tests.factories.people import MONDAY, later, make_person
from tests.factories.workshops import MEXICO_CITY, make_series, make_session
from tests.workshops.schema import check, found
from tests.workshops.views.test_calendars import announced, register
from workshops.domain.session_states import cancel_session
from workshops.enums import Format, Frequency
from workshops.models import Series, Session, Venue
from workshops.rules.recurrence import Rule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def document(client: Client) -> dict[str, Any]:
    return dict(client.get("/api/v1/openapi.json").json())


def ask(client: Client, document: dict[str, Any], path: str, template: str, **query: str) -> Any:
    """The answer, held to what the document says of that status."""
    answer = client.get(path, query)
    operation = document["paths"][template]["get"]
    named = {one.get("name") or found(one["$ref"], document)["name"] for one in operation.get("parameters", [])}
    assert set(query) <= named
    said = operation["responses"][str(answer.status_code)]
    said = found(said["$ref"], document) if "$ref" in said else said
    assert answer.headers["Content-Type"] == "application/json"
    check(answer.json(), said["content"]["application/json"]["schema"], document)
    return answer


LIST, ONE, SERIES = "/api/v1/sessions", "/api/v1/sessions/{key}", "/api/v1/series/{key}"


def test_the_document_names_every_route_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    routes = {
        "/api/v1/" + str(one.pattern).replace("<uuid:key>", "{key}")
        for part in get_resolver().url_patterns
        if str(part.pattern) == "api/v1/"
        for one in part.url_patterns
    }
    assert set(document["paths"]) == routes
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "http://testserver"}]
    for pointer in references(document):
        assert found(pointer, document)


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        return [value for key, value in part.items() if key == "$ref"] + [
            one for value in part.values() for one in references(value)
        ]
    return [one for value in part for one in references(value)] if isinstance(part, list) else []


def test_a_session_is_told_by_both_clocks_and_without_people_or_links(client: Client, document: dict[str, Any]) -> None:
    venue = Venue.objects.create(name="Casa", address="Calle 5", time_zone=MEXICO_CITY)
    session = make_session(
        zone=MEXICO_CITY, format=Format.BOTH, room_seats=3, online_seats=2, venue=venue,
        meeting_link="https://meet.example.org/secret", telephone="+52 55 1234", organisers=[make_person("Carmen")],
    )  # fmt: skip
    register(session, make_person("Alicia"))

    answer = ask(client, document, f"/api/v1/sessions/{session.key}", ONE, language="es")

    told = answer.json()
    assert told["starts"] == {"wall": "2027-02-04T18:00", "zone": MEXICO_CITY, "utc": "2027-02-05T00:00:00Z"}
    assert told["ends"] == {"wall": "2027-02-04T19:30", "zone": MEXICO_CITY, "utc": "2027-02-05T01:30:00Z"}
    assert (told["title"], told["language"], told["state"]) == ("Cuida tu sitio", "es", "announced")
    assert told["seats"] == [
        {"pool": "room", "capacity": 3, "free": 3, "waiting": 0},
        {"pool": "online", "capacity": 2, "free": 1, "waiting": 0},
    ]
    assert told["place"] == {"name": "Casa", "address": "Calle 5"}
    assert told["page"] == f"http://testserver/es/workshops/{session.key}/"
    for secret in ("meet.example.org", "1234", "Alicia", "Carmen", "example.org"):
        assert secret not in answer.content.decode().replace("localhost", "")


def test_the_list_has_what_is_listed_and_to_come(client: Client, document: dict[str, Any]) -> None:
    chapter = Chapter.objects.create(name="Oaxaca", slug="oaxaca", time_zone=MEXICO_CITY)
    shown, cancelled = make_session(), make_session()
    Series.objects.filter(pk=shown.series_id).update(chapter=chapter)
    cancel_session(session=cancelled, reason="The river rose.", now=later(1))
    make_session(is_listed=False)
    make_session(announced=False)

    everything = ask(client, document, LIST, LIST).json()
    of_chapter = ask(client, document, LIST, LIST, chapter="oaxaca").json()
    past = ask(client, document, LIST, LIST, when="past").json()

    assert [(one["key"], one["state"], one["reason"]) for one in everything["sessions"]] == [
        (str(shown.key), "announced", ""),
        (str(cancelled.key), "cancelled", "The river rose."),
    ]
    assert [one["chapter"] for one in of_chapter["sessions"]] == [{"slug": "oaxaca", "name": "Oaxaca"}]
    assert (past["count"], past["pages"], past["sessions"]) == (0, 1, [])


@pytest.mark.slow
def test_a_long_list_has_pages_that_lead_to_each_other(client: Client, document: dict[str, Any]) -> None:
    series = make_series(Rule(Frequency.WEEKLY, count=60))
    announced(series)

    first = ask(client, document, f"/api/v1/series/{series.key}", SERIES, language="es").json()
    second = client.get(first["next"]).json()

    assert first["title"] == "Cuida tu sitio"
    assert (first["count"], first["pages"], len(first["sessions"])) == (60, 2, 50)
    assert first["next"] == f"http://testserver/api/v1/series/{series.key}?language=es&page=2"
    assert (second["page_number"], len(second["sessions"]), second["next"]) == (2, 10, None)
    keys = [one["key"] for one in first["sessions"] + second["sessions"]]
    assert keys == [str(one.key) for one in series.sessions.order_by("starts_at")]


@pytest.mark.parametrize(
    "query", [{"language": "fr"}, {"when": "soon"}, {"page": "0"}, {"page": "-1"}, {"page": "x"}, {"page": "²"}]
)
def test_what_is_not_understood_is_said(client: Client, document: dict[str, Any], query: dict[str, str]) -> None:
    answer = ask(client, document, LIST, LIST, **query)

    assert (answer.status_code, answer.json()["error"]) == (400, "UnknownQuestion")


def test_what_is_not_public_is_not_there(client: Client, document: dict[str, Any]) -> None:
    draft = make_session(announced=False)

    for path, template in (
        (f"/api/v1/sessions/{draft.key}", ONE),
        (f"/api/v1/sessions/{uuid4()}", ONE),
        (f"/api/v1/series/{draft.series.key}", SERIES),
        (f"/api/v1/series/{uuid4()}", SERIES),
    ):
        answer = ask(client, document, path, template, language="es")
        assert (answer.status_code, answer.json()["message"]) == (404, "Esa sesión no existe, o ya no.")


def test_an_unchanged_answer_is_not_sent_again(client: Client) -> None:
    session = make_session()
    path = f"/api/v1/sessions/{session.key}"
    first = client.get(path)

    same = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    register(session, make_person("Alicia"))
    other = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.content) == (304, b"")
    assert other.status_code == 200
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert not [name for name in first.headers if name.lower().startswith("access-control")]


@pytest.mark.parametrize("sessions", [1, 3])
def test_the_list_asks_as_many_questions_for_one_as_for_three(client: Client, sessions: int) -> None:
    for _ in range(sessions):
        make_session()
    client.get(LIST)

    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)

    tables = [one["sql"] for one in asked if "workshops_" in one["sql"]]
    assert len(tables) == 5  # count, sessions, their words, the words of their series, seats


@pytest.mark.slow
def test_whoever_asks_too_fast_is_told_to_wait(client: Client, document: dict[str, Any]) -> None:
    for _ in range(119):  # and once for the document
        assert client.get(LIST).status_code == 200

    answer = ask(client, document, LIST, LIST)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert answer.json()["error"] == "TooManyQuestions"


def test_nothing_can_be_written(client: Client) -> None:
    assert client.post(LIST, {"title": "x"}).status_code == 405
    assert Session.objects.count() == 0
