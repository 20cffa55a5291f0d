"""The manuals, the words that their readers look for, and the pictures in them."""

import os
import re
from pathlib import Path
from typing import Any

from django.utils.translation import gettext, override, pgettext
from PIL import Image
from playwright.sync_api import FloatRect, Locator, Page, ViewportSize, expect

from tests.core.processes import ROOT

FOLDER = ROOT / "docs" / "manual"
NAMES = {
    "writing": {"en": ("authors.md", "translators.md"), "es": ("autores.md", "traductores.md")},
    "workshops": {"en": ("trainers.md", "interpreters.md"), "es": ("talleristas.md", "interpretes.md")},
    "support": {"en": ("support.md",), "es": ("apoyo.md",)},
    "labs": {"en": ("labs.md",), "es": ("laboratorios.md",)},
}
# Language → about what → the files, in the same order in both languages.
MANUALS = {
    language: {about: [FOLDER / language / name for name in names[language]] for about, names in NAMES.items()}
    for language in ("en", "es")
}
TAKES_PICTURES = bool(os.environ.get("MANUAL_IMAGES"))
SIZE = ViewportSize(width=1100, height=700)
COLOURS = 128
# Everything that a manual may tell people to look for: what stands on it, or what it is called.
CONTROLS = """() => {
  const words = new Set();
  const add = text => {
    const plain = (text || "").replace(/\\s+/g, " ").trim().replace(/ ?\\*$/, "");
    if (plain && plain.length < 120) words.add(plain).add(plain.replace(/\\d+$/, ""));  // a counter at its end
  };
  const named = "a, button, label, legend, summary, option, caption, th, dt, h1, h2, h3, h4, strong, b, "
    + ".translation-state, .eyebrow, "
    + "[role=option], [role=tab], [aria-label], [data-w-panel-heading-text], [data-block-menu-label]";
  for (const one of document.querySelectorAll(named)) {
    add(one.textContent);
    add(one.getAttribute("aria-label"));
    for (const inner of one.childNodes) if (inner.nodeType === Node.TEXT_NODE) add(inner.data);
  }
  for (const one of document.querySelectorAll("input[type=submit], input[type=button]")) add(one.value);
  return [...words];
}"""


def told_in(manuals: list[Path]) -> set[str]:
    return {word for manual in manuals for word in controls_in(manual.read_text("utf-8"))}


def controls_in(text: str) -> set[str]:
    """What a manual prints in bold is the name of something on the screen, and nothing else is in bold."""
    return {" ".join(found.split()) for found in re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL)}


def pictures_in(text: str) -> dict[str, str]:
    """File, as the manual names it → the words for those who do not see it."""
    return {file: " ".join(words.split()) for words, file in re.findall(r"!\[([^\]]*)\]\(([^)\s]+)\)", text)}


def links_in(text: str) -> list[str]:
    return re.findall(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)", text)


def anchors_of(text: str) -> set[str]:
    """Where a link into a manual may lead: its headings, as GitHub and GitLab write them into an address."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.strip().lower()).replace(" ", "-") for one in headings}


def leads_somewhere(manual: Path, link: str) -> bool:
    """Whether the file and, if one is named, the heading in it are there."""
    name, _, anchor = link.partition("#")
    file = manual.parent / name if name else manual
    return file.is_file() and (not anchor or anchor in anchors_of(file.read_text("utf-8")))


def shape(text: str) -> list[str]:
    """Headings by their depth, numbered steps and pictures, in their order: what both languages share."""
    found = re.findall(r"^#+ |^\d+\. |^- |^\| |\]\(\.\./images/\w\w/[^)]+", text, re.MULTILINE)
    return [one.rsplit("/", 1)[-1].strip() for one in found]


# Also against a scroll that glides towards the field that was filled last: until it stays there.
TO_THE_TOP = """async one => {
  for (let still = 0, before = NaN, frame = 0; still < 8 && frame < 200; frame++) {
    one.scrollIntoView({block: "start", behavior: "instant"});
    const top = one.getBoundingClientRect().top;
    still = top === before ? still + 1 : 0;
    before = top;
    await new Promise(requestAnimationFrame);
  }
}"""


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
        button = self.page.get_by_role("button", name=name, exact=True, **options)
        self.follow(button.or_(link).locator("visible=true").last)

    def follow(self, control: Locator) -> None:
        """Presses what leads to another page, or to this one anew."""
        with self.page.expect_navigation():
            control.click()
        self.settle()

    def fill(self, name: str, text: str) -> None:
        self.page.locator(f"[name={name}]").fill(text)

    def show(self, name: str, start: Locator | None = None, *, whole: bool = False) -> None:
        """Keeps a picture that begins at ``start`` (the page, unless said otherwise), without the menu at the side;
        ``whole``: all of the window."""
        self.note()
        first = start or self.page.locator("main, #main").first
        first.evaluate(TO_THE_TOP)
        expect(first).to_be_visible()
        if TAKES_PICTURES:
            keep_picture(self.page, FOLDER / "images" / self.language / f"{name}.png", self._clip(first, whole))

    def _clip(self, first: Locator, whole: bool) -> FloatRect:
        width, height = SIZE["width"], SIZE["height"]
        box, main = first.bounding_box(), self.page.locator("main.content-wrapper, #main").first.bounding_box()
        assert box
        assert main
        top, left = (0.0, 0.0) if whole else (max(0.0, box["y"] - 12), main["x"])
        return FloatRect(x=left, y=top, width=width - left, height=height - top)


def keep_picture(page: Page, file: Path, clip: FloatRect) -> None:
    """Few colours: a screen has no more, and people read manuals on slow lines."""
    file.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=file, clip=clip, animations="disabled", caret="hide")
    with Image.open(file) as taken:
        small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(file, optimize=True)
