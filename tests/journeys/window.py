"""One person's browser window: what it shows, what it complained about, and a close look at every page on the way."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, Route, ViewportSize, WebError, expect

from tests.journeys.words import say
from tests.live_site import Site

PHONE = ViewportSize(width=360, height=740)
LAPTOP = ViewportSize(width=1280, height=800)
AUDITED = ((1280, "light"), (320, "dark"))
SCRIPT = "**/vereda.js"
# A folder: every page of the journeys without scripts is kept there as pictures, on a phone and a laptop, by day and night.
PICTURES = os.environ.get("JOURNEY_SCREENSHOTS", "")
WIDER = "document.scrollingElement.scrollWidth - document.documentElement.clientWidth"
# A colour on its way from day to night is neither. What it sets going in turn is waited for too; what never ends is not.
AT_REST = """async () => {
  const moving = () => document.getAnimations().filter(
    (one) => one.playState === "running" && Number.isFinite(one.effect?.getComputedTiming().endTime));
  while (moving().length) await Promise.allSettled(moving().map((one) => one.finished));
}"""
REFUSED = "Failed to load resource: the server responded with a status of "


class Window:
    """``language`` is that of the person's browser; ``audits`` asks axe about every page that is looked at; ``pictured``:
    pages are kept as pictures, without scripts unless said otherwise."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        *,
        language: str = "en",
        scripts: bool = True,
        size: ViewportSize = LAPTOP,
        audits: bool = True,
        pictured: bool | None = None,
    ) -> None:
        self.browser, self.site = browser, site
        self.language, self.scripts, self.size, self.audits = language, scripts, size, audits
        self.pictured = not scripts if pictured is None else pictured
        self.complaints: list[str] = []
        self.looked_at: list[str] = []
        self._expected: set[int] = set()
        self._twin: Page | None = None
        self.context = browser.new_context(
            base_url=site.address,
            java_script_enabled=scripts,
            viewport=size,
            has_touch=size == PHONE,
            is_mobile=size == PHONE,
            locale={"en": "en-US", "es": "es-MX"}[language],
            timezone_id="America/Mexico_City",
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(20_000)
        self.context.on("console", self._note_console)
        self.context.on("weberror", self._note_error)
        self.context.on("response", self._note_response)
        self.page = self.context.new_page()

    def close(self) -> None:
        self.context.close()
        if self._twin:
            self._twin.context.close()

    # --- What must not happen on any page ------------------------------------------------------------------------------

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._is_expected(message.text):
            self.complaints.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _note_error(self, error: WebError) -> None:
        self.complaints.append(f"script: {error.error}")

    def _note_response(self, response: Response) -> None:
        if not response.url.startswith(self.site.address):
            self.complaints.append(f"asked another host: {response.url}")
        elif response.status >= 400 and response.status not in self._expected:
            self.complaints.append(f"{response.status} {response.url}")

    def _is_expected(self, text: str) -> bool:
        return any(text.startswith(f"{REFUSED}{status} ") for status in self._expected)

    @contextmanager
    def expecting(self, status: int) -> Iterator[None]:
        """Within the block the site may refuse something with this status."""
        self._expected.add(status)
        yield
        self.page.wait_for_load_state()
        self._expected.remove(status)

    # --- Moving about --------------------------------------------------------------------------------------------------

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def visit(self, path: str, status: int = 200) -> None:
        with self.expecting(status):
            response = self.page.goto(path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"

    def arrives(self, path: str) -> None:
        expect(self.page).to_have_url(f"{self.site.address}{path}")

    def words(self, message: str, context: str | None = None, **values: object) -> str:
        """The site's words in the language of the page that is open."""
        return say(self.shown_language, message, context, **values)

    @property
    def shown_language(self) -> str:
        return str(self.page.locator("html").get_attribute("lang"))

    def link(self, message: str, **options: Any) -> Locator:
        return self.page.get_by_role("link", name=self.words(message), exact=True, **options)

    def button(self, message: str) -> Locator:
        return self.page.get_by_role("button", name=self.words(message), exact=True)

    def field(self, message: str, context: str | None = None) -> Locator:
        return self.page.get_by_label(self.words(message, context), exact=True)

    def switch(self, language: str) -> None:
        """The language switch in the header: a link, or a button that carries the page's form along."""
        self.page.locator(f".langs [lang={language}]").click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    # --- A close look --------------------------------------------------------------------------------------------------

    def look(self, name: str) -> None:
        """Nothing is cut off, axe finds nothing (in two widths, by day and by night), and a picture where one is wanted."""
        self.looked_at.append(name)
        self.page.wait_for_load_state()
        assert self.page.evaluate(WIDER) <= 0, f"{name} is wider than the screen of {self.size['width']} px"
        if self.audits and self.scripts:
            self._audit(self.page, name)
        elif self.audits:
            self._audit(self._in_the_twin(self.page.url, self.page.content()), name)
        if PICTURES and self.pictured:
            self._take_pictures(self.page, name)

    def look_at(self, name: str, url: str, body: str) -> None:
        """The same for a page that has moved on by itself meanwhile."""
        self.looked_at.append(name)
        page = self._in_the_twin(url, body)
        if self.audits:
            self._audit(page, name)
        if PICTURES and self.pictured:
            self._take_pictures(page, name)

    def _in_the_twin(self, url: str, body: str) -> Page:
        """axe is a script itself: the same document, at the same address, in a window that our script never reaches."""
        if self._twin is None:
            context = self.browser.new_context(viewport=self.size, reduced_motion="reduce")
            context.route(SCRIPT, lambda route: route.abort())
            self._twin = context.new_page()

        def answer(route: Route) -> None:
            route.fulfill(body=body, content_type="text/html; charset=utf-8")

        self._twin.route(url, answer)
        self._twin.goto(url)
        self._twin.unroute(url, answer)
        return self._twin

    def _audit(self, page: Page, name: str) -> None:
        for width, scheme in AUDITED:
            page.set_viewport_size({"width": width, "height": self.size["height"]})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate(AT_REST)
            where = f"{name} ({width} px, {scheme}, {page.url})"
            assert page.evaluate(WIDER) <= 0, f"{where}: wider than the screen"
            found = Axe().run(page)
            assert found.violations_count == 0, f"{where}\n{found.generate_report()}"
        page.set_viewport_size(self.size)
        page.emulate_media(color_scheme="light")

    def _take_pictures(self, page: Page, name: str) -> None:
        folder = Path(PICTURES)
        folder.mkdir(parents=True, exist_ok=True)
        for width in (360, 1280):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 740 if width == 360 else 800})
                page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                number = f"{len(self.looked_at):02}"
                file = folder / f"{self.language}-{number}-{name}-{width}-{scheme}.png"
                page.screenshot(path=file, full_page=True)
        page.set_viewport_size(self.size)
        page.emulate_media(color_scheme="light")
