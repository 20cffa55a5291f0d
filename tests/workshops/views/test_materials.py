"""What people take home: put up by trainers, seen by whom it is for, and never opened in the page."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from lms.accounts.models import Person
from tests.factories.around import seat, works
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.domain import materials
from workshops.domain.materials import add_material
from workshops.enums import RegistrationState, StaffRole
from workshops.errors import NoLink
from workshops.models import Material, Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture
def trainer() -> Person:
    return make_person("Tomasa")


@pytest.fixture
def session(trainer: Person) -> Session:
    return make_session(organisers=[trainer])


def put_up(session: Session, trainer: Person, **fields: Any) -> Any:
    given = {"title": "Slides", "language": "", "open_to": "seated"} | fields
    return signed_in(trainer).post(f"/en/workshops/{session.key}/materials/", given)


def test_each_sees_what_is_for_them_with_their_language_first(
    session: Session, trainer: Person, client: Client
) -> None:
    put_up(session, trainer, title="Recording", language="en", link="https://video.example.org/en")
    put_up(session, trainer, title="Grabación", language="es", link="https://video.example.org/es")
    put_up(session, trainer, title="Hand-out", open_to="everybody", link="https://example.org/x")
    irma = make_person("Irma")
    works(session, irma, StaffRole.INTERPRETER)
    alicia, waiting = seat(session, "Alicia").person, make_person("Beto")
    seat(session, waiting, state=RegistrationState.WAITLISTED, place=1)

    def titles(browser: Client, language: str = "es") -> list[str]:
        page = browser.get(f"/{language}/workshops/{session.key}/materials/").content.decode()
        return sorted((word for word in ("Recording", "Grabación", "Hand-out") if word in page), key=page.index)

    assert titles(client) == titles(signed_in(waiting)) == ["Hand-out"]
    assert titles(signed_in(alicia)) == titles(signed_in(irma)) == ["Grabación", "Hand-out", "Recording"]
    assert titles(signed_in(trainer), "en") == ["Recording", "Hand-out", "Grabación"]


def test_a_file_is_a_download_for_whom_it_is_meant(session: Session, trainer: Person, client: Client) -> None:
    page = b"<script>alert(1)</script>"
    put_up(session, trainer, file=SimpleUploadedFile("evil.html", page, "text/html"))
    material = Material.objects.get()
    address = f"/en/workshops/{session.key}/materials/{material.pk}/"

    answer = signed_in(seat(session, "Alicia").person).get(address)

    assert b"".join(answer.streaming_content) == page
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="evil.html"'
    assert "evil" not in material.file.name
    assert client.get(address).status_code == 404
    assert client.get(f"/en/workshops/{make_session().key}/materials/{material.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"link": "javascript:alert(1)"}, "begins with https://"),
        ({"link": "https://user@example.org"}, "begins with https://"),
        ({"link": "https://[broken"}, "begins with https://"),
        ({}, "begins with https://"),
        ({"title": " ", "link": "https://example.org"}, "a title"),
        ({"file": SimpleUploadedFile("empty.txt", b"")}, "file is empty"),
    ],
)
def test_what_cannot_be_put_up_is_named(session: Session, trainer: Person, fields: dict[str, Any], words: str) -> None:
    answer = put_up(session, trainer, **fields)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Material.objects.exists()


def test_too_large_and_too_many(session: Session, trainer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(materials, "LARGEST", 10)
    assert put_up(session, trainer, file=SimpleUploadedFile("long.txt", b"x" * 11)).status_code == 413
    monkeypatch.setattr(materials, "MOST", 1)
    put_up(session, trainer, link="https://example.org/1")
    assert "Forty are the most" in put_up(session, trainer, link="https://example.org/2").content.decode()


def test_only_trainers_put_up_and_take_away(session: Session, trainer: Person) -> None:
    put_up(session, trainer, link="https://example.org/1")
    material = Material.objects.get()
    helper = make_person("Hugo")
    works(session, helper, StaffRole.HELPER)

    assert put_up(session, helper, link="https://example.org/2").status_code == 403
    assert put_up(session, helper, take_away=str(material.pk)).status_code == 403
    put_up(session, trainer, take_away="x")
    put_up(make_session(organisers=[trainer]), trainer, take_away=str(material.pk))
    assert Material.objects.count() == 1
    put_up(session, trainer, take_away=str(material.pk))
    assert not Material.objects.exists()


def test_a_file_goes_with_its_row(session: Session, trainer: Person, django_capture_on_commit_callbacks: Any) -> None:
    put_up(session, trainer, file=SimpleUploadedFile("a.txt", b"abc"))
    material = Material.objects.get()
    store, name = material.file.storage, material.file.name
    assert store.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        materials.remove_material(session=session, pk=material.pk)
    assert not store.exists(name)


def test_a_list_of_three_asks_as_much_as_one(session: Session, trainer: Person, django_assert_num_queries: Any) -> None:
    browser = signed_in(seat(session, "Alicia").person)
    address = f"/en/workshops/{session.key}/materials/"
    browser.get(address)
    for count in (1, 2, 3):
        add_material(
            session=session,
            by=trainer,
            title=f"No. {count}",
            language="en",
            open_to="seated",
            link="https://example.org",
            now=MONDAY,
        )
        if count != 2:
            with django_assert_num_queries(12):
                browser.get(address)


def test_a_link_is_a_web_page() -> None:
    assert materials.web_address(" https://example.org/a?b=c ") == "https://example.org/a?b=c"
    for wrong in ("", "ftp://example.org", "//example.org", "data:text/html,x", "https://" + "a" * 600, "https://a b"):
        with pytest.raises(NoLink):
            materials.web_address(wrong)
