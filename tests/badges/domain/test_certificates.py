from typing import Any

import pytest

from badges.domain.certificates import (
    ask_for_file,
    choose_what_is_shown,
    reissue_in_current_name,
    render_certificate,
)
from badges.errors import NameCannotBePrinted, NoName
from badges.models import Certificate, CertificateFile, Credential
from lms.accounts.models import Person
from lms.core import jobs
from lms.core.jobs.models import Job
from tests.factories.awards import award, make_achievement
from tests.factories.people import MONDAY, later, make_person
from tests.factories.signing import make_keys, sign_what_waits

pytestmark = pytest.mark.django_db


class Pen:
    """Draws what it is told in words, and remembers how often; ``meanwhile`` is what happens while it draws."""

    def __init__(self, meanwhile: Any = None) -> None:
        self.drawn: list[dict[str, Any]] = []
        self.meanwhile = meanwhile or (lambda: None)

    def __call__(self, **fields: Any) -> bytes:
        self.drawn.append(fields)
        self.meanwhile()
        return f"{fields['holder_name']} {fields['language']}".encode()


@pytest.fixture
def alicia() -> Person:
    make_achievement()
    return make_person("Alicia", language="es", time_zone="America/Tijuana")


@pytest.fixture
def certificate(alicia: Person) -> Certificate:
    return award(alicia)


def render(certificate: Certificate, pen: Pen, language: str = "es") -> CertificateFile | None:
    return render_certificate(certificate_id=certificate.pk, language=language, draw=pen, now=later(9))


def file_jobs() -> list[list[Any]]:
    waiting = Job.objects.filter(task="badges.render_certificate", state="waiting")
    return list(waiting.order_by("pk").values_list("args", flat=True))


def ask(certificate: Certificate, language: str) -> CertificateFile | None:
    return ask_for_file(certificate=certificate, language=language, unprintable=lambda name: "")


def test_a_file_is_drawn_once_in_each_language(certificate: Certificate) -> None:
    pen = Pen()
    for language in ("es", "es", "en", "es", "en"):
        render(certificate, pen, language)

    assert [fields["language"] for fields in pen.drawn] == ["es", "en"]
    assert {f.language: bytes(f.content) for f in certificate.files.all()} == {"es": b"Alicia es", "en": b"Alicia en"}


def test_what_is_drawn_is_what_the_certificate_says(certificate: Certificate) -> None:
    pen = Pen()
    render(certificate, pen)

    assert pen.drawn == [
        {
            "holder_name": "Alicia",
            "achievement_name": "Guarda de la web",
            "achievement_key": "web-keeper",
            "criteria": "Terminó todas las unidades.",
            "completed_on": certificate.completed_on,
            "issued_on": MONDAY.date(),
            "organisation": "Vereda",
            "code": certificate.code,
            "verify_url": f"http://testserver/verify/{certificate.code}",
            "language": "es",
            "credential": b"",
        }
    ]


def test_the_signed_badge_goes_into_the_file_also_into_one_that_was_drawn_before(
    certificate: Certificate, settings: Any
) -> None:
    before = render(certificate, Pen())
    make_keys(settings)
    sign_what_waits()
    badge = bytes(Credential.objects.get().content or b"")
    assert not certificate.files.exists()
    assert file_jobs()[-1] == [certificate.pk, "es"]
    pen = Pen()
    assert render(certificate, pen) != before
    assert pen.drawn[0]["credential"] == badge


def test_a_badge_that_is_signed_while_it_is_drawn_is_not_forgotten(certificate: Certificate, settings: Any) -> None:
    make_keys(settings)
    Job.objects.filter(task="badges.render_certificate").delete()
    assert render(certificate, Pen(meanwhile=sign_what_waits)) is None
    assert file_jobs() == [[certificate.pk, "es"]]
    pen = Pen()
    assert render(certificate, pen)
    assert pen.drawn[0]["credential"]


