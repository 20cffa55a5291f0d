"""Two learners take the same ticket, and two mentors decide about the same work, at the same moment. And what happens
without the locks."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.db.models import QuerySet

from courses.practice.domain import claiming, consents, handing_in, posted, purging, reviewing
from courses.practice.enums import ConsentState, PostState
from courses.practice.errors import AlreadyTaken, NotPossibleNow
from courses.practice.models import Claim, Consent, Post, PracticeReview, TicketAssignment, Try
from tests.factories.people import MONDAY, make_person
from tests.factories.practice import judge, make_assignment, make_mentor, make_source, mirror, read_ticket, work
from tests.factories.site import make_site
from tests.races.together import meet_around, meet_before, meeting, stop_at, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def house(transactional_db: None) -> None:
    make_site()


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)


def takers(monkeypatch: pytest.MonkeyPatch, assignment: TicketAssignment) -> list[str]:
    """What two people get who have both been found free to take it before either has it, unless one is kept out."""
    meet_around(monkeypatch, claiming, "_refuse_unless_free", people=2, seconds=1.0)
    calls: list[Callable[[], Any]] = [
        partial(claiming.claim, assignment=assignment, person=make_person(name), now=MONDAY)
        for name in ("Alicia", "Beto")
    ]
    return sorted(type(one).__name__ for one in together(*calls))


def test_one_has_it_and_the_other_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    got = takers(monkeypatch, make_assignment(make_mentor()))

    assert got == sorted([AlreadyTaken.__name__, Claim.__name__])
    assert list(Claim.objects.values_list("is_real", flat=True)) == [True]


def test_without_any_lock_the_database_itself_lets_only_one_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    assignment = make_assignment(make_mentor())
    without_locks(monkeypatch)

    got = takers(monkeypatch, assignment)

    assert got == sorted([AlreadyTaken.__name__, Claim.__name__])
    assert Claim.objects.filter(is_real=True).count() == 1


def test_where_two_may_work_both_get_in(monkeypatch: pytest.MonkeyPatch) -> None:
    got = takers(monkeypatch, make_assignment(make_mentor(), most_in_parallel=2))

    assert got == [Claim.__name__] * 2
    assert sorted(Claim.objects.values_list("is_real", flat=True)) == [False, True]


def test_without_the_lock_postgresql_sends_the_second_of_two_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it is there. SQLite lets one writer in at a time."""
    assignment = make_assignment(make_mentor(), most_in_parallel=2)
    without_locks(monkeypatch)

    got = takers(monkeypatch, assignment)

    refused = got.count(AlreadyTaken.__name__)
    assert refused == (1 if connection.vendor == "postgresql" else 0)


def taken_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of one more than allowed a person gets, who takes all of them at the same moment."""
    mentor, alicia = make_mentor(), make_person("Alicia")
    source, many = make_source(), claiming.MOST_AT_ONCE + 1
    tickets = mirror(source, *(read_ticket(str(number)) for number in range(many)))
    assignments = [make_assignment(mentor, ticket) for ticket in tickets]
    meet_before(monkeypatch, claiming, "_add", people=many)
    together(*(partial(claiming.claim, assignment=one, person=alicia, now=MONDAY) for one in assignments))
    return Claim.objects.count()


def test_a_person_has_no_more_than_three_however_fast_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert taken_at_once(monkeypatch) == claiming.MOST_AT_ONCE


def test_without_the_lock_postgresql_gives_them_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it is there. SQLite lets one writer in at a time."""
    without_locks(monkeypatch)

    more = 1 if connection.vendor == "postgresql" else 0
    assert taken_at_once(monkeypatch) == claiming.MOST_AT_ONCE + more


def reviews_at_once(monkeypatch: pytest.MonkeyPatch) -> int:
    """As much for a mentor with reviews."""
    mentor, many = make_mentor(), reviewing.MOST_TAKEN + 1
    attempts = []
    for number, ticket in enumerate(mirror(make_source(), *(read_ticket(str(number)) for number in range(many)))):
        learner = make_person(f"Learner {number}")
        claim = claiming.claim(assignment=make_assignment(mentor, ticket), person=learner, now=MONDAY)
        attempts.append(handing_in.hand_in(claim=claim, person=learner, work=work(claim), now=MONDAY))
    meet_before(monkeypatch, Try, "save", people=many)
    together(*(partial(reviewing.take_review, attempt=one, mentor=mentor, now=MONDAY) for one in attempts))
    return Try.objects.filter(mentor=mentor).count()


