"""The certificate of attendance: for who took part, in both languages, and for nobody else."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from lms.accounts.models import Person
from tests.factories.around import after, seat
from tests.factories.letters import unprintable_letter
from tests.factories.people import make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.domain.attendance import Given, take_attendance
from workshops.enums import TickedHow
from workshops.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture
def session() -> Session:
    return make_session()


def was_there(session: Session, person: Person | str, outcome: str = "attended", minutes: int | None = None) -> Person:
    row = seat(session, person)
    trainer = make_person(f"Trainer{row.pk}")
    given = [Given(row.pk, outcome, minutes)]
    take_attendance(session=session, participants=given, by=trainer, how=TickedHow.ROOM, now=after(session, 5))
    return row.person


def words_of(answer) -> str:
    assert answer["Content-Type"] == "application/pdf", answer
    reader = PdfReader(BytesIO(answer.content))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().split())


@pytest.mark.slow
def test_it_says_that_somebody_took_part_in_their_language(session: Session) -> None:
    alicia = was_there(session, make_person("Alicia", language="es"))
    page = signed_in(alicia).get(f"/es/workshops/{session.key}/certificate/").content.decode()

    assert page.index("/es.pdf") < page.index("/en.pdf")
    spanish = words_of(signed_in(alicia).get(f"/es/workshops/{session.key}/certificate/es.pdf"))
    english = words_of(signed_in(alicia).get(f"/es/workshops/{session.key}/certificate/en.pdf"))
    assert "Constancia de asistencia Alicia participó en Cuida tu sitio El 4 de febrero de 2027" in spanish
    assert "Certificate of attendance Alicia took part in Look after your site On 4 February 2027" in english
    assert "90 minutes" in english


@pytest.mark.slow
def test_a_part_that_counts_says_how_long(session: Session) -> None:
    alicia = was_there(session, "Alicia", "partial", 70)

    assert "70 of 90 minutes" in words_of(signed_in(alicia).get(f"/en/workshops/{session.key}/certificate/en.pdf"))


@pytest.mark.slow
def test_nobody_else_learns_that_there_is_one(session: Session) -> None:
    alicia = was_there(session, "Alicia")
    short, absent = was_there(session, "Beto", "partial", 60), was_there(session, "Carmen", "absent")
    for rest in (f"{session.key}/certificate/", f"{session.key}/certificate/en.pdf"):
        answers = [signed_in(one).get(f"/en/workshops/{rest}").status_code for one in (alicia, short, absent)]
        assert answers == [200, 404, 404]
    browser = signed_in(alicia)
    assert browser.get(f"/en/workshops/{session.key}/certificate/fr.pdf").status_code == 404
    assert browser.get(f"/en/workshops/{make_session().key}/certificate/").status_code == 404
    assert browser.get(f"/en/workshops/series/{make_session().series.key}/certificate/en.pdf").status_code == 404


@pytest.mark.slow
def test_a_series_has_its_own(session: Session) -> None:
    alicia = was_there(session, "Alicia")
    address = f"/en/workshops/series/{session.series.key}/certificate/"

    assert "1 of 1 sessions" in signed_in(alicia).get(address).content.decode()
    assert "1 of 1 sessions" in words_of(signed_in(alicia).get(f"{address}en.pdf"))


@pytest.mark.slow
def test_a_name_is_asked_for_and_one_without_a_font_is_named(session: Session) -> None:
    letter = unprintable_letter()
    nameless, unprintable, ornate = (make_person(name) for name in ("Nadia", "Uma", "Olga"))
    for person, name in ((nameless, ""), (unprintable, letter), (ornate, "Olga \U0001fae9")):
        person.chosen_name = name
        person.save()
        was_there(session, person)

    assert "It needs a name" in signed_in(nameless).get(f"/en/workshops/{session.key}/certificate/").content.decode()
    answer = signed_in(unprintable).get(f"/en/workshops/{session.key}/certificate/en.pdf", follow=True)
    assert f"This server has no font for: {letter}" in answer.content.decode()
    assert "Olga took part" in words_of(signed_in(ornate).get(f"/en/workshops/{session.key}/certificate/en.pdf"))
