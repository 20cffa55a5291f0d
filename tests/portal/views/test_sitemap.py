from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests.factories.site import MadeCourse, lesson, make_course, take_down

pytestmark = pytest.mark.django_db
SITEMAP, XHTML = "{http://www.sitemaps.org/schemas/sitemap/0.9}", "{http://www.w3.org/1999/xhtml}"
HERE = "http://testserver"


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two", languages=("en",))])


def addresses() -> dict[str, dict[str, str]]:
    """Address → its versions by language."""
    answer = Client().get("/sitemap.xml")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml; charset=utf-8")
    root = ElementTree.fromstring(answer.content)
    return {
        one.findtext(f"{SITEMAP}loc", "").removeprefix(HERE): {
            link.attrib["hreflang"]: link.attrib["href"].removeprefix(HERE) for link in one.findall(f"{XHTML}link")
        }
        for one in root.findall(f"{SITEMAP}url")
    }


@pytest.mark.slow
def test_every_page_stands_in_it_with_its_twin(course: MadeCourse) -> None:
    both = {"en": "/en/courses/web/one/", "es": "/es/cursos/web/one/"}
    found = addresses()

    assert found["/en/courses/web/one/"] == found["/es/cursos/web/one/"] == both
    assert found["/en/courses/web/two/"] == {}
    assert found["/en/"] == {"en": "/en/", "es": "/es/"}
    assert set(found) == {
        f"{side}{rest}" for side in ("/en/courses/", "/es/cursos/") for rest in ("", "web/", "web/one/")
    } | {"/en/", "/es/", "/en/courses/web/two/"} | {"/en/guides/", "/es/guias/", "/en/glossary/", "/es/glosario/"}
    assert all(Client().get(address).status_code == 200 for address in found)


def test_what_is_taken_down_or_limited_does_not(course: MadeCourse) -> None:
    take_down(course, "two")
    PageViewRestriction.objects.create(page=course.pages["es"], restriction_type="login")

    found = addresses()

    assert "/en/courses/web/two/" not in found
    assert not any(address.startswith("/es/cursos/web/") for address in found)
    assert found["/en/courses/web/"] == {}


def test_it_is_remembered(course: MadeCourse) -> None:
    addresses()
    with CaptureQueriesContext(connection) as asked:
        addresses()

    assert len(asked) == 1


def test_robots_are_told_where_it_is_and_where_they_have_no_business() -> None:
    answer = Client().get("/robots.txt")

    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert lines[-1] == f"Sitemap: {HERE}/sitemap.xml"
    assert "Disallow: /cms/" in lines