def test_a_mentor_takes_no_more_than_five_however_fast_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reviews_at_once(monkeypatch) == reviewing.MOST_TAKEN


def test_without_the_lock_postgresql_gives_a_mentor_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it is there. SQLite lets one writer in at a time."""
    without_locks(monkeypatch)

    more = 1 if connection.vendor == "postgresql" else 0
    assert reviews_at_once(monkeypatch) == reviewing.MOST_TAKEN + more


def mentors(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    first, second = make_mentor(), make_mentor("Nora")
    alicia = make_person("Alicia")
    claim = claiming.claim(assignment=make_assignment(first), person=alicia, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    judged = judge(attempt)
    meet_around(monkeypatch, reviewing, "_check", people=2, seconds=1.0)
    calls: list[Callable[[], Any]] = [
        partial(reviewing.give_review, attempt=attempt, mentor=one, judged=judged, now=MONDAY)
        for one in (first, second)
    ]
    return sorted(type(one).__name__ for one in together(*calls))


def test_two_mentors_decide_once(monkeypatch: pytest.MonkeyPatch) -> None:
    got = mentors(monkeypatch)

    assert got == sorted([NotPossibleNow.__name__, PracticeReview.__name__])
    assert Post.objects.filter(claim__isnull=False).count() == 1


def test_without_the_lock_postgresql_breaks_for_the_second_mentor(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it is there. SQLite lets one writer in at a time."""
    without_locks(monkeypatch)

    got = mentors(monkeypatch)

    other = IntegrityError if connection.vendor == "postgresql" else NotPossibleNow
    assert got == sorted([other.__name__, PracticeReview.__name__])


def test_a_hand_back_and_a_review_do_not_wait_for_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both promise the job that tells who waits, and the one who hands back looks for somebody to follow."""
    mentor, alicia, beto = make_mentor(), make_person("Alicia"), make_person("Beto")
    assignment = make_assignment(mentor, most_in_parallel=2)
    first = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    second = claiming.claim(assignment=assignment, person=beto, now=MONDAY)
    attempt = handing_in.hand_in(claim=second, person=beto, work=work(second), now=MONDAY)
    judged = judge(attempt, answer="It was a plugin.")
    wait = meeting(people=2)
    stop_at(monkeypatch, claiming, "_pass_on", before=wait)
    stop_at(monkeypatch, reviewing, "_note", before=wait)

    got = together(
        partial(claiming.hand_back, claim=first, now=MONDAY),
        partial(reviewing.give_review, attempt=attempt, mentor=mentor, judged=judged, now=MONDAY),
    )

    assert [type(one).__name__ for one in got] == [Claim.__name__, PracticeReview.__name__]


def test_an_answer_that_arrives_and_a_yes_that_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """One after the other, in whichever order; both take the ticket first."""
    mentor, alicia = make_mentor(), make_person("Alicia")
    claim = claiming.claim(assignment=make_assignment(mentor), person=alicia, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    post = Post.objects.get(claim=claim)
    consents.answer_consent(consent=Consent.objects.get(), state=ConsentState.WITHDRAWN, now=MONDAY)
    wait = meeting(people=2)
    stop_at(monkeypatch, posted, "set_post_state", before=wait)
    stop_at(monkeypatch, purging, "take_back_answers", before=wait)

    got = together(
        partial(posted._ended, post, PostState.FAILED, now=MONDAY),
        partial(purging.purge, ticket_pk=post.ticket_id, now=MONDAY),
    )

    assert (got[0] in (PostState.FAILED, PostState.LEFT), got[1]) == (True, True)
    post.refresh_from_db()
    assert (post.state, post.sealed_text) == (PostState.LEFT, "")
