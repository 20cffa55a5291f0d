from datetime import timedelta

import pytest
from django.conf import settings

from courses.practice.domain import claiming, handing_in, mirroring, posted, reviewing
from courses.practice.enums import AssignmentState, ClaimState, PostState, Supervision
from courses.practice.errors import (
    AlreadyTaken,
    AlreadyYours,
    ChangedMeanwhile,
    CourseFirst,
    NothingHandedIn,
    NotPossibleNow,
    PairIsFull,
    TextTooLong,
    TooManyAtOnce,
)
from courses.practice.models import Claim, Post, TicketAssignment, Wait
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.practice import judge, make_assignment, make_mentor, make_source, mirror, read_ticket, work

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(db: None) -> Person:
    return make_mentor()


@pytest.fixture
def assignment(mentor: Person) -> TicketAssignment:
    return make_assignment(mentor)


def take(assignment: TicketAssignment, name: str, minutes: int = 0) -> Claim:
    return claiming.claim(assignment=assignment, person=make_person(name), credit_name=name, now=later(minutes))


def test_the_first_has_it_and_the_second_is_told(assignment: TicketAssignment) -> None:
    claim = take(assignment, "Alicia")
    assert (claim.is_real, claim.ends_at) == (True, MONDAY + timedelta(days=7))
    with pytest.raises(AlreadyTaken):
        take(assignment, "Beto")
    with pytest.raises(AlreadyYours):
        claiming.claim(assignment=assignment, person=claim.claimants.get().person, now=MONDAY)


def test_in_parallel_the_first_is_real_and_the_others_practise(mentor: Person) -> None:
    assignment = make_assignment(mentor, most_in_parallel=3)
    assert [take(assignment, name).is_real for name in ("Alicia", "Beto", "Carmen")] == [True, False, False]
    with pytest.raises(AlreadyTaken):
        take(assignment, "Diego")


def test_what_is_handed_back_is_free_and_who_waits_is_told(assignment: TicketAssignment) -> None:
    claim = take(assignment, "Alicia")
    beto = make_person("Beto")
    claiming.wait_for(assignment=assignment, person=beto, now=MONDAY)
    claiming.tell_who_waits(assignment_pk=assignment.pk, now=MONDAY)
    assert not Message.objects.filter(key__startswith="practice.free").exists()

    claiming.hand_back(claim=claim, now=later(1))
    assert Job.objects.filter(task="practice.tell_waiting", args=[assignment.pk]).exists()
    claiming.tell_who_waits(assignment_pk=assignment.pk, now=later(1))
    assert Message.objects.get(key__startswith="practice.free").to == beto.email
    assert claiming.claim(assignment=assignment, person=beto, now=later(2)).is_real
    assert not Wait.objects.exists()


def test_three_at_once_are_enough(mentor: Person) -> None:
    alicia, source = make_person("Alicia"), make_source()
    tickets = mirror(source, *[read_ticket(str(number)) for number in range(4)])
    given = [make_assignment(mentor, ticket) for ticket in tickets]
    for one in given[:3]:
        claiming.claim(assignment=one, person=alicia, now=MONDAY)
    with pytest.raises(TooManyAtOnce):
        claiming.claim(assignment=given[3], person=alicia, now=MONDAY)


def test_a_course_that_comes_first(mentor: Person) -> None:
    assignment = make_assignment(mentor, course_key="5f0cbe4e-3a53-4f2e-9f3e-1d5a1b2c3d4e")
    with pytest.raises(CourseFirst):
        take(assignment, "Alicia")


def test_a_pair_is_two(mentor: Person) -> None:
    claim = take(make_assignment(mentor, supervision=Supervision.PAIRS), "Alicia")
    claiming.join_claim(claim=claim, person=make_person("Beto"), now=MONDAY)
    with pytest.raises(PairIsFull):
        claiming.join_claim(claim=claim, person=make_person("Carmen"), now=MONDAY)


def test_nobody_joins_who_works_alone(assignment: TicketAssignment) -> None:
    with pytest.raises(PairIsFull):
        claiming.join_claim(claim=take(assignment, "Alicia"), person=make_person("Beto"), now=MONDAY)


def test_time_runs_out_kindly(assignment: TicketAssignment) -> None:
    claim = take(assignment, "Alicia")
    claiming.tend_claims(now=MONDAY + timedelta(days=5))
    assert not Message.objects.filter(key__startswith="practice.ends_soon").exists()
    for _ in range(2):
        claiming.tend_claims(now=MONDAY + timedelta(days=6, hours=1))
    assert Message.objects.filter(key__startswith="practice.ends_soon").count() == 1

    claiming.extend(claim=claim, now=MONDAY + timedelta(days=6, hours=2))
    claim.refresh_from_db()
    assert claim.ends_at == MONDAY + timedelta(days=13, hours=2)
    claiming.extend(claim=claim, now=claim.ends_at)
    claim.refresh_from_db()
    assert claim.ends_at == MONDAY + timedelta(days=14)  # twice the days, not more
    with pytest.raises(NotPossibleNow):
        claiming.extend(claim=claim, now=claim.ends_at)
    claiming.tend_claims(now=claim.ends_at)
    claim.refresh_from_db()
    assert claim.state == ClaimState.EXPIRED
    assert Message.objects.filter(key__startswith="practice.expired").count() == 1
    assert take(assignment, "Beto").is_real


