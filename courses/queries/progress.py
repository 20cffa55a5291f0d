"""Where a person is. Two queries for a course page and for a lesson alike."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from courses.models import Completion, Enrolment, UnitProgress
from courses.queries.outline import Course, Unit, catalogue


@dataclass(frozen=True)
class Progress:
    """A person's state in one course; ``by_unit`` holds every unit that they opened."""

    course: Course
    enrolled_at: datetime | None = None
    completed_at: datetime | None = None
    by_unit: dict[UUID, UnitProgress] = field(default_factory=dict)

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
    completed_at = Completion.objects.filter(person_id=OuterRef("person_id"), course_key=OuterRef("course_key"))
    enrolment = (
        Enrolment.objects.filter(person_id=person.pk, course_key=course.key)
        .annotate(completed_at=Subquery(completed_at.values("completed_at")))
        .values_list("enrolled_at", "completed_at")
        .first()
    )
    units = UnitProgress.objects.filter(person_id=person.pk, unit_key__in=[unit.key for unit in course.units])
    return Progress(
        course,
        enrolled_at=enrolment[0] if enrolment else None,
        completed_at=enrolment[1] if enrolment else None,
        by_unit={unit.unit_key: unit for unit in units},
    )


def progress_of(person: Any, number: int) -> list[Progress]:
    """Everything that somebody is enrolled in, the one touched last first. Three queries."""
    by_key = {course.key: course for course in catalogue(number)}
    completed = dict(Completion.objects.filter(person_id=person.pk).values_list("course_key", "completed_at"))
    opened = {unit.unit_key: unit for unit in UnitProgress.objects.filter(person_id=person.pk)}
    found = [
        Progress(
            by_key[e.course_key],
            e.enrolled_at,
            completed.get(e.course_key),
            {unit.key: opened[unit.key] for unit in by_key[e.course_key].units if unit.key in opened},
        )
        for e in Enrolment.objects.filter(person_id=person.pk)
        if e.course_key in by_key
    ]
    return sorted(found, key=_touched, reverse=True)


def _touched(progress: Progress) -> datetime:
    moments = [unit.opened_at for unit in progress.by_unit.values()]
    return max([*moments, progress.enrolled_at]) if progress.enrolled_at else max(moments)
