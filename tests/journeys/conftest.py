import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.factories.site import make_site
from tests.journeys.manual import SIZE, Walk
from tests.journeys.window import Window
from tests.live_site import Site, prepared_site

BROWSER = "CHROMIUM_PATH"  # ./vereda test says which one the machine has
OPTIONS = """--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
--disable-component-update --disable-sync"""


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    """The demo world behind the real processes."""
    with prepared_site() as prepared, prepared.up() as supervisor:
        prepared.said = supervisor.rest
        yield prepared


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Ends with each file: tests elsewhere start one of their own, and a process can hold one at a time."""
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    program = os.environ.get(BROWSER) or "/usr/bin/chromium"
    launched = playwright.chromium.launch(executable_path=program, args=OPTIONS.split())
    yield launched
    launched.close()


@pytest.fixture
def open_window(browser: Browser, site: Site) -> Iterator[Callable[..., Window]]:
    """``open_window(language="es", scripts=False, size=PHONE)``. What any of them complained of fails the test."""
    opened: list[Window] = []

    def open_one(**options: Any) -> Window:
        opened.append(Window(browser, site, **options))
        return opened[-1]

    yield open_one
    for window in opened:
        window.close()
    complaints = [complaint for window in opened for complaint in window.complaints]
    said = site.said()
    assert not complaints, "\n".join([*complaints, "The site said:", *said])


@pytest.fixture
def manual_browser(transactional_db: None, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Browser]:
    """Started when the database stands, and gone before it goes."""
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    settings.WAGTAIL_AUTOSAVE_INTERVAL = 0  # a walk keeps what it says that it keeps, on a slow machine too
    make_site()
    with sync_playwright() as playwright:
        program = os.environ.get(BROWSER) or "/usr/bin/chromium"
        launched = playwright.chromium.launch(executable_path=program, args=OPTIONS.split())
        yield launched
        launched.close()


@pytest.fixture
def walk_of(manual_browser: Browser, live_server: Any) -> Callable[..., Walk]:
    """``walk_of(language, client)``: a window with the cookies of somebody, or of nobody. All share what they saw."""
    seen: set[str] = set()

    def open_one(language: str, client: Client | None = None, *, scripts: bool = True) -> Walk:
        context = manual_browser.new_context(
            base_url=live_server.url,
            viewport=SIZE,
            java_script_enabled=scripts,
            locale={"en": "en-US", "es": "es-MX"}[language],
            timezone_id="America/Mexico_City",
            reduced_motion="reduce",
        )
        for name, kept in (client.cookies if client else {}).items():
            context.add_cookies([{"name": name, "value": kept.value, "url": live_server.url}])
        context.set_default_timeout(10_000)
        return Walk(context.new_page(), language, seen)

    return open_one
