"""Where a person is. Two queries for a course page and for a lesson alike."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import OuterRef, Subquery

from courses.models import Completion, Enrolment, UnitProgress
from courses.queries.outline import Course, Unit, catalogue
from lms.core.prepared import Parameter, Prepared

MINE = {"person_id": Parameter("person")}
OPENED = UnitProgress.objects.filter(**MINE).values_list("unit_key", "language", "opened_at", "done_at")
COMPLETED_AT = Completion.objects.filter(person_id=OuterRef("person_id"), course_key=OuterRef("course_key"))
ENROLMENTS = (
    Enrolment.objects.filter(**MINE)
    .annotate(completed_at=Subquery(COMPLETED_AT.values("completed_at")))
    .values_list("course_key", "enrolled_at", "completed_at")
)


class Opened(NamedTuple):
    """A unit that somebody opened, with the language in which they last read it."""

    unit_key: UUID
    language: str
    opened_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class Progress:
    """A person's state in one course; ``by_unit`` holds every unit that they opened."""

    course: Course
    enrolled_at: datetime | None = None
    completed_at: datetime | None = None
    by_unit: dict[UUID, Opened] = field(default_factory=dict)
    elsewhere: frozenset[UUID] = frozenset()  # courses and units of others that this one needs, and that are complete

    def needs(self, keys: tuple[UUID, ...]) -> list[UUID]:
        """Which of these courses and units are not complete yet."""
        return [key for key in keys if key not in self.elsewhere and not self._is_done(key)]

    def _is_done(self, unit_key: UUID) -> bool:
        progress = self.by_unit.get(unit_key)
        return bool(progress and progress.done_at)

    @property
    def is_enrolled(self) -> bool:
        return self.enrolled_at is not None

    def is_done(self, unit: Unit) -> bool:
        return self._is_done(unit.key)

    @cached_property
    def missing(self) -> list[Unit]:
        """Why the course is not complete: each published unit that is not done yet. Empty means complete."""
        return [unit for unit in self.course.units if not self.is_done(unit)]

    @property
    def new_since_completion(self) -> list[Unit]:
        if self.completed_at is None:
            return []
        return [unit for unit in self.missing if unit.first_published_at > self.completed_at]

    @cached_property
    def current(self) -> Unit | None:
        """The unit to go on with: the one last opened if it is not done, else the first that is not. One that waits for
        another only where all do."""
        missing = self.missing
        ready = [unit for unit in missing if not self.needs(unit.terms.needs)] or missing
        opened = [u for u in ready if u.key in self.by_unit]
        if opened:
            return max(opened, key=lambda unit: self.by_unit[unit.key].opened_at)
        return ready[0] if ready else None

    def language_of(self, unit: Unit, otherwise: str) -> str:
        progress = self.by_unit.get(unit.key)
        return progress.language if progress else otherwise


def progress_in(person: Any, course: Course) -> Progress:
    """Two queries for somebody signed in, none for a stranger."""
    if not person.is_authenticated:
        return Progress(course)
    mine = {unit.key for unit in course.units}
    others = {need for unit in course.units for need in unit.terms.needs if need not in mine} | {*course.terms.needs}
    enrolments, units = _questions(course.key, tuple(unit.key for unit in course.units), tuple(sorted(others)))
    rows = {row[0]: row for row in enrolments.rows(person=person.pk)}
    opened = _by_unit(units.rows(person=person.pk))
    _, enrolled_at, completed_at = rows.get(course.key, (None, None, None))
    return Progress(
        course,
        enrolled_at,
        completed_at,
        {key: unit for key, unit in opened.items() if key in mine},
        _complete(others, rows.values(), opened),
    )


def _complete(keys: set[UUID], enrolments: Iterable[tuple[Any, ...]], opened: dict[UUID, Opened]) -> frozenset[UUID]:
    """Which of these, courses and units, are complete. Whoever completed a course is enrolled in it."""
    done = {course for course, _enrolled, completed_at in enrolments if completed_at}
    return frozenset(key for key in keys if key in done or (key in opened and opened[key].done_at))


@lru_cache(maxsize=1000)
def _questions(course: UUID, units: tuple[UUID, ...], others: tuple[UUID, ...]) -> tuple[Prepared, Prepared]:
    return (
        Prepared(ENROLMENTS.filter(course_key__in=(course, *others))),
        Prepared(OPENED.filter(unit_key__in=(*units, *others))),
    )


EVERY_ENROLMENT, EVERY_OPENED = Prepared(ENROLMENTS), Prepared(OPENED)


def progress_of(person: Any, number: int) -> list[Progress]:
    """Everything that somebody is enrolled in, the one touched last first. Two queries."""
    by_key = {course.key: course for course in catalogue(number)}
    opened = _by_unit(EVERY_OPENED.rows(person=person.pk))
    rows = EVERY_ENROLMENT.rows(person=person.pk)
    complete = frozenset(key for key, unit in opened.items() if unit.done_at)
    complete |= {course_key for course_key, _enrolled, completed_at in rows if completed_at}
    found = [
        Progress(
            by_key[course_key],
            enrolled_at,
            completed_at,
            {unit.key: opened[unit.key] for unit in by_key[course_key].units if unit.key in opened},
            complete,
        )
        for course_key, enrolled_at, completed_at in rows
        if course_key in by_key
    ]
    return sorted(found, key=_touched, reverse=True)


def _by_unit(rows: list[tuple[Any, ...]]) -> dict[UUID, Opened]:
    return {unit.unit_key: unit for unit in map(Opened._make, rows)}


def _touched(progress: Progress) -> datetime:
    moments = [unit.opened_at for unit in progress.by_unit.values()]
    return max([*moments, progress.enrolled_at]) if progress.enrolled_at else max(moments)
