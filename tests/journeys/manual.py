"""The manuals of authors and translators, the words that their readers look for, and the pictures in them."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override, pgettext
from PIL import Image  # noqa: TID253
from playwright.sync_api import FloatRect, Locator, Page, ViewportSize, expect

from tests.core.processes import ROOT

FOLDER = ROOT / "docs" / "manual"
FILES = {"en": ("authors.md", "translators.md"), "es": ("autores.md", "traductores.md")}
TAKES_PICTURES = bool(os.environ.get("MANUAL_IMAGES"))
SIZE = ViewportSize(width=1100, height=700)
COLOURS = 128
# Everything that a manual may tell people to look for: what stands on it, or what it is called.
CONTROLS = """() => {
  const words = new Set();
  const add = text => {
    const plain = (text || "").replace(/\\s+/g, " ").trim().replace(/ ?\\*$/, "");
    if (plain && plain.length < 120) words.add(plain);
  };
  const named = "a, button, label, legend, summary, option, th, dt, h1, h2, h3, h4, strong, b, .translation-state, "
    + "[role=option], [role=tab], [aria-label], [data-w-panel-heading-text], [data-block-menu-label]";
  for (const one of document.querySelectorAll(named)) {
    add(one.textContent);
    add(one.getAttribute("aria-label"));
    for (const inner of one.childNodes) if (inner.nodeType === Node.TEXT_NODE) add(inner.data);
  }
  for (const one of document.querySelectorAll("input[type=submit], input[type=button]")) add(one.value);
  return [...words];
}"""


def texts(language: str) -> dict[str, str]:
    return {name: (FOLDER / language / name).read_text("utf-8") for name in FILES[language]}


def controls_in(text: str) -> set[str]:
    """What a manual prints in bold is the name of something on the screen, and nothing else is in bold."""
    return {" ".join(found.split()) for found in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)}


def pictures_in(text: str) -> list[tuple[str, str]]:
    """(words for it, file)"""
    return re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text)


class Walk:
    """One person's window, in the language of the manual; what they see by name is remembered for all of them."""

    def __init__(self, page: Page, language: str, seen: set[str]) -> None:
        self.page, self.language, self.seen = page, language, seen
        page.on("dialog", lambda dialog: dialog.accept())

    def says(self, message: str, context: str = "") -> str:
        with override(self.language):
            return pgettext(context, message) if context else gettext(message)

    def note(self) -> None:
        self.seen.update(self.page.evaluate(CONTROLS))

    def visit(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        self.settle()

    def settle(self) -> None:
        self.page.wait_for_load_state("networkidle")
        self.note()

    def press(self, message: str, context: str = "", **options: Any) -> None:
        """A link or a button by its words."""
        name = self.says(message, context)
        link = self.page.get_by_role("link", name=name, exact=True, **options)
        self.page.get_by_role("button", name=name, exact=True, **options).or_(link).locator("visible=true").last.click()
        self.settle()

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").fill(text)

    def show(self, name: str, start: Locator | None = None, *, end: Locator | None = None, whole: bool = False) -> None:
        """Keeps a picture that begins at one thing and ends with another, at most as high as the window. Without the
        menu at the side, unless ``whole``."""
        self.note()
        first = start or self.page.locator("main, #main").first
        first.evaluate("one => one.scrollIntoView({block: 'start'})")
        expect(first).to_be_visible()
        if TAKES_PICTURES:
            keep_picture(self.page, FOLDER / "images" / self.language / f"{name}.png", self._clip(first, end, whole))

    def _clip(self, first: Locator, end: Locator | None, whole: bool) -> FloatRect:
        box, last = first.bounding_box(), end.bounding_box() if end else None
        main = None if whole else self.page.locator("main.content-wrapper, #main").first.bounding_box()
        assert box
        top = 0.0 if whole else max(0.0, box["y"] - 12)
        left = main["x"] if main else 0.0
        bottom = min(float(SIZE["height"]), last["y"] + last["height"] + 12) if last else float(SIZE["height"])
        return FloatRect(x=left, y=top, width=SIZE["width"] - left, height=bottom - top)


def keep_picture(page: Page, file: Path, clip: FloatRect) -> None:
    """Few colours: a screen has no more, and people read manuals on slow lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, clip=clip, animations="disabled", caret="hide")
    with Image.open(file) as taken:
        small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


def missing_words(wanted: Iterable[str], seen: set[str]) -> list[str]:
    return sorted(set(wanted) - seen)
