"""Guides, essays and the glossary as files (docs/course-files.md), read whole and checked before anything is changed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from lms.content.domain.library_blocks import nothing, optional_html, read_body
from lms.content.domain.library_entries import LANGUAGES, Entry, Pair, identity, load, per_language
from lms.content.enums import CodeLanguage, Language, Topic, Writing

COMMON = {"kind", "key", "original", "topic", "minutes", "title", "slug", "summary"}
OWN = {Writing.GUIDE: {"goal", "before", "steps", "tested"}, Writing.ESSAY: {"body"}}
OPTIONAL = {Writing.GUIDE: {"troubles", "see_also"}, Writing.ESSAY: {"see_also"}}
EVERY_FIELD = COMMON.union(*OWN.values(), *OPTIONAL.values())
MOST_STEPS = 40


@dataclass(frozen=True)
class WritingFile:
    """A guide or an essay."""

    file: Path
    kind: Writing
    slug_key: str
    key: UUID
    original: Language
    titles: Pair
    slugs: Pair
    content: dict[str, dict[str, Any]]  # language → the page's other fields, streams as Wagtail stores them
    see_also: list[Entry] = field(default_factory=list)


@dataclass(frozen=True)
class TermFile:
    key: str
    words: Pair
    definitions: Pair
    forms: dict[str, list[str]]


def key_of(kind: Writing, key: str) -> UUID:
    return identity(kind, key)


def read_writing(file: Path) -> WritingFile:
    entry = load(file)
    kind = Writing(entry.fields({"kind"}, EVERY_FIELD)["kind"].choice(Writing.values))
    top = entry.fields(COMMON | OWN[kind], OPTIONAL[kind])
    key = top["key"].slug()
    place = f"{kind}/{key}"
    own = _guide(top, place) if kind == Writing.GUIDE else _body(top, place)
    shared = per_language(
        summary=top["summary"].line(most=280),
        topic=top["topic"].choice(Topic.values),
        minutes=top["minutes"].integer(1, 600),
    )
    return WritingFile(
        file=file,
        kind=kind,
        slug_key=key,
        key=key_of(kind, key),
        original=Language(top["original"].choice(Language.values)),
        titles=top["title"].line(most=120),
        slugs=top["slug"].slugs(),
        content={language: shared[language] | own[language] for language in LANGUAGES},
        see_also=top["see_also"].items() if "see_also" in top else [],
    )


def _body(top: dict[str, Entry], place: str) -> dict[str, dict[str, Any]]:
    body = read_body(top["body"], place)
    return {language: {"body": body[language]} for language in LANGUAGES}


def _guide(top: dict[str, Entry], place: str) -> dict[str, dict[str, Any]]:
    steps = top["steps"].items(least=1)
    if len(steps) > MOST_STEPS:
        raise top["steps"].wrong(_("has more than %(most)s steps: make two guides of it") % {"most": MOST_STEPS})
    tested = top["tested"].fields({"on", "with"})
    return per_language(
        goal=top["goal"].line(most=300),
        before=top["before"].html(),
        steps=_blocks("step", [_step(entry) for entry in steps], place),
        troubles=_blocks("trouble", [_trouble(e) for e in top["troubles"].items()] if "troubles" in top else [], place),
        tested_on=tested["on"].day(),
        tested_with=tested["with"].plain(most=200),
    )


def _blocks(kind: str, values: list[dict[str, Any]], place: str) -> dict[str, list[dict[str, Any]]]:
    return {
        language: [
            {"type": kind, "id": str(identity(place, kind, str(i))), "value": value[language]}
            for i, value in enumerate(values, start=1)
        ]
        for language in LANGUAGES
    }


def _step(entry: Entry) -> dict[str, Any]:
    own = entry.fields({"title", "see"}, {"text", "code", "language"})
    if "language" in own and "code" not in own:
        raise own["language"].wrong(_("is of use only with code"))
    return per_language(
        title=own["title"].line(most=200),
        text=optional_html(own, "text"),
        language=own["language"].choice(CodeLanguage.values) if "language" in own else CodeLanguage.CONSOLE.value,
        code=own["code"].code() if "code" in own else nothing(),
        see=own["see"].html(),
    )


def _trouble(entry: Entry) -> dict[str, Any]:
    own = entry.fields({"title", "text"})
    return per_language(title=own["title"].line(most=200), text=own["text"].html())


def read_glossary(file: Path) -> list[TermFile]:
    terms: list[TermFile] = []
    seen: set[str] = set()
    for entry in load(file).items(least=1):
        own = entry.fields({"key", "word", "definition"}, {"forms"})
        key = own["key"].slug()
        if key in seen:
            raise own["key"].wrong(_("is the key of another term"))
        seen.add(key)
        words, definitions = own["word"].line(most=80), own["definition"].line(most=400)
        terms.append(TermFile(key, words, definitions, _forms(own)))
    return terms


def _forms(own: dict[str, Entry]) -> dict[str, list[str]]:
    sides = own["forms"].fields(set(), set(LANGUAGES)) if "forms" in own else {}
    return {
        language: [item.plain(most=80) for item in sides[language].items()] if language in sides else []
        for language in LANGUAGES
    }
