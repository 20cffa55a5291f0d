"""Reading values out of YAML files with their line numbers: a mistake is named by file, line and field."""

import re
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unicodedata import normalize
from uuid import UUID, uuid5

import yaml
from django.core.files import File
from django.utils.translation import gettext as _

from lms.content.enums import Language
from lms.content.errors import BrokenLibraryFile
from lms.core.errors import DomainError
from lms.core.html import clean_line
from lms.core.pictures import clean_picture

NAMESPACE = UUID("6f1a52d4-6a5c-5b0e-9d0a-0f2f7c0a7b11")
TAGS = {"p", "b", "i", "code", "ul", "ol", "li", "a"}
LANGUAGES = tuple(Language.values)
LONGEST_TEXT = 50_000
Pair = dict[str, str]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.unknown: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = {"href"} if tag == "a" else set()
        leads_out = all(re.match(r"https?://[^/]|mailto:[^?]", value or "") for _name, value in attrs)
        if tag not in TAGS or {name for name, _value in attrs} - allowed or not leads_out:
            self.unknown.append(self.get_starttag_text() or tag)
        self.open.append(tag)

    def handle_comment(self, data: str) -> None:
        self.unknown.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.unknown.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.unknown.append(f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        self.unknown.append(f"<![{data}]>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unknown.append(f"</{tag}>")


@dataclass(frozen=True)
class Entry:
    """A value in a file, which knows where it stands."""

    file: Path
    node: yaml.Node
    name: str = ""

    def wrong(self, message: str) -> BrokenLibraryFile:
        return BrokenLibraryFile(file=self.file, line=self.node.start_mark.line + 1, field=self.name, problem=message)

    def fields(self, required: set[str], optional: frozenset[str] | set[str] = frozenset()) -> dict[str, "Entry"]:
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(_("should be a mapping of names to values"))
        found = {}
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Entry(self.file, key, self.name).wrong(_("should be a mapping of names to values"))
            entry = Entry(self.file, value, f"{self.name}.{key.value}".lstrip("."))
            if key.value not in required | optional:
                raise entry.wrong(_("is not a field that is known here"))
            if key.value in found:
                raise entry.wrong(_("is given twice"))
            found[key.value] = entry
        for name in sorted(required - found.keys()):
            missing = Entry(self.file, self.node, f"{self.name}.{name}".lstrip("."))
            # Translators: said of a field of a library file
            raise missing.wrong(_("is missing"))
        return found

    def items(self, *, least: int = 0) -> list["Entry"]:
        if not isinstance(self.node, yaml.SequenceNode) or len(self.node.value) < least:
            raise self.wrong(_("should be a list of at least %(least)s") % {"least": least})
        return [Entry(self.file, node, f"{self.name}[{i}]") for i, node in enumerate(self.node.value, start=1)]

    def only(self) -> tuple[str, "Entry"]:
        if not isinstance(self.node, yaml.MappingNode) or len(self.node.value) != 1:
            raise self.wrong(_("should have exactly one name: the kind of block"))
        key, value = self.node.value[0]
        return key.value, Entry(self.file, value, f"{self.name}.{key.value}")

    def text(self, *, most: int = LONGEST_TEXT) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.wrong(_("should be text"))
        if len(self.node.value) > most:
            raise self.wrong(_("is longer than %(most)s characters") % {"most": most})
        if "\x00" in self.node.value:
            raise self.wrong(_("has a character that cannot be seen"))
        return str(self.node.value).rstrip("\n") if most < LONGEST_TEXT else str(self.node.value)

    def slug(self) -> str:
        """A name for addresses and identities."""
        value = self.text(most=80)
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
            raise self.wrong(_("should be small letters a-z and digits, with single dashes between them"))
        return value

    def slugs(self) -> Pair:
        sides = self.fields(set(LANGUAGES))
        return {language: sides[language].slug() for language in LANGUAGES}

    def path_of_keys(self) -> str:
        """``course/unit``, or the key of a guide or an essay."""
        value = self.text(most=170)
        if not re.fullmatch(r"[a-z0-9-]+(?:/[a-z0-9-]+)?", value):
            raise self.wrong(_("should be a key, or two keys as in course/unit"))
        return value

    def address(self) -> str:
        value = self.text(most=500).strip()
        if not re.fullmatch(r"https://[^\s/?#@]+(?:[/?#]\S*)?", value):
            raise self.wrong(_("should be an address that begins with https://"))
        return value

    def integer(self, least: int, most: int) -> int:
        value = self.text(most=20)
        if not re.fullmatch(r"[0-9]+", value) or not least <= int(value) <= most:
            raise self.wrong(_("should be a whole number from %(least)s to %(most)s") % {"least": least, "most": most})
        return int(value)

    def number(self, least: float, most: float) -> str:
        """With at most five places, as it is written: a float would not keep them."""
        value = self.text(most=20)
        if not re.fullmatch(r"-?[0-9]{1,4}(?:\.[0-9]{1,5})?", value) or not least <= float(value) <= most:
            raise self.wrong(_("should be a number from %(least)s to %(most)s") % {"least": least, "most": most})
        return value

    def day(self) -> date:
        value = self.text(most=20)
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise self.wrong(_("should be a day, as 2026-11-20")) from error

    def boolean(self) -> bool:
        value = self.text(most=20)
        if value not in ("true", "false"):
            raise self.wrong(_("should be true or false"))
        return value == "true"

    def choice(self, choices: list[str]) -> str:
        value = self.text(most=80)
        if value not in choices:
            raise self.wrong(_("should be one of: %(choices)s") % {"choices": ", ".join(choices)})
        return value

    def plain(self, *, most: int = 300) -> str:
        """One line that holds nothing hidden: no controls, no turned or zero-width letters."""
        value = self.text(most=most).strip()
        if "\n" in value:
            raise self.wrong(_("should be one line"))
        value = normalize("NFC", " ".join(value.split()))
        if clean_line(value, most=len(value)) != value:
            raise self.wrong(_("has a character that cannot be seen"))
        return value

    def line(self, *, most: int = 300) -> Pair:
        """The same plain line in both languages."""
        sides = self.fields(set(LANGUAGES))
        return {language: sides[language].plain(most=most) for language in LANGUAGES}

    def path(self) -> Path:
        """A file in the folder of this file."""
        path = (self.file.parent / self.text(most=120)).resolve()
        if not path.is_file() or not path.is_relative_to(self.file.parent.resolve()):
            raise self.wrong(_("names a file that is not in this folder"))
        return path

    def picture(self) -> Path:
        path = self.path()
        try:
            with path.open("rb") as content:
                clean_picture(File(content, name=path.name))
        except DomainError as error:
            raise self.wrong(_("is not a picture that can be taken: %(reason)s") % {"reason": error.message}) from error
        return path

    def html(self) -> Pair:
        """The same rich text in both languages, in the few tags that lessons use."""
        sides = self.fields(set(LANGUAGES))
        for side in sides.values():
            parser = _Tags()
            parser.feed(side.text())
            parser.close()
            if parser.unknown or parser.open:
                tag = (parser.unknown or parser.open)[0]
                raise side.wrong(_("has a tag that is not allowed or not closed: %(tag)s") % {"tag": tag})
        return {language: sides[language].text().strip() for language in LANGUAGES}

    def code(self) -> Pair:
        """Verbatim text: one for both languages, or one for each."""
        if isinstance(self.node, yaml.MappingNode):
            sides = self.fields(set(LANGUAGES))
            return {language: sides[language].text().rstrip("\n") for language in LANGUAGES}
        return dict.fromkeys(LANGUAGES, self.text().rstrip("\n"))


def identity(*parts: str) -> UUID:
    """The same on every installation, so that what is carried to another site is still the same thing."""
    return uuid5(NAMESPACE, "/".join(parts))


def per_language(**parts: Any) -> dict[str, Any]:
    """{field: pair or plain value} → {language: {field: value}}."""
    return {
        language: {
            name: part[language] if isinstance(part, dict) and set(part) == set(LANGUAGES) else part
            for name, part in parts.items()
        }
        for language in LANGUAGES
    }


def load(file: Path) -> Entry:
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise BrokenLibraryFile(file=file, line=1, field="", problem=_("cannot be read")) from error
    except UnicodeDecodeError as error:
        raise BrokenLibraryFile(file=file, line=1, field="", problem=_("is not UTF-8")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or _("is not YAML")
        raise BrokenLibraryFile(file=file, line=line, field="", problem=str(problem)) from error
    if node is None:
        # Translators: said of a field of a library file
        raise BrokenLibraryFile(file=file, line=1, field="", problem=_("is empty"))
    return Entry(file, node)


def find(file: Path, *names: str) -> Entry:
    """What stands in a file under these names, one below the other; as far down as they are there."""
    entry = load(file)
    for name in names:
        below = entry.node.value if isinstance(entry.node, yaml.MappingNode) else []
        found = next((value for key, value in below if key.value == name), None)
        if found is None:
            break
        entry = Entry(file, found, f"{entry.name}.{name}".lstrip("."))
    return entry
