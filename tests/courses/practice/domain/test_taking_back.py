"""A yes that is taken back: nobody reads on from that moment, what is on its way is not posted, and no copy stays."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from courses.practice.domain import assigning, claiming, consents, handing_in, posted, purging, reviewing, thanking
from courses.practice.domain.sealed import open_answer
from courses.practice.domain.ticket_changes import follow_disappearance
from courses.practice.enums import ConsentState, PostState
from courses.practice.errors import BadLink, NotPossibleNow
from courses.practice.models import Consent, MirroredTicket, Post, Thanks, TicketAssignment, TryFile, Wait
from courses.practice.queries.board import Filter, assignment_for, on_board
from courses.practice.queries.work import file_for
from lms.accounts.models import Person
from lms.mail.domain import send_message
from lms.mail.enums import MessageState
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.practice import (
    STORY,
    agree,
    judge,
    make_assignment,
    make_mentor,
    make_source,
    mirror,
    read_ticket,
    work,
)

pytestmark = pytest.mark.django_db
TITLES = tuple(one.title for one in STORY.values())


@pytest.fixture
def mentor(db: None) -> Person:
    return make_mentor()


@pytest.fixture
def assignment(mentor: Person) -> TicketAssignment:
    return make_assignment(mentor)


@pytest.fixture
def alicia(db: None) -> Person:
    return make_person("Alicia")


@pytest.fixture
def approved(assignment: TicketAssignment, alicia: Person, mentor: Person) -> Post:
    """An answer that a mentor has approved and nothing has posted yet."""
    claim = claiming.claim(assignment=assignment, person=alicia, credit_name="Alicia", now=MONDAY)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=MONDAY)
    return Post.objects.get(claim=claim)


def withdraw() -> None:
    consents.answer_consent(consent=Consent.objects.get(), state=ConsentState.WITHDRAWN, now=later(5))


def purge_it() -> None:
    purging.purge(ticket_pk=MirroredTicket.objects.get().pk, now=later(5))


def test_what_is_on_its_way_is_not_posted(approved: Post) -> None:
    withdraw()
    assert posted.post(post_pk=approved.pk, now=later(5)) == PostState.LEFT
    approved.refresh_from_db()
    assert (approved.state, approved.ended_at) == (PostState.LEFT, later(5))


@pytest.mark.parametrize("state", [PostState.CONFLICT, PostState.FAILED])
def test_nobody_posts_it_anyway(approved: Post, mentor: Person, state: PostState) -> None:
    posted.set_post_state(approved, state, ended_at=later(1))
    withdraw()
    with pytest.raises(NotPossibleNow):
        posted.post_anyway(post_pk=approved.pk, text="It was a plugin.", by=mentor, now=later(6))


@pytest.mark.parametrize("state", [PostState.WAITING, PostState.CONFLICT, PostState.FAILED, PostState.POSTED])
def test_answers_are_forgotten_and_none_is_left_to_decide(approved: Post, state: PostState) -> None:
    if state != PostState.WAITING:
        posted.set_post_state(approved, state, ended_at=later(1))
    withdraw()
    purge_it()
    approved.refresh_from_db()
    assert approved.state == (PostState.POSTED if state == PostState.POSTED else PostState.LEFT)
    assert open_answer(approved) == ""


def test_a_ticket_that_is_gone_leaves_no_answer_either(approved: Post) -> None:
    follow_disappearance(approved.ticket, now=later(5))
    assert posted.post(post_pk=approved.pk, now=later(5)) == PostState.LEFT
    purge_it()
    approved.refresh_from_db()
    assert open_answer(approved) == ""


def test_words_of_thanks_go_and_later_ones_are_not_kept(approved: Post) -> None:
    posted.set_post_state(approved, PostState.POSTED, ended_at=later(1))
    ticket = approved.ticket
    thanking.thank(ticket=ticket, words="Thank you, Ana", now=later(2))
    withdraw()
    purge_it()
    assert [one.words for one in Thanks.objects.all()] == [""]
    Thanks.objects.all().delete()
    Message.objects.filter(template="practice/thanks").delete()
    thanking.thank(ticket=ticket, words="Thank you, Ana", now=later(8))
    assert [one.words for one in Thanks.objects.all()] == [""]
    assert not Message.objects.filter(template="practice/thanks").exists()


def test_nobody_reads_on_while_the_job_waits(assignment: TicketAssignment, alicia: Person) -> None:
    """Where the worker is down the purge is late, and the page says *within a minute*."""
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    given = work(claim)
    upload = SimpleUploadedFile("log.txt", b"GET / 500")
    handing_in.save_work(
        claim=claim, person=alicia, work=given.__class__(**given.__dict__ | {"files": [upload]}), now=MONDAY
    )
    assert on_board(alicia, "en", MONDAY, Filter())
    withdraw()
    beto = make_person("Beto")
    assert on_board(beto, "en", later(5), Filter()) == []
    assert assignment_for(alicia, assignment.key) is None
    assert file_for(alicia, TryFile.objects.get().pk, is_desk=False) is None
    with pytest.raises(NotPossibleNow):
        claiming.claim(assignment=assignment, person=beto, now=later(5))
    browser = signed_in(alicia)
    for path in ("/en/practice/mine/", f"/en/practice/work/{claim.key}/"):
        page = browser.get(path)
        said = page.content.decode()
        assert (page.status_code, [one for one in (*TITLES, "A plugin.") if one in said]) == (200, []), path


def test_mail_keeps_no_title_and_no_address_of_the_member(mentor: Person, alicia: Person) -> None:
    [ticket] = mirror(make_source(), read_ticket(reporter_address="ana@huerta.org"))
    assignment = make_assignment(mentor, ticket)
    claiming.wait_for(assignment=assignment, person=make_person("Beto"), now=MONDAY)
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    handing_in.hand_in(claim=claim, person=alicia, work=work(claim), now=MONDAY)
    claiming.hand_back(claim=claim, now=later(1))
    claiming.tell_who_waits(assignment_pk=assignment.pk, now=later(1))
    assigning.close_assignment(assignment=assignment, now=later(1))
    titled = Message.objects.filter(template__in=["practice/waits", "practice/free", "practice/closed"])
    assert titled.count() == 3
    unsent = titled[0]
    withdraw()
    purge_it()
    kept = list(Message.objects.all())
    assert not [one for one in kept if any(title in one.subject + one.text + one.html for title in TITLES)]
    assert not [one for one in kept if one.to == "ana@huerta.org"]
    assert {one.template for one in kept} >= {"practice/withdrawn", "practice/consent_withdrawn"}
    assert not Wait.objects.exists()
    assert send_message(message_id=unsent.pk, now=later(6)) == MessageState.FAILED  # its job finds nothing to send


def test_the_members_link_is_in_no_mail_that_administrators_read(mentor: Person) -> None:
    [ticket] = mirror(make_source(), read_ticket(reporter_address="ana@huerta.org"))
    agree(ticket, mentor)
    consents.send_link_again(ticket=ticket, by=mentor, now=later(1))
    found = Message.objects.filter(to="ana@huerta.org")
    assert [one.is_secret for one in found] == [True, True]


def test_an_answer_through_a_link_that_was_replaced_meanwhile(mentor: Person) -> None:
    [ticket] = mirror(make_source(), read_ticket())
    old = consents.ask_consent(ticket=ticket, language="en", by=mentor, now=MONDAY)
    consents.ask_consent(ticket=ticket, language="en", by=mentor, now=later(1))
    with pytest.raises(BadLink):
        consents.answer_consent(consent=old, state=ConsentState.GIVEN, now=later(2))
    assert Consent.objects.get().state == ConsentState.ASKED
