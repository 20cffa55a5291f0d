"""Asking people before and after a session, and keeping what they say apart from who they are."""

import random
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lms.core.html import clean_text
from lms.mail.domain import promise_message
from workshops.domain.session_mail import about, address
from workshops.enums import FeedbackMoment
from workshops.errors import AnsweredAlready, CannotAnswer, NothingSaid
from workshops.models import FeedbackAnswer, FeedbackGiven, Session
from workshops.queries.sessions import registration_of, with_words
from workshops.rules.feedback import may_answer, questions

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST = 1000


def give_feedback(
    *, session: Session, person: "Person", moment: FeedbackMoment, answers: Mapping[str, str], now: datetime
) -> None:
    """Once each. ``answers``: question → the key of an option, or words; what is empty or unknown is left out."""
    registration = registration_of(person, session)
    if not may_answer(session, moment, registration.state if registration else "", now):
        raise CannotAnswer
    said = []
    for asked in questions(moment):
        given = answers.get(asked.key, "")
        if asked.options and given in asked.options:
            said.append(FeedbackAnswer(session=session, question=asked.key, choice=given))
        elif not asked.options and (text := clean_text(given, most=LONGEST)).strip():
            said.append(FeedbackAnswer(session=session, question=asked.key, text=text))
    if not said:
        raise NothingSaid
    random.SystemRandom().shuffle(said)
    with transaction.atomic():
        _, is_first = FeedbackGiven.objects.get_or_create(session=session, person=person, moment=moment)
        if not is_first:
            raise AnsweredAlready
        FeedbackAnswer.objects.bulk_create(said)


def ask_afterwards(*, session: Session, person: "Person", now: datetime) -> None:
    """One mail to somebody who was there, once the session is over; again promises nothing."""
    session = with_words(Session.objects.filter(pk=session.pk)).get()
    promise_message(
        key=f"feedback:{session.pk}:{person.pk}",
        to=person.email,
        language=person.language,
        template="workshops/feedback",
        context={**about(session, person), "form": feedback_address(session, person, FeedbackMoment.AFTER)},
        now=now,
        person=person,
    )


def feedback_address(session: Session, person: "Person", moment: FeedbackMoment) -> str:
    return address("workshops:feedback", session.key, moment.value, language=person.language)
