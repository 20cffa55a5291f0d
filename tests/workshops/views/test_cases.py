"""What people need and what stewards note: theirs alone, on every page, in every log, and when something breaks."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import get_resolver
from django.views.debug import ExceptionReporter

from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.mail.models import Message
from tests.architecture.test_routes import client_of, fill, routes
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.staffing import take
from tests.factories.workshops import make_session
from workshops.domain.cases import answer_case, ask_for_support, name_steward
from workshops.enums import CaseKind, CaseState, StaffRole
from workshops.models import Case, Session, Steward

pytestmark = pytest.mark.django_db
NEED, ANSWER, NOTE = "ramps-and-a-quiet-corner", "the-door-at-the-side", "call-the-landlord"


@pytest.fixture(autouse=True)
def house() -> Iterator[None]:
    make_site()
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def people() -> dict[str, Person]:
    roles = {"Dora": Role.TRAINER, "Elena": Role.COMMITTEE, "Diego": Role.EDITOR, "Irma": Role.ADMIN}
    names = ("Alicia", "Hugo", "Beto", "Gala", *roles)
    people = {name: make_person(name) for name in names}
    return people | {
        name: grant_role(person=people[name], role=role, by=None, now=MONDAY) for name, role in roles.items()
    }


@pytest.fixture
def session(people: dict[str, Person]) -> Session:
    """Organised by Dora; Hugo is its steward; Gala is a steward of another series."""
    session = make_session(organisers=[people["Dora"]])
    take(session, people["Beto"], StaffRole.HELPER)
    name_steward(series=session.series, person=people["Hugo"], now=MONDAY)
    name_steward(series=make_session().series, person=people["Gala"], now=MONDAY)
    return session


@pytest.fixture
def case(session: Session, people: dict[str, Person]) -> Case:
    case = ask_for_support(session=session, person=people["Alicia"], kind=CaseKind.ACCESS, text=NEED, now=MONDAY)
    return answer_case(
        steward=people["Hugo"], number=case.pk, state=CaseState.MET, answer=ANSWER, notes=NOTE, now=MONDAY
    )


@pytest.mark.slow
def test_a_person_asks_sees_the_answer_and_takes_it_back(session: Session, people: dict[str, Person]) -> None:
    alicia, hugo = signed_in(people["Alicia"]), signed_in(people["Hugo"])
    path = f"/en/workshops/{session.key}/support/"

    assert alicia.post(path, {"kind": "access", "text": ""}).status_code == 400
    assert alicia.post(path, {"kind": "palace", "text": NEED}).status_code == 400
    alicia.post(path, {"kind": "access", "text": NEED})
    case = Case.objects.get()
    desk = hugo.get("/en/workshops/support/").content.decode()
    assert (f"/en/workshops/support/{case.pk}/" in desk, NEED in desk) == (True, False)
    form = {"state": "met", "answer": ANSWER, "notes": NOTE, "deadline_on": "2027-01-20"}
    assert hugo.post(f"/en/workshops/support/{case.pk}/", form | {"state": "open"}).status_code == 400
    hugo.post(f"/en/workshops/support/{case.pk}/", form)

    page = alicia.get(path)
    assert [word in page.content.decode() for word in (NEED, ANSWER, NOTE)] == [True, True, False]
    assert "no-store" in page.headers["Cache-Control"]
    assert NOTE in hugo.get(f"/en/workshops/support/{case.pk}/").content.decode()
    alicia.post(path, {"withdraw": case.pk})
    assert (Case.objects.get().state, Case.objects.get().text) == ("withdrawn", "")
    assert alicia.post(path, {"withdraw": "x"}).status_code == 404


def test_where_nobody_is_named_nobody_can_write(people: dict[str, Person]) -> None:
    lonely = make_session()
    page = signed_in(people["Alicia"]).post(f"/es/workshops/{lonely.key}/support/", {"kind": "access", "text": NEED})

    assert page.status_code == 409
    assert not Case.objects.exists()


@pytest.mark.slow
def test_organisers_name_stewards_and_see_numbers(case: Case, session: Session, people: dict[str, Person]) -> None:
    dora = signed_in(people["Dora"])
    path = f"/en/workshops/staffing/{session.key}/stewards/"

    assert dora.post(path, {"address": "nobody@example.org"}).status_code == 400
    dora.post(path, {"address": "gala@example.org"})
    dora.post(path, {"drop": Steward.objects.get(series=session.series, person=people["Hugo"]).pk})
    assert list(Steward.objects.filter(series=session.series).values_list("person__chosen_name", flat=True)) == ["Gala"]
    for page in (dora.get(path), dora.get("/en/workshops/staffing/")):
        assert "1 access need, 1 met" in page.content.decode()
    assert signed_in(people["Beto"]).get(path).status_code == 403


def everything(case: Case, session: Session) -> Iterator[str]:
    """Every address of the site that can be filled; those of workshops with this session, this person, this request."""
    numbers = (case.pk, session.pk)
    known: dict[str, Any] = {"key": session.key, "code": "x", "language": "en", "provider_id": "nobody", "page": 1}
    known |= {"message": Message.objects.order_by("pk").values_list("pk", flat=True)[0], "picture": 1, "group": 1}
    for route in routes(get_resolver().url_patterns):
        if "logout" in route.pattern or route.pattern.startswith(("cms/login", "accounts/")):
            continue
        for number in numbers:
            yield "/" + fill(route.pattern, known | {"number": number, "person": case.person_id, "job": 1})


@pytest.mark.slow
def test_no_page_feed_export_or_search_tells_anybody_else(
    case: Case, session: Session, people: dict[str, Person], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told, asked = [], 0
    others = {name: person for name, person in people.items() if name not in ("Alicia", "Hugo")}
    clients = {name: client_of(person) for name, person in {"nobody": None, **others}.items()}
    for address in sorted(set(everything(case, session))):
        for name, client in clients.items():
            answer = client.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            asked += 1
            told += [f"{name} {address}" for word in (NEED, ANSWER, NOTE) if word.encode() in body]
    for name, client in clients.items():  # the search says again what was asked for, and finds nothing else
        echo = client.get("/en/search/?q=xyzzy").content.decode().count("xyzzy")
        for word in (NEED, ANSWER, NOTE):
            told += [name] * (client.get(f"/en/search/?q={word}").content.decode().count(word) != echo)
    assert asked > 300
    assert told == []
    assert not [word for word in (NEED, ANSWER, NOTE) if word in caplog.text]


@pytest.mark.slow
def test_of_others_a_request_is_not_even_there(case: Case, session: Session, people: dict[str, Person]) -> None:
    for name in ("Alicia", "Beto", "Gala", "Dora", "Irma"):
        browser = signed_in(people[name])
        assert browser.get(f"/en/workshops/support/{case.pk}/").status_code == 404
        assert browser.post(f"/en/workshops/support/{case.pk}/", {"state": "unmet"}).status_code == 404
    for name in ("Beto", "Gala", "Dora", "Irma"):
        page = signed_in(people[name]).post(f"/en/workshops/{session.key}/support/", {"withdraw": case.pk})
        assert page.status_code == 404
    assert Case.objects.get().state == CaseState.MET


def test_no_mail_carries_a_word_of_it(case: Case) -> None:
    assert Message.objects.count() >= 2
    for message in Message.objects.all():
        assert not [word for word in (NEED, ANSWER, NOTE) if word in f"{message.subject}{message.text}{message.html}"]


def break_the_outbox() -> None:
    """A fault in the middle of keeping a request, after its words were read: the outbox is gone."""
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{Message._meta.db_table}" RENAME TO "gone"')


def report_of(answer: Any) -> str:
    """What Django would mail to administrators and write into logs."""
    reporter = ExceptionReporter(answer.wsgi_request, *answer.exc_info, is_email=True)
    return reporter.get_traceback_html() + reporter.get_traceback_text()


@pytest.mark.slow
@pytest.mark.parametrize("who", ["person", "steward"])
def test_the_report_of_an_error_has_no_words(
    case: Case,
    session: Session,
    people: dict[str, Person],
    caplog: pytest.LogCaptureFixture,
    settings: Any,
    who: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    path = {"person": f"/en/workshops/{session.key}/support/", "steward": f"/en/workshops/support/{case.pk}/"}[who]
    form = {
        "person": {"kind": "stipend", "text": NEED},
        "steward": {"state": "unmet", "answer": ANSWER, "notes": NOTE, "deadline_on": "2027-01-20"},
    }[who]
    browser = signed_in(people["Alicia" if who == "person" else "Hugo"], raise_request_exception=False)
    break_the_outbox()

    answer = browser.post(path, form)

    assert answer.status_code == 500
    report = report_of(answer)
    assert not [word for word in (NEED, ANSWER, NOTE) if word in report or word in caplog.text]
    assert "ask_for_support" in report or "answer_case" in report
    settings.DEBUG = True  # it is in the frames and in what was posted: only the decorators keep it out
    shown = report_of(answer)
    assert [word for word in (NEED, ANSWER, NOTE) if word in shown] == ([NEED] if who == "person" else [ANSWER, NOTE])
