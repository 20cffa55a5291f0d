"""Anybody holds out a badge: genuine ones pass in every wrapping, everything else is told why not, and nothing breaks."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from badges.domain import awards
from badges.domain.certificates import choose_what_is_shown, render_certificate
from badges.exports.certificate import certificate_pdf
from badges.models import Award, Certificate, CertificateFile, Credential
from lms.accounts.models import Person
from tests.factories.awards import award, make_achievement
from tests.factories.harm import harm_in, main_of
from tests.factories.people import MONDAY, later
from tests.factories.signing import make_keys, sign_what_waits

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GENUINE, BROKEN = "This badge is genuine and counts.", "This badge does not hold: do not rely on it."
UNREADABLE = "There is no badge here that could be read."


@pytest.fixture(autouse=True)
def house(site: Any) -> None:
    """Pages have a navigation."""


@pytest.fixture
def alicia(make_person: Callable[..., Person]) -> Person:
    return make_person("Alicia", language="en")


@pytest.fixture
def certificate(alicia: Person, settings: Any) -> Certificate:
    make_keys(settings)
    make_achievement()
    made = award(alicia)
    sign_what_waits()
    return choose_what_is_shown(certificate=made, is_shared=True, shows_name=False, now=MONDAY)


def content(certificate: Certificate) -> bytes:
    return bytes(Credential.objects.get(award=certificate.award).content or b"")


def held_out(file: bytes, name: str = "badge.json", **more: str) -> str:
    answer = Client().post("/verify/file", {"file": SimpleUploadedFile(name, file)} | more)
    assert answer.status_code == 200
    return main_of(answer.content)


@pytest.mark.parametrize("kind", ["json", "png", "svg"])
def test_a_genuine_badge_passes_in_every_wrapping(certificate: Certificate, kind: str) -> None:
    key = Credential.objects.get().key
    page = held_out(Client().get(f"/credentials/{key}.{kind}").content, f"badge.{kind}")
    assert GENUINE in page
    assert "Keeper of the web" in page
    assert f"/verify/{certificate.code}" in page


def test_text_can_be_pasted_and_both_languages_answer(certificate: Certificate) -> None:
    text = content(certificate).decode()
    assert GENUINE in Client().post("/verify/file", {"text": text}).content.decode()
    assert "auténtica y vale" in Client().post("/verify/file?lang=es", {"text": text}).content.decode()


def test_what_was_altered_or_taken_back_is_told(certificate: Certificate, alicia: Person) -> None:
    altered = json.loads(content(certificate)) | {"name": "Queen of the web"}
    page = held_out(json.dumps(altered).encode())
    assert BROKEN in page
    assert "It was changed after it was signed" in page
    awards.revoke(award=Award.objects.get(), by=alicia, reason="A mistake.", now=later(5))
    sign_what_waits()
    page = held_out(content(certificate))
    assert "This badge was genuine, and was taken back." in page
    assert "The issuer has taken it back." in page


def test_whoever_shares_nothing_is_led_to_by_nothing(certificate: Certificate) -> None:
    choose_what_is_shown(certificate=certificate, is_shared=False, shows_name=False, now=MONDAY)
    page = held_out(content(certificate))
    assert GENUINE in page
    assert certificate.code not in page


HOSTILE = {
    "nothing inside": b"{}",
    "not json": b"{",
    "a picture without one": b"\x89PNG\r\n\x1a\n",
    "no file that we know": b"\x00\x01\x02",
    "deep": b"[" * 100_000,
    "too large": b'{"a": "' + b"x" * 300_000 + b'"}',
    "twice": b'{"name": 1, "name": 2}',
    "entities": b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "aaaa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    "a broken document": b"%PDF-1.7\n%%EOF",
}


@pytest.mark.parametrize("file", [pytest.param(file, id=name) for name, file in HOSTILE.items()])
def test_what_is_no_badge_is_said_in_words(db: None, file: bytes) -> None:
    page = held_out(file)
    assert (UNREADABLE in page) or (BROKEN in page)
    assert GENUINE not in page


def test_a_strangers_badge_is_not_called_genuine_and_its_words_are_text(certificate: Certificate) -> None:
    document = json.loads(content(certificate))
    document["issuer"] |= {"id": "did:web:evil.example", "name": "<script>alert(1)</script>"}
    document["credentialSubject"]["achievement"]["name"] = "<img src=x onerror=alert(1)>"
    page = held_out(json.dumps(document).encode())
    assert BROKEN in page
    assert "We do not know this issuer" in page
    assert harm_in(page) == []


def test_nothing_given_is_said(db: None) -> None:
    answer = Client().post("/verify/file", {})
    assert (answer.status_code, "Choose a file, or paste the text" in answer.content.decode()) == (400, True)
    assert Client().get("/verify/file")["Location"] == "/verify/"


@pytest.mark.slow
def test_the_certificate_carries_its_badge_to_whoever_checks_it(certificate: Certificate) -> None:
    render_certificate(certificate_id=certificate.pk, language="en", draw=certificate_pdf, now=MONDAY)
    assert GENUINE in held_out(bytes(CertificateFile.objects.get().content), "certificate.pdf")
