"""Nothing stays where nobody gets it out: assignments leave the board, a reopened ticket can be answered again, whoever
waits is told, and an answer that cannot be opened any more is a person's."""

from datetime import datetime

import pytest
from django.test import override_settings

from courses.practice.domain import assigning, claiming, handing_in, mirroring, posted, resolved, reviewing
from courses.practice.domain.assigning import Terms, Written
from courses.practice.enums import AssignmentState, PostState
from courses.practice.errors import (
    LooksIdentifying,
    NotPossibleNow,
    RealNameInIt,
    RedactionMissing,
    TicketIsClosed,
)
from courses.practice.models import Claim, MirroredTicket, Post, TicketAssignment
from courses.practice.queries import desk
from courses.practice.queries.work import is_practice
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.practice import (
    ROWS,
    STORY,
    agree,
    confirm,
    judge,
    make_assignment,
    make_mentor,
    make_source,
    mirror,
    read_ticket,
    work,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mentor(db: None) -> Person:
    return make_mentor()


@pytest.fixture
def assignment(mentor: Person) -> TicketAssignment:
    return make_assignment(mentor)


def ticket_of(assignment: TicketAssignment) -> MirroredTicket:
    ticket = MirroredTicket.objects.filter(assignment=assignment).first()
    assert ticket is not None
    return ticket


def changed(ticket: MirroredTicket, token: str, now: datetime, *, is_closed: bool) -> None:
    """Somebody closed it at its tracker, or opened it again."""
    status = "closed" if is_closed else "reopened"
    read = read_ticket(ticket.number, is_closed=is_closed, status=status, token=token, changed_at=now)
    mirroring.keep_batch(ticket.source, [read], mark="", now=now)


def approve(assignment: TicketAssignment, name: str, mentor: Person) -> Claim:
    person = make_person(name)
    claim = claiming.claim(assignment=assignment, person=person, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=person, work=work(claim), now=MONDAY)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    claim.refresh_from_db()
    return claim


def arrive(claim: Claim, now: datetime) -> None:
    """As after the tracker took it."""
    post = Post.objects.get(claim=claim)
    posted.set_post_state(post, PostState.POSTED, ended_at=now)
    resolved.follow_posted(post, now=now)


def reopened(assignment: TicketAssignment, mentor: Person) -> TicketAssignment:
    """Answered and closed by us, opened again by the member, read again, and on the board once more."""
    ticket = ticket_of(assignment)
    changed(ticket, "2", later(5), is_closed=True)
    changed(ticket, "3", later(6), is_closed=False)
    ticket.refresh_from_db()
    confirm(ticket, mentor)
    return assigning.open_assignment(assignment=assignment, now=later(7))


def test_work_on_what_the_desk_closed_becomes_practice_too(assignment: TicketAssignment) -> None:
    claim = claiming.claim(assignment=assignment, person=make_person("Alicia"), now=MONDAY)
    assigning.close_assignment(assignment=assignment, now=later(1))
    changed(ticket_of(assignment), "2", later(5), is_closed=True)
    claim.refresh_from_db()
    assert claim.is_real is False
    assert Message.objects.filter(template="practice/closed_elsewhere").count() == 1


def test_what_is_answered_leaves_the_board_also_where_nothing_closes(mentor: Person) -> None:
    assignment = make_assignment(mentor, is_tidying=True)
    arrive(approve(assignment, "Alicia", mentor), later(2))
    assignment.refresh_from_db()
    assert (assignment.state, assignment.closed_at) == (AssignmentState.CLOSED, later(2))


def test_a_ticket_that_is_opened_again_can_be_answered_again(assignment: TicketAssignment, mentor: Person) -> None:
    first = approve(assignment, "Alicia", mentor)
    arrive(first, later(2))
    again = reopened(assignment, mentor)
    second = claiming.claim(assignment=again, person=make_person("Beto"), now=later(8))
    first.refresh_from_db()
    assert (second.is_real, is_practice(second), is_practice(first)) == (True, False, False)


def test_an_answer_that_waits_for_a_decision_still_takes_the_ticket(
    assignment: TicketAssignment, mentor: Person
) -> None:
    first = approve(assignment, "Alicia", mentor)
    posted.set_post_state(Post.objects.get(claim=first), PostState.CONFLICT, ended_at=later(1))
    assigning.close_assignment(assignment=assignment, now=later(2))
    again = assigning.open_assignment(assignment=assignment, now=later(3))
    assert claiming.claim(assignment=again, person=make_person("Beto"), now=later(8)).is_real is False


def test_closed_the_second_time_by_somebody_else(assignment: TicketAssignment, mentor: Person) -> None:
    """Our answer of the first time says nothing of who closed it now."""
    arrive(approve(assignment, "Alicia", mentor), later(2))
    again = reopened(assignment, mentor)
    second = claiming.claim(assignment=again, person=make_person("Beto"), now=later(8))
    changed(ticket_of(again), "4", later(9), is_closed=True)
    second.refresh_from_db()
    again.refresh_from_db()
    assert (second.is_real, again.state) == (False, AssignmentState.CLOSED)


def test_a_ticket_that_is_closed_is_not_put_on_the_board(mentor: Person) -> None:
    [ticket] = mirror(make_source(), read_ticket())
    agree(ticket, mentor)
    assignment = write(ticket, mentor)
    changed(ticket, "2", later(5), is_closed=True)
    ticket.refresh_from_db()
    confirm(ticket, mentor)
    with pytest.raises(TicketIsClosed):
        assigning.open_assignment(assignment=assignment, now=later(6))


def test_what_was_never_open_is_no_exercise_before_its_redaction_is_confirmed(mentor: Person) -> None:
    [ticket] = mirror(make_source(), read_ticket())
    agree(ticket, mentor)
    assignment = write(ticket, mentor)
    changed(ticket, "2", later(5), is_closed=True)
    ticket.refresh_from_db()
    with pytest.raises(RedactionMissing):
        assigning.keep_as_exercise(assignment=assignment, now=later(6))
    confirm(ticket, mentor)
    kept = assigning.keep_as_exercise(assignment=assignment, now=later(7))
    assert (kept.state, kept.opened_at) == (AssignmentState.EXERCISE, later(7))


def test_who_waits_is_told_of_whatever_makes_it_free(assignment: TicketAssignment, mentor: Person) -> None:
    claiming.claim(assignment=assignment, person=make_person("Alicia"), now=MONDAY)
    claiming.wait_for(assignment=assignment, person=make_person("Beto"), now=MONDAY)

    def is_promised() -> bool:
        """Whether the job is there; then it is taken away for the next question."""
        return Job.objects.filter(task="practice.tell_waiting").delete()[0] == 1

    write(ticket_of(assignment), mentor, most_in_parallel=2)
    assert is_promised()
    assert claiming.tell_who_waits(assignment_pk=assignment.pk, now=later(1)) == 1
    assigning.close_assignment(assignment=assignment, now=later(2))
    assigning.open_assignment(assignment=assignment, now=later(3))
    assert is_promised()
    assigning.close_assignment(assignment=assignment, now=later(4))
    assigning.keep_as_exercise(assignment=assignment, now=later(5))
    assert is_promised()
    assert claiming.tell_who_waits(assignment_pk=assignment.pk, now=later(5)) == 1
    assert Message.objects.filter(template="practice/free").count() == 2


def test_the_second_reader_of_a_sensitive_one_is_told(mentor: Person) -> None:
    nora, alicia = make_mentor("Nora"), make_person("Alicia")
    assignment = make_assignment(mentor, is_sensitive=True)
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=later(1))
    told = Message.objects.filter(template="practice/waits")
    assert [told.filter(person=one).count() for one in (mentor, nora)] == [1, 2]


