"""The pages for when something went wrong, the base of every page, and the style guide."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import path
from django.utils import translation
from playwright.sync_api import Page

from lms import urls as real_urls
from lms.accounts.models import Person
from lms.core import outage, views
from lms.core.languages import links_for


def refuses(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only Carmen, the trainer, may see who <attended>.")


def confuses(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("nonsense")


def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("Broken on purpose")


urlpatterns = [
    path("en/refuses/", refuses),
    path("en/confuses/", confuses),
    path("en/breaks/", breaks),
    *real_urls.urlpatterns,
]
handler400, handler403, handler404 = real_urls.handler400, real_urls.handler403, real_urls.handler404
handler500 = views.server_error
ours = pytest.mark.urls(__name__)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


# --- Error pages -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("address", "status"), [("nowhere/at/all/", 404), ("refuses/", 403), ("confuses/", 400)])
@ours
def test_error_page_has_one_heading_and_a_next_step(visitor: Client, address: str, status: int) -> None:
    response = visitor.get(f"/en/{address}")

    html = response.content.decode()
    assert response.status_code == status
    assert html.count("<h1") == html.count("<main") == 1
    assert 'href="/en/"' in html
    assert '<html lang="en">' in html


@pytest.mark.django_db
def test_missing_page_speaks_the_language_of_its_address_and_leads_to_the_other(visitor: Client) -> None:
    html = visitor.get("/es/ninguna-parte/").content.decode()

    assert '<html lang="es">' in html
    assert 'href="/en/ninguna-parte/"' in html


@pytest.mark.django_db
@ours
def test_refusal_shows_its_reason_as_text(visitor: Client) -> None:
    response = visitor.get("/en/refuses/")

    assert "Only Carmen, the trainer, may see who &lt;attended&gt;." in response.content.decode()


@pytest.mark.django_db
def test_unknown_host_gets_the_page_of_a_bad_request(visitor: Client) -> None:
    response = visitor.get("/en/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert "<main" in response.content.decode()


@ours
def test_broken_page_answers_in_both_languages_without_a_database(visitor: Client) -> None:
    """Nothing here is allowed to use the database: a query would fail this test."""
    response = visitor.get("/en/breaks/")

    html = response.content.decode()
    assert response.status_code == 500
    assert 'lang="en"' in html
    assert 'lang="es"' in html
    assert html.count("<h1") == 1


def test_broken_templates_still_leave_a_page(settings: Any) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [], "APP_DIRS": False}]

    response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert response.content.decode() == views.LAST_WORD


def test_page_of_an_outage_says_so_in_both_languages(visitor: Client) -> None:
    response = outage.unavailable()

    html = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert 'lang="en"' in html
    assert 'lang="es"' in html


def test_expired_form_is_refused_in_our_own_words(rf: RequestFactory, db: None) -> None:
    response = views.csrf_failure(rf.post("/en/"), reason="CSRF cookie not set.")

    assert response.status_code == 403
    assert "That form is too old" in words(response)
    assert "CSRF" not in words(response)


# --- The base of every page --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_base_page_asks_the_database_for_nothing_but_the_person(learner: Person, client: Client) -> None:
    client.force_login(learner)
    client.get("/en/styleguide/")  # what is remembered is remembered now

    with CaptureQueriesContext(connection) as queries:
        client.get("/en/styleguide/")

    tables = sorted(re.findall(r'FROM "(\w+)"', " ".join(query["sql"] for query in queries)))
    assert tables == ["accounts_person", "content_publishedversion", "django_session"]


@pytest.mark.django_db
def test_stranger_gets_no_cookie_and_no_token(client: Client) -> None:
    response = client.get("/en/styleguide/")

    assert not response.cookies
    assert "csrfmiddlewaretoken" not in response.content.decode()


@pytest.mark.django_db
def test_name_in_the_menu_is_kept_apart_from_the_page(make_person: Callable[..., Person], client: Client) -> None:
    client.force_login(make_person("<b>Alia", email="alia@example.org"))

    assert "<bdi>&lt;b&gt;Alia</bdi>" in client.get("/en/styleguide/").content.decode()


@pytest.mark.parametrize(
    ("language", "address", "other"),
    [
        ("en", "/en/styleguide/?page=2", "/es/styleguide/?page=2"),
        ("es", "/es/no/such/", "/en/no/such/"),
        ("en", "/outside", "/es/outside"),
    ],
)
def test_language_links_lead_to_the_same_address(language: str, address: str, other: str) -> None:
    with translation.override(language):
        links = links_for(RequestFactory().get(address))

    assert [link["name"] for link in links] == ["English", "Español"]
    assert [link["current"] for link in links] == [language == "en", language == "es"]
    assert next(link["href"] for link in links if not link["current"]) == other


# --- The style guide ---------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_style_guide_is_for_development_only(client: Client, settings: Any) -> None:
    assert client.get("/es/styleguide/").status_code == 200
    settings.DEVELOPMENT = settings.DEBUG = False
    assert client.get("/es/styleguide/").status_code == 404


@pytest.mark.journey
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["en", "es"])
def test_style_guide_has_no_fault_that_axe_finds(language: str, live_server: Any, browser_page: Page) -> None:
    for scheme in ("light", "dark"):
        for width in (320, 1280):
            browser_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            browser_page.set_viewport_size({"width": width, "height": 900})
            browser_page.goto(f"{live_server.url}/{language}/styleguide/")

            found = Axe().run(browser_page).response["violations"]

            assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], (scheme, width)
            assert not browser_page.evaluate("document.documentElement.scrollWidth > innerWidth"), (scheme, width)
