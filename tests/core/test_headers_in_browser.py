"""Wagtail's editor in a real Chromium under the policies of lms.core.headers: nothing that it needs is blocked."""

import io
import os
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from wagtail.models import Locale

from tests.factories.site import lesson, make_course, make_site

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    # The temporary files of Wagtail's renditions
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

REPORT = """
window.addEventListener("securitypolicyviolation", event =>
  console.warn(`BLOCKED ${event.violatedDirective} ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`))
"""
# In a moment of its own: what a test asks of the page directly may always use eval.
TRY_EVAL = """
document.body.append(Object.assign(document.createElement("script"), {textContent:
  "setTimeout(() => { try { window.told = eval('1') } catch { window.told = 'refused' } })"}))
"""
# The rich-text editor writes what was typed into its form field a moment later, and a preview shows the form.
TYPED = "words => [...document.querySelectorAll('input[name^=body-]')].some(field => field.value.includes(words))"
SCREENS = [
    "", "pages/", "images/", "images/add/", "images/multiple/add/", "documents/", "documents/multiple/add/", "redirects/",
    "redirects/add/", "reports/site-history/", "reports/locked/", "reports/aging-pages/", "reports/page-types-usage/",
    "drift/", "users/", "users/new/", "groups/", "groups/new/", "sites/", "sites/new/", "locales/",
    "collections/", "workflows/list/", "workflows/add/", "snippets/badges/achievement/add/", "account/", "jobs/", "mail/",
]  # fmt: skip


@pytest.fixture
def window(monkeypatch, live_server) -> Iterator[BrowserContext]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1400, "height": 900}, locale="en")
        context.add_init_script(REPORT)
        yield context
        browser.close()


@pytest.fixture
def complaints(window) -> list[str]:
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" or "BLOCKED" in message.text:
            said.append(message.text)

    window.on("console", listen)
    window.on("weberror", lambda error: said.append(str(error.error)))
    return said


@pytest.fixture
def house(transactional_db) -> None:
    for language in ("en", "es"):
        Locale.objects.get_or_create(language_code=language)
    make_site()


@pytest.fixture
def editor_window(window, live_server, house, administrator, enter_editor, settings, tmp_path) -> Page:
    """A page of somebody who may do everything in the editor."""
    folder = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = settings.STORAGES | {"default": folder}
    cookies = enter_editor(Client(), administrator).cookies
    window.add_cookies([{"name": name, "value": kept.value, "url": live_server.url} for name, kept in cookies.items()])
    return window.new_page()


def test_every_screen_of_the_editor_opens(editor_window, complaints):
    page = editor_window
    for screen in SCREENS:
        answer = page.goto(f"/cms/{screen}")
        page.wait_for_load_state("networkidle")
        assert answer.status == 200, screen
        assert complaints == [], screen

    page.evaluate(TRY_EVAL)
    page.wait_for_function("window.told")
    assert page.evaluate("window.told") == "refused"
    page.evaluate("document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.example/x.png'}))")
    page.wait_for_timeout(200)
    assert any("img-src https://elsewhere.example" in said for said in complaints)  # the test would see it


def test_a_lesson_is_written_checked_and_previewed(editor_window, complaints):
    page = editor_window
    course = make_course("web", [lesson("logs")])
    page.goto(reverse("wagtailadmin_pages:edit", args=[course.page("logs").pk]))

    page.locator("[contenteditable=true]").first.click()
    page.keyboard.press("End")
    page.keyboard.type(" are read by people. ")
    page.keyboard.press("Control+b")
    page.keyboard.type("All of them.")
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Code").click()
    page.locator("textarea[name^=body-]").last.fill("tail -f /var/log/syslog")
    page.wait_for_function(TYPED, arg="All of them.")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("iframe[title=Preview]").last
    expect(preview.get_by_text("All of them.")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Toggle checks").click()
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_load_state("networkidle")
    page.goto(reverse("wagtailadmin_pages:history", args=[course.page("logs").pk]))
    page.wait_for_load_state("networkidle")

    assert complaints == []


def test_a_page_is_translated_text_by_text(editor_window, complaints):
    course = make_course("web", [lesson("logs", languages=("en",))])

    editor_window.goto(reverse("translation:desk", args=[course.unit("logs")]))
    for field, words in zip(editor_window.locator("textarea").all(), ("bitácoras", "Se leen."), strict=True):
        field.fill(words)
    editor_window.get_by_role("button", name="Publish the translation").click()
    expect(editor_window.get_by_text("The translation is published.")).to_be_visible()
    editor_window.get_by_role("link", name="Look at it").click()
    expect(editor_window.get_by_role("heading", name="bitácoras").first).to_be_visible()

    assert complaints == []


def test_pictures_are_uploaded_in_one_go(editor_window, complaints):
    drawing = io.BytesIO()
    Image.new("RGB", (400, 300), "#1f5d43").save(drawing, "PNG")

    editor_window.goto("/cms/images/multiple/add/")
    files = {"name": "hills.png", "mimeType": "image/png", "buffer": drawing.getvalue()}
    editor_window.locator("input[type=file]").set_input_files(files)
    expect(editor_window.get_by_role("button", name="Update")).to_be_visible(timeout=20_000)

    assert complaints == []
