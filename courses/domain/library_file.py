"""Reading course files (docs/course-files.md), with line numbers: a mistake is named by file, line and field."""

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import yaml
from django.utils.translation import gettext as _

from courses.enums import Level, Topic, UnitKind
from courses.errors import BrokenCourseFile
from lms.content.enums import CodeLanguage, Language, Tone

NAMESPACE = UUID("6f1a52d4-6a5c-5b0e-9d0a-0f2f7c0a7b11")
TAGS = {"p", "b", "i", "code", "ul", "ol", "li", "a"}
LANGUAGES = tuple(Language.values)
Pair = dict[str, str]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.unknown: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = {"href"} if tag == "a" else set()
        if tag not in TAGS or {name for name, _value in attrs} - allowed:
            self.unknown.append(self.get_starttag_text() or tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unknown.append(f"</{tag}>")


@dataclass(frozen=True)
class Entry:
    """A value in a file, which knows where it stands."""

    file: Path
    node: yaml.Node
    name: str = ""

    def wrong(self, message: str) -> BrokenCourseFile:
        return BrokenCourseFile(file=self.file, line=self.node.start_mark.line + 1, field=self.name, problem=message)

    def fields(self, required: set[str], optional: frozenset[str] | set[str] = frozenset()) -> dict[str, "Entry"]:
        if not isinstance(self.node, yaml.MappingNode):
            raise self.wrong(_("should be a mapping of names to values"))
        found = {}
        for key, value in self.node.value:
            entry = Entry(self.file, value, f"{self.name}.{key.value}".lstrip("."))
            if key.value not in required | optional:
                raise entry.wrong(_("is not a field that is known here"))
            if key.value in found:
                raise entry.wrong(_("is given twice"))
            found[key.value] = entry
        for name in sorted(required - found.keys()):
            missing = Entry(self.file, self.node, f"{self.name}.{name}".lstrip("."))
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

    def text(self, *, most: int = 100_000) -> str:
        if not isinstance(self.node, yaml.ScalarNode) or not self.node.value.strip():
            raise self.wrong(_("should be text"))
        if len(self.node.value) > most:
            raise self.wrong(_("is longer than %(most)s characters") % {"most": most})
        return str(self.node.value).rstrip("\n") if most < 100_000 else str(self.node.value)

    def integer(self, least: int, most: int) -> int:
        value = self.text(most=20)
        if not value.isdigit() or not least <= int(value) <= most:
            raise self.wrong(_("should be a whole number from %(least)s to %(most)s") % {"least": least, "most": most})
        return int(value)

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

    def line(self, *, most: int = 300) -> Pair:
        """The same plain line in both languages."""
        sides = self.fields(set(LANGUAGES))
        pair = {language: sides[language].text(most=most).strip() for language in LANGUAGES}
        for language in LANGUAGES:
            if "\n" in pair[language]:
                raise sides[language].wrong(_("should be one line"))
        return pair

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


def load(file: Path) -> Entry:
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise BrokenCourseFile(file=file, line=1, field="", problem=_("cannot be read")) from error
    except UnicodeDecodeError as error:
        raise BrokenCourseFile(file=file, line=1, field="", problem=_("is not UTF-8")) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or _("is not YAML")
        raise BrokenCourseFile(file=file, line=line, field="", problem=str(problem)) from error
    if node is None:
        raise BrokenCourseFile(file=file, line=1, field="", problem=_("is empty"))
    return Entry(file, node)


@dataclass(frozen=True)
class UnitFile:
    kind: UnitKind
    key: UUID
    minutes: int
    titles: Pair
    slugs: Pair
    summaries: Pair
    # Language → what the page's StreamField and other fields hold, as Wagtail stores them.
    content: dict[str, dict[str, Any]]


@dataclass(frozen=True)
class CourseFile:
    slug_key: str
    key: UUID
    original: Language
    level: Level
    topic: Topic
    titles: Pair
    slugs: Pair
    summaries: Pair
    audience: Pair
    outcomes: list[Pair]
    units: list[UnitFile]
    achievement_names: Pair
    achievement_criteria: Pair


def identity(*parts: str) -> UUID:
    """The same on every installation, so that a course carried to another site is still the same course."""
    return uuid5(NAMESPACE, "/".join(parts))


def read_course(folder: Path) -> CourseFile:
    top = load(folder / "course.yaml").fields(
        {
            "key",
            "original",
            "level",
            "topics",
            "title",
            "slug",
            "summary",
            "audience",
            "outcomes",
            "units",
            "achievement",
        }
    )
    key = top["key"].text(most=80)
    achievement = top["achievement"].fields({"name", "criteria"})
    units = [read_unit(key, folder / entry.text(most=120), entry) for entry in top["units"].items(least=1)]
    if len({unit.key for unit in units}) != len(units):
        raise top["units"].wrong(_("has two units with the same key"))
    return CourseFile(
        slug_key=key,
        key=identity(key),
        original=Language(top["original"].choice(Language.values)),
        level=Level(top["level"].choice(Level.values)),
        topic=Topic(top["topics"].items(least=1)[0].choice(Topic.values)),
        titles=top["title"].line(most=80),
        slugs=top["slug"].line(most=80),
        summaries=top["summary"].line(most=280),
        audience=top["audience"].line(most=400),
        outcomes=[entry.line(most=200) for entry in top["outcomes"].items(least=1)],
        units=units,
        achievement_names=achievement["name"].line(most=80),
        achievement_criteria=achievement["criteria"].line(most=400),
    )


def read_unit(course_key: str, file: Path, listed: Entry) -> UnitFile:
    if not file.is_file() or file.parent != listed.file.parent:
        raise listed.wrong(_("names a file that is not in this folder"))
    entry = load(file)
    common = {"kind", "key", "minutes", "title", "slug", "summary"}
    all_fields = entry.fields(common, {"body", "intro", "pass_at", "questions"})
    kind = UnitKind(all_fields["kind"].choice(UnitKind.values))
    own = {"body"} if kind == UnitKind.LESSON else {"intro", "pass_at", "questions"}
    top = entry.fields(common | own)
    key = top["key"].text(most=80)
    reader = _lesson if kind == UnitKind.LESSON else _quiz
    return UnitFile(
        kind=kind,
        key=identity(course_key, key),
        minutes=top["minutes"].integer(1, 600),
        titles=top["title"].line(most=120),
        slugs=top["slug"].line(most=80),
        summaries=top["summary"].line(most=280),
        content=reader(top, f"{course_key}/{key}"),
    )


def _lesson(top: dict[str, Entry], place: str) -> dict[str, dict[str, Any]]:
    sides: dict[str, dict[str, Any]] = {language: {"body": []} for language in LANGUAGES}
    for i, entry in enumerate(top["body"].items(least=1), start=1):
        name, value = entry.only()
        read = BLOCKS.get(name)
        if read is None:
            raise value.wrong(_("is not a kind of block"))
        kind, values = read(value)
        for language in LANGUAGES:
            block = {"type": kind, "id": str(identity(place, str(i))), "value": values[language]}
            sides[language]["body"].append(block)
    return sides


def _per_language(**parts: Any) -> dict[str, Any]:
    """{field: pair or plain value} → {language: {field: value}}."""
    return {
        language: {
            name: part[language] if isinstance(part, dict) and set(part) == set(LANGUAGES) else part
            for name, part in parts.items()
        }
        for language in LANGUAGES
    }


def _code(entry: Entry) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"language", "code"}, {"caption"})
    caption = own["caption"].line() if "caption" in own else dict.fromkeys(LANGUAGES, "")
    language = own["language"].choice(CodeLanguage.values)
    return "code", _per_language(language=language, caption=caption, code=own["code"].code())


