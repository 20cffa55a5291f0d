"""Dates that somebody sets for themselves. They can be moved at any time, and nothing is lost when one passes."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from courses.errors import DateOutOfReach, NotPublished
from courses.models import DueDate, Enrolment
from courses.queries.dates import due_dates
from courses.queries.outline import current_course
from courses.queries.progress import progress_in

if TYPE_CHECKING:
    from lms.accounts.models import Person

FARTHEST = timedelta(days=5 * 366)


def set_dates(*, person: "Person", course_key: UUID, dates: Mapping[UUID, date | None], now: datetime) -> None:
    """Keeps every date that is another than before; None means that the person wants none."""
    course = current_course(course_key)
    if course is None or not Enrolment.objects.filter(person=person, course_key=course_key).exists():
        raise NotPublished
    keys = {course.key, *(unit.key for unit in course.units)}
    if not dates.keys() <= keys:
        raise NotPublished
    if any(on and abs(on - now.date()) > FARTHEST for on in dates.values()):
        raise DateOutOfReach
    shown = due_dates(person, [progress_in(person, course)])
    with transaction.atomic():
        for key, on in dates.items():
            if on != (shown[key].on if key in shown else None):
                DueDate.objects.update_or_create(person=person, key=key, defaults={"due_on": on})


def move_dates(*, person: "Person", course_key: UUID, days: int, now: datetime) -> None:
    """Moves every date of a course by the same number of days: one press after a busy week."""
    course = current_course(course_key)
    if course is None:
        raise NotPublished
    shown = due_dates(person, [progress_in(person, course)])
    moved = {key: due.on + timedelta(days=days) for key, due in shown.items()}
    set_dates(person=person, course_key=course_key, dates=moved, now=now)
