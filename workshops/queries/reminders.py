"""Who is reminded of a session, and of which sessions reminders are still to be planned."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.accounts.models import Person
from workshops.enums import RegistrationState, StaffRole
from workshops.models import Assignment, Registration, Reminder, ReminderRound, Session
from workshops.models.around import LONGEST_AHEAD
from workshops.models.people import AssignmentQuerySet
from workshops.models.sessions import SessionQuerySet


class Reminded(NamedTuple):
    """Somebody to be told. ``pool`` is empty for who only works there; ``roles`` for who only takes part."""

    person: Person
    pool: str
    roles: tuple[StaffRole, ...]


def unplanned(now: datetime, look_ahead: timedelta) -> SessionQuerySet:
    """Sessions that are near and have no reminder for the start that they have now."""
    until = now + timedelta(minutes=LONGEST_AHEAD) + look_ahead
    planned = ReminderRound.objects.filter(session=OuterRef("pk"), starts_at=OuterRef("starts_at"))
    near = Session.objects.taking_place().filter(~Exists(planned), starts_at__gt=now, starts_at__lte=until)
    return near.exclude(series__around__reminders=[]).order_by("starts_at", "pk")


def to_remind(one: ReminderRound, *, most: int) -> list[Reminded]:
    """The next people who have not been told in this round: staff first, then those who hold a seat.

    Whoever came after the round was due has just been told the time, and is left out.
    """
    told = Reminder.objects.filter(round=one).values("person")
    staff = accepted_staff(one.session_id).filter(Q(answered_at=None) | Q(answered_at__lte=one.due_at))
    seated = Registration.objects.filter(
        session=one.session_id, state=RegistrationState.CONFIRMED, registered_at__lte=one.due_at, person__is_active=True
    )
    working = list(staff.exclude(person__in=told).values_list("person", "role"))
    taking_part = dict(seated.exclude(person__in=told).order_by("pk").values_list("person", "pool")[:most])
    order = list(dict.fromkeys([*(person for person, _ in working), *taking_part]))[:most]
    people = Person.objects.in_bulk(order)
    return [
        Reminded(
            people[pk],
            taking_part.get(pk, ""),
            tuple(StaffRole(role) for person, role in working if person == pk),
        )
        for pk in order
    ]


def accepted_staff(session_id: int) -> AssignmentQuerySet:
    accepted = Assignment.objects.of_staff().accepted().filter(session=session_id, person__is_active=True)
    return accepted.order_by("pk")


def standing_staff(session_id: int) -> QuerySet[Person]:
    """Whoever was asked or has accepted to work there."""
    standing = Assignment.objects.of_staff().standing().filter(session=session_id)
    return Person.objects.filter(is_active=True, pk__in=standing.values("person")).order_by("pk")


def hoping_to_come(session_id: int, *, after: int) -> QuerySet[Person]:
    """Everybody with a seat, an offer or a place on the list, who does not work there; ``after``: the last key told."""
    live = Registration.objects.live().filter(session=session_id)
    people = Person.objects.filter(is_active=True, pk__in=live.values("person"), pk__gt=after)
    return people.exclude(pk__in=standing_staff(session_id).values("pk")).order_by("pk")
