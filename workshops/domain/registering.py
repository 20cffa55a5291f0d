"""From a wish to a seat, a place on the list, or a request that waits for a trainer."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from lms.content.enums import Language
from lms.core.html import clean_line, clean_text
from workshops.domain.locking import locked_session
from workshops.domain.seats import begin, move
from workshops.domain.waitlist import promote
from workshops.enums import Pool, RegistrationState, SessionState, WaitlistMode
from workshops.errors import (
    AnswerMissing,
    NoSuchPool,
    NoSuchSession,
    NotInThatState,
    NotRegistered,
    ReasonMissing,
    RegistrationOver,
    SessionIsCancelled,
    SessionIsFull,
    UsedForm,
)
from workshops.models import Registration, Session
from workshops.queries.questions import Asked, questions_of
from workshops.queries.sessions import capacity_of, count_pool, of_form_or_living, pools_of

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST_ANSWER = 1000
CHANGEABLE = (
    RegistrationState.REQUESTED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
    RegistrationState.CONFIRMED,
)
Answers = Mapping[int, str | int]


def register(
    *,
    person: "Person",
    session_id: int,
    pool: str,
    listens_in: str = "",
    answers: Answers | None = None,
    submit_key: str,
    now: datetime,
) -> Registration:
    """Confirmed, on the list, or a request. The same submit again, or another while one lives, gives that one back.

    ``answers``: question → words, or the number of the chosen option. ``listens_in``: the language that somebody needs
    interpretation into. Raises what the page says: over, cancelled, full without a list, no such pool, an answer missing.
    """
    kept_answers = clean_answers(questions_of(session_id), answers or {})
    with locked_session(session_id) as session:
        known = _known(person, session, submit_key)
        if known:
            return known
        refuse_closed(session, now)
        if pool not in pools_of(session):
            raise NoSuchPool
        if session.needs_approval:
            state, place = RegistrationState.REQUESTED, None
        else:
            state, place = _seat_or_place(session, Pool(pool), now)
        return begin(
            session=session,
            person=person,
            state=state,
            now=now,
            pool=pool,
            place=place,
            listens_in=clean_language(listens_in),
            answers=kept_answers,
            submit_key=submit_key[:64] or secrets.token_urlsafe(16),
        )


def _known(person: "Person", session: Session, submit_key: str) -> Registration | None:
    for pk, session_pk in of_form_or_living(person.pk, session.pk, submit_key[:64]):
        if session_pk != session.pk:
            raise UsedForm
        return Registration.objects.get(pk=pk)
    return None


def refuse_closed(session: Session, now: datetime) -> None:
    if session.state == SessionState.DRAFT:
        raise NoSuchSession
    if session.state == SessionState.CANCELLED:
        raise SessionIsCancelled
    if session.ends_at <= now:
        raise RegistrationOver


def _seat_or_place(session: Session, pool: Pool, now: datetime) -> tuple[RegistrationState, int | None]:
    """Who waits and can be asked by now comes before who comes now."""
    count, capacity = count_pool(session, pool), capacity_of(session, pool)
    if count.taken < capacity and count.waiting and promote(session, now=now):
        count = count_pool(session, pool)
    if count.taken < capacity:
        return RegistrationState.CONFIRMED, None
    if session.waitlist == WaitlistMode.NONE or session.starts_at <= now:
        raise SessionIsFull
    return RegistrationState.WAITLISTED, count.last_place + 1


def clean_language(listens_in: str) -> str:
    return listens_in if listens_in in Language.values else ""


def clean_answers(asked: list[Asked], given: Answers) -> dict[str, str | int]:
    """As a row keeps them: question → words, or the number of the option, which is the same in both languages."""
    kept: dict[str, str | int] = {}
    for question in asked:
        answer = given.get(question.pk, "")
        if question.options:
            if isinstance(answer, int) and 0 <= answer < len(question.options):
                kept[str(question.pk)] = answer
            elif answer != "":
                raise AnswerMissing
        elif words := clean_text(str(answer)[: LONGEST_ANSWER * 2], most=LONGEST_ANSWER).strip():
            kept[str(question.pk)] = words
        if question.is_required and str(question.pk) not in kept:
            raise AnswerMissing
    return kept


def change_answers(
    *, person: "Person", session_id: int, listens_in: str, answers: Answers, now: datetime
) -> Registration:
    """Until the session is over. What was answered to a question that is not asked any more stays."""
    asked = questions_of(session_id)
    kept_answers, now_asked = clean_answers(asked, answers), {str(question.pk) for question in asked}
    with locked_session(session_id) as session:
        registration = Registration.objects.filter(session=session, person=person, state__in=CHANGEABLE).first()
        if registration is None:
            raise NotRegistered
        if session.ends_at <= now:
            raise RegistrationOver
        before = {key: answer for key, answer in registration.answers.items() if key not in now_asked}
        registration.answers, registration.listens_in = before | kept_answers, clean_language(listens_in)
        registration.save(update_fields=["answers", "listens_in"])
        return registration


def approve_request(*, registration: Registration, by: "Person", now: datetime) -> Registration:
    """A trainer says yes: a seat, or the next place on the list. Raises NotInThatState for what was answered already."""
    with locked_session(registration.session_id) as session:
        registration = Registration.objects.select_related("person").get(pk=registration.pk)
        refuse_closed(session, now)
        if registration.state != RegistrationState.REQUESTED:
            raise NotInThatState
        state, place = _seat_or_place(session, Pool(registration.pool), now)
        move(session, [registration], state, now=now, by=by, place=place)
        return registration


def decline_request(*, registration: Registration, by: "Person", reason: str, now: datetime) -> Registration:
    """A trainer says no, and why: the person reads it. Raises NotInThatState for what was answered already."""
    reason = clean_line(reason, most=500)
    if not reason:
        raise ReasonMissing
    with locked_session(registration.session_id) as session:
        registration = Registration.objects.select_related("person").get(pk=registration.pk)
        if registration.state != RegistrationState.REQUESTED:
            raise NotInThatState
        move(session, [registration], RegistrationState.DECLINED, now=now, by=by, reason=reason)
        return registration
