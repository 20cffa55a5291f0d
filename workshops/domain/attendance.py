"""Who was there. Only this takes a registration to *attended*, *partial* and *absent*, always with the learning record.

Each tick is a row of its own: two people who type in the same paper sheet add to one another, and where they differ the
last word stands and both are kept. The session's row is locked, so the last word is one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lms.core.html import clean_line
from workshops.domain import seats
from workshops.domain.attendance_records import settle_participant, settle_staff
from workshops.domain.feedback import ask_afterwards
from workshops.domain.session_states import lock_session
from workshops.enums import OUTCOMES, TAKING_PLACE, WAS_THERE, RegistrationState, TickedHow
from workshops.errors import NotInThatState, SayTheMinutes, TooEarlyForThat
from workshops.models import Assignment, Registration, Session, Tick
from workshops.queries.around import minutes_of
from workshops.queries.attendance import EXPECTED, has_ended, last_tick
from workshops.rules.attending import OPENS, outcome_of

if TYPE_CHECKING:
    from lms.accounts.models import Person


@dataclass(frozen=True)
class Given:
    """What somebody says of one row. ``minutes``: how long, for a part."""

    row: int
    outcome: str
    minutes: int | None = None


def take_attendance(
    *,
    session: Session,
    participants: Iterable[Given],
    staff: Iterable[Given] = (),
    by: "Person",
    how: TickedHow,
    now: datetime,
    reason: str = "",
) -> int:
    """Writes down several people at once, all or none; answers how many were news. ``how``: room or sheet.

    A row of another session, or without a seat, is refused. What is said already is passed over.
    """
    reason = clean_line(reason, most=200)
    with transaction.atomic():
        row = open_for_ticks(session, now)
        held = Registration.objects.filter(session=row, state__in=EXPECTED).select_related("person")
        working = Assignment.objects.of_staff().accepted().filter(session=row).select_related("person")
        registrations, assignments = {one.pk: one for one in held}, {one.pk: one for one in working}
        news = 0
        for given in participants:
            if given.row not in registrations:
                raise NotInThatState
            outcome, minutes = _checked(given, total=minutes_of(row))
            news += tick_participant(
                row, registrations[given.row], outcome, minutes, by=by, how=how, reason=reason, now=now
            )
        for given in staff:
            if given.row not in assignments or given.outcome not in OUTCOMES:
                raise NotInThatState
            news += _tick_staff(row, assignments[given.row], given.outcome, by=by, how=how, reason=reason, now=now)
    return news


def mark_the_rest_absent(*, session: Session, by: "Person", now: datetime) -> int:
    """Whoever holds a seat and was not written down yet was not there."""
    with transaction.atomic():
        row = open_for_ticks(session, now)
        rest = Registration.objects.filter(session=row, state=RegistrationState.CONFIRMED).select_related("person")
        return sum(
            tick_participant(row, one, RegistrationState.ABSENT, None, by=by, how=TickedHow.ROOM, reason="", now=now)
            for one in rest.order_by("pk")
        )


def open_for_ticks(session: Session, now: datetime) -> Session:
    """The locked row. From half an hour before the start, and then for ever: sheets are typed in late."""
    row = lock_session(session.pk)
    if row.state not in TAKING_PLACE:
        raise NotInThatState
    if now < row.starts_at - OPENS:
        raise TooEarlyForThat
    return row


def tick_participant(
    session: Session,
    registration: Registration,
    outcome: RegistrationState,
    minutes: int | None,
    *,
    by: "Person",
    how: TickedHow,
    reason: str,
    now: datetime,
) -> bool:
    """Whether it was news. The caller holds the session's row and has checked what it says."""
    last = last_tick(registration)
    if last and (last.outcome, last.minutes) == (outcome, minutes):
        return False
    if registration.state != outcome:
        seats.move(session, [registration], outcome, now=now, by=by)
    tick = Tick.objects.create(
        registration=registration, outcome=outcome, minutes=minutes, how=how, by=by, at=now, reason=reason
    )
    settle_participant(session, registration, tick, now)
    if outcome in WAS_THERE and has_ended(session):  # a paper sheet that is typed in late
        ask_afterwards(session=session, person=registration.person, now=now)
    return True


def _tick_staff(
    session: Session, assignment: Assignment, outcome: str, *, by: "Person", how: TickedHow, reason: str, now: datetime
) -> bool:
    last = last_tick(assignment)
    if last and last.outcome == outcome:
        return False
    Tick.objects.create(assignment=assignment, outcome=outcome, how=how, by=by, at=now, reason=reason)
    settle_staff(session, assignment, now)
    return True


def _checked(given: Given, *, total: int) -> tuple[RegistrationState, int | None]:
    if given.outcome not in OUTCOMES:
        raise NotInThatState
    if given.outcome == RegistrationState.PARTIAL:
        if given.minutes is None:
            raise SayTheMinutes
        return outcome_of(given.minutes, total=total)
    return RegistrationState(given.outcome), None
