"""Asking people to work in sessions, and what they answer. Lock order: sessions by key, then the person."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lms.core.errors import DomainError
from lms.core.html import clean_line
from workshops.domain import staff_mail
from workshops.domain.calendar_mail import invite_staff, send_cancel
from workshops.domain.commitments import keep_time, lock_people, set_state
from workshops.domain.session_states import lock_session
from workshops.enums import AssignmentState, Direction, RuleKind, RuleLevel, SessionState, StaffRole
from workshops.errors import NobodyToAsk, NotAsked, NotAvailable, PlaceFilled, ReasonNeeded, TooLate
from workshops.models import Assignment, Session, StaffNeed, StaffSkill
from workshops.models.staffing import MOST_PEOPLE
from workshops.queries.commitments import busy_span, with_session
from workshops.queries.staffing import rulings, staffing_of
from workshops.rules.candidates import unavailable, usual_travel
from workshops.rules.staffing import is_wanted

if TYPE_CHECKING:
    from lms.accounts.models import Person


def ask_people(
    *,
    sessions: Sequence[Session],
    role: StaffRole,
    people: Iterable["Person"],
    by: "Person",
    now: datetime,
    direction: str = "",
    travel_minutes: int | None = None,
) -> list[Assignment]:
    """Asks everybody for that role in each of the sessions, of one series; one mail a person. First come, first served.

    Who was asked already, and sessions that need nobody more, are passed over; raises NobodyToAsk if nothing is left.
    Interpreters who are asked for both ways are asked for those that they offer.
    """
    chosen = {person.pk: person for person in people}
    ways = _ways(chosen, direction) if role == StaffRole.INTERPRETER else {}
    asked: dict[int, list[Assignment]] = {}
    with transaction.atomic():
        for session in lock_sessions(sessions):
            if session.starts_at <= now or session.state == SessionState.CANCELLED:
                continue
            staffing = staffing_of([session])[session.pk]
            for person in chosen.values():
                way = ways.get(person.pk, "")
                wanted = is_wanted(staffing, role, way)
                row = _ask(session, person, role, way, by, now, travel_minutes) if wanted else None
                if row:
                    asked.setdefault(person.pk, []).append(row)
        if not asked:
            raise NobodyToAsk
        _refuse_the_unavailable([row for rows in asked.values() for row in rows])
        for rows in asked.values():
            staff_mail.tell_asked(rows, by, now)
    return [row for rows in asked.values() for row in rows]


def _ways(people: Iterable[int], direction: str) -> dict[int, str]:
    asked = Direction(direction)
    offered = StaffSkill.objects.filter(person__in=list(people), role=StaffRole.INTERPRETER)
    known = dict(offered.values_list("person_id", "direction")) if asked == Direction.BOTH else {}
    return {person: known.get(person, asked.value) for person in people}


def _ask(
    session: Session,
    person: "Person",
    role: StaffRole,
    direction: str,
    by: "Person",
    now: datetime,
    travel_minutes: int | None,
) -> Assignment | None:
    row = Assignment.objects.filter(session=session, person=person, role=role).first()
    if row is None:
        row = Assignment(session=session, person=person, role=role)
    elif row.state in (AssignmentState.ASKED, AssignmentState.ACCEPTED):
        return None
    else:
        set_state(row, AssignmentState.ASKED, now)
    row.session, row.person, row.direction, row.reason = session, person, direction, ""
    row.travel_minutes = usual_travel(session) if travel_minutes is None else travel_minutes
    row.busy_from, row.busy_until = busy_span(session, row.travel_minutes)
    row.asked_by, row.asked_at = by, now
    row.save()
    return row


def _refuse_the_unavailable(rows: Sequence[Assignment]) -> None:
    if rulings()[RuleKind.UNAVAILABLE].level == RuleLevel.BLOCK and unavailable(rows):
        raise NotAvailable


@dataclass
class Answered:
    """``refused``: what could not be accepted, each with the error that says why."""

    done: list[Assignment] = field(default_factory=list)
    refused: list[tuple[Assignment, DomainError]] = field(default_factory=list)


def accept(*, assignments: Sequence[Assignment], now: datetime) -> Answered:
    """One person's yes to one or several sessions; what is not possible is passed over and named.

    Raises the error itself where there is only one. Saying yes twice is saying it once. Where nobody more is needed
    after that, the others who were asked are thanked and withdrawn.
    """
    answered, thanked, ruled = Answered(), dict[int, list[Assignment]](), rulings()
    with transaction.atomic():
        sessions = lock_sessions({one.session_id: one.session for one in assignments}.values())
        lock_people(one.person_id for one in assignments)
        for row in _rows(assignments, sessions):
            try:
                if row.state != AssignmentState.ACCEPTED:
                    _refuse_what_is_over(row, now)
                    _refuse_what_is_filled(row)
                    set_state(row, AssignmentState.ACCEPTED, now)
                    keep_time(row, ruled)
                    invite_staff(assignment=row, now=now)
                    for other in withdraw_the_others(row, now):
                        thanked.setdefault(other.person_id, []).append(other)
                answered.done.append(row)
            except DomainError as error:
                answered.refused.append((row, error))
        for rows in thanked.values():
            staff_mail.tell_thanked(rows, now)
    return _or_raise(answered)


def decline(*, assignments: Sequence[Assignment], now: datetime) -> Answered:
    """One person's no. Saying it twice is saying it once."""
    answered = Answered()
    with transaction.atomic():
        sessions = lock_sessions({one.session_id: one.session for one in assignments}.values())
        for row in _rows(assignments, sessions):
            try:
                if row.state != AssignmentState.DECLINED:
                    _refuse_what_is_over(row, now)
                    _refuse_unless_asked(row)
                    set_state(row, AssignmentState.DECLINED, now)
                    row.save()
                answered.done.append(row)
            except DomainError as error:
                answered.refused.append((row, error))
    return _or_raise(answered)


