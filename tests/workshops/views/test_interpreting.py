import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from lms.accounts.domain import grant_role
from lms.accounts.enums import Role
from lms.content.enums import Language
from lms.mail.models import Message
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.staffing import make_ready, take
from tests.factories.workshops import make_session
from workshops.domain.interpretation import add_to_pack, listener_left, send_due_packs
from workshops.enums import Direction, PackKind, StaffRole
from workshops.models import Assignment, PackItem, PackReceipt, Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture
def session() -> Session:
    dora = grant_role(person=make_person("Dora"), role=Role.TRAINER, by=None, now=MONDAY)
    session = make_session(organisers=[dora], meeting_link="https://meet.example/main")
    take(session, make_ready("Alicia", direction=Direction.BOTH, language="es"), StaffRole.INTERPRETER)
    return session


def link_in_mail(template: str) -> str:
    [path] = re.findall(r"https?://[^/\s]+(/\S*/asked/\S+)", Message.objects.get(template=template).text)
    return path


def test_an_interpreter_reads_and_acknowledges_by_the_link(session: Session, client: Client) -> None:
    add_to_pack(
        session=session, kind=PackKind.GLOSSARY, language=Language.SPANISH, title="Palabras",
        words="passphrase: frase de contraseña", now=MONDAY,
    )  # fmt: skip
    with time_machine.travel(session.starts_at - timedelta(days=3), tick=False):
        send_due_packs(now=session.starts_at - timedelta(days=3))
        path = link_in_mail("workshops/pack")
        page = client.get(path).content.decode()
        assert ("frase de contraseña" in page, "https://meet.example/main" in page) == (True, True)
        assert PackReceipt.objects.get().acknowledged_at is None

        client.post(path)
        assert PackReceipt.objects.get().acknowledged_at is not None
        board = signed_in(session.series.organisers.get()).get("/en/workshops/staffing/").content.decode()
        assert "has read glossary and slides" in board
    with time_machine.travel(session.ends_at, tick=False):
        assert client.get(path).status_code == 410


@pytest.mark.parametrize("kind", ["pack", "release"])
def test_links_that_are_not_ours_say_so(client: Client, kind: str) -> None:
    assert client.get(f"/en/workshops/asked/{kind}/MQ:1abc:x/").status_code == 404
    assert client.post(f"/en/workshops/asked/{kind}/MQ:1abc:x/", {"answer": "go"}).status_code == 404


@time_machine.travel(MONDAY, tick=False)
def test_an_interpreter_goes_in_two_taps(session: Session, client: Client) -> None:
    listener_left(session=session, now=MONDAY)
    path = link_in_mail("workshops/release")

    assert client.get(path).content.decode().count('name="answer"') == 2
    assert Assignment.objects.get().state == "accepted"
    page = client.post(path, {"answer": "go"}, follow=True).content.decode()
    assert 'name="answer"' not in page
    assert Assignment.objects.get().state == "withdrawn"


@time_machine.travel(MONDAY, tick=False)
def test_organisers_put_the_pack_together(session: Session) -> None:
    browser = signed_in(session.series.organisers.get())
    path = f"/en/workshops/staffing/{session.key}/pack/"
    form: dict[str, Any] = {"kind": "slides", "language": "en", "title": "Slides", "link": "https://example.org/s"}

    assert browser.post(path, form | {"link": "javascript:alert(1)"}).status_code == 400
    assert browser.post(path, form | {"link": ""}).status_code == 400
    browser.post(path, form)
    assert "https://example.org/s" in browser.get(path).content.decode()
    browser.post(path, {"drop": "x"})
    browser.post(path, {"drop": PackItem.objects.get().pk})
    assert not PackItem.objects.exists()
    assert signed_in(make_person("Beto")).get(path).status_code == 403
