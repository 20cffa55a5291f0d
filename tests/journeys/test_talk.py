"""A question and its answer, a note, bookmarks, and a course that is carried away: by two people, in both languages."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.test_pages import sign_in
from tests.journeys.window import PHONE, PICTURES, Window
from tests.live_site import Site
from tests.shipped_courses import Course, course_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]
OTHER = {"en": "es", "es": "en"}
BOTH = pytest.mark.parametrize(
    ("language", "scripts"), [pytest.param("en", not PICTURES, id="en"), pytest.param("es", False, id="es-no_scripts")]
)


def enter(window: Window, site: Site, name: str, course: Course, *, at: int) -> None:
    """Signed in, in the course, at one of its units."""
    language = window.language
    sign_in(window, site.add_person(name, language), language)
    window.arrives(f"/{language}/my/")
    window.visit(course.paths[language])
    window.button("Start this course").click()
    window.visit(course.units[at].paths[language])


def add_trainer(site: Site, language: str) -> str:
    address = site.add_person("Tere", language)
    code = (
        "from lms.accounts.domain import grant_role; from lms.accounts.enums import Role; from lms.core import clock; "
        "from lms.accounts.queries import person_by_address; "
        f"grant_role(person=person_by_address({address!r}), role=Role.TRAINER, by=None, now=clock.now())"
    )
    site.run(code)
    return address


@BOTH
def test_a_question_finds_its_answer(open_window: OpenWindow, site: Site, language: str, scripts: bool) -> None:
    course = course_of("correo-confiable")
    asker = open_window(language=language, scripts=scripts)
    enter(asker, site, "Quetzal", course, at=0)
    asker.link("Questions and answers").click()
    asker.look("questions")
    asker.field("Your question").fill("Where is `error.log`?\n\n```\n$ ls <var>\n```")
    asker.button("Ask").click()
    expect(asker.page.locator(".post code").first).to_have_text("error.log")
    asker.look("question-without-answer")
    place = asker.path
    asker.link("Questions and answers").click()
    asker.look("questions-with-one")

    trainer = open_window(language=language, scripts=scripts)
    sign_in(trainer, add_trainer(site, language), language)
    trainer.arrives(f"/{language}/my/")
    trainer.link("Questions that wait").click()
    expect(trainer.page.locator(f"a[href='{place}']")).to_be_visible()
    trainer.look("questions-that-wait")

    helper = open_window(language=OTHER[language], scripts=scripts, size=PHONE)
    enter(helper, site, "Rosa", course, at=0)
    helper.visit(place.replace(f"/{language}/", f"/{OTHER[language]}/", 1))
    helper.field("Your answer").fill("Mira en /var/log." if language == "en" else "Look into /var/log.")
    helper.button("Send the answer").click()
    expect(helper.page.locator(f".post [lang={OTHER[language]}]")).to_contain_text("/var/log")

    asker.visit(place)
    asker.button("This answer helped").click()
    expect(asker.page.locator(".post.marked")).to_have_count(1)
    asker.page.locator(".post.marked summary").click()
    asker.look("question-with-answer")
    asker.button("Show me nothing more from this person").click()
    expect(asker.page.locator(".post.marked")).to_have_count(0)
    asker.link("Questions and answers").click()
    asker.link("Change languages and mail").click()
    asker.look("choices")
    asker.page.get_by_label(asker.words("Not at all"), exact=True).check()
    asker.button("Save").click()
    asker.button("See them again").click()
    asker.visit(place)
    expect(asker.page.locator(".post.marked")).to_have_count(1)


@BOTH
def test_notes_and_bookmarks(open_window: OpenWindow, site: Site, language: str, scripts: bool) -> None:
    course = course_of("look-after-your-web-site")
    window = open_window(language=language, scripts=scripts)
    enter(window, site, "Sol", course, at=1)
    window.link("My notes and bookmarks here").click()
    window.look("notes-of-a-unit")
    window.field("Your note on this unit").fill("Read this again.\nTwo lines.")
    if scripts:
        expect(window.page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")
    else:
        window.button("Save").click()
        expect(window.page.get_by_text(window.words("Your note is saved. Only you see it."))).to_be_visible()
    window.page.reload()
    expect(window.field("Your note on this unit")).to_have_value("Read this again.\nTwo lines.")
    window.page.get_by_role("button", name=window.words("Bookmark"), exact=True).nth(2).click()
    window.link("All my notes").click()
    window.look("my-notes")
    expect(window.page.get_by_text("Two lines.")).to_be_visible()
    marked = window.page.locator(".spots a")
    block = str(marked.get_attribute("href")).partition("#")[2]
    marked.click()
    assert window.page.url.endswith(f"#{block}")
    expect(window.page.locator(f"[id='{block}']")).to_be_in_viewport()
    window.visit(f"/{language}/my/")
    window.link("My notes").click()
    with window.page.expect_download() as started:
        window.link("Download all as text").click()
    assert "Two lines." in started.value.path().read_text("utf-8")
    window.button("Remove the bookmark").click()
    expect(window.page.locator(".spots")).to_have_count(0)


@BOTH
def test_a_course_is_carried_away(open_window: OpenWindow, site: Site, language: str, scripts: bool) -> None:
    course = course_of("correo-confiable")
    window = open_window(language=language, scripts=scripts)
    window.visit(course.paths[language])
    window.page.get_by_text(window.words("Carry this course away")).click()
    window.look("course-with-files")
    kinds = {"html": r"<!doctype html>", "epub": "PK", "pdf": "%PDF-"}
    for kind, begins in kinds.items():
        window.visit(course.paths[language])
        window.page.get_by_text(window.words("Carry this course away")).click()
        with window.page.expect_download(timeout=120_000) as started:
            window.page.locator(f"a[href$='/both.{kind}']").click()
        content = started.value.path().read_bytes()
        assert content.decode("latin-1").startswith(begins)
        assert re.fullmatch(rf"[\w-]+-both\.{kind}", started.value.suggested_filename)
        if kind == "html":
            expect_alone(window, content.decode("utf-8"), course)


def expect_alone(window: Window, html: str, course: Course) -> None:
    """Opened from a stick: both languages are there, and nothing was asked of anybody."""
    window.look_at("carried-course", f"{window.site.address}/carried.html", html)
    for language in ("en", "es"):
        assert all(
            unit.titles[language] in html.replace("<code>", "`").replace("</code>", "`") for unit in course.units
        )
