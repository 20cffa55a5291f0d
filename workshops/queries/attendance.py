"""Who comes to a session, who was there, and what was written down about it."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Case, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from lms.accounts.models import Person
from lms.records.enums import Verb
from lms.records.models import Statement
from workshops.enums import OUTCOMES, WAS_THERE, RegistrationState, StaffRole
from workshops.models import Assignment, Ending, Registration, Session, Tick
from workshops.models.sessions import SessionQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

EXPECTED = (RegistrationState.CONFIRMED, *OUTCOMES)
LOGGED = 60  # of the latest
A_MONTH = timedelta(days=31)


def roles_in(session: Session, person: "Person | AnonymousUser") -> set[StaffRole]:
    """What somebody has accepted to do there."""
    if not isinstance(person, Person):
        return set()
    accepted = session.assignments.of_staff().accepted().filter(person=person)
    return {StaffRole(role) for role in accepted.values_list("role", flat=True)}


def object_key(session: Session) -> str:
    """The session in the learning record."""
    return f"session:{session.key}"


def series_key(key: UUID) -> str:
    """The series in the learning record."""
    return f"series:{key}"


def roster(session: Session) -> QuerySet[Registration]:
    """Everybody who holds a seat, by name, with ``minutes`` where it was a part. One query."""
    last = Tick.objects.filter(registration=OuterRef("pk")).order_by("-pk").values("minutes")[:1]
    held = Registration.objects.filter(session=session, state__in=EXPECTED).select_related("person")
    return held.annotate(minutes=Subquery(last)).order_by("person__chosen_name", "pk")


def staff_roster(session: Session) -> QuerySet[Assignment]:
    """Everybody who has accepted to work there, with the ``outcome`` that was written down last."""
    last = Tick.objects.filter(assignment=OuterRef("pk")).order_by("-pk").values("outcome")[:1]
    accepted = session.assignments.of_staff().accepted().select_related("person")
    lead_first = Case(When(role=StaffRole.LEAD, then=Value(0)), default=Value(1), output_field=IntegerField())
    return accepted.annotate(outcome=Subquery(last)).order_by(lead_first, "role", "pk")


def ticks_of(session: Session) -> QuerySet[Tick]:
    """What was written down, the latest first."""
    about = Q(registration__session=session) | Q(assignment__session=session)
    people = ("by", "registration__person", "assignment__person")
    return Tick.objects.filter(about).select_related(*people).order_by("-pk")[:LOGGED]


def last_tick(row: Registration | Assignment) -> Tick | None:
    return row.ticks.order_by("-pk").first()


def standing(person_id: int, verb: Verb, key: str) -> Statement | None:
    """What the learning record says now."""
    return Statement.objects.standing().filter(person_id=person_id, verb=verb, object_key=key).order_by("-pk").first()


def attended_keys(person_id: int) -> set[str]:
    """Everything that the learning record says that they attended."""
    told = Statement.objects.standing().filter(person_id=person_id, verb=Verb.ATTENDED)
    return set(told.values_list("object_key", flat=True))


def attended_of(person_id: int, sessions: Iterable[Session]) -> int:
    """How many of these sessions."""
    return len({object_key(session) for session in sessions} & attended_keys(person_id))


def those_who_were_there(session: Session) -> QuerySet[Person]:
    there = Registration.objects.filter(session=session, state__in=WAS_THERE)
    return Person.objects.filter(pk__in=there.values("person"), is_active=True).order_by("pk")


def registered_like(session: Session, typed: str) -> list[Registration]:
    """Those who hold a seat and are called so, or have this address."""
    wanted = " ".join(typed.split()).casefold()
    expected = Registration.objects.filter(session=session, state__in=EXPECTED).select_related("person")
    return [
        one
        for one in expected
        if wanted and wanted in (one.person.email.casefold(), " ".join(one.person.chosen_name.split()).casefold())
    ]


def open_for_sign_in(ends_after: datetime, starts_before: datetime) -> SessionQuerySet:
    """What takes place just then."""
    return Session.objects.taking_place().filter(ends_at__gte=ends_after, starts_at__lte=starts_before).order_by("pk")


def ended(before: datetime) -> list[int]:
    """Sessions that took place and were over by then, of the last month, whose end nobody has seen to."""
    recent = Session.objects.taking_place().filter(ends_at__lte=before, ends_at__gt=before - A_MONTH, ending=None)
    return list(recent.order_by("ends_at", "pk").values_list("pk", flat=True)[:200])


def has_ended(session: Session) -> bool:
    """Whether what follows from its end has been done."""
    return Ending.objects.filter(session=session).exists()
