"""An answer reaches a real Trac once, whatever is lost on the way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from courses.practice.domain import claiming, consents, handing_in, mirroring, posted, reviewing
from courses.practice.domain.assigning import open_assignment
from courses.practice.domain.sealed import open_answer
from courses.practice.enums import AssignmentState, ConsentState, PostState
from courses.practice.errors import NotPossibleNow
from courses.practice.models import Consent, MirroredTicket, Post, TicketAssignment
from courses.practice.trackers.port import NotAllowed
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from lms.records.models import Statement
from tests.courses.practice.trackers.proxy import Proxy
from tests.courses.practice.trackers.real_trac import TracServer
from tests.factories.people import MONDAY, later, make_person
from tests.factories.practice import agree, confirm, judge, make_mentor, make_source, work, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable")]


@pytest.fixture
def proxy(trac_server: TracServer) -> Iterator[Proxy]:
    proxy = Proxy(trac_server.access.address)
    yield proxy
    proxy.close()


@pytest.fixture
def mentor(db: None) -> Person:
    return make_mentor()


@pytest.fixture
def number(trac_server: TracServer) -> str:
    return trac_server.create("Site down", "Since the update the site is a white page.")


@pytest.fixture
def approved(trac_server: TracServer, proxy: Proxy, mentor: Person, number: str) -> Post:
    """An answer that a mentor has approved and nothing has posted yet."""
    source = make_source(replace(trac_server.access, address=proxy.address))
    mirroring.poll(source_pk=source.pk, now=MONDAY)
    ticket = MirroredTicket.objects.get(number=number)
    confirm(ticket, mentor)
    agree(ticket, mentor)
    Post.objects.all().delete()  # the question, which this is not about
    assignment = open_assignment(assignment=write(ticket, mentor), now=MONDAY)
    alicia = make_person("Alicia")
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    return Post.objects.get()


def assert_answered_once(trac: TracServer, number: str) -> None:
    comments = [text for text in trac.comments(number) if "It was a plugin" in text]
    assert (len(comments), trac.times_closed(number)) == (1, 1)


def test_run_five_times_it_is_one_comment(approved: Post, trac_server: TracServer, number: str) -> None:
    for minute in range(5):
        assert posted.post(post_pk=approved.pk, now=later(minute)) == PostState.POSTED
    assert_answered_once(trac_server, number)
    assert Statement.objects.filter(verb="resolved").count() == 1


@pytest.mark.parametrize("request_number", range(6))
def test_whichever_reply_is_lost_the_next_run_finishes(
    approved: Post, proxy: Proxy, trac_server: TracServer, number: str, request_number: int
) -> None:
    proxy.pass_on(request_number)
    proxy.lose_reply()
    posted.post(post_pk=approved.pk, now=MONDAY)
    proxy.as_usual()
    assert posted.post(post_pk=approved.pk, now=later(5)) == PostState.POSTED
    assert_answered_once(trac_server, number)


def test_a_worker_that_dies_before_it_could_write_it_down(
    approved: Post, trac_server: TracServer, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As kill -9 after the tracker took it: nothing of what follows is in the database."""

    def die(*arguments: Any, **named: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(posted, "_ended", die)
        with pytest.raises(KeyboardInterrupt):
            posted.post(post_pk=approved.pk, now=MONDAY)
    approved.refresh_from_db()
    assert (approved.state, trac_server.is_closed(number)) == (PostState.WAITING, True)
    assert posted.post(post_pk=approved.pk, now=later(5)) == PostState.POSTED
    assert_answered_once(trac_server, number)


def test_a_poll_between_two_runs_does_not_take_it_for_somebody_elses_closing(
    approved: Post, proxy: Proxy, trac_server: TracServer, number: str
) -> None:
    proxy.pass_on(1)
    proxy.lose_reply(5)
    posted.post(post_pk=approved.pk, now=MONDAY)
    proxy.as_usual()
    mirroring.poll(source_pk=approved.ticket.source_id, now=later(1))
    approved.refresh_from_db()
    assert approved.claim is not None
    assert approved.claim.is_real
    assert posted.post(post_pk=approved.pk, now=later(5)) == PostState.POSTED
    assert_answered_once(trac_server, number)


def test_a_changed_ticket_is_a_conflict_that_a_person_decides(
    approved: Post, trac_server: TracServer, number: str, mentor: Person
) -> None:
    trac_server.comment(number, "Oh, and the mail is gone too.")
    assert posted.post(post_pk=approved.pk, now=MONDAY) == PostState.CONFLICT
    assert (trac_server.is_closed(number), len(trac_server.comments(number))) == (False, 1)
    assert Message.objects.filter(key__startswith="practice.post:", to=mentor.email).count() == 1
    assert posted.post(post_pk=approved.pk, now=later(1)) == PostState.CONFLICT  # no job decides it

    changed = open_answer(approved) + "\nAnd the mail is back."
    posted.post_anyway(post_pk=approved.pk, text=changed, by=mentor, now=later(2))
    assert posted.post(post_pk=approved.pk, now=later(3)) == PostState.POSTED
    assert "And the mail is back." in trac_server.comments(number)[-1]
    assert_answered_once(trac_server, number)


def test_a_person_answers_by_themselves(approved: Post, trac_server: TracServer, number: str) -> None:
    trac_server.comment(number, "It works again, thanks")
    posted.post(post_pk=approved.pk, now=MONDAY)
    posted.leave_to_person(post_pk=approved.pk, now=later(1))
    assert posted.post(post_pk=approved.pk, now=later(2)) == PostState.LEFT
    assert len(trac_server.comments(number)) == 1
    assert Message.objects.filter(key__startswith="practice.left_to_desk").count() == 1
    with pytest.raises(NotPossibleNow):
        posted.leave_to_person(post_pk=approved.pk, now=later(3))


def test_a_tracker_that_is_down_for_a_day_gets_it_when_it_is_back(
    approved: Post, proxy: Proxy, trac_server: TracServer, number: str, mentor: Person
) -> None:
    now, pauses = MONDAY, []
    with proxy.always("fail"):
        while now < MONDAY + timedelta(hours=26):
            assert posted.post(post_pk=approved.pk, now=now) == PostState.WAITING
            due = Job.objects.filter(task="practice.post", args=[approved.pk]).latest("pk").due_at
            pauses.append(due - now)
            now = due
    assert (pauses[0], max(pauses)) == (timedelta(minutes=2), timedelta(hours=2))
    assert Message.objects.filter(key__startswith="practice.post:", to=mentor.email).count() == 1
    assert posted.post(post_pk=approved.pk, now=now) == PostState.POSTED
    assert_answered_once(trac_server, number)


def test_after_a_week_it_is_a_persons(approved: Post, proxy: Proxy) -> None:
    with proxy.always("fail"):
        assert posted.post(post_pk=approved.pk, now=MONDAY + timedelta(days=7)) == PostState.FAILED


def test_a_token_that_lost_its_rights_is_told_at_once(
    approved: Post, trac_server: TracServer, number: str, mentor: Person
) -> None:
    source = approved.ticket.source
    reader = trac_server.access_without_rights()
    source.login = reader.login
    source.sealed_secret = make_source(reader, name="Other").sealed_secret
    source.save()
    assert posted.post(post_pk=approved.pk, now=MONDAY) == PostState.FAILED
    approved.refresh_from_db()
    assert approved.last_failure == NotAllowed.__name__
    assert trac_server.comments(number) == []
    assert Message.objects.filter(key__startswith="practice.post:", to=mentor.email).count() == 1


def test_what_follows_an_arrival(approved: Post, number: str) -> None:
    posted.post(post_pk=approved.pk, now=MONDAY)
    assert TicketAssignment.objects.get().state == AssignmentState.CLOSED
    assert MirroredTicket.objects.get(number=number).is_closed
    assert "It was a plugin" not in Post.objects.get().sealed_text


def test_closed_by_somebody_else_while_our_answer_waits(
    approved: Post, trac_server: TracServer, number: str, mentor: Person
) -> None:
    """A poll cannot tell whose closing it is; the answer can, and then nobody new begins."""
    trac_server.close(number)
    mirroring.poll(source_pk=approved.ticket.source_id, now=later(1))
    assert TicketAssignment.objects.get().state == AssignmentState.OPEN
    assert posted.post(post_pk=approved.pk, now=later(2)) == PostState.CONFLICT
    assert TicketAssignment.objects.get().state == AssignmentState.CLOSED


def test_what_a_person_answers_leaves_the_board(approved: Post, trac_server: TracServer, number: str) -> None:
    trac_server.comment(number, "It works again, thanks")
    posted.post(post_pk=approved.pk, now=MONDAY)
    posted.leave_to_person(post_pk=approved.pk, now=later(1))
    assert TicketAssignment.objects.get().state == AssignmentState.CLOSED


def test_a_yes_that_is_taken_back_in_time(approved: Post, trac_server: TracServer, number: str) -> None:
    consents.answer_consent(consent=Consent.objects.get(), state=ConsentState.WITHDRAWN, now=later(1))
    assert posted.post(post_pk=approved.pk, now=later(2)) == PostState.LEFT
    assert (trac_server.comments(number), trac_server.is_closed(number)) == ([], False)
