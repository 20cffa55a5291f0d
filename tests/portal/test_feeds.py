"""Atom feeds as RFC 4287 wants them."""

from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from lms.content.domain.publishing import publish_page
from lms.content.domain.search_index import rebuild
from lms.content.models import SearchEntry
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def courses(site: Any) -> list[MadeCourse]:
    made = [make_course("one", [lesson("first")]), make_course("two"), make_course("three", languages=("es",))]
    rebuild()
    return made


def feed(language: str = "en") -> ElementTree.Element:
    answer = Client().get(f"/{language}/feed/")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(answer.content)


def titles(language: str = "en") -> list[str | None]:
    return [entry.findtext(f"{ATOM}title") for entry in feed(language).iter(f"{ATOM}entry")]


@pytest.mark.slow
def test_a_feed_has_what_the_standard_requires(courses: list[MadeCourse]) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: id, title and updated once each; an author; an alternate link where there is no content."""
    root = feed()

    assert root.tag == f"{ATOM}feed"
    assert root.attrib == {"{http://www.w3.org/XML/1998/namespace}lang": "en"}
    for element in (root, *root.iter(f"{ATOM}entry")):
        assert [len(element.findall(ATOM + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert element.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert datetime.fromisoformat(element.findtext(f"{ATOM}updated", "")).tzinfo is not None
        links = {link.attrib["rel"]: link.attrib["href"] for link in element.findall(f"{ATOM}link")}
        assert links["alternate"].startswith("http://testserver/en/")
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "Vereda"
    assert {link.attrib["rel"] for link in root.findall(f"{ATOM}link")} == {"self", "alternate"}
    ids = [element.text for element in root.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids))


def test_each_language_has_its_own_courses_and_no_units(courses: list[MadeCourse]) -> None:
    assert set(titles("en")) == {"one en", "two en"}
    assert set(titles("es")) == {"one es", "two es", "three es"}


def test_what_is_renewed_comes_first_under_the_same_id(courses: list[MadeCourse]) -> None:
    before = {e.findtext(f"{ATOM}title"): e.findtext(f"{ATOM}id") for e in feed().iter(f"{ATOM}entry")}
    page = courses[0].pages["en"]
    page.refresh_from_db()
    page.slug = "elsewhere"
    publish_page(page=page)
    rebuild()

    [first, *_] = feed().iter(f"{ATOM}entry")

    assert first.findtext(f"{ATOM}title") == "one en"
    assert first.findtext(f"{ATOM}id") == before["one en"]
    assert first.find(f"{ATOM}link").attrib["href"] == "http://testserver/en/courses/elsewhere/"  # type: ignore[union-attr]


def test_what_is_limited_is_no_news_and_says_so_at_once(courses: list[MadeCourse]) -> None:
    PageViewRestriction.objects.create(page=courses[0].pages["en"], restriction_type="login")

    assert titles("en") == ["two en"]


def test_a_house_without_anything_has_a_feed(site: Any) -> None:
    SearchEntry.objects.all().delete()

    assert titles("es") == []
    assert feed("es").findtext(f"{ATOM}updated")


def test_markup_in_a_title_stays_text(courses: list[MadeCourse]) -> None:
    page = courses[1].pages["en"]
    page.refresh_from_db()
    page.title = 'Tags <b> & "quotes" ]]>'
    publish_page(page=page)
    rebuild()

    assert titles("en")[0] == page.title


def test_a_feed_costs_the_same_with_one_entry_and_with_three(courses: list[MadeCourse]) -> None:
    def asked(language: str) -> int:
        feed(language)
        with CaptureQueriesContext(connection) as statements:
            feed(language)
        return len(statements)

    assert (asked("en"), asked("es")) == (2, 2)


def test_every_page_names_the_feed_of_its_language(courses: list[MadeCourse]) -> None:
    page = Client().get("/es/").content.decode()

    assert '<link rel="alternate" type="application/atom+xml" title="Nuevo y renovado" href="/es/feed/">' in page