def _callout(entry: Entry) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"tone", "title", "text"})
    tone = own["tone"].choice(Tone.values)
    return "callout", _per_language(tone=tone, title=own["title"].line(most=120), text=own["text"].html())


def _titled(entry: Entry) -> dict[str, Any]:
    own = entry.fields({"title", "text"})
    return _per_language(title=own["title"].line(most=200), text=own["text"].html())


def _steps(entry: Entry) -> tuple[str, dict[str, Any]]:
    items = [_titled(item) for item in entry.fields({"items"})["items"].items(least=1)]
    return "steps", {language: {"items": [item[language] for item in items]} for language in LANGUAGES}


def _comparison(entry: Entry) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"left", "right"})
    return "comparison", _per_language(left=_titled(own["left"]), right=_titled(own["right"]))


def _image(entry: Entry) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"file", "alt"}, {"caption"})
    file = (entry.file.parent / own["file"].text(most=120)).resolve()
    if not file.is_file() or not file.is_relative_to(entry.file.parent.resolve()):
        raise own["file"].wrong(_("names a file that is not in this folder"))
    caption = own["caption"].line() if "caption" in own else dict.fromkeys(LANGUAGES, "")
    return "picture", _per_language(file=str(file), alt=own["alt"].line(most=500), caption=caption)


