"""A resolved assignment as the draft of a guide, which goes when the member takes their consent back."""

from datetime import date

import pytest
from wagtail.models import PageLogEntry, ReferenceIndex, Revision

from courses.practice.domain import answering, claiming, consents, guides, handing_in, purging, reviewing
from courses.practice.enums import ConsentState
from courses.practice.errors import ConsentMissing, NotPossibleNow, RealNameInIt
from courses.practice.models import Consent, MirroredTicket, TicketAssignment
from lms.accounts.models import Person
from lms.content.domain.publishing import publish_page
from lms.content.errors import NoLibrary
from lms.content.models import GuidePage, LibraryIndexPage
from lms.mail.models import Message
from tests.factories.people import MONDAY, later, make_person
from tests.factories.practice import STORY, judge, make_assignment, make_mentor, make_source, mirror, read_ticket, work
from tests.factories.site import make_site
from tests.factories.writings import step

pytestmark = pytest.mark.django_db
DID = "- Looked at the error log.\n- Turned the <b>calendar</b> plugin off."


@pytest.fixture
def mentor(db: None) -> Person:
    make_site()
    return make_mentor()


@pytest.fixture
def done(mentor: Person) -> TicketAssignment:
    """Somebody solved it, and a mentor approved that."""
    assignment, alicia = make_assignment(mentor), make_person("Alicia")
    claim = claiming.claim(assignment=assignment, person=alicia, now=MONDAY)
    given = work(claim, found="The calendar plugin was too old for the server.", did=DID)
    attempt = handing_in.hand_in(claim=claim, person=alicia, work=given, now=MONDAY)
    answer = answering.answer_text(attempt)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt, answer=answer), now=later(1))
    return assignment


def withdraw(assignment: TicketAssignment) -> None:
    consents.answer_consent(consent=Consent.objects.get(), state=ConsentState.WITHDRAWN, now=later(5))
    purging.purge(ticket_pk=MirroredTicket.objects.get().pk, now=later(5))


def test_what_was_worked_out_becomes_a_draft(done: TicketAssignment, mentor: Person) -> None:
    page = guides.draft_from(assignment=done, by=mentor)
    kept = GuidePage.objects.get(pk=page.pk)
    assert (kept.live, kept.title, kept.locale.language_code, kept.kept_by) == (False, "The site is down", "en", mentor)
    assert kept.get_parent().specific_class is LibraryIndexPage
    assert [str(one.value["title"]) for one in kept.steps] == [
        "Looked at the error log.",
        "Turned the <b>calendar</b> plugin off.",
    ]
    assert "&lt;b&gt;calendar" in str(kept.steps[1].value["text"])
    assert "plugin was too old" in kept.before
    assert STORY["en"].story not in str(kept.steps.raw_data) + kept.before + kept.goal + kept.summary
    with pytest.raises(NotPossibleNow):
        guides.draft_from(assignment=done, by=mentor)


def test_nothing_approved_is_nothing_to_draft(mentor: Person) -> None:
    with pytest.raises(NotPossibleNow):
        guides.draft_from(assignment=make_assignment(mentor), by=mentor)
    assert not GuidePage.objects.exists()


def test_without_a_list_of_guides_it_is_said(done: TicketAssignment, mentor: Person) -> None:
    LibraryIndexPage.objects.all().delete()
    with pytest.raises(NoLibrary):
        guides.draft_from(assignment=done, by=mentor)
    done.refresh_from_db()
    assert done.guide_key is None


def test_a_draft_goes_with_the_consent(done: TicketAssignment, mentor: Person) -> None:
    guides.draft_from(assignment=done, by=mentor)
    withdraw(done)
    assert not GuidePage.objects.exists()
    assert Message.objects.filter(template="practice/guide_withdrawn", person=mentor).count() == 1
    with pytest.raises(ConsentMissing):
        guides.draft_from(assignment=done, by=mentor)


@pytest.mark.slow
def test_a_published_guide_is_taken_off_and_kept_for_editors(done: TicketAssignment, mentor: Person) -> None:
    page = guides.draft_from(assignment=done, by=mentor)
    page.steps, page.tested_on = [("step", step("one", "<p>First.</p>")["value"])], date(2026, 11, 20)
    publish_page(page=page)
    assert GuidePage.objects.get().live
    withdraw(done)
    assert not GuidePage.objects.get().live


def test_without_a_guide_nobody_is_told_of_one(done: TicketAssignment) -> None:
    withdraw(done)
    assert not Message.objects.filter(template="practice/guide_withdrawn").exists()


def test_a_draft_leaves_no_copy_and_no_title(done: TicketAssignment, mentor: Person) -> None:
    page = guides.draft_from(assignment=done, by=mentor)
    withdraw(done)
    assert not Revision.objects.filter(object_id=str(page.pk)).exists()
    assert not ReferenceIndex.objects.filter(object_id=str(page.pk)).exists()
    assert not [one for one in PageLogEntry.objects.all() if STORY["en"].title in one.label]


@pytest.mark.slow
def test_a_guide_that_waits_for_its_day_is_not_published_by_itself(done: TicketAssignment, mentor: Person) -> None:
    page = guides.draft_from(assignment=done, by=mentor)
    page.steps, page.tested_on = [("step", step("one", "<p>First.</p>")["value"])], date(2026, 11, 20)
    publish_page(page=page)
    kept = GuidePage.objects.get()
    kept.unpublish()
    kept.save_revision(approved_go_live_at=later(60 * 24))
    withdraw(done)
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_what_editors_get_names_nobody_of_the_ticket(mentor: Person) -> None:
    [ticket] = mirror(make_source(), read_ticket(text="I am Ana Robles. The site is down.", reporter="Ana Robles"))
    assignment, nora = make_assignment(mentor, ticket), make_mentor("Nora")  # who may open tickets, and learns too
    claim = claiming.claim(assignment=assignment, person=nora, now=MONDAY)
    given = work(claim, did="Wrote to Ana Robles.")
    attempt = handing_in.hand_in(claim=claim, person=nora, work=given, now=MONDAY)
    reviewing.give_review(attempt=attempt, mentor=mentor, judged=judge(attempt), now=later(1))
    with pytest.raises(RealNameInIt):
        guides.draft_from(assignment=assignment, by=mentor)
    assert not GuidePage.objects.exists()
