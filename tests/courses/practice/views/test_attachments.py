"""Files of a ticket, from a tracker through the desk to somebody of the support team, and to nobody else."""

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from PIL import Image

from courses.practice.models import MirroredTicket
from courses.practice.trackers.port import Access, Tracker
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.courses.practice.trackers.fakes.base import running
from tests.courses.practice.trackers.fakes.github import FakeGitHub
from tests.courses.practice.trackers.fakes.zammad import FakeZammad
from tests.courses.practice.trackers.real_trac import TracServer
from tests.factories.people import MONDAY, later
from tests.factories.practice import make_source, mirror, read_ticket
from tests.factories.site import make_site

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable")]
EVIL = "<script>window.__xss()</script>"


@pytest.fixture(autouse=True)
def monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def desk(make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(Client(), make_person("Marta", Role.SUPPORT))


@pytest.fixture
def zammad() -> Iterator[FakeZammad]:
    with running(FakeZammad()) as fake:
        yield fake


@pytest.fixture
def ticket(db: None, zammad: FakeZammad) -> MirroredTicket:
    make_site()
    return mirrored(zammad.access, "zammad", zammad.create("The printer is mute", "It does not say a word."))


def mirrored(access: Access, kind: str, number: str) -> MirroredTicket:
    [ticket] = mirror(make_source(access, kind), read_ticket(number))
    return ticket


def photo(kind: str = "JPEG") -> bytes:
    """As a telephone makes it: with the place, and with something that its owner wrote."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (17.0, 3.0, 38.0)  # latitude
    exif[0x010E] = EVIL
    content = io.BytesIO()
    Image.new("RGB", (120, 80), "#1f5d43").save(content, kind, exif=exif)
    return content.getvalue()


def page_of(ticket: MirroredTicket) -> str:
    return reverse("practice_desk:attachments", args=[ticket.key])


def take_down(desk: Client, ticket: MirroredTicket, key: str) -> Any:
    return desk.get(reverse("practice_desk:attachment", args=[ticket.key, key]))


def only_link(desk: Client, ticket: MirroredTicket) -> str:
    """The one file that the page offers."""
    [link] = re.findall(rf'href="({page_of(ticket)}[\w-]+/)"', desk.get(page_of(ticket)).content.decode())
    return str(link)


@pytest.mark.slow
def test_a_photo_comes_from_a_real_trac_without_the_place_where_it_was_taken(
    desk: Client, trac_server: TracServer
) -> None:
    make_site()
    number = trac_server.create("The printer is mute", "Look at it.")
    trac_server.attach(number, "IMG_4711 (cocina).jpg", photo())
    ticket = mirrored(trac_server.access, "trac", number)
    assert b"window.__xss" in photo()
    answer = desk.get(only_link(desk, ticket))
    content = b"".join(answer.streaming_content)
    with Image.open(io.BytesIO(content)) as seen:
        assert (seen.format, seen.size, dict(seen.getexif())) == ("JPEG", (120, 80), {})
    assert b"window.__xss" not in content
    assert answer["Content-Disposition"] == 'attachment; filename="IMG_4711 (cocina).jpg"'


@pytest.mark.slow
def test_what_comes_can_neither_be_run_nor_kept(desk: Client, ticket: MirroredTicket, zammad: FakeZammad) -> None:
    zammad.attach(ticket.number, "a.html", EVIL.encode())
    answer = desk.get(only_link(desk, ticket))
    assert b"".join(answer.streaming_content) == EVIL.encode()
    sent = ("Content-Type", "Content-Disposition", "X-Content-Type-Options", "Content-Security-Policy", "Cache-Control")
    assert [answer[name] for name in sent] == [
        "application/octet-stream",
        'attachment; filename="a.html"',
        "nosniff",
        "default-src 'none'; sandbox",
        "private, no-store, max-age=0, no-cache, must-revalidate",  # Wagtail adds to it
    ]


def test_nothing_is_fetched_before_somebody_asks(desk: Client, ticket: MirroredTicket, zammad: FakeZammad) -> None:
    zammad.attach(ticket.number, "photo.jpg", photo())
    desk.get(reverse("practice_desk:ticket", args=[ticket.key]))
    assert zammad.asked == []
    desk.get(page_of(ticket))
    assert not [asked.path for asked in zammad.asked if "ticket_attachment" in asked.path]


def test_each_look_is_an_opening(desk: Client, ticket: MirroredTicket, zammad: FakeZammad) -> None:
    zammad.attach(ticket.number, "photo.jpg", photo())
    link = only_link(desk, ticket)
    assert ticket.openings.count() == 1
    with time_machine.travel(later(11), tick=False):
        assert desk.get(link).status_code == 200
    assert ticket.openings.count() == 2


@pytest.mark.parametrize("role", [Role.TRAINER, Role.EDITOR, Role.COMMITTEE, Role.ADMIN])
def test_no_other_role_gets_a_file(
    ticket: MirroredTicket,
    zammad: FakeZammad,
    make_person: Callable[..., Person],
    enter_editor: Callable[[Client, Person], Client],
    role: Role,
) -> None:
    zammad.attach(ticket.number, "photo.jpg", photo())
    browser = enter_editor(Client(), make_person("Carmen", role))
    for answer in (browser.get(page_of(ticket)), take_down(browser, ticket, "1-2")):
        assert (answer.status_code, answer["Location"]) == (302, "/cms/")
    assert zammad.asked == []
    assert not ticket.openings.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("photo.heic", b"\x00\x00\x00\x18ftypheic" + EVIL.encode()),
        ("photo", b"\x00\x00\x00\x18ftypmif1" + EVIL.encode()),
        ("scan.tif", b"II*\x00" + EVIL.encode()),
        ("broken.jpg", photo()[:200]),
        ("broken.dat", photo()[:200]),
        ("looks like one.png", EVIL.encode()),
    ],
)
def test_a_picture_that_cannot_be_cleaned_is_not_given(
    desk: Client, ticket: MirroredTicket, zammad: FakeZammad, name: str, content: bytes
) -> None:
    zammad.attach(ticket.number, name, content)
    answer = desk.get(only_link(desk, ticket))
    assert answer.status_code == 400
    assert "cannot be taken out here" in answer.content.decode()
    assert EVIL not in answer.content.decode()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_by_another_name_is_cleaned_as_well(
    desk: Client, ticket: MirroredTicket, zammad: FakeZammad, kind: str
) -> None:
    zammad.attach(ticket.number, "report.dat", photo(kind))
    content = b"".join(desk.get(only_link(desk, ticket)).streaming_content)
    assert b"window.__xss" not in content
    assert content != b""


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ana\\log.txt", "log.txt"),
        ('"; evil="x.txt', "; evil=x.txt"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("....", "file"),
        ("\r\nSet-Cookie: a=b.txt", "Set-Cookie: a=b.txt"),
    ],
)
def test_names_are_safe(desk: Client, ticket: MirroredTicket, zammad: FakeZammad, name: str, safe: str) -> None:
    zammad.attach(ticket.number, name, b"words")
    assert desk.get(only_link(desk, ticket))["Content-Disposition"] == f'attachment; filename="{safe}"'


def test_hostile_names_are_words_on_the_page(desk: Client, ticket: MirroredTicket, zammad: FakeZammad) -> None:
    zammad.attach(ticket.number, EVIL, b"words")
    page = desk.get(page_of(ticket)).content.decode()
    assert EVIL not in page
    assert "&lt;script&gt;window.__xss()" in page


def test_one_that_is_too_large_or_not_there_is_said_so(
    desk: Client, ticket: MirroredTicket, zammad: FakeZammad, monkeypatch: Any
) -> None:
    monkeypatch.setattr(Tracker, "most_attached", 10)
    zammad.attach(ticket.number, "log.txt", b"eleven bytes")
    large, missing = desk.get(only_link(desk, ticket)), take_down(desk, ticket, "1-999")
    assert (large.status_code, missing.status_code) == (413, 404)
    assert "more than 10 MB" in large.content.decode()
    assert "does not have that attachment" in missing.content.decode()


def test_a_tracker_that_does_not_answer(desk: Client) -> None:
    make_site()
    ticket = mirrored(Access("http://127.0.0.1:9", "vereda", "secret"), "zammad", "1")
    for answer in (desk.get(page_of(ticket)), take_down(desk, ticket, "1-1")):
        assert answer.status_code == 502
        assert "gave no usable answer" in answer.content.decode()


def test_a_kind_without_files_has_none(desk: Client) -> None:
    make_site()
    with running(FakeGitHub()) as github:
        ticket = mirrored(github.access, "github", github.create("Title", "![](https://elsewhere.example/a.png)"))
        assert "Nothing is attached" in desk.get(page_of(ticket)).content.decode()
        assert github.asked == []


def test_names_in_spanish_arrive(desk: Client, ticket: MirroredTicket, zammad: FakeZammad) -> None:
    zammad.attach(ticket.number, "avería.txt", "¿?".encode())
    assert "avería.txt" in desk.get(page_of(ticket)).content.decode()
    answer = desk.get(only_link(desk, ticket))
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''aver%C3%ADa.txt"
