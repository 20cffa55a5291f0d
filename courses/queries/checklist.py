"""What a course still lacks, as it is being written. Told, never enforced: an author may have a reason."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.html import strip_tags

from courses.enums import Check
from lms.content.enums import Language

FILE_NAME = re.compile(r"\.(avif|gif|jpe?g|png|svg|webp)$|^(img|dsc|screenshot|captura)?[\s_\-]*\d+$", re.IGNORECASE)
CONTENT = ("body", "questions")


@dataclass(frozen=True)
class Side:
    """One page as its author left it: ``data`` is its newest draft, StreamFields opened."""

    page_id: int
    language: str
    title: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Thing:
    """A course or a unit in the languages in which it exists, drafts included."""

    key: UUID
    sides: Mapping[str, Side]


@dataclass(frozen=True)
class Manuscript:
    """A course and its units, in order."""

    course: Thing
    units: tuple[Thing, ...]


@dataclass(frozen=True)
class Finding:
    """``page_id`` and ``block`` say where it is mended; no block where it is a field or the page itself."""

    check: Check
    page_id: int
    language: str
    title: str
    block: str = ""


def findings(manuscript: Manuscript, *, has_achievement: bool) -> list[Finding]:
    """Everything that is found, the course first, then unit by unit, language by language."""
    course = manuscript.course
    found = list(_of_course(manuscript, has_achievement))
    for unit in manuscript.units:
        here = next(iter(unit.sides.values()))
        if len(course.sides) == len(Language) and len(unit.sides) < len(Language):
            found.append(_finding(Check.UNIT_LANGUAGE_MISSING, here))
        for side in unit.sides.values():
            found.extend(_of_unit(side))
    return found


def _of_course(manuscript: Manuscript, has_achievement: bool) -> Iterator[Finding]:
    sides = manuscript.course.sides
    first = next(iter(sides.values()))
    if not manuscript.units:
        yield _finding(Check.NO_UNITS, first)
    if len(sides) < len(Language):
        yield _finding(Check.LANGUAGE_MISSING, first)
    for side in sides.values():
        if _is_blank(side.data.get("summary")):
            yield _finding(Check.NO_SUMMARY, side)
    if not has_achievement:
        yield _finding(Check.NO_ACHIEVEMENT, first)


def _of_unit(side: Side) -> Iterator[Finding]:
    if _is_blank(side.data.get("summary")):
        yield _finding(Check.NO_SUMMARY, side)
    if "minutes" in side.data and not side.data["minutes"]:
        yield _finding(Check.NO_MINUTES, side)
    for name in CONTENT:
        if name in side.data and not side.data[name]:
            yield _finding(Check.NOTHING_IN_IT, side)
        for value, block in _parts(side.data.get(name), ""):
            for check in _of_part(value):
                yield _finding(check, side, block)


def _of_part(part: Mapping[str, Any]) -> Iterator[Check]:
    """By the names of fields, so that a new kind of block or question is looked at without being named here."""
    for name, value in part.items():
        if name.startswith("feedback") and _is_blank(value):
            yield Check.NO_FEEDBACK
        if name == "transcript" and _is_blank(value):
            yield Check.NO_TRANSCRIPT
    if part.get("image") and "alt_text" in part:
        words = str(part["alt_text"] or "").strip()
        if part.get("decorative") or not words:
            yield Check.NO_ALT
        elif FILE_NAME.search(words):
            yield Check.ALT_IS_FILE_NAME


def _parts(value: Any, block: str) -> Iterator[tuple[Mapping[str, Any], str]]:
    """Every mapping in stored blocks with the id of the block that it stands in."""
    if isinstance(value, Mapping):
        if {"type", "value", "id"} <= value.keys():
            yield from _parts(value["value"], str(value["id"] or block))
            return
        yield value, block
        for part in value.values():
            yield from _parts(part, block)
    elif isinstance(value, list):
        for part in value:
            yield from _parts(part, block)


def _is_blank(value: Any) -> bool:
    return not strip_tags(str(value or "")).replace("\xa0", " ").strip()


def _finding(check: Check, side: Side, block: str = "") -> Finding:
    return Finding(check, side.page_id, side.language, side.title, block)
