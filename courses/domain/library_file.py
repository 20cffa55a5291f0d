"""Course files (docs/course-files.md): what a course, a lesson and a quiz hold, and how Wagtail stores it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.utils.translation import gettext as _

from courses.domain import library_terms
from courses.domain.terms import NewCourseTerms, NewUnitTerms
from courses.enums import Level, UnitKind
from courses.models.banks import MOST_DRAWN
from lms.content.domain.library_blocks import read_body
from lms.content.domain.library_entries import LANGUAGES, Entry, Pair, find, identity, load, per_language
from lms.content.enums import Language, Topic

LONGEST_TAGS = 200
COMMON = {"kind", "key", "minutes", "title", "slug", "summary"}
OWN = {
    UnitKind.LESSON: {"body"},
    UnitKind.QUIZ: {"intro", "pass_at", "questions"},
    UnitKind.ASSIGNMENT: library_terms.ASSIGNMENT,
}
MAY = {
    UnitKind.LESSON: library_terms.OF_UNIT,
    UnitKind.QUIZ: library_terms.OF_UNIT | library_terms.QUIZ_MAY,
    UnitKind.ASSIGNMENT: library_terms.OF_UNIT | library_terms.ASSIGNMENT_MAY,
}
FIELDS = COMMON.union(*OWN.values(), *MAY.values())


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
    terms: NewUnitTerms | None = None


@dataclass(frozen=True)
class BankFile:
    """Questions that the quizzes of any course draw from. ``content`` as that of a unit."""

    file: Path
    key: UUID
    titles: Pair
    slugs: Pair
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
    terms: NewCourseTerms | None = None
    banks: tuple[BankFile, ...] = ()


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
        },
        library_terms.OF_COURSE | {"banks"},
    )
    key = top["key"].slug()
    achievement = top["achievement"].fields({"name", "criteria"})
    units = [read_unit(key, folder / entry.text(most=120), entry) for entry in top["units"].items(least=1)]
    if len({unit.key for unit in units}) != len(units):
        raise top["units"].wrong(_("has two units with the same key"))
    _refuse_shared_slugs(units)
    _refuse_unknown_needs(units, key)
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
        terms=library_terms.course_terms(top),
        banks=tuple(_banks(key, top["banks"])) if "banks" in top else (),
    )


def _banks(course_key: str, listed: Entry) -> Iterator[BankFile]:
    seen = set()
    for entry in listed.items(least=1):
        file = entry.path()
        top = load(file).fields({"key", "title", "slug", "questions"})
        key = top["key"].slug()
        if key in seen:
            raise entry.wrong(_("has the same key as another bank"))
        seen.add(key)
        place = f"{course_key}/bank/{key}"
        yield BankFile(
            file=file,
            key=bank_key(course_key, key),
            titles=top["title"].line(most=120),
            slugs=top["slug"].slugs(),
            content=_questions(top["questions"].items(least=1), place, in_bank=True),
        )


def bank_key(course_key: str, key: str) -> UUID:
    return identity(course_key, "bank", key)


def _refuse_unknown_needs(units: list[UnitFile], course_key: str) -> None:
    """A unit of another course may come to the site later; one of the same course is here or nowhere."""
    known = {unit.key for unit in units}
    for unit in units:
        for entry in find(unit.file, "needs").items() if unit.terms and unit.terms.needs else []:
            name = entry.text()
            if "/" not in name and identity(course_key, name) not in known:
                raise entry.wrong(_("is not the key of a unit of this course"))


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
    top = entry.fields(COMMON | OWN[kind], MAY[kind])
    key = top["key"].slug()
    reader = READERS[kind]
    return UnitFile(
        file=file,
        kind=kind,
        key=identity(course_key, key),
        minutes=top["minutes"].integer(1, 600),
        titles=top["title"].line(most=120),
        slugs=top["slug"].slugs(),
        summaries=top["summary"].line(most=280),
        content=reader(top, f"{course_key}/{key}"),
        terms=library_terms.unit_terms(top, course_key, kind),
    )


def _lesson(top: dict[str, Entry], place: str) -> dict[str, dict[str, Any]]:
    body = read_body(top["body"], place)
    return {language: {"body": body[language]} for language in LANGUAGES}


def _quiz(top: dict[str, Entry], place: str) -> dict[str, dict[str, Any]]:
    introduction = top["intro"].html()
    sides = _questions(top["questions"].items(least=1), place)
    most = sum(block["value"].get("count", 1) for block in sides["en"]["questions"])
    own = {"pass_at": top["pass_at"].integer(1, most)} | library_terms.quiz_rules(top)
    return {language: sides[language] | own | {"introduction": introduction[language]} for language in LANGUAGES}


def _questions(entries: list[Entry], place: str, *, in_bank: bool = False) -> dict[str, dict[str, Any]]:
    """Language → ``questions``. Those in a bank may have tags, those in a quiz may be draws."""
    sides: dict[str, dict[str, Any]] = {language: {"questions": []} for language in LANGUAGES}
    seen = set()
    for entry in entries:
        kind, value = entry.only()
        read = _draw if kind == "draw" and not in_bank else QUESTIONS.get(kind)
        if read is None:
            raise value.wrong(_("is not a kind of question"))
        tags: dict[str, str] = {}
        if in_bank:
            value, tags = _without_tags(value)
        key, values = read(value, place)
        if key in seen:
            raise value.wrong(_("has the same key as another question"))
        seen.add(key)
        for language in LANGUAGES:
            block = {"type": kind, "id": str(identity(place, key)), "value": values[language] | tags}
            sides[language]["questions"].append(block)
    return sides


def _without_tags(entry: Entry) -> tuple[Entry, dict[str, str]]:
    """(the question as one in a quiz is written, its tags)."""
    if not isinstance(entry.node, yaml.MappingNode):
        raise entry.wrong(_("should be a mapping of names to values"))
    tags = [Entry(entry.file, node, f"{entry.name}.tags") for name, node in entry.node.value if name.value == "tags"]
    rest = [pair for pair in entry.node.value if pair[0].value != "tags"]
    node = yaml.MappingNode(entry.node.tag, rest, entry.node.start_mark, entry.node.end_mark)
    words = [one.plain(most=40) for listed in tags for one in listed.items()]
    if any("," in word for word in words) or len(", ".join(words)) > LONGEST_TAGS:
        raise tags[0].wrong(_("should be a few short words without commas"))
    return Entry(entry.file, node, entry.name), {"tags": ", ".join(words)}


def _draw(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    """``bank``: of this course, or ``course/bank``. Its page is looked up when the quiz is put on the site."""
    own = entry.fields({"key", "bank", "count"}, {"tag"})
    course_key, _slash, bank = own["bank"].path_of_keys().rpartition("/")
    value = {
        "bank": str(bank_key(course_key or place.partition("/")[0], bank)),
        "count": own["count"].integer(1, MOST_DRAWN),
        "tag": own["tag"].plain(most=60) if "tag" in own else "",
    }
    return own["key"].slug(), dict.fromkeys(LANGUAGES, value)


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
        words = per_language(
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
    return own["key"].slug(), per_language(
        prompt=own["prompt"].line(most=500),
        is_true=own["answer"].boolean(),
        feedback_true=own["feedback_true"].line(most=500),
        feedback_false=own["feedback_false"].line(most=500),
    )


def _short_text(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"key", "prompt", "accept", "feedback_right", "feedback_wrong"})
    accept = own["accept"].fields(set(LANGUAGES))
    accepted = {language: [item.plain(most=200) for item in accept[language].items(least=1)] for language in LANGUAGES}
    return own["key"].slug(), per_language(
        prompt=own["prompt"].line(most=500),
        accepted=accepted,
        feedback_right=own["feedback_right"].line(most=500),
        feedback_wrong=own["feedback_wrong"].line(most=500),
    )


def _open(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    own = entry.fields({"key", "prompt", "feedback"}, {"words"})
    words = own["words"].integer(1, 600) if "words" in own else None
    return own["key"].slug(), per_language(
        prompt=own["prompt"].line(most=500), words=words, feedback=own["feedback"].line(most=500)
    )


def _match(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    words = {"left": 300, "right": 300, "feedback": 500}
    return _listed(entry, place, "pairs", words, distinct=("left", "right"))


def _order(entry: Entry, place: str) -> tuple[str, dict[str, Any]]:
    return _listed(entry, place, "items", {"text": 300, "feedback": 500}, distinct=("text",))


def _listed(
    entry: Entry, place: str, field: str, words: dict[str, int], *, distinct: tuple[str, ...]
) -> tuple[str, dict[str, Any]]:
    """A question about a list of things, each with a key of its own. ``words``: name of a line → its longest."""
    own = entry.fields({"key", "prompt", field})
    key = own["key"].slug()
    found: dict[str, list[Any]] = {language: [] for language in LANGUAGES}
    for item in own[field].items(least=2):
        parts = item.fields({"key", *words})
        item_id = str(identity(place, key, parts["key"].slug()))
        values = per_language(**{name: parts[name].line(most=most) for name, most in words.items()})
        for language in LANGUAGES:
            others = [other["value"] for other in found[language]]
            for name in distinct:
                if values[language][name].casefold() in {other[name].casefold() for other in others}:
                    raise parts[name].wrong(_("has the same words as another one"))
            if item_id in {other["id"] for other in found[language]}:
                raise parts["key"].wrong(_("has the same key as another one"))
            found[language].append({"type": "item", "id": item_id, "value": values[language]})
    prompt = own["prompt"].line(most=500)
    return key, {language: {"prompt": prompt[language], field: found[language]} for language in LANGUAGES}


QUESTIONS = {
    "one_choice": _choice,
    "several": _choice,
    "true_false": _true_false,
    "short_text": _short_text,
    "match": _match,
    "order": _order,
    "open": _open,
}


def _assignment(top: dict[str, Entry], place: str) -> dict[str, dict[str, Any]]:
    return library_terms.read_assignment(top, place, _lesson(top, place))


READERS = {UnitKind.LESSON: _lesson, UnitKind.QUIZ: _quiz, UnitKind.ASSIGNMENT: _assignment}
