"""Course files (docs/course-files.md): what a course, a lesson and a quiz hold, and how Wagtail stores it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from courses.domain.library_entries import LANGUAGES, Entry, Pair, find, load
from courses.enums import Level, Topic, UnitKind
from lms.content.enums import CodeLanguage, Language, Tone

NAMESPACE = UUID("6f1a52d4-6a5c-5b0e-9d0a-0f2f7c0a7b11")


COMMON = {"kind", "key", "minutes", "title", "slug", "summary"}
OWN = {UnitKind.LESSON: {"body"}, UnitKind.QUIZ: {"intro", "pass_at", "questions"}}
FIELDS = COMMON | OWN[UnitKind.LESSON] | OWN[UnitKind.QUIZ]


@dataclass(frozen=True)
class UnitFile:
    file: Path
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
    file: Path
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
    key = top["key"].slug()
    achievement = top["achievement"].fields({"name", "criteria"})
    units = [read_unit(key, folder / entry.text(most=120), entry) for entry in top["units"].items(least=1)]
    if len({unit.key for unit in units}) != len(units):
        raise top["units"].wrong(_("has two units with the same key"))
    _refuse_shared_slugs(units)
    topics = [Topic(entry.choice(Topic.values)) for entry in top["topics"].items(least=1)]
    return CourseFile(
        file=folder / "course.yaml",
        slug_key=key,
        key=identity(key),
        original=Language(top["original"].choice(Language.values)),
        level=Level(top["level"].choice(Level.values)),
        topic=topics[0],
        titles=top["title"].line(most=80),
        slugs=top["slug"].slugs(),
        summaries=top["summary"].line(most=280),
        audience=top["audience"].line(most=400),
        outcomes=[entry.line(most=200) for entry in top["outcomes"].items(least=1)],
        units=units,
        achievement_names=achievement["name"].line(most=80),
        achievement_criteria=achievement["criteria"].line(most=400),
    )


def _refuse_shared_slugs(units: list[UnitFile]) -> None:
    seen = set()
    for unit in units:
        for language, slug in unit.slugs.items():
            if (language, slug) in seen:
                raise find(unit.file, "slug", language).wrong(_("is the slug of another unit"))
            seen.add((language, slug))


def read_unit(course_key: str, file: Path, listed: Entry) -> UnitFile:
    if not file.is_file() or file.parent != listed.file.parent:
        raise listed.wrong(_("names a file that is not in this folder"))
    entry = load(file)
    kind = UnitKind(entry.fields({"kind"}, FIELDS)["kind"].choice(UnitKind.values))
    top = entry.fields(COMMON | OWN[kind])
    key = top["key"].slug()
    reader = _lesson if kind == UnitKind.LESSON else _quiz
    return UnitFile(
        file=file,
        kind=kind,
        key=identity(course_key, key),
        minutes=top["minutes"].integer(1, 600),
        titles=top["title"].line(most=120),
        slugs=top["slug"].slugs(),
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
    file = own["file"].picture()
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
    key = own["key"].slug()
    options: dict[str, list[Any]] = {language: [] for language in LANGUAGES}
    for item in own["options"].items(least=2):
        option = item.fields({"key", "text", "feedback"}, {"correct"})
        option_id = str(identity(place, key, option["key"].slug()))
        if option_id in {other["id"] for other in options["en"]}:
            raise option["key"].wrong(_("has the same key as another option"))
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
    return own["key"].slug(), _per_language(
        prompt=own["prompt"].line(most=500),
        is_true=own["answer"].boolean(),
        feedback_true=own["feedback_true"].line(most=500),
        feedback_false=own["feedback_false"].line(most=500),
    )


def _short_text(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"key", "prompt", "accept", "feedback_right", "feedback_wrong"})
    accept = own["accept"].fields(set(LANGUAGES))
    accepted = {language: [item.plain(most=200) for item in accept[language].items(least=1)] for language in LANGUAGES}
    return own["key"].slug(), _per_language(
        prompt=own["prompt"].line(most=500),
        accepted=accepted,
        feedback_right=own["feedback_right"].line(most=500),
        feedback_wrong=own["feedback_wrong"].line(most=500),
    )


QUESTIONS = {"one_choice": _choice, "several": _choice, "true_false": _true_false, "short_text": _short_text}
