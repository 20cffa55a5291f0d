"""One value of a lab file, asked for what it must be. What is wrong is told to ``Mistakes``, and a harmless value answered,
so that the rest is read too."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from courses.sandbox.labs.mistakes import Mistakes
from courses.sandbox.labs.nodes import Node
from courses.sandbox.labs.spec import Words

NUMBER = re.compile(r"-?[0-9]{1,18}")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LANGUAGES = ("en", "es")
SLUG = (r"[a-z0-9]+(-[a-z0-9]+)*", "a short name in lower case (like-this)")
LONGEST_LINE = 200
LONGEST_TEXT = 2_000


@dataclass(frozen=True)
class Entry:
    """``line``: of the field's name where it has one."""

    node: Node
    file: str
    mistakes: Mistakes
    line: int

    @classmethod
    def of(cls, node: Node, file: str, mistakes: Mistakes) -> "Entry":
        return cls(node, file, mistakes, node.line)

    def wrong(self, code: str, **values: object) -> None:
        self.mistakes.add(code, self.file, self.line, **values)

    def _child(self, node: Node, line: int = 0) -> "Entry":
        return replace(self, node=node, line=line or node.line)

    def named(self) -> dict[str, "Entry"]:
        """Fields whose names are the author's."""
        if self.node.kind != "fields":
            self.wrong("not_fields")
            return {}
        found = {name: self._child(node, self.node.lines[name]) for name, node in self.node.fields.items()}
        return {name: entry for name, entry in found.items() if not name.startswith("\0")}

    def fields(self, must: Iterable[str], may: Iterable[str] = ()) -> dict[str, "Entry"]:
        found, must = self.named(), set(must)
        known = must | set(may)
        for name in found.keys() - known:
            found[name].wrong("unknown_field", name=name)
        if self.node.kind == "fields":
            for name in must - found.keys():
                self.wrong("missing_field", name=name)
        return {name: entry for name, entry in found.items() if name in known}

    def items(self, least: int = 0, most: int = 20) -> list["Entry"]:
        if self.node.kind != "list":
            self.wrong("not_a_list")
            return []
        if len(self.node.items) < least:
            self.wrong("too_few", least=least)
        if len(self.node.items) > most:
            self.wrong("too_many", most=most)
        return [self._child(node) for node in self.node.items[:most]]

    def text(self, most: int = LONGEST_LINE) -> str:
        if self.node.kind != "text":
            self.wrong("not_text_value")
            return ""
        text = self.node.text
        if self.node.is_nothing or not text.strip():
            self.wrong("empty")
        if len(text) > most:
            self.wrong("too_long", most=most)
        if CONTROL.search(text):
            self.wrong("control_characters")
        return text

    def shaped(self, pattern: str, shape: str, most: int = LONGEST_LINE) -> str:
        text = self.text(most)
        if text and not re.fullmatch(pattern, text):
            self.wrong("bad_shape", value=text, shape=shape)
        return text

    def slug(self) -> str:
        return self.shaped(*SLUG, most=40)

    def number(self, least: int, most: int) -> int:
        if self.node.kind != "text" or not NUMBER.fullmatch(self.node.text):
            self.wrong("not_a_number")
            return least
        number = int(self.node.text)
        if not least <= number <= most:
            self.wrong("out_of_range", least=least, most=most)
        return number

    def flag(self) -> bool:
        if self.node.kind != "text" or self.node.text not in ("true", "false"):
            self.wrong("not_a_flag")
        return self.node.text == "true"

    def choice(self, among: Iterable[str]) -> str:
        text, choices = self.text(), list(among)
        if text and text not in choices:
            self.wrong("unknown_choice", value=text, choices=", ".join(choices))
        return text

    def words(self, most: int = LONGEST_LINE) -> Words:
        given = self.fields(LANGUAGES)
        texts = {language: entry.text(most) for language, entry in given.items()}
        return Words(texts.get("en", ""), texts.get("es", ""))
