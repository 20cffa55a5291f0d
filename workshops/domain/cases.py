"""Requests for support. What people write and what stewards note reaches nobody else, not even in an error's report:
variables of these functions and of all that they call are left out of it (``sensitive_variables``)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import DatabaseError, InterfaceError, OperationalError, transaction
from django.views.decorators.debug import sensitive_variables

from lms.accounts.models import Person
from lms.core.html import clean_text
from lms.mail.domain import promise_message
from workshops.domain.session_mail import address
from workshops.domain.session_states import lock_session
from workshops.enums import CASE_TRANSITIONS, CaseKind, CaseState, SessionState
from workshops.errors import CaseNotKept, NoSteward, NoSuchCase, NotInThatState, NoWords, TooLate
from workshops.models import Case, Series, Session, Steward
from workshops.queries.cases import cases_of_steward, stewards_of
from workshops.queries.sessions import said

TIME_TO_SETTLE = timedelta(days=7)  # before the session
KEPT = timedelta(days=90)  # after it, words are forgotten
logger = logging.getLogger(__name__)


@sensitive_variables()
def ask_for_support(*, session: Session, person: Person, kind: CaseKind, text: str, now: datetime) -> Case:
    """One request of a kind and session; asking again while it lives changes its words and opens it again."""
    text = clean_text(text, most=2000)
    if not text:
        raise NoWords
    with transaction.atomic():
        row = lock_session(session.pk)
        if row.starts_at <= now or row.state == SessionState.CANCELLED:
            raise TooLate
        stewards = [one for one in stewards_of(row.series) if one.person_id != person.pk]
        if not stewards:
            raise NoSteward
        case = Case.objects.filter(session=row, person=person, kind=kind).exclude(state=CaseState.WITHDRAWN).first()
        if case is None:
            case = Case(session=row, person=person, kind=kind, deadline_on=_deadline(row, now), asked_at=now)
        case.text, case.state, case.changed_at = text, CaseState.OPEN, now
        with _without_words():
            case.save()
        for steward in stewards:
            _tell("case_asked", case, steward.person, now, "workshops:cases")
    return case


@sensitive_variables()
def withdraw_case(*, person: Person, session: Session, number: int, now: datetime) -> Case:
    """The person takes it back; the words of both sides are forgotten at once."""
    with transaction.atomic():
        lock_session(session.pk)
        case = Case.objects.filter(pk=number, person=person, session=session).first()
        if case is None:
            raise NoSuchCase
        if case.state != CaseState.WITHDRAWN:
            _set_state(case, CaseState.WITHDRAWN, now)
            case.text = case.answer = case.notes = ""
            with _without_words():
                case.save()
    return case


@sensitive_variables()
def answer_case(
    *,
    steward: Person,
    number: int,
    state: CaseState,
    answer: str,
    notes: str,
    now: datetime,
    deadline_on: date | None = None,
) -> Case:
    """A steward says how far it is. The person gets a mail where that, or the answer, changed; it says neither."""
    answer, notes = clean_text(answer, most=2000), clean_text(notes, most=4000)
    with transaction.atomic():
        found = cases_of_steward(steward).filter(pk=number).first()
        if found is None:
            raise NoSuchCase
        lock_session(found.session_id)
        case = Case.objects.select_related("session__series", "person").get(pk=number)
        before = (case.state, case.answer)
        if state != case.state:
            _set_state(case, state, now)
        case.steward, case.answer, case.notes, case.changed_at = steward, answer, notes, now
        case.deadline_on = deadline_on or case.deadline_on
        with _without_words():
            case.save()
        if before != (case.state, case.answer):
            _tell("case_answered", case, case.person, now, "workshops:support", case.session.key)
    return case


def name_steward(*, series: Series, person: Person, now: datetime) -> Steward:
    row, _is_new = Steward.objects.get_or_create(series=series, person=person, defaults={"named_at": now})
    return row


def release_steward(*, series: Series, number: int) -> bool:
    """Whether there was one. What they had taken on stays with the others."""
    return bool(Steward.objects.filter(series=series, pk=number).delete()[0])


def forget_words(*, now: datetime) -> int:
    """Of what is long over: the words of both sides go, the numbers stay. Answers how many."""
    over = Case.objects.filter(session__ends_at__lt=now - KEPT)
    return over.exclude(text="", answer="", notes="").update(text="", answer="", notes="")


def _set_state(case: Case, to: CaseState, now: datetime) -> None:
    if to not in CASE_TRANSITIONS[CaseState(case.state)]:
        raise NotInThatState
    case.state, case.changed_at = to, now


def _deadline(session: Session, now: datetime) -> date:
    """A week before the session; where that is past, tomorrow, or the day itself."""
    zone = ZoneInfo(session.zone)
    wanted = max(session.starts_at - TIME_TO_SETTLE, now + timedelta(days=1))
    return min(wanted, session.starts_at).astimezone(zone).date()


@contextmanager
def _without_words() -> Iterator[None]:
    """PostgreSQL tells the whole row in what it refuses. That must not reach a log."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise  # the database is away: no words in that
    except DatabaseError as error:
        logger.error("A request for support was not kept", extra={"error": type(error).__name__})  # noqa: TRY400
        raise CaseNotKept from None


def _tell(template: str, case: Case, to: Person, now: datetime, name: str, *args: Any) -> None:
    """Whom it is about, of what kind it is and what it says stands in no mail."""
    promise_message(
        key=f"{template}:{case.pk}:{to.pk}:{now.isoformat()}",
        to=to.email,
        language=to.language,
        template=f"workshops/{template}",
        context={
            "name": to.chosen_name,
            "title": said(case.session, to.language).title,
            "link": address(name, *args, language=to.language),
        },
        now=now,
        person=to,
    )
