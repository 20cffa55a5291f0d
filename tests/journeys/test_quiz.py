"""A quiz with matching and ordering: the language changes in the middle, the line breaks, a second window is open."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories.files import QUIZ_WITH_PAIRS, write_course
from tests.journeys.test_pages import sign_in
from tests.journeys.window import Window
from tests.live_site import Site

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]
PATHS = {"en": "/en/courses/small-web/check/", "es": "/es/cursos/web-pequena/repaso/"}
OTHER = {"en": "es", "es": "en"}
WORDS = {
    "en": {
        "web": "The web",
        "mail": "Mail",
        "look": "Look",
        "think": "Think",
        "change": "Change",
        "word": "Which word?",
    },
    "es": {
        "web": "La web",
        "mail": "El correo",
        "look": "Mirar",
        "think": "Pensar",
        "change": "Cambiar",
        "word": "¿Qué palabra?",
    },
}
CHOICES = {"en": ["443", "Logs", "Copies"], "es": ["443", "Bitácoras", "Copias"]}


@pytest.fixture(scope="module")
def course(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_course(tmp_path_factory.mktemp("courses") / "small-web", quiz=QUIZ_WITH_PAIRS)
    done = site.manage("library", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def choose(page: Page, language: str, **wanted: str) -> None:
    for thing, target in wanted.items():
        page.get_by_label(WORDS[language][thing], exact=True).select_option(label=target)


def saved(window: Window) -> None:
    if window.scripts:
        expect(window.page.locator("[data-autosave-status]")).to_have_attribute("data-state", "saved")


@pytest.mark.parametrize(("language", "scripts"), [("en", True), ("es", True), ("en", False), ("es", False)], ids=str)
def test_every_kind_in_both_languages(
    open_window: OpenWindow, site: Site, course: Path, language: str, scripts: bool
) -> None:
    name = f"Rosa{language}{scripts}"
    window = open_window(language=language, scripts=scripts)
    sign_in(window, site.add_person(name, language), language, PATHS[language])
    window.arrives(PATHS[language])
    window.look("quiz-of-every-kind")
    choose(window.page, language, web="443", mail="25", look="1")
    saved(window)

    window.switch(OTHER[language])
    there = OTHER[language]
    expect(window.page.get_by_label(WORDS[there]["look"], exact=True)).to_have_value(first_place(window.page, there))
    choose(window.page, there, think="2", change="3")
    for label in CHOICES[there]:
        window.page.get_by_label(label, exact=True).check()
    window.page.get_by_label(window.words("True"), exact=True).check()
    window.page.get_by_label(WORDS[there]["word"]).fill("list")
    window.button("Check my answers").click()

    expect(window.page.locator(".result.right")).to_have_count(6)
    window.look("quiz-passed")


def first_place(page: Page, language: str) -> str:
    """The value of the first place in the select of the first thing."""
    select = page.get_by_label(WORDS[language]["look"], exact=True)
    return str(select.locator("option", has_text="1").get_attribute("value"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_cut_line_and_a_second_window(open_window: OpenWindow, site: Site, course: Path, language: str) -> None:
    window = open_window(language=language)
    address = site.add_person(f"Tere{language}", language)
    sign_in(window, address, language, PATHS[language])
    window.arrives(PATHS[language])
    first, second = window.page, window.context.new_page()
    second.goto(PATHS[language])
    status, word = "[data-autosave-status]", WORDS[language]["word"]

    window.context.set_offline(True)
    choose(first, language, look="1", think="2")
    first.get_by_label(word).fill("from the first")
    expect(first.locator(status)).to_have_attribute("data-state", "waiting")
    window.context.set_offline(False)
    expect(first.locator(status)).to_have_attribute("data-state", "saved")
    window.complaints = [line for line in window.complaints if "ERR_INTERNET_DISCONNECTED" not in line]

    with window.expecting(400):
        second.get_by_label(word).fill("from the second")
        expect(second.locator(status)).to_have_attribute("data-state", "elsewhere")
        second.get_by_role("button", name=window.words("Save for later")).click()
        told = second.get_by_text(window.words("In another window: %(answer)s", answer="from the first"))
        expect(told).to_be_visible()
    expect(second.get_by_label(word)).to_have_value("from the second")
    second.get_by_role("button", name=window.words("Save for later")).click()
    second.goto(PATHS[language])
    expect(second.get_by_label(word)).to_have_value("from the second")
    first.reload()
    expect(first.get_by_label(word)).to_have_value("from the second")
    kept = first.get_by_label(WORDS[language]["think"], exact=True).locator("option:checked")
    expect(kept).to_have_text("2")
