"""The one place that writes a registration's state. Every step is kept, and told.

Callers hold the row of the session (``workshops.domain.locking.locked_session``) and have counted inside it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from lms.core import jobs
from workshops.domain.attendees import keep_attendees
from workshops.domain.interpretation import listener_left
from workshops.enums import REGISTRATION_TRANSITIONS, RegistrationState
from workshops.errors import NotInThatState
from workshops.models import Registration, RegistrationStep, Session

if TYPE_CHECKING:
    from lms.accounts.models import Person

TOLD_AFTER = timedelta(seconds=3)  # a rush is told in few portions, not in one job for each
ATTENDS = (
    RegistrationState.CONFIRMED,
    RegistrationState.ATTENDED,
    RegistrationState.PARTIAL,
    RegistrationState.ABSENT,
)
LEAVING = (RegistrationState.CANCELLED, RegistrationState.DECLINED)


def begin(
    *,
    session: Session,
    person: "Person",
    state: RegistrationState,
    now: datetime,
    by: "Person | None" = None,
    **wish: Any,
) -> Registration:
    """A new registration in its first state. ``wish``: the other columns of Registration."""
    registration = Registration.objects.create(
        session=session, person=person, state=state, registered_at=now, changed_at=now, **wish
    )
    _settle(session, [registration], [""], state, now, by or person)
    return registration


def move(
    session: Session,
    registrations: Sequence[Registration],
    to: RegistrationState,
    *,
    now: datetime,
    by: "Person | None" = None,
    **changes: Any,
) -> None:
    """Takes registrations of that session to ``to``, all or none. ``changes``: other columns. The rows given are changed
    too. Raises NotInThatState where one of them may not go there from where it is now."""
    before = [RegistrationState(one.state) for one in registrations]
    if any(to not in REGISTRATION_TRANSITIONS[state] for state in before):
        raise NotInThatState
    written = {"offered_until": None, "changed_at": now} | changes
    rows = Registration.objects.filter(session=session, pk__in=[one.pk for one in registrations])
    if rows.move(*set(before), to=to, **written) != len(registrations):
        raise NotInThatState
    for one in registrations:
        one.state = to
        for name, value in written.items():
            setattr(one, name, value)
    _settle(session, registrations, before, to, now, by)


def _settle(
    session: Session,
    registrations: Sequence[Registration],
    before: Sequence[str],
    to: RegistrationState,
    now: datetime,
    by: "Person | None",
) -> None:
    """What follows from a step: it is kept, the commitment begins or ends, the person will be told."""
    RegistrationStep.objects.bulk_create(
        RegistrationStep(registration=one, before=was, state=to, at=now, by=by)
        for one, was in zip(registrations, before, strict=True)
    )
    changed = [
        one.person_id for one, was in zip(registrations, before, strict=True) if (was in ATTENDS) != (to in ATTENDS)
    ]
    if changed:
        keep_attendees(session, changed, attend=to in ATTENDS, now=now)
    if to in LEAVING and any(one.listens_in for one in registrations):
        listener_left(session=session, now=now)
    jobs.enqueue("workshops.tell_registrants", session.pk, due=now + TOLD_AFTER, dedupe=f"workshops.tell:{session.pk}")
