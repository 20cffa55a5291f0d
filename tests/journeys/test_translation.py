"""A course is written in Spanish, translated and published, changed in one paragraph, and put right. In a real browser:
the page editor needs scripts; the translation view, the report and the learner's pages are used without."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect, sync_playwright
from wagtail.models import Locale

from courses.models import CourseIndexPage, CoursePage, LessonPage
from lms.accounts.models import Person
from lms.content.models import Segment
from tests.factories.site import make_site
from tests.journeys.conftest import BROWSER, OPTIONS
from tests.journeys.window import PICTURES

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
PARAGRAPH = "Aprende a leerlo con calma."
TYPED = "words => [...document.querySelectorAll('input[name^=body-]')].some(field => field.value.includes(words))"


@pytest.fixture
def house(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    for language in ("en", "es"):
        Locale.objects.get_or_create(language_code=language)
    make_site()


@pytest.fixture
def open_page(house: None, live_server: Any) -> Iterator[Callable[..., Page]]:
    """``open_page(client, scripts=False)``: a window with the cookies of somebody, or of nobody."""

    def open_one(client: Client | None = None, *, scripts: bool) -> Page:
        context = browser.new_context(
            base_url=live_server.url, java_script_enabled=scripts, locale="en", viewport={"width": 1280, "height": 900}
        )
        for name, kept in (client.cookies if client else {}).items():
            context.add_cookies([{"name": name, "value": kept.value, "url": live_server.url}])
        return context.new_page()

    with sync_playwright() as playwright:
        program = os.environ.get(BROWSER) or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS.split())
        yield open_one
        browser.close()


def picture(page: Page, name: str) -> None:
    """For looking at, where JOURNEY_SCREENSHOTS names a folder."""
    if PICTURES:
        Path(PICTURES).mkdir(parents=True, exist_ok=True)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(PICTURES) / f"translation-{name}-{width}.png", full_page=True)


def publish(page: Page) -> None:
    page.get_by_role("button", name="More actions").or_(
        page.locator("footer [data-w-dropdown-target=toggle]")
    ).last.click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_load_state("networkidle")


def write_course(page: Page) -> None:
    """A course and its first lesson of two paragraphs, in Wagtail's own forms."""
    index = CourseIndexPage.objects.get(locale__language_code="es")
    page.goto(reverse("wagtailadmin_pages:add", args=["courses", "coursepage", index.pk]))
    page.locator("#id_title").fill("Correo propio")
    page.locator("#id_summary").fill("Cómo leer lo que dice tu servidor.")
    publish(page)
    course = CoursePage.objects.get()
    page.goto(reverse("wagtailadmin_pages:add", args=["courses", "lessonpage", course.pk]))
    page.locator("#id_title").fill("Las bitácoras")
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Text", exact=True).click()
    page.locator("[contenteditable=true]").last.click()
    page.keyboard.type("El servidor escribe todo lo que hace.")
    page.keyboard.press("Enter")
    page.keyboard.type("Aprende a leerlo con calma.")
    page.wait_for_function(TYPED, arg="Aprende a leerlo con calma.")
    publish(page)


def translate(page: Page, key: object, words: dict[str, str]) -> None:
    page.goto(reverse("translation:desk", args=[key]))
    for row in page.locator(".translation-row").all():
        original = row.locator(".translation-text").inner_text().strip()
        row.locator("textarea").fill(words[original])
    page.get_by_role("button", name="Publish the translation").click()
    expect(page.get_by_text("The translation is published.")).to_be_visible()


def test_from_a_spanish_course_to_a_change_that_english_learners_are_told_about(
    open_page: Callable[..., Page], editor: Person, enter_editor: Callable[..., Client]
) -> None:
    cookies = enter_editor(Client(), editor)
    author, translator = open_page(cookies, scripts=True), open_page(cookies, scripts=False)
    learner = open_page(scripts=False)

    write_course(author)
    course, lesson = CoursePage.objects.get(), LessonPage.objects.get()
    assert (course.live, lesson.live, lesson.original_language) == (True, True, "es")
    translator.goto(reverse("translation:desk", args=[lesson.translation_key]))
    picture(translator, "first")
    translate(
        translator,
        course.translation_key,
        {
            "Correo propio": "Mail of your own",
            "Cómo leer lo que dice tu servidor.": "How to read what your server says.",
        },
    )
    translate(
        translator,
        lesson.translation_key,
        {
            "Las bitácoras": "The logs",
            "El servidor escribe todo lo que hace.": "The server writes down all that it does.",
            "Aprende a leerlo con calma.": "Learn to read it calmly.",
        },
    )
    address = "/en/courses/mail-of-your-own/the-logs/"
    learner.goto(address)
    expect(learner.get_by_text("Learn to read it calmly.")).to_be_visible()
    assert learner.locator("details.drift").count() == 0

    author.goto(reverse("wagtailadmin_pages:edit", args=[lesson.pk]))
    author.locator("[contenteditable=true]").last.click()
    author.keyboard.press("Control+End")
    author.keyboard.type(" Y guarda una copia.")
    author.wait_for_function(TYPED, arg="Y guarda una copia.")
    publish(author)

    stale = Segment.objects.exclude(state="fresh").get(position__isnull=False)
    assert (stale.state, stale.translated_text) == ("stale", "Learn to read it calmly.")
    translator.goto("/cms/drift/?state=stale")
    expect(translator.locator("tbody tr")).to_have_count(1)
    expect(translator.locator("tbody tr")).to_contain_text("Las bitácoras")
    expect(translator.locator("tbody tr")).to_contain_text("English")
    picture(translator, "report")
    learner.goto(address)
    notice = learner.locator("details.drift")
    expect(notice).to_have_count(1)
    notice.locator("summary").click()
    expect(notice.locator("ins")).to_contain_text("Y guarda una copia.")
    expect(notice.locator("[lang=es]")).to_have_count(1)
    expect(learner.get_by_text("Learn to read it calmly.")).to_be_visible()
    picture(learner, "notice")
    learner.goto("/es/cursos/correo-propio/las-bitacoras/")
    assert learner.locator("details.drift").count() == 0

    translator.goto(reverse("translation:desk", args=[lesson.translation_key]))
    expect(translator.locator(".translation-row")).to_have_count(1)
    expect(translator.locator(".translation-diff ins")).to_contain_text("Y guarda una copia")
    picture(translator, "stale")
    translate(
        translator,
        lesson.translation_key,
        {f"{PARAGRAPH} Y guarda una copia.": "Learn to read it calmly. And keep a copy."},
    )
    learner.goto(address)
    expect(learner.get_by_text("And keep a copy.")).to_be_visible()
    assert learner.locator("details.drift").count() == 0
    assert set(Segment.objects.values_list("state", flat=True)) == {"fresh"}
