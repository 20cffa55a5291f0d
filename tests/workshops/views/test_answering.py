import re

import pytest
import time_machine
from django.test import Client

from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.staffing import ask, take
from tests.factories.workshops import MEXICO_CITY, make_session
from workshops.domain.session_states import cancel_session
from workshops.domain.staff_links import token_for
from workshops.domain.staffing import accept, withdraw
from workshops.enums import StaffRole
from workshops.models import Assignment
from workshops.queries.commitments import count_asked_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


def link_in_mail(address: str) -> str:
    text = Message.objects.filter(to=address).latest("pk").text
    [path] = re.findall(r"https?://[^/\s]+(/\S*/asked/link/\S+)", text)
    return path


@time_machine.travel(MONDAY, tick=False)
def test_the_mail_leads_to_a_page_with_two_buttons_and_the_second_tap_answers(client: Client) -> None:
    alicia = make_person("Alicia", language="es", time_zone=MEXICO_CITY)
    [row] = ask(make_session(), alicia)
    path = link_in_mail("alicia@example.org")

    answer = client.get(path)
    page = answer.content.decode()
    assert "no-referrer" not in page  # a form on such a page has no origin, and is refused
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert path.startswith("/es/")
    assert ("Cuida tu sitio" in page, "17:00–18:30" in page, "18:00 en Nueva York" in page) == (True, True, True)
    assert page.count('name="answer"') == 2
    assert Assignment.objects.get().state == "asked"  # reading answers nothing

    answered = client.post(path, {"answer": "yes"}, follow=True)
    assert answered.status_code == 200
    assert Assignment.objects.get(pk=row.pk).state == "accepted"
    assert 'name="answer"' not in answered.content.decode()


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize("token", ["x", "WzEsImxlYWQiLDEsMV0:1abc:nonsense", "a" * 400, "%00", "ñ"])
def test_a_link_that_is_not_ours_says_so(client: Client, token: str) -> None:
    answer = client.get(f"/en/workshops/asked/link/{token}/")

    assert answer.status_code == 404
    assert "not one of ours" in answer.content.decode()
    assert client.post(f"/en/workshops/asked/link/{token}/", {"answer": "yes"}).status_code == 404


def test_a_link_of_another_salt_is_foreign(client: Client) -> None:
    from django.core import signing

    [row] = ask(make_session(), make_person("Alicia"))
    token = signing.dumps([row.person_id, row.role, row.session.series_id, 0], salt="another")

    assert client.get(f"/en/workshops/asked/link/{token}/").status_code == 404


def test_a_link_ends_when_the_session_begins_and_when_somebody_is_asked_anew(client: Client) -> None:
    session, alicia, dora = make_session(), make_person("Alicia"), make_person("Dora")
    [row] = ask(session, alicia)
    path = f"/en/workshops/asked/link/{token_for(row)}/"

    with time_machine.travel(session.starts_at, tick=False):
        stale = client.get(path)
        assert (stale.status_code, "This link is old" in stale.content.decode()) == (410, True)
        assert client.post(path, {"answer": "yes"}).status_code == 410

    withdraw(assignment=row, by=dora, now=later(5))
    ask(session, alicia, now=later(10))
    with time_machine.travel(later(20), tick=False):
        assert client.post(path, {"answer": "yes"}).status_code == 410
    assert Assignment.objects.get().state == "asked"


@time_machine.travel(MONDAY, tick=False)
def test_who_comes_second_is_thanked_on_the_page_too(client: Client) -> None:
    alicia, beto = make_person("Alicia"), make_person("Beto")
    rows = ask(make_session(), alicia, beto)
    accept(assignments=[rows[0]], now=MONDAY)

    page = client.post(f"/en/workshops/asked/link/{token_for(rows[1])}/", {"answer": "yes"})

    assert page.status_code == 409
    assert "Thank you for being ready to help" in page.content.decode()


@time_machine.travel(MONDAY, tick=False)
def test_a_cancelled_session_says_that_nothing_is_to_answer(client: Client) -> None:
    session = make_session()
    [row] = ask(session, make_person("Alicia"))
    cancel_session(session=session, reason="", now=MONDAY)

    page = client.post(f"/en/workshops/asked/link/{token_for(row)}/", {"answer": "yes"})
    assert page.status_code == 410


@time_machine.travel(MONDAY, tick=False)
def test_on_ones_own_page_stands_what_one_is_asked_and_promised() -> None:
    alicia, beto = make_person("Alicia"), make_person("Beto")
    [row] = ask(make_session(), alicia)
    promised = take(make_session(at=_eight()), alicia, StaffRole.HELPER)
    browser = signed_in(alicia)

    page = browser.get("/en/workshops/asked/").content.decode()
    assert (page.count('value="yes"'), page.count('value="withdraw"')) == (1, 1)
    assert count_asked_of(alicia, MONDAY) == 1

    assert signed_in(beto).post(f"/en/workshops/asked/{row.pk}/", {"answer": "yes"}).status_code == 404
    browser.post(f"/en/workshops/asked/{row.pk}/", {"answer": "no"})
    browser.post(f"/en/workshops/asked/{promised.pk}/", {"answer": "withdraw"})
    assert set(Assignment.objects.values_list("state", flat=True)) == {"declined", "withdrawn"}
    assert count_asked_of(alicia, MONDAY) == 0


def _eight() -> object:
    from datetime import time

    return time(20, 0)


@time_machine.travel(MONDAY, tick=False)
@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_database_as_often_for_one_as_for_three(rows: int, django_assert_num_queries: object) -> None:
    alicia = make_person("Alicia")
    for _number in range(rows):
        ask(make_session(), alicia)
    browser = signed_in(alicia)
    browser.get("/en/workshops/asked/")

    with django_assert_num_queries(QUERIES):  # type: ignore[operator]
        browser.get("/en/workshops/asked/")


QUERIES = 7
