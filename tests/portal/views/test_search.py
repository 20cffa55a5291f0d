"""The search page: one form, plain links, both languages, and nothing kept of what strangers look for."""

import logging
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench.large_index import fill_index
from lms.content.domain.search_index import rebuild
from tests.core.hostile_markup import ATTRIBUTES, ELEMENTS
from tests.factories.harm import harm_in, main_of
from tests.factories.people import make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db
SECRET = "qwzxv"


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    course = make_course("web", [lesson("torches"), lesson("linternas", languages=("es",))])
    rebuild()
    return course


def page(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.slow
def test_the_empty_page_says_how_to_look(course: MadeCourse) -> None:
    assert "one wrong letter does not matter" in page("/en/search/")
    assert "una letra equivocada no importa" in page("/es/search/")
    assert 'role="search"' in page("/en/search/")


def test_words_are_found_and_marked_and_lead_to_the_page(course: MadeCourse) -> None:
    main = main_of(page("/en/search/?q=torch"))

    assert '<a href="/en/courses/web/torches/"><mark>torches</mark> en</a>' in main
    assert "1 result for “torch”" in main
    assert 'value="torch"' in main


def test_a_result_in_the_other_language_says_so(course: MadeCourse) -> None:
    main = main_of(page("/en/search/?q=linternas"))

    assert '<li lang="es"><h3><a href="/es/cursos/web/linternas/">' in main
    assert "Español" in main


def test_the_other_language_asks_the_same(course: MadeCourse) -> None:
    assert 'href="/es/search/?q=torches&amp;kind=lesson"' in page("/en/search/?q=torches&kind=lesson&page=1&x=y")


def test_facets_are_links_that_keep_the_question(course: MadeCourse) -> None:
    main = main_of(page("/en/search/?q=torch+web"))

    assert 'href="?q=torch+web&amp;kind=course"' in main
    assert 'href="?q=torch+web&amp;language=es" lang="es"' in main
    narrowed = main_of(page("/en/search/?q=torch+web&kind=course"))
    assert 'href="?q=torch+web&amp;kind=course" aria-current="true"' in narrowed
    assert "/en/courses/web/torches/" not in narrowed


@pytest.mark.parametrize(
    "query", ["kind=none", "topic=none", "language=fr", "page=99", "page=x", "page=-1", "kind=%00"]
)
def test_an_unknown_value_narrows_nothing(course: MadeCourse, query: str) -> None:
    assert "/en/courses/web/torches/" in page(f"/en/search/?q=torch&{query}")


def test_where_nothing_fits_the_filters_can_be_left(course: MadeCourse) -> None:
    main = main_of(page("/en/search/?q=torch&topic=mail"))

    assert "Nothing here fits all of that" in main
    assert 'href="?q=torch"' in main


def test_where_nothing_is_found_there_is_something_to_try(course: MadeCourse) -> None:
    main = main_of(page(f"/es/search/?q={SECRET}"))

    assert f"No hay nada para «{SECRET}»" in main
    assert "Qué puedes probar" in main
    assert 'href="/es/cursos/"' in main


def test_a_slip_is_said(course: MadeCourse) -> None:
    assert "Also looked for: <strong>torches</strong>" in " ".join(main_of(page("/en/search/?q=toches")).split())


def test_many_results_come_page_by_page(course: MadeCourse) -> None:
    fill_index(40, words=["hundred", "other", "words", "here"])

    first, second = (main_of(page(f"/en/search/?q=hundred&page={number}")) for number in (1, 2))

    assert first.count("<li") == second.count("<li") == 10
    assert "Page 2 of 4" in second
    assert 'href="?q=hundred&amp;page=3"' in second
    assert '<ol class="results" start="11">' in second


@pytest.mark.parametrize(
    "hostile", [*ELEMENTS, *ATTRIBUTES, "\x00", "'\"", "a" * 10_000, "\u202e\u2066torch", "%", "\udc80"]
)
def test_hostile_questions_are_harmless(course: MadeCourse, hostile: str) -> None:
    answer = Client().get(f"/en/search/?q={quote(hostile, errors='surrogatepass')}")

    assert answer.status_code == 200
    assert harm_in(main_of(answer.content)) == []


def test_it_is_for_reading_only(course: MadeCourse) -> None:
    assert Client().post("/en/search/", {"q": "torch"}).status_code == 405


def test_a_search_engine_does_not_keep_questions(course: MadeCourse) -> None:
    assert '<meta name="robots" content="noindex">' in page("/en/search/?q=torch")


def test_what_a_stranger_looks_for_is_neither_logged_nor_stored(
    course: MadeCourse, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), CaptureQueriesContext(connection) as asked:
        answer = Client().get(f"/en/search/?q={SECRET}")

    own = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert not any(SECRET in message for message in own)
    assert not answer.cookies
    assert {statement["sql"].split()[0] for statement in asked} == {"SELECT"}
    assert not any(SECRET in str(key) + str(value) for key, value in caches["local"]._cache.items())  # type: ignore[attr-defined]


def test_a_person_costs_the_same_queries_with_few_results_and_with_many(course: MadeCourse) -> None:
    browser = signed_in(make_person("Alicia"))

    def asked() -> int:
        browser.get("/en/search/?q=torches+web")
        with CaptureQueriesContext(connection) as statements:
            browser.get("/en/search/?q=torches+web")
        return len(statements)

    assert asked() == 8
    fill_index(200, words=["torches", "web", "other"])
    assert asked() == 8


def test_every_page_leads_to_the_search(course: MadeCourse) -> None:
    for path in ("/en/", "/en/courses/web/torches/", "/en/accounts/login/"):
        assert 'action="/en/search/"' in page(path)
