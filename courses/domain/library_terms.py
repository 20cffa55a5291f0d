"""Course files: the terms of a course and of its units, and the assignment."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from courses.domain.terms import LONGEST_WAIT, NewCourseTerms, NewUnitTerms
from courses.enums import POSSIBLE_RULES, EnrolmentPolicy, ReviewBy, RuleKind, ShowAnswers, UnitKind
from courses.queries.terms import Rule
from lms.content.domain.library_entries import LANGUAGES, Entry, identity

OF_COURSE = {"enrolment", "private", "due_after_days", "needs"}
OF_UNIT = {"needs", "opens_at", "opens_after_days", "due_after_days", "rules"}
ASSIGNMENT = {"body", "rubric", "takes", "review_by"}
ASSIGNMENT_MAY = {"peers"}
QUIZ_MAY = {"most_tries", "wait_minutes", "show_answers", "closes_at"}
MOST_TRIES = 100
LONGEST_PAUSE = 60 * 24 * 30  # minutes
TAKES = ["text", "files", "link"]
Fields = dict[str, Entry]


def course_terms(top: Fields) -> NewCourseTerms | None:
    """None where the file says nothing of terms: then those of the site stay."""
    if not OF_COURSE & top.keys():
        return None
    return NewCourseTerms(
        enrolment=EnrolmentPolicy(top["enrolment"].choice(EnrolmentPolicy.values))
        if "enrolment" in top
        else EnrolmentPolicy.OPEN,
        is_private="private" in top and top["private"].boolean(),
        due_after_days=_days(top, "due_after_days"),
        needs=frozenset(identity(entry.slug()) for entry in top["needs"].items()) if "needs" in top else frozenset(),
    )


def unit_terms(top: Fields, course_key: str, kind: UnitKind) -> NewUnitTerms | None:
    if not OF_UNIT & top.keys():
        return None
    return NewUnitTerms(
        opens_at=_moment(top["opens_at"]) if "opens_at" in top else None,
        opens_after_days=_days(top, "opens_after_days"),
        due_after_days=_days(top, "due_after_days"),
        rules=tuple(_rule(entry, kind) for entry in top["rules"].items(least=1)) if "rules" in top else (),
        needs=frozenset(_unit(entry, course_key) for entry in top["needs"].items()) if "needs" in top else frozenset(),
    )


def _days(top: Fields, name: str) -> int | None:
    return top[name].integer(0, LONGEST_WAIT) if name in top else None


def _moment(entry: Entry) -> datetime:
    try:
        moment = datetime.fromisoformat(entry.text(most=40))
    except ValueError:
        moment = datetime.min  # noqa: DTZ901  refused just below
    if moment.tzinfo is None:
        raise entry.wrong(_("should be a moment with its offset, such as 2026-12-01T17:00-06:00"))
    return moment


def _unit(entry: Entry, course_key: str) -> UUID:
    """``unit`` of the same course, or ``course/unit``."""
    name = entry.text(most=161)
    if not re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)?", name):
        raise entry.wrong(_("should be the key of a unit, or course/unit for one of another course"))
    other, _slash, unit = name.rpartition("/")
    return identity(other or course_key, unit)


def _rule(entry: Entry, kind: UnitKind) -> Rule:
    possible = [str(one) for one in POSSIBLE_RULES[kind] if one != RuleKind.ATTENDED]
    if hasattr(entry.node, "value") and isinstance(entry.node.value, str):
        return Rule(RuleKind(entry.choice(possible)))
    attended = entry.fields({"attended"})["attended"]
    return Rule(RuleKind.ATTENDED, attended.plain(most=120))


def quiz_rules(top: Fields) -> dict[str, Any]:
    """How often and until when a quiz can be taken. Of what the file does not speak the page keeps what it has."""
    read: dict[str, Callable[[Entry], Any]] = {
        "most_tries": lambda entry: entry.integer(0, MOST_TRIES),
        "wait_minutes": lambda entry: entry.integer(0, LONGEST_PAUSE),
        "show_answers": lambda entry: entry.choice(ShowAnswers.values),
        "closes_at": _moment,
    }
    return {name: read[name](top[name]) for name in read if name in top}


def read_assignment(top: Fields, place: str, body: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """``body``: language → the instructions, read as those of a lesson are."""
    takes = {entry.choice(TAKES) for entry in top["takes"].items(least=1)}
    settings = {
        "takes_text": "text" in takes,
        "takes_files": "files" in takes,
        "takes_link": "link" in takes,
        "review_by": top["review_by"].choice(ReviewBy.values),
        "peers": top["peers"].integer(1, 5) if "peers" in top else 2,
    }
    sides: dict[str, dict[str, Any]] = {language: body[language] | settings | {"rubric": []} for language in LANGUAGES}
    seen = set()
    for entry in top["rubric"].items(least=1):
        own = entry.fields({"key", "title", "done_when"})
        key = own["key"].slug()
        if key in seen:
            raise own["key"].wrong(_("has the same key as another row"))
        seen.add(key)
        title, done_when = own["title"].line(most=120), own["done_when"].line(most=500)
        for language in LANGUAGES:
            value = {"title": title[language], "done_when": done_when[language]}
            sides[language]["rubric"].append({"type": "row", "id": str(identity(place, "row", key)), "value": value})
    return sides
