"""What people say about their time and about what they offer to do. Only they themselves change it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from lms.accounts.models import Person
from lms.core.moments import zone_of
from workshops.enums import Direction, StaffRole
from workshops.errors import ImpossibleDays, ImpossibleHours, ImpossibleSkill
from workshops.models import AvailabilityException, StaffSkill, WeeklyHours
from workshops.models.availability import DAY

Hours = tuple[int, int, int]  # weekday, minutes after midnight from and until, on the person's own clock
FURTHEST = timedelta(days=731)
MOST_EXCEPTIONS = 60


def say_what_i_can(*, person: Person, weekly: Iterable[Hours], skills: Mapping[str, str]) -> None:
    """Replaces what the person said before. ``skills``: role → direction, which interpreters must say."""
    hours = _check_hours(sorted(set(weekly)))
    for role, direction in skills.items():
        if role not in StaffRole.values or role == StaffRole.ATTENDEE:
            raise ImpossibleSkill
        if (role == StaffRole.INTERPRETER) != (direction in Direction.values):
            raise ImpossibleSkill
    with transaction.atomic():
        _lock(person)
        WeeklyHours.objects.filter(person=person).delete()
        WeeklyHours.objects.bulk_create(
            WeeklyHours(person=person, weekday=weekday, starts=starts, ends=ends) for weekday, starts, ends in hours
        )
        StaffSkill.objects.filter(person=person).delete()
        StaffSkill.objects.bulk_create(
            StaffSkill(person=person, role=role, direction=direction) for role, direction in sorted(skills.items())
        )


def _check_hours(hours: Sequence[Hours]) -> Sequence[Hours]:
    for number, (weekday, starts, ends) in enumerate(hours):
        if not (0 <= weekday <= 6 and 0 <= starts < ends <= DAY):
            raise ImpossibleHours
        if number and hours[number - 1][0] == weekday and hours[number - 1][2] > starts:
            raise ImpossibleHours
    return hours


def add_exception(
    *, person: Person, first_on: date, last_on: date, is_available: bool, now: datetime
) -> AvailabilityException:
    """From one day to another, on the person's own calendar."""
    zone = zone_of(person.time_zone)
    today = (now.astimezone(zone) if zone else now).date()
    with transaction.atomic():
        _lock(person)
        known = AvailabilityException.objects.filter(person=person, last_on__gte=today)
        if not first_on <= last_on <= today + FURTHEST or last_on < today or known.count() >= MOST_EXCEPTIONS:
            raise ImpossibleDays
        return AvailabilityException.objects.create(
            person=person, first_on=first_on, last_on=last_on, is_available=is_available
        )


def drop_exception(*, person: Person, number: int) -> bool:
    """Whether there was one of theirs."""
    return bool(AvailabilityException.objects.filter(person=person, pk=number).delete()[0])


def _lock(person: Person) -> None:
    list(Person.objects.select_for_update(no_key=True).filter(pk=person.pk).values_list("pk"))
