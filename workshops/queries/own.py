"""Somebody's own registrations."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from lms.accounts.models import Person
from workshops.enums import RegistrationState
from workshops.models import Registration, Session
from workshops.models.registrations import RegistrationQuerySet
from workshops.queries.lines import positions_of
from workshops.queries.sessions import Said, said, with_words

MOST_PAST = 30
TONES = {
    RegistrationState.CONFIRMED: "good",
    RegistrationState.ATTENDED: "good",
    RegistrationState.PARTIAL: "good",
    RegistrationState.WAITLISTED: "wait",
    RegistrationState.REQUESTED: "wait",
    RegistrationState.OFFERED: "act",
}


@dataclass(frozen=True)
class Own:
    """One line of “my workshops”. ``position`` is 0 for who does not wait; ``tone`` is that of a chip."""

    registration: Registration
    session: Session
    words: Said
    position: int
    tone: str


def upcoming_of(person: Person, now: datetime, language: str) -> list[Own]:
    """What lives and is not over, the next one first; also of sessions that were cancelled."""
    rows = _rows().filter(person=person, session__ends_at__gt=now).live().order_by("session__starts_at", "pk")
    registrations = list(rows)
    positions = positions_of(registrations, now)
    return [_own(one, positions.get(one.pk, 0), language) for one in registrations]


def past_of(person: Person, now: datetime, language: str) -> list[Own]:
    """The last ones, for which somebody had a seat."""
    rows = _rows().filter(person=person, session__ends_at__lte=now).seated().order_by("-session__starts_at", "-pk")
    return [_own(one, 0, language) for one in rows[:MOST_PAST]]


def _rows() -> RegistrationQuerySet:
    return Registration.objects.prefetch_related(Prefetch("session", with_words(Session.objects.all())))


def _own(registration: Registration, position: int, language: str) -> Own:
    session = registration.session
    tone = TONES.get(RegistrationState(registration.state), "quiet")
    return Own(registration, session, said(session, language), position, tone)
