"""From the front page to a quiz that is handed in, with Tab, Enter, Space and, inside a group of choices, the arrows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from lms.portal.domain.founding import CATALOGUE_SLUGS
from tests.conftest import PASSWORD
from tests.journeys.window import LAPTOP, PHONE, Window
from tests.live_site import Site
from tests.shipped_courses import Question, course_of, plain

pytestmark = [pytest.mark.journey, pytest.mark.slow]
MOST_STOPS = 80

# What a person sees of the stop that they are at: an outline or the like, on something that nothing else covers.
IS_SEEN = """() => {
  const stop = document.activeElement;
  const marked = [stop, stop.closest("label")].filter(Boolean).some((one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = stop.getBoundingClientRect();
  const uncovered = [0.1, 0.5, 0.9].some((across) => [0.2, 0.5, 0.8].some((down) => {
    const top = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
    return top && (stop.contains(top) || top.contains(stop));
  }));
  return [marked, uncovered];
}"""
IS_HERE = "element => element === document.activeElement || element.contains(document.activeElement)"


class Keys:
    def __init__(self, window: Window) -> None:
        self.window, self.keyboard = window, window.page.keyboard

    def tab_to(self, target: Locator) -> None:
        for _ in range(MOST_STOPS):
            self.keyboard.press("Tab")
            marked, uncovered = self.window.page.evaluate(IS_SEEN)
            stop = self.window.page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
            assert marked, f"nobody sees that the focus is here: {stop} ({self.window.page.url})"
            assert uncovered, f"something lies over the focus: {stop} ({self.window.page.url})"
            if target.evaluate(IS_HERE):
                return
        raise AssertionError(f"{MOST_STOPS} stops, and never at {target}")

    def use(self, target: Locator, key: str = "Enter") -> None:
        self.tab_to(target)
        self.keyboard.press(key)

    def write(self, target: Locator, text: str) -> None:
        self.tab_to(target)
        self.keyboard.type(text)

    def choose(self, field: Locator, position: int) -> None:
        """Tab comes to the group; in it the arrows go from choice to choice."""
        self.tab_to(field)
        self.keyboard.press("Space")
        for _ in range(position):
            self.keyboard.press("ArrowDown")

    def answer(self, field: Locator, question: Question, language: str) -> None:
        if question.kind == "short_text":
            self.write(field.get_by_role("textbox"), question.accepted[language][0])
        elif question.kind == "several":
            for position in question.right:
                self.use(field.get_by_label(plain(question.options[position][language]), exact=True), "Space")
        else:
            self.choose(field, question.right[0])


@pytest.mark.parametrize(
    ("language", "scripts", "size"),
    [pytest.param("en", False, LAPTOP, id="en-no_scripts"), pytest.param("es", True, PHONE, id="es-scripts-phone")],
)
def test_from_sign_in_to_a_quiz_handed_in_by_keyboard_alone(
    open_window: Callable[..., Window], site: Site, language: str, scripts: bool, size: dict[str, int]
) -> None:
    address = site.add_person("Nora", language)
    window = open_window(language=language, scripts=scripts, size=size, audits=False)
    keys, course = Keys(window), course_of("look-after-your-web-site")
    quiz = course.units[3]

    window.visit("/")
    keys.use(window.link("Sign in"))
    expect(window.page.get_by_role("heading", level=1)).to_have_text(window.words("Sign in"))
    keys.write(window.field("E-mail", "field"), address)
    keys.write(window.field("Password", "field"), PASSWORD)
    window.page.keyboard.press("Enter")
    window.arrives(f"/{language}/my/")

    keys.use(window.page.get_by_role("navigation").get_by_role("link", name=window.words("Courses"), exact=True))
    window.arrives(f"/{language}/{CATALOGUE_SLUGS[language]}/")
    keys.use(window.page.get_by_role("link", name=course.titles[language], exact=True))
    window.arrives(course.paths[language])
    keys.use(window.button("Start this course"), "Space")
    window.arrives(course.units[0].paths[language])
    keys.use(window.button("Done, next"), "Space")
    window.arrives(course.units[1].paths[language])
    keys.use(window.page.locator(".path").get_by_role("link", name=plain(quiz.titles[language]), exact=True))
    window.arrives(quiz.paths[language])

    for i, question in enumerate(quiz.questions):
        keys.answer(window.page.locator("#quiz .field").nth(i), question, language)
    keys.use(window.button("Check my answers"))
    expect(window.page.locator(".result.right")).to_have_count(len(quiz.questions))
