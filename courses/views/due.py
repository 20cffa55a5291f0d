"""The dates that come next, for somebody's own page."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from courses.queries.dates import due_dates
from courses.queries.outline import Course, Place, Unit
from courses.queries.progress import Progress
from lms.accounts.models import Person
from lms.core import clock
from lms.core.moments import zone_of

SHOWN = 3


@dataclass(frozen=True)
class NextDate:
    place: Place
    on: date
    is_past: bool
    course_key: UUID


def next_dates(person: Person, everything: list[Progress], language: str) -> list[NextDate]:
    """The nearest few, of units and courses alike; what has passed is only planned anew, never late."""
    found = due_dates(person, everything)
    zone = zone_of(person.time_zone)
    today = clock.now().astimezone(zone).date()
    things: list[tuple[Course | Unit, UUID]] = [(one.course, one.course.key) for one in everything]
    things += [(unit, one.course.key) for one in everything for unit in one.course.units]
    dated = [
        NextDate(thing.in_language(language), found[thing.key].on, found[thing.key].on < today, course_key)
        for thing, course_key in things
        if thing.key in found
    ]
    return sorted(dated, key=lambda one: one.on)[:SHOWN]