def test_what_waits_for_its_review_does_not_run_out(assignment: TicketAssignment) -> None:
    claim = take(assignment, "Alicia")
    alicia = claim.claimants.get().person
    handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    claiming.tend_claims(now=MONDAY + timedelta(days=60))
    claim.refresh_from_db()
    assert claim.state == ClaimState.HANDED_IN
    with pytest.raises(NotPossibleNow):
        handing_in.hand_in(claim=claim, person=alicia, work=work(claim, "Another."), now=later(1))


def test_two_of_a_pair_do_not_write_over_each_other(mentor: Person) -> None:
    claim = take(make_assignment(mentor, supervision=Supervision.PAIRS), "Alicia")
    alicia, beto = claim.claimants.get().person, make_person("Beto")
    claiming.join_claim(claim=claim, person=beto, now=MONDAY)
    old = work(claim, "From a form made before.")
    handing_in.save_work(claim=claim, person=alicia, work=work(claim, "Alicia's answer."), now=MONDAY)
    with pytest.raises(ChangedMeanwhile):
        handing_in.save_work(claim=claim, person=beto, work=old, now=MONDAY)
    assert claim.tries.get().answer == "Alicia's answer."
    handing_in.save_work(claim=claim, person=beto, work=work(claim, "Both."), now=MONDAY)
    assert claim.tries.get().answer == "Both."


def test_nothing_is_not_handed_in_and_too_much_is_not_kept(assignment: TicketAssignment) -> None:
    claim = take(assignment, "Alicia")
    alicia = claim.claimants.get().person
    with pytest.raises(NothingHandedIn):
        handing_in.hand_in(claim=claim, person=alicia, work=work(claim, " "), now=MONDAY)
    assert claim.tries.get().found == "A plugin."  # what was written is kept
    with pytest.raises(TextTooLong):
        handing_in.save_work(claim=claim, person=alicia, work=work(claim, "x" * 20_001), now=MONDAY)


def test_closed_by_somebody_else_one_goes_on_as_practice(assignment: TicketAssignment) -> None:
    claim = take(assignment, "Alicia")
    waiting = make_person("Diego")
    claiming.wait_for(assignment=assignment, person=waiting, now=MONDAY)
    ticket = assignment.ticket
    assert ticket is not None
    closed = read_ticket(ticket.number, is_closed=True, status="closed", token="2", changed_at=later(5))
    mirroring.keep_batch(ticket.source, [closed], mark="", now=later(5))
    claim.refresh_from_db()
    assert (claim.is_real, claim.state) == (False, ClaimState.WORKING)
    assert Message.objects.filter(key__startswith="practice.closed_elsewhere").count() == 1
    told = Message.objects.get(template="practice/closed")
    assert (told.to, f"{settings.SITE_URL}/en/practice/\n" in told.text) == (waiting.email, True)
    assert Wait.objects.filter(person=waiting).exists()
    with pytest.raises(NotPossibleNow):
        take(assignment, "Beto")


def test_given_back_the_next_of_those_who_practise_answers(mentor: Person) -> None:
    assignment = make_assignment(mentor, most_in_parallel=3)
    first, second, third = (take(assignment, name, minute) for minute, name in enumerate(("Alicia", "Beto", "Carmen")))
    claiming.hand_back(claim=third, now=later(5))
    claiming.hand_back(claim=first, now=later(6))
    second.refresh_from_db()
    assert second.is_real
    assert Message.objects.get(template="practice/yours_now").to == second.claimants.get().person.email
    claiming.tend_claims(now=second.ends_at)
    assert not Claim.objects.filter(is_real=True, ended_at=None).exists()
    assert take(assignment, "Diego").is_real


def test_whoever_missed_it_is_told_the_next_time_too(assignment: TicketAssignment) -> None:
    beto = make_person("Beto")
    claiming.wait_for(assignment=assignment, person=beto, now=MONDAY)
    for minute, name in enumerate(("Alicia", "Carmen"), 1):
        claiming.hand_back(claim=take(assignment, name), now=later(minute))
        for _ in range(2):
            claiming.tell_who_waits(assignment_pk=assignment.pk, now=later(minute))
    assert Message.objects.filter(template="practice/free", person=beto).count() == 2


def test_nobody_is_told_that_a_solved_one_is_free(assignment: TicketAssignment, mentor: Person) -> None:
    claim = take(assignment, "Alicia")
    claiming.wait_for(assignment=assignment, person=make_person("Beto"), now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=claim.claimants.get().person, work=work(claim), now=MONDAY)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=later(1))
    assert claiming.tell_who_waits(assignment_pk=assignment.pk, now=later(2)) == 0


def test_what_was_tidied_and_then_closed_by_a_person_leaves_the_board(mentor: Person) -> None:
    assignment = make_assignment(mentor, is_tidying=True)
    claim = take(assignment, "Alicia")
    attempt = handing_in.hand_in(claim=claim, person=claim.claimants.get().person, work=work(claim), now=MONDAY)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=later(1))
    post, ticket = Post.objects.get(claim=claim), assignment.ticket
    assert ticket is not None
    assert post.action == ""
    posted.set_post_state(post, PostState.POSTED, ended_at=later(2))
    closed = read_ticket(ticket.number, is_closed=True, status="closed", token="2", changed_at=later(5))
    mirroring.keep_batch(ticket.source, [closed], mark="", now=later(5))
    assignment.refresh_from_db()
    assert assignment.state == AssignmentState.CLOSED
