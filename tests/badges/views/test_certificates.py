"""The holder's pages are the holder's; the public page says what they chose and not a word more."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from badges.domain import awards
from badges.domain.awards import new_code
from badges.domain.certificates import choose_what_is_shown
from badges.enums import AwardState
from badges.models import Award, Certificate, CertificateFile
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from tests.factories.awards import award, make_achievement
from tests.factories.harm import harm_in, main_of
from tests.factories.letters import unprintable_letter
from tests.factories.people import MONDAY, later, make_person, signed_in

pytestmark = pytest.mark.django_db
NAME = "Zenaida Quetzalli Ñuño"


@pytest.fixture(autouse=True)
def house(site: Any) -> None:
    """A page has a navigation, which leads to the catalogue."""


@pytest.fixture
def zenaida() -> Person:
    make_achievement()
    for name in ("Uno", "Dos", "Tres", "Cuatro"):  # so that her number is none that stands in every page
        make_person(name)
    person = make_person("Zenaida", language="es", pronouns="ella")
    person.chosen_name = NAME
    person.save()
    return person


@pytest.fixture
def certificate(zenaida: Person) -> Certificate:
    """Which she shares."""
    made = award(zenaida)
    return choose_what_is_shown(certificate=made, is_shared=True, shows_name=False, now=MONDAY)


@pytest.fixture
def browser(zenaida: Person) -> Client:
    return signed_in(zenaida)


def mine(certificate: Certificate, language: str = "en") -> str:
    return f"/{language}/certificates/{certificate.code}/"


def public(certificate: Certificate) -> str:
    return f"/verify/{certificate.code}"


def with_file(certificate: Certificate, language: str = "es", content: bytes = b"%PDF-1.7 her page") -> CertificateFile:
    return CertificateFile.objects.create(certificate=certificate, language=language, content=content, made_at=MONDAY)


# --- The public check --------------------------------------------------------------------------------------------


def test_the_public_page_confirms_in_both_languages(certificate: Certificate) -> None:
    answer = Client().get(public(certificate))

    assert answer.status_code == 200
    page = main_of(answer.content)
    english, spanish = page.index('<section lang="en"'), page.index('<section lang="es"')
    assert english < spanish
    for word in ("Keeper of the web", "Guarda de la web", "This certificate is genuine and stands.", certificate.code):
        assert word in page
    assert answer["X-Robots-Tag"] == "noindex"


def test_the_public_page_says_nothing_that_the_holder_did_not_choose(certificate: Certificate, zenaida: Person) -> None:
    answer = Client().get(public(certificate))

    told = answer.content.decode() + str(dict(answer.headers)) + str(answer.cookies)
    for private in (*NAME.split(), "zenaida", "Zenaida", "example.org", "ella", "Tijuana"):
        assert private not in told
    assert "The holder has chosen not to show their name here." in told
    plain = re.sub(r"<[^>]*>", " ", main_of(told))
    numbers = set(re.findall(r"\d+", plain.replace(certificate.code, "").replace("Open Badges 3.0", "")))
    assert numbers <= {"23", "11", "2026"}  # the day, and no number of hers
    attributes = " ".join(re.findall(r'(?:id|href|data-[\w-]+|value|class)="([^"]*)"', main_of(told)))
    assert not re.search(rf"\b{zenaida.pk}\b", attributes.replace(certificate.code, ""))


def test_the_public_page_shows_the_name_when_the_holder_wants_it_and_not_after(certificate: Certificate) -> None:
    choose_what_is_shown(certificate=certificate, is_shared=True, shows_name=True, now=MONDAY)
    page = Client().get(public(certificate)).content.decode()
    assert page.count(f"<bdi>{NAME}</bdi>") == 2
    assert "zenaida@example.org" not in page

    choose_what_is_shown(certificate=certificate, is_shared=True, shows_name=False, now=MONDAY)
    assert "Quetzalli" not in Client().get(public(certificate)).content.decode()


def test_the_public_page_says_no_more_to_another_person(certificate: Certificate) -> None:
    page = signed_in(make_person("Beto")).get(public(certificate)).content.decode()

    assert "Quetzalli" not in page


def test_nothing_is_public_until_its_holder_shares_it(
    certificate: Certificate, browser: Client, zenaida: Person
) -> None:
    browser.post(mine(certificate), {})
    assert not Certificate.objects.get().is_shared
    for stranger in (Client(), signed_in(make_person("Beto"))):
        answer = stranger.get(public(certificate))
        assert (answer.status_code, "web-keeper" in answer.content.decode()) == (404, False)
    assert "Only you see this page." in browser.get(public(certificate)).content.decode()

    browser.post(mine(certificate), {"is_shared": "1"})
    assert Client().get(public(certificate)).status_code == 200


def test_what_is_shared_can_be_carried_to_other_places(certificate: Certificate, browser: Client) -> None:
    page = browser.get(mine(certificate)).content.decode()
    address = re.search(r'href="(https://www\.linkedin\.com/[^"]*)"', page)
    assert address
    said = parse_qs(urlsplit(unescape(address[1])).query)
    assert said["certUrl"] == [f"http://testserver{public(certificate)}"]
    assert (said["name"], said["issueYear"], said["issueMonth"]) == (["Keeper of the web"], ["2026"], ["11"])
    shown = Client().get(public(certificate)).content.decode()
    assert '<meta property="og:image" content="http://testserver/achievements/web-keeper/1/badge.png">' in shown
    browser.post(mine(certificate), {})
    assert "linkedin" not in browser.get(mine(certificate)).content.decode()


def test_what_was_taken_back_says_why_and_when(certificate: Certificate, browser: Client, zenaida: Person) -> None:
    awards.revoke(award=certificate.award, by=zenaida, reason="It went to somebody else.", now=later(2))
    page = main_of(Client().get(public(certificate)).content)
    assert page.count("It went to somebody else.") == 2
    assert "genuine and stands" not in page
    own = browser.get(mine(certificate)).content.decode()
    assert "It went to somebody else." in own
    assert "linkedin" not in own


def test_a_hostile_name_that_is_shown_is_text(certificate: Certificate) -> None:
    Certificate.objects.update(
        holder_name="<script>alert(1)</script>\u202e\"'><img src=x onerror=alert(1)>", shows_name=True
    )

    page = main_of(Client().get(public(certificate)).content)
    assert harm_in(page) == []
    assert page.count("&lt;script&gt;") == 2


def test_a_withdrawn_certificate_says_so_in_both_languages(certificate: Certificate) -> None:
    Award.objects.update(state=AwardState.WITHDRAWN)

    page = main_of(Client().get(public(certificate)).content)
    assert page.count("This certificate was withdrawn.") + page.count("se retiró") + page.count("retirada") >= 2
    assert "genuine and stands" not in page


def test_the_language_asked_for_comes_first_and_the_address_stays(certificate: Certificate) -> None:
    for query, order in (
        ("", ["en", "es"]),
        ("?lang=en", ["en", "es"]),
        ("?lang=es", ["es", "en"]),
        ("?lang=xx", ["en", "es"]),
    ):
        page = main_of(Client().get(public(certificate) + query).content)
        assert re.findall(r'<section lang="(\w\w)"', page) == order


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " "), lambda code: code.replace("-", "")])
def test_a_code_as_people_type_it_leads_to_its_page(certificate: Certificate, change: Any) -> None:
    typed = change(certificate.code)

    assert Client().get(f"/verify/{typed}")["Location"] == public(certificate)
    assert Client().get("/verify/", {"code": typed})["Location"] == public(certificate)


@pytest.mark.parametrize(
    "code",
    [
        "AAAA-AAAA-AAAA-AAAA",
        "x",
        "-",
        "%00",
        "%F0%9F%8C%B5",
        "..%5C..%5Cetc",
        "A" * 3000,
        "<script>alert(1)",
        "'%20OR%201=1--",
        "%E2%80%AEABCD",
    ],
    ids=lambda code: code[:20],
)
def test_an_unknown_code_is_404_and_explains_in_both_languages(certificate: Certificate, code: str) -> None:
    answer = Client().get(f"/verify/{code}")

    assert answer.status_code == 404
    page = main_of(answer.content)
    assert re.findall(r'<section lang="(\w\w)"', page) == ["en", "es"]
    assert page.count("A code has sixteen letters and digits") + page.count("dieciséis") == 2
    assert 'href="/verify/"' in page
    assert harm_in(page) == []


@pytest.mark.parametrize("typed", ["!!!", "\x00", "ñ", " - "])
def test_what_is_no_code_at_all_gets_the_same_page(certificate: Certificate, typed: str) -> None:
    answer = Client().get("/verify/", {"code": typed}, follow=True)

    assert answer.status_code == 404
    assert "No certificate with this code" in answer.content.decode()


def test_an_unknown_code_and_one_that_is_well_made_look_the_same(certificate: Certificate) -> None:
    pages = []
    for code in ("AAAA-AAAA-AAAA-AAAA", new_code()):
        page = Client().get(f"/verify/{code}").content.decode()
        pages.append(page.replace(code, "CODE"))
    assert pages[0] == pages[1]


def test_without_a_code_it_asks_for_one(certificate: Certificate) -> None:
    answer = Client().get("/verify/")

    assert answer.status_code == 200
    assert 'name="code"' in answer.content.decode()
    assert Client().post("/verify/").status_code == 405
    assert Client().post(public(certificate)).status_code == 405


# --- The holder's own --------------------------------------------------------------------------------------------


def test_the_holder_sees_their_certificate(certificate: Certificate, browser: Client) -> None:
    page = main_of(browser.get(mine(certificate)).content)

    assert f"<bdi>{NAME}</bdi>" in page
    assert certificate.code in page
    assert re.findall(r'href="([^"]+\.pdf)"', page) == [f"{mine(certificate)}en.pdf", f"{mine(certificate)}es.pdf"]
    assert "Your name is different now" not in page


@pytest.mark.parametrize("path", ["", "en.pdf", "es.pdf"])
def test_another_persons_certificate_is_404_and_a_strangers_way_is_the_sign_in(
    certificate: Certificate, path: str
) -> None:
    with_file(certificate)
    address = mine(certificate) + path
    other = signed_in(make_person("Beto"))

    assert other.get(address).status_code == 404
    assert "/login/" in Client().get(address)["Location"]
    if not path:
        for post in ({"shows_name": "1"}, {"reissue": "1"}):
            assert other.post(address, post).status_code == 404
            assert Client().post(address, post).status_code == 302
    assert (Certificate.objects.get().shows_name, CertificateFile.objects.count()) == (False, 1)


def test_a_withdrawn_certificate_is_404_to_its_holder_too(certificate: Certificate, browser: Client) -> None:
    with_file(certificate)
    Award.objects.update(state=AwardState.WITHDRAWN)

    for path in ("", "es.pdf"):
        assert browser.get(mine(certificate) + path).status_code == 404


@pytest.mark.parametrize("path", ["fr.pdf", "EN.pdf", "en.png"])
def test_a_file_in_another_language_is_404(certificate: Certificate, browser: Client, path: str) -> None:
    assert browser.get(mine(certificate) + path).status_code == 404


def test_the_file_is_given_as_it_was_made(certificate: Certificate, browser: Client) -> None:
    with_file(certificate)

    answer = browser.get(f"{mine(certificate)}es.pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content == b"%PDF-1.7 her page"
    assert answer["Content-Disposition"] == 'attachment; filename="web-keeper-es.pdf"'
    assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]


def test_a_file_that_is_being_made_says_so_looks_again_and_is_promised_once(
    certificate: Certificate, browser: Client
) -> None:
    Job.objects.all().delete()
    for _ in range(3):
        answer = browser.get(f"{mine(certificate)}en.pdf")
        assert (answer.status_code, answer["Refresh"]) == (202, "2")
        assert "Your certificate is being made" in answer.content.decode()

    assert list(Job.objects.filter(task="badges.render_certificate").values_list("args", flat=True)) == [
        [certificate.pk, "en"]
    ]


def test_a_name_that_no_font_can_print_is_told_instead_of_waiting_for_ever(
    certificate: Certificate, browser: Client
) -> None:
    Job.objects.all().delete()
    letter = unprintable_letter()
    Certificate.objects.update(holder_name=f"Zenaida {letter}")

    answer = browser.get(f"{mine(certificate)}en.pdf", follow=True)

    assert answer.redirect_chain == [(mine(certificate), 302)]
    assert letter in main_of(answer.content)
    assert "no font" in main_of(answer.content)
    assert not Job.objects.filter(task="badges.render_certificate").exists()


def test_without_a_name_there_is_no_file_and_the_page_says_what_to_do(
    certificate: Certificate, browser: Client
) -> None:
    Certificate.objects.update(holder_name="")

    answer = browser.get(f"{mine(certificate)}en.pdf", follow=True)
    assert answer.redirect_chain == [(mine(certificate), 302)]
    assert "A certificate needs a name" in main_of(answer.content)


def test_showing_the_name_is_a_box_that_is_off_until_it_is_on(certificate: Certificate, browser: Client) -> None:
    browser.post(mine(certificate), {"shows_name": "1"})
    assert Certificate.objects.get().shows_name

    browser.post(mine(certificate), {"shows_name": "yes"})  # only the box's own value
    assert not Certificate.objects.get().shows_name


def test_a_post_without_a_token_is_refused(certificate: Certificate, zenaida: Person) -> None:
    strict = signed_in(zenaida, enforce_csrf_checks=True)

    for post in ({"shows_name": "1"}, {"reissue": "1"}):
        assert strict.post(mine(certificate), post).status_code == 403
    assert not Certificate.objects.get().shows_name


def test_a_new_name_is_offered_and_put_on_it_with_no_trace_of_the_old(
    certificate: Certificate, zenaida: Person, browser: Client
) -> None:
    with_file(certificate)
    with_file(certificate, "en")
    choose_what_is_shown(certificate=certificate, is_shared=True, shows_name=True, now=MONDAY)
    zenaida.chosen_name = "Ana Luz"
    zenaida.save()
    assert "Your name is different now" in browser.get(mine(certificate)).content.decode()

    browser.post(mine(certificate), {"reissue": "1"})

    assert not CertificateFile.objects.exists()
    for page in (browser.get(mine(certificate)), Client().get(public(certificate))):
        assert "Ana Luz" in page.content.decode()
        assert "Quetzalli" not in page.content.decode()
    assert browser.get(f"{mine(certificate)}es.pdf").status_code == 202
