"""Seats, and people who work in a session, as they are long before it begins."""

from datetime import datetime, timedelta
from typing import Any

from lms.accounts.models import Person
from tests.factories.people import MONDAY, make_person
from workshops.enums import AssignmentState, Direction, Format, Pool, RegistrationState, StaffRole
from workshops.models import Assignment, Registration, Session


def seat(session: Session, person: Person | str, *, at: datetime = MONDAY, **fields: Any) -> Registration:
    """A confirmed seat; ``fields`` say what is different."""
    who = make_person(person) if isinstance(person, str) else person
    pool = Pool.ROOM if session.format == Format.ROOM else Pool.ONLINE
    given: dict[str, Any] = {"pool": pool, "state": RegistrationState.CONFIRMED, "submit_key": str(session.key)}
    return Registration.objects.create(session=session, person=who, registered_at=at, changed_at=at, **(given | fields))


def works(
    session: Session,
    person: Person,
    role: StaffRole = StaffRole.LEAD,
    *,
    state: AssignmentState = AssignmentState.ACCEPTED,
    at: datetime = MONDAY,
) -> Assignment:
    return Assignment.objects.create(
        session=session,
        person=person,
        role=role,
        direction=Direction.BOTH if role == StaffRole.INTERPRETER else "",
        state=state,
        busy_from=session.starts_at,
        busy_until=session.ends_at,
        asked_at=at,
        answered_at=at,
    )


def before(session: Session, minutes: float) -> datetime:
    return session.starts_at - timedelta(minutes=minutes)


def after(session: Session, minutes: float) -> datetime:
    return session.ends_at + timedelta(minutes=minutes)
