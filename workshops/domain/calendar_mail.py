"""Invitations by mail (RFC 5546, RFC 6047): each person's calendar is told what became of a session, once.

Mail that tells somebody in words of a seat, a change or a cancellation takes the calendar along: ``calendar_for`` gives the
file for ``promise_message``. For what nobody tells in words (a role accepted, a seat that somebody gave up by themselves)
``invite``, ``send_cancel`` and ``update_calendars`` are called in the transaction of the change; a job then compares what
the calendar was told last with what is true, and writes at most one mail. So the order of the calls, calling twice, and
changes that follow each other closely do no harm.

Answers are not wanted: ATTENDEE says that the person comes and that no reply is asked for, the sender is a no-reply
address, and nothing in this house reads mail. A REPLY that some program sends all the same changes nothing here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.module_loading import import_string

from lms.accounts.models import Person
from lms.core import jobs
from lms.mail.domain import promise_message
from workshops.domain.session_mail import address, on_clocks
from workshops.enums import TAKING_PLACE, CalendarMethod
from workshops.models import Invitation, Session
from workshops.queries.calendars import NO_PART, Part, parts_of, people_expected, staff_expected
from workshops.queries.sessions import said, with_words

if TYPE_CHECKING:
    from lms.mail.models import Message
    from workshops.models import Assignment, Registration

# Files are written on the floor above, which is known here by its name only.
WRITER = "workshops.exports.invitations.write_invitation"
Writer = Callable[[Session, Person, Part, CalendarMethod, int, datetime], str]
TEMPLATES = {CalendarMethod.REQUEST: "workshops/calendar_request", CalendarMethod.CANCEL: "workshops/calendar_cancel"}
GRACE = timedelta(minutes=2)  # mail that tells the same in words goes first, and takes the calendar along


@dataclass(frozen=True)
class News:
    """What a calendar does not know yet. ``file`` is empty where it knows everything."""

    file: str = ""
    method: CalendarMethod = CalendarMethod.REQUEST
    sequence: int = 0
    is_first: bool = False
    part: Part = NO_PART


def calendar_for(*, session: Session, person: Person, now: datetime) -> str:
    """The file for ``promise_message(calendar=…)``, or nothing where the person's calendar knows everything already.

    Called right before a message is promised under a new key, in the same transaction: what is given out counts as told.
    ``session`` has been read with ``queries.sessions.with_words``.
    """
    with transaction.atomic():
        return _news(session, person, now).file


def invite(*, registration: "Registration", now: datetime) -> None:
    """A seat was confirmed."""
    _tell_soon(registration.session_id, registration.person_id, now)


def invite_staff(*, assignment: "Assignment", now: datetime) -> None:
    """A role was accepted."""
    _tell_soon(assignment.session_id, assignment.person_id, now)


def send_cancel(*, commitment: "Registration | Assignment", now: datetime) -> None:
    """A seat or a role was given up or taken back. Who still has the other of the two is told nothing."""
    _tell_soon(commitment.session_id, commitment.person_id, now)


def update_calendars(*, session: Session, now: datetime) -> None:
    """Of everybody who was told of it, and of everybody who is expected: something that calendars show has changed."""
    jobs.enqueue("workshops.tell_calendars", session.pk, due=now, dedupe=f"calendars:{session.pk}")


def tell_everybody(*, session_pk: int, now: datetime) -> int:
    """A job for each person whose calendar may be wrong, who works there first; answers how many."""
    session = Session.objects.filter(pk=session_pk).first()
    if session is None or session.ends_at <= now:
        return 0
    told = set(Invitation.objects.filter(session=session).values_list("person_id", flat=True))
    concerned = people_expected(session) | told
    first = staff_expected(session) & concerned
    for person_pk in [*sorted(first), *sorted(concerned - first)]:
        _tell_soon(session_pk, person_pk, now)
    return len(concerned)


def tell(*, session_pk: int, person_pk: int, now: datetime) -> "Message | None":
    """The mail that makes one person's calendar right, if it is not. Safe to run twice and side by side."""
    session = with_words(Session.objects.filter(pk=session_pk)).first()
    person = Person.objects.filter(pk=person_pk, is_active=True).first()
    if session is None or person is None:
        return None
    with transaction.atomic():
        news = _news(session, person, now)
        return _promise(session, person, news, now) if news.file else None


def _tell_soon(session_pk: int, person_pk: int, now: datetime) -> None:
    dedupe = f"calendar:{session_pk}:{person_pk}"
    jobs.enqueue("workshops.tell_calendar", session_pk, person_pk, due=now + GRACE, dedupe=dedupe)


def _news(session: Session, person: Person, now: datetime) -> News:
    """And keeps that it was told. Of two that run side by side one finds nothing new."""
    if session.ends_at <= now:
        return News()
    told = Invitation.objects.filter(session=session, person=person).first()
    part = parts_of(person, [session]).get(session.pk, NO_PART)
    is_expected = session.state in TAKING_PLACE and (part.has_seat or bool(part.roles))
    method = CalendarMethod.REQUEST if is_expected else CalendarMethod.CANCEL
    if not _is_new(told, method, session):
        return News()
    sequence = max(session.sequence, told.sequence + 1) if told else session.sequence
    if not _keep(told, session, person, method, sequence, now):
        return News()
    write: Writer = import_string(WRITER)
    file = write(session, person, part, method, sequence, now)
    return News(file, method, sequence, is_first=told is None, part=part)


def _is_new(told: Invitation | None, method: CalendarMethod, session: Session) -> bool:
    if told is None or told.method == CalendarMethod.CANCEL:
        return method == CalendarMethod.REQUEST
    return method == CalendarMethod.CANCEL or told.session_sequence < session.sequence


def _keep(
    told: Invitation | None, session: Session, person: Person, method: CalendarMethod, sequence: int, now: datetime
) -> bool:
    """Not where somebody else has written since ``told`` was read."""
    known = {"method": method, "sequence": sequence, "session_sequence": session.sequence, "told_at": now}
    if told:
        return bool(Invitation.objects.filter(pk=told.pk, sequence=told.sequence).update(**known))
    try:
        with transaction.atomic():  # a savepoint: the conflict must not break the caller's transaction
            Invitation.objects.create(session=session, person=person, **known)
    except IntegrityError:
        return False
    return True


def _promise(session: Session, person: Person, news: News, now: datetime) -> "Message":
    moment = on_clocks(session, person)
    with translation.override(person.language):
        roles = ", ".join(str(role.label) for role in news.part.roles)
    context = {
        "name": person.chosen_name,
        "title": said(session, person.language).title,
        "day": moment.short_day,
        "when": f"{moment.day}, {moment.time}, {moment.here}",
        "there": moment.there,
        "roles": roles,
        "is_first": news.is_first,
        "is_cancelled": session.state not in TAKING_PLACE,
        "reason": session.reason,
        "link": address("workshops:session", session.key, language=person.language),
    }
    return promise_message(
        key=f"workshops.calendar:{session.pk}:{person.pk}:{news.sequence}",
        to=person.email,
        person=person,
        language=person.language,
        template=TEMPLATES[news.method],
        context=context,
        calendar=news.file,
        now=now,
    )