def test_a_name_that_changes_while_it_is_drawn_throws_the_page_away(certificate: Certificate, alicia: Person) -> None:
    def change() -> None:
        alicia.chosen_name = "Alicia Nueva"
        alicia.save()
        reissue_in_current_name(certificate=certificate, person=alicia, now=MONDAY)

    assert render(certificate, Pen(meanwhile=change)) is None
    assert not certificate.files.exists()
    assert [certificate.pk, "es"] in file_jobs()

    made = render(certificate, Pen())
    assert made
    assert bytes(made.content) == b"Alicia Nueva es"


def test_of_two_that_draw_at_once_one_is_kept(certificate: Certificate) -> None:
    second = Pen()
    first = Pen(meanwhile=lambda: render(certificate, second))

    made = render(certificate, first)

    assert made == certificate.files.get()
    assert (len(first.drawn), len(second.drawn)) == (1, 1)


def test_without_a_name_or_a_certificate_nothing_is_drawn(certificate: Certificate) -> None:
    pen = Pen()
    Certificate.objects.update(holder_name="")

    assert render(certificate, pen) is None
    assert render_certificate(certificate_id=0, language="es", draw=pen, now=MONDAY) is None
    assert pen.drawn == []


def test_asking_promises_the_file_once_and_gives_it_when_it_is_there(certificate: Certificate) -> None:
    Job.objects.all().delete()
    for _ in range(3):
        assert ask(certificate, "en") is None
    assert file_jobs() == [[certificate.pk, "en"]]

    made = render(certificate, Pen(), "en")
    assert ask(certificate, "en") == made


def test_asking_again_after_a_reissue_promises_again(certificate: Certificate, alicia: Person) -> None:
    ask(certificate, "en")
    Job.objects.update(state="done", finished_at=MONDAY)
    render(certificate, Pen(), "en")
    reissue_in_current_name(certificate=certificate, person=alicia, now=MONDAY)

    assert ask(certificate, "en") is None
    assert [certificate.pk, "en"] in file_jobs()


def test_what_cannot_be_printed_is_said_and_not_promised(certificate: Certificate) -> None:
    Job.objects.all().delete()

    with pytest.raises(NameCannotBePrinted, match="𓀀 𓂀"):
        ask_for_file(certificate=certificate, language="es", unprintable=lambda name: "𓀀𓂀")
    Certificate.objects.update(holder_name="")
    certificate.refresh_from_db()
    with pytest.raises(NoName):
        ask(certificate, "es")
    assert file_jobs() == []


def test_reissue_puts_the_present_name_on_it_and_keeps_nothing_of_the_old_one(
    certificate: Certificate, alicia: Person
) -> None:
    for language in ("es", "en"):
        render(certificate, Pen(), language)
    code = certificate.code
    alicia.chosen_name = "Ñandú Ibáñez"
    alicia.save()

    again = reissue_in_current_name(certificate=certificate, person=alicia, now=MONDAY)

    assert (again.pk, again.code, again.holder_name) == (certificate.pk, code, "Ñandú Ibáñez")
    assert not CertificateFile.objects.exists()
    assert file_jobs()[-1] == [certificate.pk, "es"]


def test_reissue_without_a_name_is_refused_and_keeps_everything(certificate: Certificate, alicia: Person) -> None:
    render(certificate, Pen())
    alicia.chosen_name = ""
    alicia.save()

    with pytest.raises(NoName):
        reissue_in_current_name(certificate=certificate, person=alicia, now=MONDAY)

    assert Certificate.objects.get().holder_name == "Alicia"
    assert certificate.files.count() == 1


def test_the_holder_chooses_what_a_stranger_sees(certificate: Certificate) -> None:
    for wish in (True, False):
        choose_what_is_shown(certificate=certificate, is_shared=not wish, shows_name=wish, now=MONDAY)
        kept = Certificate.objects.get()
        assert (kept.is_shared, kept.shows_name) == (not wish, wish)


@pytest.mark.slow
def test_the_job_makes_the_real_file(certificate: Certificate) -> None:
    Job.objects.exclude(task="badges.render_certificate").delete()
    assert set(jobs.drain()) == {"done"}

    (made,) = certificate.files.all()
    assert made.language == "es"
    assert bytes(made.content).startswith(b"%PDF-")
