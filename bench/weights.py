"""What a phone downloads: pages opened in a real Chromium, counted by its network domain as bytes on the wire."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bench.figures import Loaded, Weight, weigh

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = {"viewport": {"width": 360, "height": 780}, "device_scale_factor": 2, "is_mobile": True, "locale": "en-GB"}


def browser_path() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome")
    return os.environ.get("CHROMIUM_PATH") or next(filter(None, map(shutil.which, names)), None)


@contextmanager
def phone() -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def visits(browser: "Browser", origin: str, path: str, cookies: Mapping[str, str]) -> tuple[Weight, Weight]:
    """The first visit, with an empty cache, and a second one to the same page with what the first left there."""
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    try:
        context.add_cookies([{"name": name, "value": value, "url": origin} for name, value in cookies.items()])
        page = context.new_page()
        first = weigh(_open(page, origin + path), origin)
        page.goto("about:blank")
        return first, weigh(_open(page, origin + path), origin)
    finally:
        context.close()


def _open(page: "Page", url: str) -> list[Loaded]:
    session = page.context.new_cdp_session(page)
    asked: dict[str, Any] = {}
    loaded: list[Loaded] = []

    def note_answer(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = event

    def note_end(event: dict[str, Any]) -> None:
        answer = asked.pop(event["requestId"], None)
        if answer and not answer["response"].get("fromDiskCache") and answer["response"]["url"].startswith("http"):
            loaded.append(Loaded(answer["response"]["url"], answer["type"], int(event["encodedDataLength"])))

    def note_cached(event: dict[str, Any]) -> None:
        asked.pop(event["requestId"], None)

    session.on("Network.responseReceived", note_answer)
    session.on("Network.loadingFinished", note_end)
    session.on("Network.requestServedFromCache", note_cached)
    session.send("Network.enable")
    page.goto(url, wait_until="networkidle")
    session.detach()
    return loaded