def test_an_answer_whose_key_is_gone_is_a_persons(assignment: TicketAssignment, mentor: Person) -> None:
    post = Post.objects.get(claim=approve(assignment, "Alicia", mentor))
    with override_settings(SECRET_KEY="another " * 10):
        assert posted.post(post_pk=post.pk, now=later(1)) == PostState.FAILED
    assert Message.objects.filter(template="practice/post_stuck", person=mentor).count() == 1


def test_hints_end_with_the_work_and_where_there_are_no_more(assignment: TicketAssignment) -> None:
    claim = claiming.claim(assignment=assignment, person=make_person("Alicia"), now=MONDAY)
    for _ in range(3):
        handing_in.open_hint(claim=claim)
    claim.refresh_from_db()
    assert claim.hints_open == 1
    claiming.hand_back(claim=claim, now=later(1))
    with pytest.raises(NotPossibleNow):
        handing_in.open_hint(claim=claim)


def test_skills_are_read_by_learners_too(mentor: Person) -> None:
    [ticket] = mirror(make_source(), read_ticket(text="I am Ana Robles. The site is down.", reporter="Ana Robles"))
    with pytest.raises(LooksIdentifying):
        write(ticket, mentor, skills="DNS, Ana Robles")
    written = Written(STORY, ROWS, Terms(skills="DNS, Ana Robles"))
    with pytest.raises(RealNameInIt):
        assigning.write_assignment(ticket=ticket, written=written, is_invented=True, by=mentor, now=MONDAY)


def test_an_answer_whose_job_is_lost_is_shown_to_the_desk(assignment: TicketAssignment, mentor: Person) -> None:
    post = Post.objects.get(claim=approve(assignment, "Alicia", mentor))
    Post.objects.exclude(pk=post.pk).delete()  # the question, which this is not about
    Job.objects.filter(task="practice.post").delete()
    assert list(desk.posts_in_trouble(later(59))) == []
    assert list(desk.posts_in_trouble(later(60))) == [post]


def test_a_ticket_that_becomes_private_wants_two_readers(assignment: TicketAssignment) -> None:
    assert not assignment.is_sensitive
    ticket = ticket_of(assignment)
    mirroring.keep_batch(ticket.source, [read_ticket(is_private=True, token="2")], mark="", now=later(1))
    assignment.refresh_from_db()
    assert assignment.is_sensitive


def test_what_is_said_within_the_same_second_wants_another_look(mentor: Person) -> None:
    """Where a tracker's clock is coarse the token stays as it was."""
    [ticket] = mirror(make_source(), read_ticket())
    agree(ticket, mentor)
    confirm(ticket, mentor)
    assignment = write(ticket, mentor)
    mirroring.keep_batch(ticket.source, [read_ticket(text="Write to Ana Robles.")], mark="", now=later(1))
    with pytest.raises(RedactionMissing):
        assigning.open_assignment(assignment=assignment, now=later(2))
