"""The courses that ship with Vereda as their files tell them: addresses, words, and which answers are right."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from lms.portal.domain.demo import shipped_courses
from lms.portal.domain.founding import CATALOGUE_SLUGS

Words = dict[str, str]


@dataclass(frozen=True)
class Question:
    """``right`` and ``wrong`` name options by position; for short text they are words, by language."""

    kind: str
    options: list[Words]
    right: list[int]
    feedback: list[Words]
    accepted: dict[str, list[str]] = field(default_factory=dict)

    @property
    def wrong(self) -> list[int]:
        """One answer that is not right, and that a form can give."""
        return [next(i for i in range(len(self.options)) if [i] != self.right and i not in self.right)]


@dataclass(frozen=True)
class Unit:
    kind: str
    titles: Words
    paths: Words
    questions: list[Question]
    pass_at: int


@dataclass(frozen=True)
class Course:
    key: str
    titles: Words
    paths: Words
    units: list[Unit]
    achievement: Words


@cache
def shipped() -> tuple[Course, ...]:
    """In the order of the demo's catalogue. Whoever needs one course for what is in it asks for it by its key."""
    return tuple(_course(folder / "course.yaml") for folder in shipped_courses())


def course_of(key: str) -> Course:
    return next(course for course in shipped() if course.key == key)


def course_at(path: str) -> Course:
    return next(course for course in shipped() if path in course.paths.values())


def plain(words: str) -> str:
    """As a page shows it: what stands in backticks is code there."""
    return words.replace("`", "")


def _read(file: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(file.read_text("utf-8")))


def _course(file: Path) -> Course:
    told = _read(file)
    paths = {str(code): f"/{code}/{slug}/{told['slug'][code]}/" for code, slug in CATALOGUE_SLUGS.items()}
    units = [_unit(_read(file.parent / name), paths) for name in told["units"]]
    return Course(told["key"], told["title"], paths, units, told["achievement"]["name"])


def _unit(told: dict[str, Any], above: Words) -> Unit:
    paths = {language: f"{path}{told['slug'][language]}/" for language, path in above.items()}
    questions = [_question(*next(iter(one.items()))) for one in told.get("questions", [])]
    return Unit(told["kind"], told["title"], paths, questions, told.get("pass_at", 0))


def _question(kind: str, told: dict[str, Any]) -> Question:
    if kind == "short_text":
        return Question(kind, [], [], [told["feedback_right"], told["feedback_wrong"]], told["accept"])
    if kind == "true_false":
        right = 0 if told["answer"] else 1
        return Question(kind, [{}, {}], [right], [told["feedback_true"], told["feedback_false"]])
    options = told["options"]
    right_ones = [i for i, option in enumerate(options) if option.get("correct")]
    return Question(
        kind, [option["text"] for option in options], right_ones, [option["feedback"] for option in options]
    )
