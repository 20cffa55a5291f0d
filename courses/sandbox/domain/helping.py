"""Asking a person for help, and letting them look. Only `_set_state` writes the state of a request."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from courses.sandbox.domain.control import UnknownLab, ask, owner_of
from courses.sandbox.domain.help_mail import tell_learner, tell_mentors
from courses.sandbox.enums import HELP_TRANSITIONS, OPEN_HELP, TRIAL, HelpState, Mode
from courses.sandbox.errors import (
    AlreadyAsked,
    AnswerEmpty,
    NobodyToInvite,
    NotPossibleNow,
    NotRunning,
    OwnMachine,
    WordsTooLong,
)
from courses.sandbox.models import HelpRequest, Invitation, Machine
from lms.accounts.models import Person
from lms.core.html import HtmlTooLong, clean_text

LONGEST = 4000


@dataclass(frozen=True)
class Question:
    """``last_error``: what was on the screen, as the learner sends it along."""

    words: str = ""
    check_key: str = ""
    last_error: str = ""


def ask_help(*, machine: Machine, question: Question, language: str, now: datetime) -> HelpRequest:
    """Waits for a mentor, with the state of the machine as it was last kept."""
    if machine.context == TRIAL:
        raise NotPossibleNow
    fields = {
        "check_key": question.check_key[:60],
        "words": _text(question.words),
        "last_error": _text(question.last_error[-LONGEST:]),
        "language": language,
        "snapshot": machine.snapshot,
        "asked_at": now,
    }
    try:
        with transaction.atomic():
            made = HelpRequest.objects.create(machine=machine, **fields)
            tell_mentors(made, now=now)
    except IntegrityError as error:
        raise AlreadyAsked from error
    return made


def ask_again(*, request: HelpRequest, words: str, now: datetime) -> HelpRequest:
    """The answer did not do it: back to whoever answered."""
    with transaction.atomic():
        again = _set_state(request, HelpState.ASKED, words=_text(words), asked_at=now)
        tell_mentors(again, now=now)
    return again


def take(*, request: HelpRequest, mentor: Person, now: datetime) -> HelpRequest:
    if request.machine.person_id == mentor.pk:
        raise OwnMachine
    return _set_state(request, HelpState.TAKEN, mentor=mentor, taken_at=now)


def give_back(*, request: HelpRequest, mentor: Person, now: datetime) -> HelpRequest:
    """Somebody else may take it; whoever was invited leaves."""
    _refuse_unless_mentors(request, mentor)
    given = _set_state(request, HelpState.ASKED, mentor=None, taken_at=None)
    revoke_all(machine=request.machine, now=now)
    return given


def answer(*, request: HelpRequest, mentor: Person, words: str, now: datetime) -> HelpRequest:
    _refuse_unless_mentors(request, mentor)
    said = _text(words)
    if not said:
        raise AnswerEmpty
    with transaction.atomic():
        answered = _set_state(request, HelpState.ANSWERED, answer=said, answered_at=now)
        tell_learner(answered, now=now)
    return answered


def close(*, request: HelpRequest, now: datetime) -> HelpRequest:
    """By the learner, answered or not. Nobody looks any more."""
    closed = _set_state(request, HelpState.CLOSED, closed_at=now)
    revoke_all(machine=request.machine, now=now)
    return closed


def invite(*, request: HelpRequest, mode: Mode, now: datetime) -> Invitation:
    """Lets the mentor who has taken the request into the terminal. A second time changes what they may do."""
    mentor = request.mentor
    if mentor is None or request.state not in (HelpState.TAKEN, HelpState.ANSWERED):
        raise NobodyToInvite
    standing = Invitation.objects.filter(machine=request.machine, mentor=mentor, revoked_at=None)
    for one in standing.exclude(mode=mode):  # their terminal closes, and opens with other rights
        revoke(invitation=one, now=now)
    try:
        with transaction.atomic():
            found, _new = standing.get_or_create(
                defaults={"machine": request.machine, "mentor": mentor, "mode": mode, "given_at": now}
            )
    except IntegrityError as error:
        raise NotPossibleNow from error
    return found


def revoke(*, invitation: Invitation, now: datetime) -> None:
    """First the row: no further ticket is given. Then their terminals close; where nothing runs there is none."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now)
    about = {"owner": owner_of(invitation.mentor)}
    try:
        ask("uninvite", str(invitation.machine.key), now=now, about=about)
    except (NotRunning, UnknownLab):
        return


def revoke_all(*, machine: Machine, now: datetime) -> None:
    for one in Invitation.objects.filter(machine=machine, revoked_at=None).select_related("mentor", "machine"):
        revoke(invitation=one, now=now)


def _set_state(request: HelpRequest, state: HelpState, **fields: object) -> HelpRequest:
    with transaction.atomic():
        row = HelpRequest.objects.select_for_update(no_key=True).get(pk=request.pk)
        if row.state not in OPEN_HELP or state not in HELP_TRANSITIONS[HelpState(row.state)]:
            raise NotPossibleNow
        row.state = state
        for name, value in fields.items():
            setattr(row, name, value)
        row.save(update_fields=["state", *fields])
    return row


def _refuse_unless_mentors(request: HelpRequest, mentor: Person) -> None:
    if request.mentor_id != mentor.pk:
        raise NotPossibleNow


def _text(text: str) -> str:
    try:
        return clean_text(text, most=LONGEST)
    except HtmlTooLong as error:
        raise WordsTooLong from error
