"""People on teams, as tests need them."""

from datetime import datetime
from typing import Any

from lms.accounts.models import Person
from tests.factories.people import MONDAY, make_person
from workshops.domain.availability import say_what_i_can
from workshops.domain.staffing import accept, ask_people
from workshops.enums import Direction, StaffRole
from workshops.models import Assignment, Session


def make_ready(name: str, *roles: StaffRole, direction: str = "", **fields: Any) -> Person:
    """Somebody who offers to do these things, and has said nothing about their time."""
    person = make_person(name, **fields)
    skills = {role.value: "" for role in roles} | ({"interpreter": direction} if direction else {})
    say_what_i_can(person=person, weekly=[], skills=skills)
    return person


def ask(
    session: Session, *people: Person, role: StaffRole = StaffRole.LEAD, now: datetime = MONDAY, **options: Any
) -> list[Assignment]:
    """Organised by whoever asks: Dora, where nobody else is."""
    by = options.pop("by", None) or Person.objects.filter(email="dora@example.org").first() or make_person("Dora")
    if role == StaffRole.INTERPRETER:
        options.setdefault("direction", Direction.BOTH)
    return ask_people(sessions=[session], role=role, people=people, by=by, now=now, **options)


def take(session: Session, person: Person, role: StaffRole = StaffRole.LEAD, **options: Any) -> Assignment:
    """Asked, and said yes."""
    [row] = ask(session, person, role=role, **options)
    return accept(assignments=[row], now=options.get("now", MONDAY)).done[0]
