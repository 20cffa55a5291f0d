"""From the foot of any page to what one was looking for, by link and form alone, in both languages."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from lms.content.domain.library_guides import read_glossary
from lms.portal.domain.demo import WRITINGS as LIBRARY
from tests.core.processes import until
from tests.journeys.window import PHONE, PICTURES, Window
from tests.live_site import Site
from tests.shipped_courses import course_at, course_of, shipped

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]
WRITINGS = sum(1 for kind in ("guides", "essays") for _ in (LIBRARY / kind).glob("*.yaml"))
TERMS = len(read_glossary(LIBRARY / "glossary.yaml"))
EVERYTHING = 2 * (sum(1 + len(course.units) for course in shipped()) + WRITINGS + TERMS)
MAIL = course_of("correo-confiable")


def index_is_full(site: Site) -> None:
    """Journeys before this one may have published more than ships."""
    waiting = "SELECT count(*) FROM core_job WHERE task = 'content.renew_search' AND finished_at IS NULL"
    until(lambda: site.value(waiting) == 0, "the jobs fill the index", patience=180)
    assert site.value("SELECT count(*) FROM content_searchentry") >= EVERYTHING


@pytest.mark.parametrize(
    ("language", "scripts"), [pytest.param("en", not PICTURES, id="en"), pytest.param("es", False, id="es-no_scripts")]
)
def test_somebody_looks_for_something(open_window: OpenWindow, site: Site, language: str, scripts: bool) -> None:
    index_is_full(site)
    window = open_window(language=language, scripts=scripts)
    window.visit(f"/{language}/")
    window.link("Search").click()
    window.arrives(f"/{language}/search/")
    window.look("search-empty")

    window.visit(f"/{language}/")
    field = window.page.locator("footer").get_by_label(window.words("What are you looking for?"))
    field.fill({"en": "correo", "es": "email"}[language])
    field.press("Enter")
    expect(window.page.locator(".results > li").first).to_be_visible()
    window.look("search-results")

    window.page.locator(".facets").get_by_role("link", name=window.words("Course"), exact=True).click()
    expect(window.page.locator(".results a", has_text=MAIL.titles[language])).to_be_visible()
    window.switch({"en": "es", "es": "en"}[language])
    expect(window.page.locator(".results > li").first).to_be_visible()
    window.switch(language)
    window.page.locator(".results a", has_text=MAIL.titles[language]).click()
    window.arrives(course_at(MAIL.paths[language]).paths[language])

    window.visit(f"/{language}/search/?q=certficado")
    window.look("search-slip")
    window.visit(f"/{language}/search/?q=qwzxv")
    window.look("search-nothing")


def test_somebody_looks_for_something_on_a_phone(open_window: OpenWindow, site: Site) -> None:
    index_is_full(site)
    window = open_window(language="es", size=PHONE)
    window.visit("/es/search/?q=contrasenas")
    window.look("search-on-a-phone")
