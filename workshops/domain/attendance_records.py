"""Attendance in the learning record: one statement that stands, and a new one for each correction.

A session is attended by whoever was there for ``Around.whole_percent`` of it. A series is attended by whoever attended
``Around.enough_percent`` of the sessions of it that take place, as soon as that is so; one that goes on without an end
never is. Whoever taught or interpreted gets that when the session is over and somebody wrote down that they were there.
Callers hold the session's row.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from lms.records.domain.statements import record, void
from lms.records.enums import Verb
from lms.records.queries import taken_back
from workshops.enums import RegistrationState, StaffRole
from workshops.models import Assignment, Registration, Session, Tick
from workshops.queries.around import around_of, minutes_of
from workshops.queries.attendance import attended_of, last_tick, object_key, series_key, standing
from workshops.rules.attending import counts, enough_of
from workshops.rules.recurrence import Rule

if TYPE_CHECKING:
    from lms.accounts.models import Person

SOURCE = "workshops"
VERBS = {StaffRole.LEAD: Verb.TAUGHT, StaffRole.CO_TRAINER: Verb.TAUGHT, StaffRole.INTERPRETER: Verb.INTERPRETED}


def settle_participant(session: Session, registration: Registration, tick: Tick, now: datetime) -> None:
    """Makes the record say what the last tick says. ``tick`` is a change: an equal one is never written."""
    total = minutes_of(session)
    around = around_of(session.series_id)
    is_enough = counts(tick.outcome, tick.minutes, total=total, percent=around.whole_percent)
    evidence = f"{total if tick.minutes is None else tick.minutes}/{total} min"
    person, key = registration.person, object_key(session)
    _settle(person, Verb.ATTENDED, key, session, tick, evidence if is_enough else "", now)
    settle_series(session, person, tick.by, now)


def settle_series(session: Session, person: "Person", by: "Person | None", now: datetime) -> None:
    """Enough of its sessions, or not any more."""
    series = session.series
    if Rule.from_plain(series.rule).goes_on:
        return
    sessions = list(series.sessions.taking_place())
    attended = attended_of(person.pk, sessions)
    is_enough = attended >= enough_of(len(sessions), percent=around_of(series.pk).enough_percent)
    key = series_key(series.key)
    told = standing(person.pk, Verb.ATTENDED, key)
    if is_enough and told is None:
        evidence = f"{attended}/{len(sessions)}"
        _tell(person, Verb.ATTENDED, key, session, now=now, by=by, evidence=evidence)
    elif told and not is_enough:
        void(statement=told, by=by or person, reason="", now=now)


def settle_staff(session: Session, assignment: Assignment, now: datetime) -> None:
    """Nothing before the end; after it, what was written down last."""
    tick, verb = last_tick(assignment), VERBS.get(StaffRole(assignment.role))
    if tick is None or verb is None or session.ends_at > now:
        return
    evidence = assignment.direction if tick.outcome == RegistrationState.ATTENDED else ""
    is_there = tick.outcome == RegistrationState.ATTENDED
    told = standing(assignment.person_id, verb, object_key(session))
    if is_there and told is None:
        _tell(assignment.person, verb, object_key(session), session, now=now, by=tick.by, evidence=evidence)
    elif told and not is_there:
        void(statement=told, by=tick.by or assignment.person, reason=tick.reason, now=now)


def _settle(person: "Person", verb: Verb, key: str, session: Session, tick: Tick, evidence: str, now: datetime) -> None:
    """``evidence`` is empty where it was not enough. What stands is voided when it says something else."""
    told = standing(person.pk, verb, key)
    if told and told.evidence != evidence:
        void(statement=told, by=tick.by or person, reason=tick.reason, now=now)
        told = None
    if told is None and evidence:
        _tell(person, verb, key, session, now=now, by=tick.by, evidence=evidence)


def _tell(
    person: "Person", verb: Verb, key: str, session: Session, *, now: datetime, by: "Person | None", evidence: str
) -> None:
    """The key counts what was taken back before: twice the same is one statement, and a correction is another."""
    before = len(taken_back(person=person, verb=verb, object_key=key))
    record(
        person=person,
        verb=verb,
        object_key=key,
        happened_at=min(session.starts_at, now),
        now=now,
        source=SOURCE,
        source_key=f"{verb}:{key}:{person.pk}:{before}",
        recorded_by=by,
        evidence=evidence,
    )
