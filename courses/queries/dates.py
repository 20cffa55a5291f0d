"""By when somebody wants to finish what: their own dates, else what the course suggests. Nothing hangs on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from courses.models import DueDate
from courses.queries.progress import Progress
from lms.core.moments import zone_of
from lms.core.prepared import Parameter, Prepared

MINE = Prepared(DueDate.objects.filter(person_id=Parameter("person")).values_list("key", "due_on"))


@dataclass(frozen=True)
class Due:
    """``key``: of a unit, or of the course itself."""

    key: UUID
    on: date
    is_own: bool


def due_dates(person: Any, everything: Iterable[Progress]) -> dict[UUID, Due]:
    """For what is not done yet, in courses that the person is enrolled in. One query."""
    own = dict(MINE.rows(person=person.pk))
    zone = zone_of(person.time_zone)
    found: dict[UUID, Due] = {}
    for progress in everything:
        if progress.enrolled_at is None:
            continue
        begun = progress.enrolled_at.astimezone(zone).date() if zone else progress.enrolled_at.date()
        offsets = [(unit.key, unit.terms.due_after_days) for unit in progress.missing]
        if progress.completed_at is None:
            offsets.append((progress.course.key, progress.course.terms.due_after_days))
        for key, days in offsets:
            on = own.get(key) if key in own else begun + timedelta(days=days) if days is not None else None
            if on:
                found[key] = Due(key, on, is_own=key in own)
    return found
