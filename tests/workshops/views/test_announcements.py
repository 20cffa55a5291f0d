"""Writing to the people of a session: seen in both languages, then sent, once to each."""

from typing import Any

import pytest

from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from tests.factories.around import seat, works
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.domain import announcements
from workshops.domain.announcements import send_announcement
from workshops.enums import RegistrationState, StaffRole
from workshops.models import Announcement, Session

pytestmark = pytest.mark.django_db
ENGLISH = {"subject-en": "Bring a cable", "body-en": "It is short.\nReally.\n\nSee you."}
SPANISH = {"subject-es": "Trae un cable", "body-es": "Es corto."}


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture
def trainer() -> Person:
    return make_person("Tomasa")


@pytest.fixture
def session(trainer: Person) -> Session:
    return make_session(organisers=[trainer])


def post(session: Session, person: Person, step: str, **fields: str) -> Any:
    given = {"step": step, "written_to": "seated", "submit_key": "one"} | fields
    return signed_in(person).post(f"/en/workshops/{session.key}/write/", given)


def deliver() -> None:
    for job in Job.objects.filter(task="workshops.send_announcement"):
        send_announcement(announcement_id=job.args[0], now=MONDAY)


def test_each_gets_it_in_their_language(session: Session, trainer: Person) -> None:
    seat(session, make_person("Alicia", language="es"))
    seat(session, "Beto")
    seat(session, "Waiting", state=RegistrationState.WAITLISTED, place=1)

    assert post(session, trainer, "send", **ENGLISH, **SPANISH).status_code == 302
    assert post(session, trainer, "send", **ENGLISH, **SPANISH).status_code == 302
    deliver()
    deliver()

    spanish, english = Message.objects.order_by("pk")
    assert (spanish.to, spanish.subject) == ("alicia@example.org", "Trae un cable")
    assert (english.to, english.subject) == ("beto@example.org", "Bring a cable")
    assert "It is short.\nReally.\n\nSee you.\n" in english.text
    assert "only" not in english.text
    assert Announcement.objects.count() == 1


def test_one_language_reaches_both_and_says_so(session: Session, trainer: Person) -> None:
    seat(session, make_person("Alicia", language="es"))
    post(session, trainer, "send", **ENGLISH)
    deliver()

    mail = Message.objects.get()
    assert mail.subject == "Bring a cable"
    assert "Este mensaje se escribió solo en inglés." in mail.text


def test_the_preview_is_the_mail_in_both_languages_and_sends_nothing(session: Session, trainer: Person) -> None:
    seat(session, "Alicia")
    page = post(session, trainer, "preview", **ENGLISH).content.decode()

    assert "Hello, Tomasa." in page
    assert "Hola, Tomasa." in page
    assert "Este mensaje se escribió solo en inglés." in page
    assert "1 person" in page
    assert 'name="subject-en" value="Bring a cable"' in page
    assert not Announcement.objects.exists()
    trainer.refresh_from_db()
    assert trainer.language == "en"


def test_to_those_who_wait_or_were_there(session: Session, trainer: Person) -> None:
    seat(session, "Alicia", state=RegistrationState.ATTENDED)
    seat(session, "Beto", state=RegistrationState.WAITLISTED, place=1)
    seat(session, "Carmen", state=RegistrationState.ABSENT)
    for number, wanted in enumerate(("waiting", "there", "seated")):
        post(session, trainer, "send", **ENGLISH, written_to=wanted, submit_key=str(number))
    deliver()

    got = [(mail.key.split(":")[1], mail.to.partition("@")[0]) for mail in Message.objects.order_by("pk")]
    names = [[name for key, name in got if key == str(one.pk)] for one in Announcement.objects.order_by("pk")]
    assert names == [["beto"], ["alicia"], ["alicia", "carmen"]]


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, 400),
        ({"subject-en": "Only a subject"}, 400),
        ({"body-es": "Solo un texto"}, 400),
        (ENGLISH | {"written_to": "waiting"}, 409),
    ],
)
def test_half_a_message_or_one_to_nobody_is_refused_and_kept_in_the_form(
    session: Session, trainer: Person, fields: dict[str, str], status: int
) -> None:
    seat(session, "Alicia")
    answer = post(session, trainer, "send", **fields)

    assert answer.status_code == status
    for value in fields.values():
        assert value.split("\n")[0] in answer.content.decode()
    assert not Announcement.objects.exists()


def test_only_trainers_write(session: Session) -> None:
    helper = make_person("Hugo")
    works(session, helper, StaffRole.HELPER)
    seat(session, "Alicia")

    assert post(session, helper, "send", **ENGLISH).status_code == 403
    assert signed_in(helper).get(f"/en/workshops/{session.key}/write/").status_code == 403


def test_words_of_a_trainer_are_no_markup_and_no_second_subject(session: Session, trainer: Person) -> None:
    seat(session, "Alicia")
    evil = {"subject-en": "Hi\r\nBcc: x@example.org", "body-en": "<b>bold</b>\n\n\n{{ secret }}"}
    post(session, trainer, "send", **evil)
    deliver()

    mail = Message.objects.get()
    assert mail.subject == "Hi Bcc: x@example.org"
    assert "<b>bold</b>" not in mail.html
    assert "&lt;b&gt;bold" in mail.html
    assert "{{ secret }}" in mail.text


def test_many_are_sent_in_batches(session: Session, trainer: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements, "AT_ONCE", 2)
    for number in range(5):
        seat(session, f"Person{number}")
    post(session, trainer, "send", **ENGLISH)

    assert send_announcement(announcement_id=Announcement.objects.get().pk, now=MONDAY) == 5
    assert Message.objects.count() == 5
