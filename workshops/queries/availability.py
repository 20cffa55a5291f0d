"""What people said about their time and about what they can do."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from workshops.models import AvailabilityException, StaffSkill, WeeklyHours


class Said(NamedTuple):
    """Of one person: weekday → minutes from, until; and first day, last day, whether they are there."""

    weekly: dict[int, list[tuple[int, int]]]
    exceptions: list[tuple[date, date, bool]]


def said_by(people: Iterable[int]) -> dict[int, Said]:
    """Person key → what they said. Two queries, however many people."""
    known = list(people)
    found = {one: Said({}, []) for one in known}
    for row in WeeklyHours.objects.filter(person__in=known):
        found[row.person_id].weekly.setdefault(row.weekday, []).append((row.starts, row.ends))
    for away in AvailabilityException.objects.filter(person__in=known):
        found[away.person_id].exceptions.append((away.first_on, away.last_on, away.is_available))
    return found


def skills_of(person_id: int) -> dict[str, str]:
    """Role → direction, or empty."""
    return dict(StaffSkill.objects.filter(person=person_id).values_list("role", "direction"))


def exceptions_of(person_id: int, today: date) -> list[AvailabilityException]:
    """Those that are not over."""
    return list(AvailabilityException.objects.filter(person=person_id, last_on__gte=today))
