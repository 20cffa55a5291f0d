"""Giving up a seat, a place or a request. What becomes free goes on at once."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from lms.core.html import clean_line
from workshops.domain.locking import locked_session
from workshops.domain.registering import CHANGEABLE
from workshops.domain.seats import move
from workshops.domain.waitlist import promote
from workshops.enums import RegistrationState
from workshops.errors import NotInThatState, NotRegistered, ReasonMissing, RegistrationOver, TooLateToCancel
from workshops.models import Registration, Session

if TYPE_CHECKING:
    from lms.accounts.models import Person


def cancel_registration(*, person: "Person", session_id: int, now: datetime) -> Registration:
    """By the person. A seat until the deadline of the session; a place or a request as long as there is something to
    leave. Again gives back what was cancelled."""
    with locked_session(session_id) as session:
        own = Registration.objects.filter(session=session, person=person).order_by("-pk")
        registration = own.live().first() or own.filter(state=RegistrationState.CANCELLED).first()
        if registration is None:
            raise NotRegistered
        if registration.state == RegistrationState.CANCELLED:
            return registration
        if registration.state not in CHANGEABLE or session.ends_at <= now:
            raise RegistrationOver
        if registration.state == RegistrationState.CONFIRMED and now > last_cancel(session):
            raise TooLateToCancel
        move(session, [registration], RegistrationState.CANCELLED, now=now, by=person)
        promote(session, now=now)
        return registration


def last_cancel(session: Session) -> datetime:
    """Until when somebody may give up a seat by themselves, in elapsed time before the start."""
    return session.starts_at - timedelta(hours=session.cancel_hours)


def remove_registration(*, registration: Registration, by: "Person", reason: str, now: datetime) -> Registration:
    """By a trainer, who says why: the person reads it. Raises NotInThatState where there is nothing to take back."""
    reason = clean_line(reason, most=500)
    if not reason:
        raise ReasonMissing
    with locked_session(registration.session_id) as session:
        registration = Registration.objects.get(pk=registration.pk)
        if registration.state not in CHANGEABLE or session.ends_at <= now:
            raise NotInThatState
        move(session, [registration], RegistrationState.CANCELLED, now=now, by=by, reason=reason)
        promote(session, now=now)
        return registration
