"""What people are told about their registration: in their language, by both clocks, each step once.

Mail is made after the commit, from the steps that nobody told yet: whoever holds the row of a session in a rush does not
make others wait for a text. A step that was overtaken meanwhile is not told any more.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import override

from lms.core import jobs
from lms.mail.domain import promise_message
from workshops.domain.calendar_mail import calendar_for, send_cancel
from workshops.domain.offer_links import offer_token
from workshops.domain.session_mail import address, on_clocks
from workshops.enums import RegistrationState
from workshops.models import Registration, RegistrationStep, Session
from workshops.queries.lines import positions_of
from workshops.queries.sessions import said, session_with_words

if TYPE_CHECKING:
    from lms.accounts.models import Person

AT_ONCE = 50


def key_of_step(step_pk: int) -> str:
    """The key of the message about a step."""
    return f"workshops.step:{step_pk}"


def tell_registrants(*, session_id: int, now: datetime) -> int:
    """Promises the mail that is due about registrations for one session; answers how many. Safe to run twice. Comes back
    by itself where there is more than one portion."""
    untold = RegistrationStep.objects.filter(registration__session=session_id, told_at=None)
    steps = list(untold.select_related("registration__person").order_by("pk")[:AT_ONCE])
    if not steps:
        return 0
    session = session_with_words(session_id)
    for step in steps:
        step.registration.session = session
    positions = positions_of([step.registration for step in steps], now)
    told = 0
    with transaction.atomic():
        for step in steps:
            template = template_of(step)
            if template and step.registration.person.is_active:
                _promise(step, template, session, positions.get(step.registration_id, 0), now)
                told += 1
            elif not template:
                send_cancel(commitment=step.registration, now=now)  # no words, but perhaps news for the calendar
        RegistrationStep.objects.filter(pk__in=[step.pk for step in steps]).update(told_at=now)
        if len(steps) == AT_ONCE:
            jobs.enqueue("workshops.tell_registrants", session_id, dedupe=f"workshops.tell:{session_id}")
    return told


def template_of(step: RegistrationStep) -> str:
    """Which text tells it; empty where the person did it and the page has said so, or where it is overtaken."""
    if step.registration.state != step.state:
        return ""
    by_themselves = step.by_id == step.registration.person_id
    match RegistrationState(step.state):
        case RegistrationState.CONFIRMED:
            silent = step.before == RegistrationState.WAITLISTED and not by_themselves
            return "seat_promoted" if silent else "seat_confirmed"
        case RegistrationState.WAITLISTED:
            return "" if step.before == RegistrationState.OFFERED else "seat_waitlisted"
        case RegistrationState.REQUESTED:
            return "seat_requested"
        case RegistrationState.OFFERED:
            return "seat_offered"
        case RegistrationState.CANCELLED:
            return "" if by_themselves else "seat_cancelled"
        case RegistrationState.DECLINED if not by_themselves:
            return "seat_refused" if step.before == RegistrationState.REQUESTED else "seat_lapsed"
    return ""


def _promise(step: RegistrationStep, template: str, session: Session, position: int, now: datetime) -> None:
    registration, person = step.registration, step.registration.person
    promise_message(
        key=key_of_step(step.pk),
        to=person.email,
        language=person.language,
        template=f"workshops/{template}",
        context=words_for(registration, session, person) | {"position": position},
        calendar=calendar_for(session=session, person=person, now=now),
        now=now,
        person=person,
    )


def words_for(registration: Registration, session: Session, person: "Person") -> dict[str, Any]:
    """What every mail about a session says. The session must have been fetched ``with_words``."""
    language, end = person.language, registration.offered_until
    words = said(session, language)
    moment, until = on_clocks(session, person), on_clocks(session, person, end) if end else None
    with override(language):
        token = offer_token(registration)
        return {
            "name": person.chosen_name,
            "title": words.title,
            "theme": words.theme,
            "when": f"{moment.day}, {moment.time} ({moment.here})",
            "there": moment.there,
            "until": f"{until.day}, {until.time} ({until.here})" if until else "",
            "pool": str(registration.get_pool_display()),
            "is_hybrid": bool(session.room_seats and session.online_seats),
            "reason": registration.reason,
            "link": address("workshops:session", session.key, language=language),
            "accept": address("workshops:accept_offer", token, language=language),
            "decline": address("workshops:decline_offer", token, language=language),
        }
