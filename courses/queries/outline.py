"""A course as both languages see it at once: its units in order, with what each language has of them. Remembered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from courses.enums import UnitKind
from courses.models import CourseIndexPage, CoursePage, LessonPage, QuizPage
from lms.content.queries.pages import address_of
from lms.content.queries.published import published_number, remember

Texts = dict[str, str]


class Place(NamedTuple):
    """Where something is read: in the asked language, else in the one that exists."""

    language: str
    title: str
    path: str


@dataclass(frozen=True)
class Unit:
    """One unit by its translation key. ``titles`` and ``paths`` hold only the languages in which it is published."""

    key: UUID
    kind: UnitKind
    minutes: int
    titles: Texts
    paths: Texts
    first_published_at: datetime

    def in_language(self, language: str) -> Place:
        shown = language if language in self.paths else next(iter(self.paths))
        return Place(shown, self.titles[shown], self.paths[shown])


@dataclass(frozen=True)
class Course:
    key: UUID
    titles: Texts
    paths: Texts
    summaries: Texts
    level: str
    topic: str
    original_language: str
    units: tuple[Unit, ...]

    @property
    def minutes(self) -> int:
        return sum(unit.minutes for unit in self.units)

    @property
    def object_key(self) -> str:
        return f"course:{self.key}"

    def in_language(self, language: str) -> Place:
        shown = language if language in self.paths else next(iter(self.paths))
        return Place(shown, self.titles[shown], self.paths[shown])

    def position(self, unit_key: UUID) -> int:
        return next(i for i, unit in enumerate(self.units) if unit.key == unit_key)


def catalogue(number: int) -> tuple[Course, ...]:
    """Every published course, in the order of the tree of its original language."""
    return remember(number, "courses.catalogue", lambda: tuple(_build()))


def course_by_key(number: int, key: UUID) -> Course | None:
    return next((course for course in catalogue(number) if course.key == key), None)


def course_of_unit(number: int, unit_key: UUID) -> Course | None:
    index = remember(number, "courses.by-unit", lambda: {u.key: c for c in catalogue(number) for u in c.units})
    return index.get(unit_key)


def current_course(key: UUID) -> Course | None:
    """As published now (asks for the number first; inside a transaction that is about to rely on it)."""
    return course_by_key(published_number(), key)


def _build() -> Iterator[Course]:
    courses = list(CoursePage.objects.live().select_related("locale").order_by("path"))
    lessons = LessonPage.objects.live().select_related("locale").defer("body")
    quizzes = QuizPage.objects.live().select_related("locale").defer("questions", "introduction")
    units_by_parent: dict[str, list[tuple[UnitKind, Any]]] = defaultdict(list)
    for kind, pages in ((UnitKind.LESSON, lessons), (UnitKind.QUIZ, quizzes)):
        for page in pages:
            units_by_parent[page.path[: -page.steplen]].append((kind, page))
    sides_by_key: dict[UUID, list[CoursePage]] = defaultdict(list)
    for course in courses:
        sides_by_key[course.translation_key].append(course)
    for key, sides in sides_by_key.items():
        sides.sort(key=lambda side: side.locale.language_code != side.original_language)
        first = sides[0]
        yield Course(
            key=key,
            titles={side.locale.language_code: side.title for side in sides},
            paths={side.locale.language_code: address_of(side.locale.language_code, side.url_path) for side in sides},
            summaries={side.locale.language_code: side.summary for side in sides},
            level=first.level,
            topic=first.topic,
            original_language=first.original_language,
            units=tuple(_units(units_by_parent[side.path] for side in sides)),
        )


def _units(sides: Iterable[list[tuple[UnitKind, Any]]]) -> Iterator[Unit]:
    """Paired by key, in the order of the original; what only the other language has comes last."""
    versions: dict[UUID, list[tuple[UnitKind, Any]]] = defaultdict(list)
    for side in sides:
        for kind, page in sorted(side, key=lambda pair: pair[1].path):
            versions[page.translation_key].append((kind, page))
    for key, pages in versions.items():
        kind, first = pages[0]
        yield Unit(
            key=key,
            kind=kind,
            minutes=first.minutes,
            titles={page.locale.language_code: page.title for _, page in pages},
            paths={
                page.locale.language_code: address_of(page.locale.language_code, page.url_path) for _, page in pages
            },
            first_published_at=min(page.first_published_at for _, page in pages),
        )


def catalogue_paths(number: int) -> Texts:
    """Language → address of its catalogue."""

    def find() -> Texts:
        indexes = CourseIndexPage.objects.live().select_related("locale").order_by("-path")
        return {page.locale.language_code: address_of(page.locale.language_code, page.url_path) for page in indexes}

    return remember(number, "courses.catalogue-paths", find)
