"""Telling people that a session does not take place: whoever works in it first, then everybody who wanted to come."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from lms.accounts.models import Person
from lms.core import jobs
from lms.mail.domain import promise_message
from workshops.domain.calendar_mail import calendar_for
from workshops.domain.reminders import AT_ONCE
from workshops.domain.session_mail import about
from workshops.domain.session_states import cancel_session, lock_session
from workshops.enums import SessionState
from workshops.errors import NotInThatState
from workshops.models import Session
from workshops.queries.reminders import hoping_to_come, standing_staff
from workshops.queries.sessions import with_words


def call_off(*, session: Session, reason: str, now: datetime) -> Session:
    """Cancels a session and tells everybody, in one transaction."""
    with transaction.atomic():
        row = cancel_session(session=session, reason=reason, now=now)
        tell_of_cancellation(row, now)
    return row


def tell_of_cancellation(session: Session, now: datetime) -> int:
    """Promises the mails to staff, and the job that tells all others when those are promised; answers how many.

    The caller has cancelled the session, and may be in the same transaction. However short before the start: whoever is
    on the way to open the door is told before a hundred others are.
    """
    with transaction.atomic():
        row = lock_session(session.pk)
        if row.state != SessionState.CANCELLED:
            raise NotInThatState
        told = _promise(row, standing_staff(row.pk), is_staff=True, now=now)
        jobs.enqueue("workshops.tell_of_cancellation", row.pk, row.sequence)
    return told


def tell_registrants(*, session_id: int, sequence: int, now: datetime) -> int:
    """The second step. Says nothing any more once the session has been restored; a second run goes on where one stopped."""
    told, last = 0, 0
    while True:
        with transaction.atomic():
            row = lock_session(session_id)
            if row.state != SessionState.CANCELLED or row.sequence != sequence:
                return told
            people = list(hoping_to_come(session_id, after=last)[:AT_ONCE])
            told += _promise(row, people, is_staff=False, now=now)
        if not people:
            return told
        last = people[-1].pk


def _promise(row: Session, people: Iterable[Person], *, is_staff: bool, now: datetime) -> int:
    session = with_words(Session.objects.filter(pk=row.pk)).get()
    count = 0
    for person in people:
        promise_message(
            key=f"cancelled:{row.pk}:{row.sequence}:{person.pk}",
            to=person.email,
            language=person.language,
            template="workshops/cancelled",
            context={**about(session, person), "reason": row.reason, "is_staff": is_staff},
            calendar=calendar_for(session=session, person=person, now=now),
            now=now,
            person=person,
        )
        count += 1
    return count
