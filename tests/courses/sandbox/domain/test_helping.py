"""Help is asked for, taken and answered; nobody looks who was not let in, or is not any more."""

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from websockets.exceptions import InvalidStatus

from courses.sandbox.domain import helping, machines
from courses.sandbox.domain.helping import Question
from courses.sandbox.enums import Mode
from courses.sandbox.errors import (
    AlreadyAsked,
    AnswerEmpty,
    NobodyToInvite,
    NotInvited,
    NotPossibleNow,
    OwnMachine,
    WordsTooLong,
)
from courses.sandbox.models import HelpRequest, Invitation, Machine
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.core import clock
from lms.mail.models import Message
from tests.courses.sandbox.daemon.support import SITE, Browser, Daemon
from tests.factories.labs import make_machine, started

pytestmark = pytest.mark.django_db


def asked(machine: Machine, words: str = "I am lost.") -> HelpRequest:
    question = Question(words=words, check_key="right", last_error="Permission denied")
    return helping.ask_help(machine=machine, question=question, language="es", now=clock.now())


def taken(machine: Machine, mentor: Person) -> HelpRequest:
    return helping.take(request=asked(machine), mentor=mentor, now=clock.now())


def mails() -> list[tuple[str, str]]:
    return sorted((one.to, one.key.split(":")[0]) for one in Message.objects.all())


def test_a_question_takes_along_where_one_stands(learner: Person, mentor: Person) -> None:
    made = make_machine(learner, snapshot="b" * 64)

    request = asked(made)

    assert (request.state, request.check_key, request.last_error) == ("asked", "right", "Permission denied")
    assert (request.snapshot, request.language) == ("b" * 64, "es")
    assert mails() == [("marta@example.org", "labs.help_asked")]
    with pytest.raises(AlreadyAsked):
        asked(made)


def test_a_mentor_is_not_told_of_their_own_question(mentor: Person) -> None:
    asked(make_machine(mentor))

    assert mails() == []


def test_what_was_on_the_screen_is_cut_from_the_front(learner: Person) -> None:
    question = Question(last_error="old " * 5000 + "the end")

    request = helping.ask_help(machine=make_machine(learner), question=question, language="en", now=clock.now())

    assert request.last_error.endswith("the end")
    assert len(request.last_error) <= helping.LONGEST


def test_words_that_are_too_long(learner: Person) -> None:
    with pytest.raises(WordsTooLong):
        asked(make_machine(learner), "x" * 4001)


def test_answers_are_told_and_can_be_asked_after(learner: Person, mentor: Person) -> None:
    request = taken(make_machine(learner), mentor)

    with pytest.raises(AnswerEmpty):
        helping.answer(request=request, mentor=mentor, words=" \n", now=clock.now())
    answered = helping.answer(request=request, mentor=mentor, words="Look at namei.", now=clock.now())
    assert (answered.state, answered.answer) == ("answered", "Look at namei.")
    assert ("alicia@example.org", "labs.help_answered") in mails()

    again = helping.ask_again(request=answered, words="And then?", now=clock.now())
    assert (again.state, again.mentor, again.words) == ("asked", mentor, "And then?")
    closed = helping.close(request=again, now=clock.now())
    assert closed.state == "closed"
    with pytest.raises(NotPossibleNow):
        helping.answer(request=closed, mentor=mentor, words="Too late.", now=clock.now())


def test_only_whoever_has_taken_it_answers(learner: Person, mentor: Person, make_person: Callable[..., Person]) -> None:
    other = make_person("Nora", Role.SUPPORT)
    request = taken(make_machine(learner), mentor)

    with pytest.raises(NotPossibleNow):
        helping.answer(request=request, mentor=other, words="Me!", now=clock.now())
    with pytest.raises(NotPossibleNow):
        helping.take(request=request, mentor=other, now=clock.now())
    with pytest.raises(OwnMachine):
        helping.take(request=asked(make_machine(other)), mentor=other, now=clock.now())


def test_nobody_is_invited_before_somebody_has_taken_it(learner: Person) -> None:
    with pytest.raises(NobodyToInvite):
        helping.invite(request=asked(make_machine(learner)), mode=Mode.WATCH, now=clock.now())


def test_an_invited_mentor_looks_until_they_are_not_any_more(sandboxd: Daemon, learner: Person, mentor: Person) -> None:
    made = started(learner)
    request = taken(made, mentor)
    with pytest.raises(NotInvited):
        machines.terminal_order(machine=made, person=mentor, now=clock.now())
    invitation = helping.invite(request=request, mode=Mode.WATCH, now=clock.now())

    def browser_of(person: Person) -> Browser:
        return sandboxd.browser(machines.terminal_order(machine=made, person=person, now=clock.now()), SITE)

    with ExitStack() as stack:
        own = stack.enter_context(browser_of(learner))
        own.until_shown(b"# ")
        theirs = stack.enter_context(browser_of(mentor))
        assert own.until_told("watchers", bool) == [{"name": "Marta", "mode": "watch"}]
        theirs.press(b"say sneaky\n")
        own.press(b"say open\n")
        theirs.until_shown(b"open\r\n")
        assert b"sneaky" not in own.shown
        unused = machines.terminal_order(machine=made, person=mentor, now=clock.now())

        helping.revoke(invitation=invitation, now=clock.now())

        assert theirs.until_closed() == 4403
        assert own.until_told("watchers", lambda value: value == []) == []
        with pytest.raises(InvalidStatus):  # an order that was given before
            sandboxd.browser(unused, SITE)
    with pytest.raises(NotInvited):
        machines.terminal_order(machine=made, person=mentor, now=clock.now())


def test_an_invitation_changes_what_may_be_done(sandboxd: Daemon, learner: Person, mentor: Person) -> None:
    made = started(learner)
    request = taken(made, mentor)
    helping.invite(request=request, mode=Mode.WATCH, now=clock.now())

    helping.invite(request=request, mode=Mode.TYPE, now=clock.now())

    assert list(Invitation.objects.filter(revoked_at=None).values_list("mode", flat=True)) == ["type"]


def test_whoever_gives_it_back_leaves(sandboxd: Daemon, learner: Person, mentor: Person) -> None:
    made = started(learner)
    request = taken(made, mentor)
    helping.invite(request=request, mode=Mode.TYPE, now=clock.now())

    given = helping.give_back(request=request, mentor=mentor, now=clock.now())

    assert (given.state, given.mentor) == ("asked", None)
    assert not Invitation.objects.filter(revoked_at=None).exists()
