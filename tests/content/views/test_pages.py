"""The one door to published pages: the same for all strangers, and never with anything of a person in it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from courses.domain.learning import complete_unit
from lms.accounts.models import Person
from lms.content.queries import published
from tests.factories.blocks import true_false
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import MadeCourse, forget_pages, lesson, make_course, quiz, take_down

pytestmark = pytest.mark.django_db
PATHS = [
    "/en/",
    "/es/",
    "/en/courses/",
    "/es/cursos/",
    "/en/courses/web/",
    "/es/cursos/web/one/",
    "/en/courses/web/check/",
]


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    units = [lesson("one"), lesson("two", languages=("en",)), quiz("check", true_false("q", answer=True))]
    return make_course("web", units)


@pytest.fixture
def zenaida(course: MadeCourse) -> Person:
    """Has a name and an address that occur nowhere else."""
    person = make_person("Zenaida")
    complete_unit(person=person, unit_key=course.unit("one"), language="en", happened_at=MONDAY, now=MONDAY)
    return person


@pytest.mark.parametrize("path", PATHS)
def test_all_strangers_get_the_same_page_byte_for_byte(course: MadeCourse, path: str) -> None:
    first, second = Client(), Client(HTTP_ACCEPT_LANGUAGE="es-MX", HTTP_USER_AGENT="another")
    second.cookies["language"] = "es"
    second.cookies["csrf"] = "x" * 32

    answers = [first.get(path), second.get(path), first.get(path)]

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert all(not answer.cookies for answer in answers)
    assert {answer["Cache-Control"] for answer in answers} == {"no-cache"}
    assert all("Cookie" in answer["Vary"] for answer in answers)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_for_strangers_holds_no_token_and_no_nonce(course: MadeCourse, path: str) -> None:
    page = Client().get(path).content.decode()

    assert "csrfmiddlewaretoken" not in page
    assert not re.search(r"\bnonce=", page)


@pytest.mark.parametrize("path", PATHS)
def test_what_a_signed_in_person_reads_never_reaches_a_stranger(zenaida: Person, path: str) -> None:
    """In every order: she first, the stranger first, and she again."""
    for first in (signed_in(zenaida), Client()):
        forget_pages()
        first.get(path)
        stranger = Client().get(path).content.decode()
        hers = signed_in(zenaida).get(path).content.decode()

        assert "Zenaida" in hers
        for private in ("Zenaida", "zenaida@example.org", "csrfmiddlewaretoken"):
            assert private not in stranger
        assert not any("Zenaida" in str(kept) for kept in published._remembered.values())


def test_a_strangers_second_page_asks_the_database_for_the_number_alone(
    course: MadeCourse, django_assert_num_queries: Any
) -> None:
    client = Client()
    for path in PATHS:
        client.get(path)

    for path in PATHS:
        with django_assert_num_queries(1):
            client.get(path)


def test_a_visitor_with_a_csrf_cookie_does_not_keep_the_page_from_being_remembered(
    course: MadeCourse, django_assert_num_queries: Any
) -> None:
    visitor = Client()
    visitor.cookies["csrf"] = "x" * 32
    visitor.get("/en/courses/web/one/")

    with django_assert_num_queries(1):
        Client().get("/en/courses/web/one/")


def test_a_stranger_sees_what_was_published_a_moment_ago(course: MadeCourse) -> None:
    client = Client()
    assert "one en" in client.get("/en/courses/web/one/").content.decode()
    page: Any = Page.objects.get(pk=course.page("one").pk).specific
    page.title = "Renamed"
    page.save_revision().publish()

    assert "Renamed" in client.get("/en/courses/web/one/").content.decode()
    assert "Renamed" in client.get("/en/courses/web/").content.decode()
    take_down(course, "one", "en")
    assert client.get("/en/courses/web/one/").status_code == 404


def test_a_draft_shows_nowhere(course: MadeCourse) -> None:
    page: Any = Page.objects.get(pk=course.page("one").pk).specific
    page.title = "Not yet said"
    page.save_revision()

    for path in ("/en/courses/web/one/", "/en/courses/web/"):
        assert "Not yet said" not in Client().get(path).content.decode()


def test_a_page_made_private_asks_strangers_to_sign_in_at_once(course: MadeCourse, zenaida: Person) -> None:
    path = "/en/courses/web/one/"
    assert Client().get(path).status_code == 200
    PageViewRestriction.objects.create(page=Page.objects.get(pk=course.pages["en"].pk), restriction_type="login")

    answer = Client().get(path)
    assert answer.status_code == 302
    assert "one en" not in answer.content.decode()
    assert signed_in(zenaida).get(path).status_code == 200
    assert Client().get(path).status_code == 302  # also after somebody who may has been there


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_a_page_takes_no_posts(course: MadeCourse, method: str) -> None:
    answer = getattr(Client(), method)("/en/courses/web/one/", {"x": "1"})

    assert answer.status_code == 405


def test_an_address_without_its_slash_is_led_on_with_its_question(course: MadeCourse) -> None:
    answer = Client().get("/en/courses/web/one?view=both")

    assert (answer.status_code, answer["Location"]) == (301, "/en/courses/web/one/?view=both")


@pytest.mark.parametrize(
    "path",
    [
        "/en/nowhere/",
        "/en/cursos/web/one/",
        "/es/courses/web/one/",
        "/en/courses/web/one/more/",
        "/en/%00/",
        "/en/%F0%9F%8C%B5/",
    ],
)
def test_what_is_not_there_is_404(course: MadeCourse, path: str) -> None:
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    ("path", "english", "spanish"),
    [
        ("/en/", "/en/", "/es/"),
        ("/es/cursos/", "/en/courses/", "/es/cursos/"),
        ("/en/courses/web/one/", "/en/courses/web/one/", "/es/cursos/web/one/"),
        ("/es/cursos/web/check/", "/en/courses/web/check/", "/es/cursos/web/check/"),
        ("/en/courses/web/two/", "/en/courses/web/two/", "/es/cursos/web/"),
    ],
)
def test_both_words_of_the_language_switch_lead_to_the_same_page(
    course: MadeCourse, path: str, english: str, spanish: str
) -> None:
    page = Client().get(path).content.decode()

    found = dict(re.findall(r'<link rel="alternate" hreflang="(\w\w)" href="([^"]+)">', page))
    assert {code: href.removeprefix("http://testserver") for code, href in found.items()} == {
        "en": english,
        "es": spanish,
    }
    other = spanish if path.startswith("/en/") else english
    switch = page[page.index('<nav class="langs"') : page.index("</nav>")]
    assert re.findall(r'href="([^"]+)"', switch) == [other]  # one's own language is a word, not a link


def test_nobody_is_somebody_in_a_page_for_strangers(course: MadeCourse) -> None:
    assert Client().get("/en/").wsgi_request.user == AnonymousUser()


def test_a_page_for_one_group_is_refused_to_the_others_and_shown_to_it(course: MadeCourse, zenaida: Person) -> None:
    path = "/en/courses/web/one/"
    group = Group.objects.create(name="Readers")
    page = Page.objects.get(pk=course.page("one").pk)
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    restriction.groups.add(group)

    assert Client().get(path).status_code == 302
    assert signed_in(zenaida).get(path).status_code == 403
    zenaida.groups.add(group)
    answer = signed_in(zenaida).get(path)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"]
