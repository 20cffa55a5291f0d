"""Signing in: with the code on the screen, on a device that goes round, or at the door without a registration."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lms.accounts.queries import person_by_address
from workshops.domain import seats, sign_in_codes
from workshops.domain.attendance import open_for_ticks, tick_participant
from workshops.domain.session_states import lock_session
from workshops.domain.sign_in_codes import Reading
from workshops.enums import TAKING_PLACE, WAS_THERE, Pool, RegistrationState, TickedHow
from workshops.errors import (
    NobodyWithThatAddress,
    NoSeatHere,
    NoSeatLeft,
    NotInThatState,
    NotOnTheList,
    OldCode,
    SayTheAddress,
    SignInNotOpen,
    SignInOver,
    WrongCode,
)
from workshops.models import Registration, Session
from workshops.queries.attendance import EXPECTED, open_for_sign_in, registered_like
from workshops.queries.sessions import capacity_of, pools_of
from workshops.rules.attending import CLOSES, OPENS, is_open

if TYPE_CHECKING:
    from lms.accounts.models import Person


def check_code(*, session: Session, typed: str, now: datetime) -> str:
    """The proof that a good code was read now. Raises OldCode for yesterday's, WrongCode for what never was one."""
    if not is_open(session, now):
        raise SignInNotOpen if now < session.starts_at else SignInOver
    match sign_in_codes.read(session, typed, now):
        case Reading.OLD:
            raise OldCode
        case Reading.UNKNOWN:
            raise WrongCode
    return sign_in_codes.proof_of(session, now)


def session_of_code(*, typed: str, now: datetime) -> tuple[Session, str]:
    """The session that shows this code now, and the proof that it was read. Among those that are open just then."""
    readings = {}
    for session in open_for_sign_in(now - CLOSES, now + OPENS):
        reading = sign_in_codes.read(session, typed, now)
        if reading == Reading.GOOD:
            return session, sign_in_codes.proof_of(session, now)
        readings[session.pk] = reading
    raise OldCode if Reading.OLD in readings.values() else WrongCode


def sign_in(*, session: Session, person: "Person", now: datetime, typed: str = "", proof: str = "") -> Registration:
    """Somebody says that they are there. Again says nothing new: what a trainer wrote of a part stays.

    The code says that somebody is there, never since when: minutes are written down by people.
    """
    if not (proof and sign_in_codes.is_proof(session, proof, now) and is_open(session, now)):
        check_code(session=session, typed=typed, now=now)
    with transaction.atomic():
        row = lock_session(session.pk)
        if row.state not in TAKING_PLACE:
            raise NotInThatState
        held = Registration.objects.filter(session=row, person=person, state__in=EXPECTED).select_related("person")
        registration = held.first()
        if registration is None:
            raise NoSeatHere
        return _was_there(row, registration, by=person, how=TickedHow.CODE, now=now)


def sign_in_on_device(*, session: Session, typed: str, by: "Person", now: datetime) -> Registration:
    """The next person on a device that ``by`` hands round. It knows who is registered, and shows nobody the list."""
    with transaction.atomic():
        row = open_for_ticks(session, now)
        found = registered_like(row, typed[:200])
        if not found:
            raise NotOnTheList
        if len(found) > 1:
            raise SayTheAddress
        return _was_there(row, found[0], by=by, how=TickedHow.DEVICE, now=now)


def add_walk_in(*, session: Session, address: str, pool: str, by: "Person", now: datetime) -> Registration:
    """Somebody stands in the door. Whoever waited or was never registered gets a seat, if there is one.

    Here those who were marked as not there leave their seat to others: the session has begun.
    """
    person = person_by_address(address[:254])
    if person is None:
        raise NobodyWithThatAddress
    with transaction.atomic():
        row = open_for_ticks(session, now)
        chosen = Pool(pool) if pool in pools_of(row) else pools_of(row)[0]
        own = Registration.objects.live().filter(session=row, person=person).select_related("person").first()
        if own is None or own.state not in EXPECTED:
            own = _seat(row, person, own, chosen, by, now)
        return _was_there(row, own, by=by, how=TickedHow.WALK_IN, now=now)


def _seat(
    session: Session, person: "Person", waiting: Registration | None, pool: Pool, by: "Person", now: datetime
) -> Registration:
    if waiting:
        pool = Pool(waiting.pool)
    holds_one = waiting is not None and waiting.state == RegistrationState.OFFERED
    taken = Registration.objects.seated().filter(session=session, pool=pool)
    if not holds_one and taken.exclude(state=RegistrationState.ABSENT).count() >= capacity_of(session, pool):
        raise NoSeatLeft
    if waiting:
        seats.move(session, [waiting], RegistrationState.CONFIRMED, now=now, by=by)
        return waiting
    key = f"door:{session.pk}:{uuid.uuid4().hex}"
    wish = {"pool": pool, "submit_key": key}
    return seats.begin(session=session, person=person, state=RegistrationState.CONFIRMED, now=now, by=by, **wish)


def _was_there(
    session: Session, registration: Registration, *, by: "Person", how: TickedHow, now: datetime
) -> Registration:
    if registration.state not in WAS_THERE:
        tick_participant(session, registration, RegistrationState.ATTENDED, None, by=by, how=how, reason="", now=now)
    return registration
