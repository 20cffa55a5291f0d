"""What *my page* says of workshops: two prepared questions, whatever somebody does in how many sessions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from lms.accounts.models import Person
from lms.core.prepared import Parameter, Prepared
from workshops.enums import AssignmentState, RegistrationState, SessionState, StaffRole
from workshops.models import Assignment, Registration

SHOWN = 3
WAITS = (RegistrationState.REQUESTED, RegistrationState.WAITLISTED, RegistrationState.OFFERED)
SESSION = ("key", "starts_at", "ends_at", "zone", "state", "series__texts__language", "series__texts__title")
COLUMNS = tuple(f"session__{name}" for name in SESSION)
DOES = Prepared(
    Assignment.objects.standing()
    .filter(person=Parameter("person"), session__ends_at__gt=Parameter("now"))
    .order_by("session__starts_at", "pk")
    .values_list("state", "role", *COLUMNS)
)
HOPES = Prepared(
    Registration.objects.filter(person=Parameter("person"), session__ends_at__gt=Parameter("now"), state__in=WAITS)
    .order_by("session__starts_at", "pk")
    .values_list("state", "pk", *COLUMNS)
)


@dataclass(frozen=True)
class Ahead:
    """One session that somebody takes part in, works in or waits for. ``chips`` are their roles, or the state."""

    key: UUID
    starts_at: datetime
    ends_at: datetime
    zone: str
    title: str
    language: str
    chips: tuple[Any, ...]
    is_cancelled: bool


@dataclass(frozen=True)
class Mine:
    """``asked``: how many questions wait for an answer. ``offered``: sessions in which a seat is held for them."""

    ahead: tuple[Ahead, ...] = ()
    asked: int = 0
    offered: tuple[Ahead, ...] = ()


def workshops_of(person: Person, now: datetime, language: str) -> Mine:
    values = {"person": person.pk, "now": now.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")}
    does, hopes = DOES.rows(**values), HOPES.rows(**values)
    asked = {
        (row[2], row[1])
        for row in does
        if row[0] == AssignmentState.ASKED and row[1] != StaffRole.ATTENDEE and row[6] != SessionState.CANCELLED
    }
    accepted = [(StaffRole(row[1]).label, row[2:]) for row in does if row[0] == AssignmentState.ACCEPTED]
    waiting = [(RegistrationState(row[0]).label, row[2:]) for row in hopes]
    offered = [(RegistrationState.OFFERED.label, row[2:]) for row in hopes if row[0] == RegistrationState.OFFERED]
    ahead = sorted(_sessions([*accepted, *waiting], language), key=lambda one: one.starts_at)
    return Mine(tuple(ahead[:SHOWN]), len(asked), tuple(_sessions(offered, language)))


def _sessions(rows: Iterable[tuple[Any, tuple[Any, ...]]], language: str) -> list[Ahead]:
    """Each once, with the title in that language where there is one."""
    found: dict[UUID, tuple[dict[str, str], dict[Any, None], tuple[Any, ...]]] = {}
    for chip, (key, *rest, spoken, title) in rows:
        titles, chips, _ = found.setdefault(key, ({}, {}, tuple(rest)))
        titles[spoken or language] = title or ""
        chips[chip] = None
    ahead = []
    for key, (titles, chips, (starts_at, ends_at, zone, state)) in found.items():
        said = language if language in titles else next(iter(titles))
        is_cancelled = state == SessionState.CANCELLED
        ahead.append(Ahead(key, starts_at, ends_at, zone, titles[said], said, tuple(chips), is_cancelled))
    return ahead
