"""An offered seat is held until it is accepted, declined, or its deadline comes. Whoever has the link may answer."""

from datetime import datetime
from typing import TYPE_CHECKING

from lms.mail.queries import failed_among
from workshops.domain.locking import locked_session
from workshops.domain.registering import refuse_closed
from workshops.domain.registration_mail import key_of_step
from workshops.domain.seats import ATTENDS, move
from workshops.domain.waitlist import look_at_offers, promote
from workshops.enums import RegistrationState, SessionState
from workshops.errors import NoFreeSeat, NotInThatState, NotRegistered, OfferOver
from workshops.models import Registration, RegistrationStep, Session
from workshops.queries.sessions import seats_of
from workshops.rules.asking import deadline, zone_for

if TYPE_CHECKING:
    pass


def accept_offer(*, registration_id: int, now: datetime) -> Registration:
    """The seat is theirs; accepting again changes nothing. Who waits while a seat is free, having been passed over, takes
    that seat. Raises OfferOver or NoFreeSeat."""
    with locked_session(_session_of(registration_id)) as session:
        registration = _again(registration_id)
        if registration.state in ATTENDS:
            return registration
        refuse_closed(session, now)
        if registration.state == RegistrationState.OFFERED:
            if registration.offered_until and now > registration.offered_until:
                raise OfferOver
        elif registration.state == RegistrationState.WAITLISTED:
            _refuse_if_none_is_free(session, registration, now)
        else:
            raise OfferOver
        if registration.state != RegistrationState.CONFIRMED:
            move(session, [registration], RegistrationState.CONFIRMED, now=now, by=registration.person)
        return registration


def _refuse_if_none_is_free(session: Session, registration: Registration, now: datetime) -> None:
    """Those who can be asked by now are asked first; this one may be among them."""
    promote(session, now=now)
    registration.refresh_from_db()
    if registration.state == RegistrationState.WAITLISTED:
        free = {str(seats.pool): seats.free for seats in seats_of([session])[session.pk]}
        if not free.get(registration.pool):
            raise NoFreeSeat


def decline_offer(*, registration_id: int, now: datetime) -> Registration:
    """The seat goes on to the next. Declining again changes nothing."""
    with locked_session(_session_of(registration_id)) as session:
        registration = _again(registration_id)
        if registration.state == RegistrationState.DECLINED:
            return registration
        if registration.state != RegistrationState.OFFERED:
            raise NotInThatState
        move(session, [registration], RegistrationState.DECLINED, now=now, by=registration.person)
        promote(session, now=now)
        return registration


def expire_offers(*, session_id: int, now: datetime) -> int:
    """Ends what nobody answered in time, and takes back for now what did not reach anybody: those keep their place on the
    list. Then the next are asked. Answers how many seats went on. Safe to run at any moment, and twice.

    While the session is cancelled nothing ends: deadlines move on, so that a restored session finds them open.
    """
    with locked_session(session_id) as session:
        offers = list(
            Registration.objects.filter(session=session, state=RegistrationState.OFFERED).select_related("person")
        )
        if session.state == SessionState.CANCELLED:
            _hold_on(session, [one for one in offers if one.offered_until and one.offered_until <= now], now)
            return 0
        lost = _unreached(offers)
        unreached = [one for one in offers if one.pk in lost]
        over = [one for one in offers if one.pk not in lost and one.offered_until and one.offered_until <= now]
        if unreached:
            move(session, unreached, RegistrationState.WAITLISTED, now=now)
        if over:
            move(session, over, RegistrationState.DECLINED, now=now)
        if unreached or over:
            promote(session, now=now)
        return len(unreached) + len(over)


def _unreached(offers: list[Registration]) -> set[int]:
    """Those whose last offer was mailed in vain."""
    steps = RegistrationStep.objects.filter(registration__in=offers, state=RegistrationState.OFFERED).order_by("pk")
    last = {registration: key_of_step(step) for registration, step in steps.values_list("registration_id", "pk")}
    failed = failed_among(last.values())
    return {registration for registration, key in last.items() if key in failed}


def _hold_on(session: Session, offers: list[Registration], now: datetime) -> None:
    for one in offers:
        until = deadline(
            now, hours=session.offer_hours, zone=zone_for(one.person, session), starts_at=session.starts_at
        )
        if until:
            Registration.objects.filter(pk=one.pk).update(offered_until=until)
            look_at_offers(session.pk, until)


def _session_of(registration_id: int) -> int:
    found = Registration.objects.filter(pk=registration_id).values_list("session_id", flat=True).first()
    if found is None:
        raise NotRegistered
    return found


def _again(registration_id: int) -> Registration:
    """As it is now that the session's row is held."""
    return Registration.objects.select_related("person").get(pk=registration_id)
