from dataclasses import replace
from datetime import timedelta

import pytest

from courses.practice.domain import claiming, handing_in, reviewing
from courses.practice.enums import ClaimState, PracticeVerdict, Supervision
from courses.practice.errors import (
    AnswerMissing,
    MentorIsClaimant,
    NotPossibleNow,
    TooManyReviews,
    VerdictMissing,
    WordsForAgain,
)
from courses.practice.models import Post, TicketAssignment, Try
from lms.accounts.models import Person
from lms.records.models import Statement
from tests.factories.people import MONDAY, later, make_person
from tests.factories.practice import judge, make_assignment, make_mentor, make_source, mirror, read_ticket, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(db: None) -> Person:
    return make_mentor()


def handed_in(assignment: TicketAssignment, person: Person) -> Try:
    claim = claiming.claim(assignment=assignment, person=person, credit_name=person.chosen_name, now=MONDAY)
    return handing_in.hand_in(claim=claim, person=person, work=work(claim), now=MONDAY)


def answers() -> int:
    return Post.objects.filter(claim__isnull=False).count()


def test_again_opens_it_and_a_next_try_begins_with_what_there_was(mentor: Person) -> None:
    alicia = make_person("Alicia")
    attempt = handed_in(make_assignment(mentor), alicia)
    later_on = MONDAY + timedelta(days=9)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt, PracticeVerdict.AGAIN), now=later_on)
    claim = attempt.claim
    claim.refresh_from_db()
    assert (claim.state, claim.ends_at) == (ClaimState.AGAIN, later_on + timedelta(days=7))
    assert answers() == 0
    handing_in.save_work(claim=claim, person=alicia, work=work(claim, "Another."), now=later_on)
    assert list(claim.tries.order_by("number").values_list("number", "answer")) == [
        (1, "It was a plugin. Reload the page."),
        (2, "Another."),
    ]


def test_nobody_reviews_their_own_work(mentor: Person) -> None:
    attempt = handed_in(make_assignment(mentor), mentor)
    with pytest.raises(MentorIsClaimant):
        reviewing.take_review(attempt=attempt, mentor=mentor, now=MONDAY)
    with pytest.raises(MentorIsClaimant):
        reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)


def test_what_was_decided_is_not_decided_again(mentor: Person) -> None:
    attempt = handed_in(make_assignment(mentor), make_person("Alicia"))
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    with pytest.raises(NotPossibleNow):
        reviewing.give_review(attempt=attempt, mentor=make_mentor("Nora"), judged=judge(attempt), now=MONDAY)
    assert answers() == 1


def test_a_sensitive_one_wants_two(mentor: Person) -> None:
    attempt = handed_in(make_assignment(mentor, is_sensitive=True), make_person("Alicia"))
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    assert (answers(), attempt.claim.state) == (0, ClaimState.HANDED_IN)
    with pytest.raises(NotPossibleNow):
        reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    nora = make_mentor("Nora")
    reviewing.give_review(attempt=attempt, mentor=nora, judged=judge(attempt), now=later(1))
    attempt.claim.refresh_from_db()
    assert (answers(), attempt.claim.state) == (1, ClaimState.DONE)
    assert Statement.objects.filter(verb="reviewed").count() == 2


def test_a_private_ticket_is_always_sensitive(mentor: Person) -> None:
    [ticket] = mirror(make_source(), read_ticket(is_private=True))
    assert make_assignment(mentor, ticket).is_sensitive


def test_practice_is_reviewed_and_never_posted_or_recorded_as_resolved(mentor: Person) -> None:
    assignment = make_assignment(mentor, most_in_parallel=2)
    handed_in(assignment, make_person("Alicia"))
    practised = handed_in(assignment, make_person("Beto"))
    reviewing.give_review(attempt=practised, mentor=mentor, judged=judge(practised), now=MONDAY)
    practised.claim.refresh_from_db()
    assert (practised.claim.state, answers()) == (ClaimState.DONE, 0)
    assert not Statement.objects.filter(verb="resolved").exists()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"rows": {}}, VerdictMissing),
        ({"verdict": PracticeVerdict.AGAIN}, WordsForAgain),
        ({"answer": " "}, AnswerMissing),
    ],
)
def test_a_review_says_what_it_must(mentor: Person, changes: dict[str, object], error: type[Exception]) -> None:
    attempt = handed_in(make_assignment(mentor), make_person("Alicia"))
    with pytest.raises(error):
        reviewing.give_review(attempt=attempt, mentor=mentor, judged=replace(judge(attempt), **changes), now=MONDAY)
    assert not attempt.reviews.exists()


@pytest.mark.slow
def test_five_at_once_and_what_lies_is_free_again(mentor: Person) -> None:
    source = make_source()
    tickets = mirror(source, *[read_ticket(str(number)) for number in range(6)])
    tries = [handed_in(make_assignment(mentor, one), make_person(f"P{one.number}")) for one in tickets]
    for one in tries[:5]:
        reviewing.take_review(attempt=one, mentor=mentor, now=MONDAY)
    with pytest.raises(TooManyReviews):
        reviewing.take_review(attempt=tries[5], mentor=mentor, now=MONDAY)
    nora = make_mentor("Nora")
    with pytest.raises(NotPossibleNow):
        reviewing.take_review(attempt=tries[0], mentor=nora, now=MONDAY + timedelta(days=2))
    reviewing.take_review(attempt=tries[0], mentor=nora, now=MONDAY + timedelta(days=3))
    reviewing.give_back_review(attempt=tries[1], mentor=mentor)
    reviewing.take_review(attempt=tries[5], mentor=mentor, now=MONDAY)


def test_both_of_a_pair_are_credited(mentor: Person) -> None:
    assignment = make_assignment(mentor, supervision=Supervision.PAIRS)
    alicia, beto = make_person("Alicia"), make_person("Beto")
    claim = claiming.claim(assignment=assignment, person=alicia, credit_name="Alicia", now=MONDAY)
    claiming.join_claim(claim=claim, person=beto, credit_name="Beto", now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=beto, work=work(claim), now=MONDAY)
    assert "Alicia and Beto" in judge(attempt).answer
