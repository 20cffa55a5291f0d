"""A course as both languages see it at once: its units in order, with what each language has of them. Remembered."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from wagtail.models import Page

from courses.enums import UnitKind
from courses.models import AssignmentPage, CourseIndexPage, CoursePage, LessonPage, QuizPage
from courses.queries.terms import USUAL_COURSE, USUAL_UNIT, OfCourse, OfUnit, Terms, read_terms
from lms.content.queries.published import published_number, remember
from lms.content.queries.tree import Leaf, Tree, tree
from lms.core.prepared import Prepared

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
    terms: OfUnit = USUAL_UNIT

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
    terms: OfCourse = USUAL_COURSE

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
    """Every published course, in the order of the tree of its original language; private ones too, so whoever shows them
    asks ``visible_to`` first."""
    return remember(number, "courses.catalogue", lambda: tuple(_build(tree(number))))


def course_by_key(number: int, key: UUID) -> Course | None:
    return next((course for course in catalogue(number) if course.key == key), None)


def course_of_unit(number: int, unit_key: UUID) -> Course | None:
    index = remember(number, "courses.by-unit", lambda: {u.key: c for c in catalogue(number) for u in c.units})
    return index.get(unit_key)


def current_course(key: UUID) -> Course | None:
    """As published now (asks for the number first; inside a transaction that is about to rely on it)."""
    return course_by_key(published_number(), key)


# What the tree of pages does not know. Each from a table of its own, without a join.
COURSES = Prepared(CoursePage.objects.order_by().values_list("pk", "summary", "level", "topic", "original_language"))
UNITS = {
    kind: Prepared(model.objects.order_by().values_list("pk", "minutes"))
    for kind, model in (
        (UnitKind.LESSON, LessonPage),
        (UnitKind.QUIZ, QuizPage),
        (UnitKind.ASSIGNMENT, AssignmentPage),
    )
}


class CourseSide(NamedTuple):
    """A course as it is in one language."""

    leaf: Leaf
    summary: str
    level: str
    topic: str
    original_language: str


class UnitSide(NamedTuple):
    """A unit as it is in one language."""

    leaf: Leaf
    kind: UnitKind
    minutes: int


def _build(pages: Tree) -> Iterator[Course]:
    units_by_parent: dict[str, list[UnitSide]] = defaultdict(list)
    for kind, question in UNITS.items():
        for pk, minutes in question.rows():
            if leaf := pages.live_by_pk.get(pk):
                units_by_parent[leaf.path[: -Page.steplen]].append(UnitSide(leaf, kind, minutes))
    details = {pk: row for pk, *row in COURSES.rows()}
    terms = read_terms({leaf.key for leaf in pages.live_by_pk.values()})
    sides_by_key: dict[UUID, list[CourseSide]] = defaultdict(list)
    for leaf in pages.live.values():
        if leaf.pk in details:
            sides_by_key[leaf.key].append(CourseSide(leaf, *details[leaf.pk]))
    for key, sides in sides_by_key.items():
        sides.sort(key=lambda side: side.leaf.language != side.original_language)
        first = sides[0]
        yield Course(
            key=key,
            titles={side.leaf.language: side.leaf.title for side in sides},
            paths={side.leaf.language: side.leaf.address for side in sides},
            summaries={side.leaf.language: side.summary for side in sides},
            level=first.level,
            topic=first.topic,
            original_language=first.original_language,
            units=tuple(_units((units_by_parent[side.leaf.path] for side in sides), terms)),
            terms=terms.of_course(key),
        )


def _units(sides: Iterable[list[UnitSide]], terms: Terms) -> Iterator[Unit]:
    """Paired by key, in the order of the original; what only the other language has comes last."""
    versions: dict[UUID, list[UnitSide]] = defaultdict(list)
    for side in sides:
        for unit in sorted(side, key=lambda unit: unit.leaf.path):
            versions[unit.leaf.key].append(unit)
    for key, units in versions.items():
        yield Unit(
            key=key,
            kind=units[0].kind,
            minutes=units[0].minutes,
            titles={unit.leaf.language: unit.leaf.title for unit in units},
            paths={unit.leaf.language: unit.leaf.address for unit in units},
            first_published_at=min(unit.leaf.first_published_at for unit in units if unit.leaf.first_published_at),
            terms=terms.of_unit(key),
        )


def catalogue_paths(number: int) -> Texts:
    """Language → address of its catalogue."""
    return remember(
        number,
        "courses.catalogue-paths",
        lambda: {leaf.language: leaf.address for leaf in reversed([*tree(number).live_of(CourseIndexPage)])},
    )