def withdraw(*, assignment: Assignment, by: "Person", now: datetime) -> Assignment:
    """Takes a commitment or a question back: the person themselves, or an organiser. The other side is told."""
    with transaction.atomic():
        sessions = lock_sessions([assignment.session])
        [row] = _rows([assignment], sessions)
        _refuse_what_is_over(row, now)
        if row.state not in (AssignmentState.ASKED, AssignmentState.ACCEPTED):
            raise NotAsked
        had_accepted = row.state == AssignmentState.ACCEPTED
        set_state(row, AssignmentState.WITHDRAWN, now)
        row.save()
        if had_accepted:
            send_cancel(commitment=row, now=now)
        if by.pk != row.person_id:
            staff_mail.tell_withdrawn(row, now)
        elif had_accepted:
            staff_mail.tell_left(row, now)
    return row


def allow_in_spite(*, assignment: Assignment, reason: str, now: datetime) -> Assignment:
    """An organiser writes why somebody may accept although they have something else then. Only while they are asked."""
    reason = clean_line(reason, most=500)
    if not reason:
        raise ReasonNeeded
    with transaction.atomic():
        sessions = lock_sessions([assignment.session])
        [row] = _rows([assignment], sessions)
        _refuse_what_is_over(row, now)
        _refuse_unless_asked(row)
        row.reason = reason
        row.save(update_fields=["reason"])
    return row


def set_need(*, session: Session, role: StaffRole, people: int, is_for_series: bool) -> None:
    """How many people a role needs, in one session or in all of its series; what one session says counts for it."""
    people = max(0, min(people, MOST_PEOPLE))
    with transaction.atomic():
        row = lock_session(session.pk)
        if is_for_series:
            StaffNeed.objects.filter(session=row, role=role).delete()
            StaffNeed.objects.update_or_create(series=row.series, role=role, defaults={"people": people})
        else:
            StaffNeed.objects.update_or_create(session=row, role=role, defaults={"people": people})


def lock_sessions(sessions: Iterable[Session]) -> list[Session]:
    return [lock_session(pk) for pk in sorted({one.pk for one in sessions})]


def _rows(assignments: Sequence[Assignment], locked: Sequence[Session]) -> list[Assignment]:
    """As they are now that their sessions are locked, the first session first."""
    by_key = {one.pk: one for one in locked}
    rows = with_session(Assignment.objects.of_staff().filter(pk__in=[one.pk for one in assignments]))
    found = list(rows.order_by("session__starts_at", "pk"))
    for row in found:
        now = by_key[row.session_id]
        row.session.state, row.session.starts_at, row.session.ends_at = now.state, now.starts_at, now.ends_at
    return found


def _refuse_what_is_over(row: Assignment, now: datetime) -> None:
    if row.session.starts_at <= now or row.session.state == SessionState.CANCELLED:
        raise TooLate


def _refuse_unless_asked(row: Assignment) -> None:
    if row.state != AssignmentState.ASKED:
        raise NotAsked


def _refuse_what_is_filled(row: Assignment) -> None:
    wanted = still_wanted(row)
    if row.state == AssignmentState.WITHDRAWN and not wanted:
        raise PlaceFilled
    _refuse_unless_asked(row)
    if not wanted:
        raise PlaceFilled


def still_wanted(row: Assignment) -> bool:
    """Counted under the lock of the session."""
    return is_wanted(staffing_of([row.session])[row.session_id], row.role, row.direction)


def withdraw_the_others(row: Assignment, now: datetime) -> list[Assignment]:
    """Those who are asked for the same role and would not be of use any more. Answers them."""
    staffing = staffing_of([row.session])[row.session_id]
    gone = []
    for other in staffing.in_role(row.role, AssignmentState.ASKED):
        if not is_wanted(staffing, other.role, other.direction):
            set_state(other, AssignmentState.WITHDRAWN, now)
            other.save()
            gone.append(other)
    return gone


def _or_raise(answered: Answered) -> Answered:
    if len(answered.refused) == 1 and not answered.done:
        raise answered.refused[0][1]
    return answered
