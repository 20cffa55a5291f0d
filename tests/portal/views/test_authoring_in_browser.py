"""A course on its way: a trainer begins, writes and submits it, an editor reads, compares and publishes it, somebody learns.

Each of the two uses the editor in another language; what is inside it must run under the policy of /cms/.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, Page, expect, sync_playwright

from courses.models import CoursePage, LessonPage
from lms.accounts.enums import Role
from lms.core import jobs
from tests.factories.site import make_site

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

REPORT = """
window.addEventListener("securitypolicyviolation", event =>
  console.error(`BLOCKED ${event.violatedDirective} ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`))
"""
TYPED = "words => [...document.querySelectorAll('input[name^=body-]')].some(field => field.value.includes(words))"
WORDS = {"en": "Every copy is tried once a month.", "es": "Cada copia se prueba una vez al mes."}
TITLE = {"en": "Backups that work", "es": "Respaldos que sirven"}
BEGINNING = {"en": "Short how-to course", "es": "Curso corto: cómo se hace"}
OTHER = {"en": "es", "es": "en"}


@pytest.fixture
def browser(monkeypatch: Any) -> Iterator[Browser]:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM_PATH") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    said: list[str] = []
    yield said
    assert said == []


@pytest.fixture
def desk_of(browser: Browser, live_server: Any, enter_editor: Any, complaints: list[str]) -> Callable[..., Page]:
    """``desk_of(person)``: a page of theirs, let into the editor."""

    def enter(person: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        context.add_init_script(REPORT)
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        cookies = enter_editor(Client(), person).cookies
        context.add_cookies([{"name": n, "value": kept.value, "url": live_server.url} for n, kept in cookies.items()])
        return context.new_page()

    return enter


def look(page: Page, name: str) -> None:
    folder = os.environ.get("JOURNEY_SCREENSHOTS")
    if folder:
        page.wait_for_load_state("networkidle")
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.wait_for_timeout(300)
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
        page.set_viewport_size({"width": 1280, "height": 900})


def said(language: str, message: str) -> str:
    with override(language):
        return gettext(message)


def submit(page: Page, language: str) -> None:
    """From the menu beside the button that saves; for somebody who may not publish it is all there is beside it."""
    page.get_by_role("button", name=re.compile(said(language, "More actions"), re.IGNORECASE)).last.click()
    page.get_by_role("button", name=re.compile("Revisión · Review")).click()
    page.wait_for_load_state("networkidle")


def address_in_mail(message: Any) -> str:
    return re.search(r"https?://\S+?(/cms/pages/\d+/edit/)", message.body)[1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_course_from_its_first_word_to_its_first_reader(
    browser: Browser, live_server: Any, make_person: Any, desk_of: Any, language: str
) -> None:
    make_site()
    other = OTHER[language]
    trainer = make_person("Carmen", Role.TRAINER, language=language)
    editor = make_person("Diego", Role.EDITOR, language=other)
    page = desk_of(trainer)

    # Begin.
    page.goto("/cms/")
    look(page, f"{language}-1-home-of-a-trainer")
    page.get_by_role("link", name=said(language, "New course")).last.click()
    page.get_by_text(BEGINNING[language]).click()
    page.locator("[name=title]").fill(TITLE[language])
    look(page, f"{language}-2-new-course")
    page.get_by_role("button", name=said(language, "Make the course")).click()
    look(page, f"{language}-3-course")

    # What is missing is told, with a way to where it is mended.
    expect(page.get_by_text(said(language, "The course exists in one language only."))).to_be_visible()
    expect(page.get_by_role("link", name=said(language, "The summary is empty."))).to_have_count(1)
    page.locator("[name=summary]").fill(WORDS[language])
    page.get_by_role("button", name=said(language, "Save draft")).click()
    page.wait_for_load_state("networkidle")
    expect(page.get_by_role("link", name=said(language, "The summary is empty."))).to_have_count(0)
    submit(page, language)

    # Write.
    lesson = LessonPage.objects.order_by("path").first()
    page.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {WORDS[language]}")
    page.wait_for_function(TYPED, arg=WORDS[language])
    look(page, f"{language}-4-lesson")
    page.get_by_role("button", name=said(language, "Save draft")).click()
    page.wait_for_load_state("networkidle")
    submit(page, language)
    assert not LessonPage.objects.filter(live=True).exists()

    # Read, compare, publish.
    jobs.drain()
    assert [message.to for message in mail.outbox] == [[editor.email], [editor.email]]
    with override(other):
        assert mail.outbox[0].subject == gettext("To review: %(title)s") % {"title": TITLE[language]}
    page = desk_of(editor)
    page.goto("/cms/")
    look(page, f"{language}-5-home-of-an-editor-in-{other}")
    page.goto(reverse("wagtailadmin_pages:revisions_compare", args=[lesson.pk, "earliest", "latest"]))
    expect(page.locator("ins, .addition").filter(has_text=WORDS[language]).first).to_be_visible()
    look(page, f"{language}-6-comparison-in-{other}")
    for message in mail.outbox[:2]:
        page.goto(address_in_mail(message))
        page.get_by_role("button", name=re.compile(said(other, "More actions"), re.IGNORECASE)).last.click()
        page.locator("[data-workflow-action-name=approve]").first.click()
        page.wait_for_load_state("networkidle")

    # Learn.
    course = CoursePage.objects.get()
    lesson.refresh_from_db()
    assert (course.live, lesson.live) == (True, True)
    jobs.drain()
    assert [message.to for message in mail.outbox[2:]] == [[trainer.email], [trainer.email]]
    reader = browser.new_context(base_url=live_server.url, java_script_enabled=False).new_page()
    reader.goto(course.path_on_site)
    reader.get_by_role("link", name=lesson.title).first.click()
    expect(reader.get_by_text(WORDS[language])).to_be_visible()