BLOCKS = {
    "heading": lambda entry: ("heading", entry.line(most=200)),
    "text": lambda entry: ("text", entry.html()),
    "code": _code,
    "callout": _callout,
    "steps": _steps,
    "comparison": _comparison,
    "image": _image,
}


def _quiz(top: dict[str, Entry], place: str) -> dict[str, dict[str, Any]]:
    introduction = top["intro"].html()
    entries = top["questions"].items(least=1)
    pass_at = top["pass_at"].integer(1, len(entries))
    sides: dict[str, dict[str, Any]] = {
        language: {"introduction": introduction[language], "pass_at": pass_at, "questions": []}
        for language in LANGUAGES
    }
    seen = set()
    for entry in entries:
        kind, value = entry.only()
        read = QUESTIONS.get(kind)
        if read is None:
            raise value.wrong(_("is not a kind of question"))
        key, values = read(value, place)
        if key in seen:
            raise value.wrong(_("has the same key as another question"))
        seen.add(key)
        for language in LANGUAGES:
            block = {"type": kind, "id": str(identity(place, key)), "value": values[language]}
            sides[language]["questions"].append(block)
    return sides


def _choice(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"key", "prompt", "options"})
    key = own["key"].text(most=80)
    options: dict[str, list[Any]] = {language: [] for language in LANGUAGES}
    for item in own["options"].items(least=2):
        option = item.fields({"key", "text", "feedback"}, {"correct"})
        option_id = str(identity(place, key, option["key"].text(most=80)))
        is_correct = "correct" in option and option["correct"].boolean()
        words = _per_language(
            text=option["text"].line(), is_correct=is_correct, feedback=option["feedback"].line(most=500)
        )
        for language in LANGUAGES:
            options[language].append({"type": "item", "id": option_id, "value": words[language]})
    right = sum(option["value"]["is_correct"] for option in options["en"])
    if right < 1 or (entry.name.endswith("one_choice") and right != 1):
        raise own["options"].wrong(_("should mark the right answer: exactly one, or at least one of several"))
    prompt = own["prompt"].line(most=500)
    return key, {language: {"prompt": prompt[language], "options": options[language]} for language in LANGUAGES}


def _true_false(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"key", "prompt", "answer", "feedback_true", "feedback_false"})
    return own["key"].text(most=80), _per_language(
        prompt=own["prompt"].line(most=500),
        is_true=own["answer"].boolean(),
        feedback_true=own["feedback_true"].line(most=500),
        feedback_false=own["feedback_false"].line(most=500),
    )


def _short_text(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"key", "prompt", "accept", "feedback_right", "feedback_wrong"})
    accept = own["accept"].fields(set(LANGUAGES))
    accepted = {language: [item.text(most=200) for item in accept[language].items(least=1)] for language in LANGUAGES}
    return own["key"].text(most=80), _per_language(
        prompt=own["prompt"].line(most=500),
        accepted=accepted,
        feedback_right=own["feedback_right"].line(most=500),
        feedback_wrong=own["feedback_wrong"].line(most=500),
    )


QUESTIONS = {"one_choice": _choice, "several": _choice, "true_false": _true_false, "short_text": _short_text}
