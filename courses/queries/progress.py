"""Where a person is. Two queries for a course page and for a lesson alike."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
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

    @property
    def is_enrolled(self) -> bool:
        return self.enrolled_at is not None

    def is_done(self, unit: Unit) -> bool:
        progress = self.by_unit.get(unit.key)
        return bool(progress and progress.done_at)

    @property
    def missing(self) -> list[Unit]:
        """Why the course is not complete: each published unit that is not done yet. Empty means complete."""
        return [unit for unit in self.course.units if not self.is_done(unit)]

    @property
    def new_since_completion(self) -> list[Unit]:
        if self.completed_at is None:
            return []
        return [unit for unit in self.missing if unit.first_published_at > self.completed_at]

    @property
    def current(self) -> Unit | None:
        """The unit to go on with: the one last opened if it is not done, else the first that is not."""
        opened = [u for u in self.missing if u.key in self.by_unit]
        if opened:
            return max(opened, key=lambda unit: self.by_unit[unit.key].opened_at)
        return self.missing[0] if self.missing else None

    def language_of(self, unit: Unit, otherwise: str) -> str:
        progress = self.by_unit.get(unit.key)
        return progress.language if progress else otherwise


def progress_in(person: Any, course: Course) -> Progress:
    """Two queries for somebody signed in, none for a stranger."""
    if not person.is_authenticated:
        return Progress(course)
    enrolments, units = _questions(course.key, tuple(unit.key for unit in course.units))
    _, enrolled_at, completed_at = next(iter(enrolments.rows(person=person.pk)), (None, None, None))
    return Progress(course, enrolled_at, completed_at, _by_unit(units.rows(person=person.pk)))


@lru_cache(maxsize=1000)
def _questions(course: UUID, units: tuple[UUID, ...]) -> tuple[Prepared, Prepared]:
    return Prepared(ENROLMENTS.filter(course_key=course)), Prepared(OPENED.filter(unit_key__in=units))


EVERY_ENROLMENT, EVERY_OPENED = Prepared(ENROLMENTS), Prepared(OPENED)


def progress_of(person: Any, number: int) -> list[Progress]:
    """Everything that somebody is enrolled in, the one touched last first. Two queries."""
    by_key = {course.key: course for course in catalogue(number)}
    opened = _by_unit(EVERY_OPENED.rows(person=person.pk))
    found = [
        Progress(
            by_key[course_key],
            enrolled_at,
            completed_at,
            {unit.key: opened[unit.key] for unit in by_key[course_key].units if unit.key in opened},
        )
        for course_key, enrolled_at, completed_at in EVERY_ENROLMENT.rows(person=person.pk)
        if course_key in by_key
    ]
    return sorted(found, key=_touched, reverse=True)


def _by_unit(rows: list[tuple[Any, ...]]) -> dict[UUID, Opened]:
    return {unit.unit_key: unit for unit in map(Opened._make, rows)}


def _touched(progress: Progress) -> datetime:
    moments = [unit.opened_at for unit in progress.by_unit.values()]
    return max([*moments, progress.enrolled_at]) if progress.enrolled_at else max(moments)
