import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.journeys.newcomer import LONG, OTHER, Newcomer, says
from tests.journeys.window import LAPTOP, PHONE, Window

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]


@pytest.mark.parametrize(
    ("language", "scripts", "size", "name"),
    [
        pytest.param("en", True, LAPTOP, "Gabriela Ñáñez", id="en-scripts-laptop"),
        pytest.param("en", False, PHONE, "Hugo O’Hara", id="en-no_scripts-phone"),
        pytest.param("es", True, PHONE, "Irma Peña", id="es-scripts-phone"),
        pytest.param("es", False, LAPTOP, "Karla Íñiguez de la O", id="es-no_scripts-laptop"),
    ],
)
def test_a_newcomer_walks_from_a_first_lesson_to_a_checked_certificate(
    open_window: OpenWindow, language: str, scripts: bool, size: ViewportSize, name: str
) -> None:
    window = open_window(language=language, scripts=scripts, size=size)
    other = OTHER[language]
    newcomer = Newcomer(window, name, f"{name.split()[0].lower()}-{secrets.token_hex(4)}@{language}.example")

    course = newcomer.finds_a_course()
    units = course.units
    newcomer.reads_the_first_lesson(course)
    newcomer.is_asked_who_they_are_at_the_quiz(units[3])
    newcomer.signs_up()
    newcomer.reads_on_before_the_code_comes(course)
    newcomer.types_the_code()
    window.arrives(units[3].paths[language])
    newcomer.has_done(course, units[:2])

    newcomer.enrols(LONG)
    newcomer.opens(LONG, LONG.units[2])
    newcomer.changes_language_in_mid_lesson(LONG.units[2])
    newcomer.opens(course, units[2])
    newcomer.marks_done(units[3])

    newcomer.changes_language_with_half_a_quiz(units[3])
    newcomer.hands_in_half_a_quiz(units[3])
    newcomer.fails_and_reads_why(units[3])
    newcomer.tries_again_and_passes(units[3])
    newcomer.has_done(course, units[:4])

    newcomer.opens(course, units[4])
    for unit in units[5:8]:
        newcomer.marks_done(unit)
    newcomer.passes(units[7])
    newcomer.has_done(course, units)
    newcomer.look("course-finished")

    newcomer.finds_the_badge(course)
    code = newcomer.code
    for made_in, pdf in (
        (language, newcomer.takes_the_certificate(language)),
        (other, newcomer.sees_it_being_made(other)),
    ):
        assert says(pdf, name)
        assert says(pdf, course.achievement[made_in])
        assert says(pdf, code)
        assert pdf.trailer["/Root"]["/Lang"] == made_in
    somebody_checks_it(open_window, newcomer, code, course.achievement)


def somebody_checks_it(open_window: OpenWindow, newcomer: Newcomer, code: str, achievement: dict[str, str]) -> None:
    """A second, anonymous browser: both languages at once, and the name only from when its holder says so."""
    window = open_window(language=OTHER[newcomer.language], scripts=newcomer.window.scripts)
    window.visit(f"/verify/{code}", status=404)  # nothing is public until its holder says so
    newcomer.window.visit(f"/{newcomer.language}/certificates/{code}/")
    newcomer.window.field("Whoever has the link, the code or the paper may look it up").check()
    newcomer.window.button("Save").click()
    window.visit("/verify/")
    window.look("verify-form")
    window.field("Code").fill(code.lower().replace("-", " "))
    window.button("Check").click()
    window.arrives(f"/verify/{code}")
    for language in ("en", "es"):
        side = window.page.locator(f"section[lang={language}]")
        expect(side.get_by_role("heading", name=achievement[language], exact=True)).to_be_visible()
        expect(side.locator(".notice")).to_be_visible()
    expect(window.page.locator("body")).not_to_contain_text(newcomer.name)
    window.look("verify")

    newcomer.window.visit(f"/{newcomer.language}/certificates/{code}/")
    newcomer.window.field("Show my name on the public page and in the signed badge").check()
    newcomer.window.button("Save").click()
    expect(newcomer.window.field("Show my name on the public page and in the signed badge")).to_be_checked()
    newcomer.look("certificate-name-shown")

    window.page.reload()
    expect(window.page.locator("main")).to_contain_text(newcomer.name)
    window.look("verify-with-name")
    window.switch(OTHER[window.shown_language])
    expect(window.page.locator("main")).to_contain_text(newcomer.name)
    window.visit(f"/verify/{code[:-4]}AAAA", status=404)
    window.look("verify-unknown")
