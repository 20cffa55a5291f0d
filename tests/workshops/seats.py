"""Short words for tests about seats."""

from datetime import datetime
from typing import Any

from lms.accounts.models import Person
from tests.factories.people import MONDAY, make_person
from workshops.domain import registering
from workshops.enums import Pool, RegistrationState
from workshops.models import Registration, Session

NAMES = ("Alicia", "Beto", "Carmen", "Diego", "Elena", "Fermin", "Gloria", "Hugo", "Irene", "Jorge")


def people(count: int, **fields: Any) -> list[Person]:
    return [make_person(name, **fields) for name in NAMES[:count]]


def register(person: Person, session: Session, now: datetime = MONDAY, **options: Any) -> Registration:
    """Online, with a form of its own."""
    given = {"pool": Pool.ONLINE, "submit_key": f"{person.pk}-{session.pk}-{now.isoformat()}"} | options
    return registering.register(person=person, session_id=session.pk, now=now, **given)


def states(session: Session) -> list[tuple[str, str]]:
    """Name → state of everybody's last registration, in the order in which they came."""
    rows = Registration.objects.filter(session=session).select_related("person").order_by("pk")
    last = {row.person.chosen_name: RegistrationState(row.state).value for row in rows}
    return list(last.items())


def state_of(registration: Registration) -> str:
    registration.refresh_from_db()
    return registration.state
