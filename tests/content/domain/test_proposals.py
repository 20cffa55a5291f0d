"""A member's change: the page stays as it is until a moderator accepts; then it is recorded, once. Nothing is lost."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import GroupApprovalTask, Page, PageLogEntry, Revision, Workflow, WorkflowState

from lms.accounts.domain.groups import prepare_groups
from lms.accounts.domain.roles import grant_role
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.content.domain import proposals
from lms.content.domain.proposals import propose_change, settle_proposals
from lms.content.enums import ProposalState
from lms.content.errors import NothingChanged, NotPublished, ProposalRefused, TooManyProposals
from lms.content.models import EssayPage, GuidePage, Proposal
from lms.core.html import HtmlTooLong
from lms.core.jobs.models import Job
from lms.mail.models import Message
from lms.records.models import Statement
from tests.core.hostile_markup import PAYLOADS
from tests.factories.blocks import block_id
from tests.factories.harm import harm_in
from tests.factories.people import MONDAY, later, make_person
from tests.factories.writings import key_of, make_essay, make_guide

pytestmark = pytest.mark.django_db
FIRST, SECOND = str(block_id("padlock-1")), str(block_id("padlock-2"))


@pytest.fixture(scope="module")
def essay(site: Any) -> EssayPage:
    prepare_groups()
    return make_essay()["en"]


@pytest.fixture
def alicia(essay: EssayPage) -> Person:
    return make_person("Alicia", language="es")


@pytest.fixture
def beto(essay: EssayPage) -> Person:
    return make_person("Beto")


@pytest.fixture
def diego(essay: EssayPage) -> Person:
    return grant_role(person=make_person("Diego"), role=Role.EDITOR, by=None, now=MONDAY)


def propose(person: Person, text: str, *, part: str = FIRST, minute: int = 0, reason: str = "") -> Proposal:
    return propose_change(
        page_key=key_of("padlock"),
        language="en",
        part=part,
        typed={"": text},
        reason=reason,
        person=person,
        now=later(minute),
    )


def fresh(essay: EssayPage) -> EssayPage:
    return EssayPage.objects.get(pk=essay.pk)


def texts(page: EssayPage) -> list[str]:
    return [block.value.source for block in page.body]


def settle(essay: EssayPage, minute: int = 60) -> None:
    settle_proposals(page_id=essay.pk, now=later(minute))


def approve(proposal: Proposal, by: Person) -> None:
    state = Proposal.objects.get(pk=proposal.pk).moderation.current_task_state
    state.specific.approve(user=by)


def refuse(proposal: Proposal, by: Person, comment: str = "") -> None:
    state = Proposal.objects.get(pk=proposal.pk).moderation.current_task_state
    state.specific.reject(user=by, comment=comment)


def states() -> list[str]:
    return list(Proposal.objects.order_by("pk").values_list("state", flat=True))


def test_a_change_is_a_draft_in_moderation_and_the_page_stays_as_it_is(essay: EssayPage, alicia: Person) -> None:
    proposal = propose(alicia, "A better paragraph.", reason="It was wrong.")

    page = fresh(essay)
    assert proposal.state == ProposalState.SUBMITTED
    assert texts(page) == ["<p>First en.</p>", "<p>Second en.</p>"]
    assert "First en." in Client().get("/en/guides/padlock/").content.decode()
    assert page.has_unpublished_changes
    draft = page.get_latest_revision()
    assert (draft.pk, draft.user) == (proposal.revision_id, alicia)
    assert texts(draft.as_object()) == ["<p>A better paragraph.</p>", "<p>Second en.</p>"]
    assert page.current_workflow_state == proposal.moderation
    assert page.current_workflow_state.status == WorkflowState.STATUS_IN_PROGRESS


def test_the_log_holds_the_name_that_they_chose(essay: EssayPage, alicia: Person) -> None:
    propose(alicia, "Better.", reason="It was wrong.")
    alicia.chosen_name = "Another"
    alicia.save()

    entry = PageLogEntry.objects.get(action="content.propose")

    assert (entry.user, entry.page_id) == (alicia, essay.pk)
    assert entry.message == "Alicia proposed a change: It was wrong."


def test_accepted_it_is_published_recorded_once_and_told(essay: EssayPage, alicia: Person, diego: Person) -> None:
    proposal = propose(alicia, "A better paragraph.")
    approve(proposal, diego)

    settle(essay)
    settle(essay, 70)

    assert texts(fresh(essay)) == ["<p>A better paragraph.</p>", "<p>Second en.</p>"]
    assert states() == ["accepted"]
    statement = Statement.objects.get()
    assert (statement.person, statement.verb, statement.object_key) == (
        alicia,
        "contributed",
        f"essay:{key_of('padlock')}",
    )
    assert (statement.happened_at, statement.recorded_at) == (MONDAY, later(60))
    assert (statement.language, statement.evidence) == ("en", "/en/guides/padlock/")
    [mail] = Message.objects.filter(person=alicia)
    assert (mail.language, mail.subject) == ("es", "Tu cambio está publicado: padlock en")
    assert "http://testserver/en/guides/padlock/" in mail.text


def test_approval_promises_the_job_that_settles(essay: EssayPage, alicia: Person, diego: Person) -> None:
    proposal = propose(alicia, "Better.")
    assert not Job.objects.filter(task="content.settle_proposals").exists()

    approve(proposal, diego)

    assert [job.args for job in Job.objects.filter(task="content.settle_proposals")] == [[essay.pk]]


def test_refused_it_leaves_no_trace_in_the_page_and_is_told_why(
    essay: EssayPage, alicia: Person, diego: Person
) -> None:
    live = fresh(essay).live_revision_id
    refuse(propose(alicia, "Nonsense."), diego, comment="Please name a source.")

    settle(essay)
    settle(essay, 70)

    page = fresh(essay)
    assert states() == ["declined"]
    assert (page.live_revision_id, page.has_unpublished_changes, page.current_workflow_state) == (live, False, None)
    assert texts(page.get_latest_revision_as_object()) == ["<p>First en.</p>", "<p>Second en.</p>"]
    assert not Statement.objects.exists()
    [mail] = Message.objects.filter(person=alicia)
    assert "Please name a source." in mail.text


@pytest.mark.slow
def test_a_second_change_waits_and_follows_the_first(
    essay: EssayPage, alicia: Person, beto: Person, diego: Person
) -> None:
    first, second = propose(alicia, "One."), propose(beto, "Two.", part=SECOND, minute=1)
    assert states() == ["submitted", "waiting"]

    approve(first, diego)
    settle(essay)

    assert states() == ["accepted", "submitted"]
    second.refresh_from_db()
    assert texts(second.revision.as_object()) == ["<p>One.</p>", "<p>Two.</p>"]
    approve(second, diego)
    settle(essay, 80)
    assert texts(fresh(essay)) == ["<p>One.</p>", "<p>Two.</p>"]
    assert {s.person for s in Statement.objects.all()} == {alicia, beto}


def test_two_changes_of_one_paragraph_end_with_the_second_named_as_overtaken(
    essay: EssayPage, alicia: Person, beto: Person, diego: Person
) -> None:
    first, second = propose(alicia, "One."), propose(beto, "Another.", minute=1)
    approve(first, diego)
    settle(essay)

    second.refresh_from_db()
    assert states() == ["accepted", "overtaken"]
    assert second.changes == {"": ["<p>First en.</p>", "<p>Another.</p>"]}  # nothing lost
    assert not fresh(essay).has_unpublished_changes


@pytest.mark.slow
def test_after_a_refusal_the_second_change_of_the_same_paragraph_has_its_turn(
    essay: EssayPage, alicia: Person, beto: Person, diego: Person
) -> None:
    first, second = propose(alicia, "One."), propose(beto, "Another.", minute=1)
    refuse(first, diego)
    settle(essay)

    second.refresh_from_db()
    assert states() == ["declined", "submitted"]
    assert texts(second.revision.as_object()) == ["<p>Another.</p>", "<p>Second en.</p>"]


def test_the_same_change_sent_twice_is_one(essay: EssayPage, alicia: Person) -> None:
    assert propose(alicia, "One.") == propose(alicia, "One.", minute=1)
    assert states() == ["submitted"]


def test_an_editors_draft_is_left_alone_and_the_change_waits_for_its_end(
    essay: EssayPage, alicia: Person, diego: Person
) -> None:
    page = fresh(essay)
    page.summary = "A draft."
    draft = page.save_revision(user=diego)

    proposal = propose(alicia, "Better.")

    assert proposal.state == ProposalState.WAITING
    assert fresh(essay).latest_revision_id == draft.pk
    draft.publish(user=diego)
    settle(essay)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SUBMITTED
    assert proposal.revision.as_object().summary == "A draft."


def test_an_editor_who_polishes_and_publishes_has_accepted(essay: EssayPage, alicia: Person, diego: Person) -> None:
    propose(alicia, "A bettr paragraph.")
    draft = fresh(essay).get_latest_revision_as_object()
    draft.body[0].value.source = "<p>A better paragraph.</p>"
    draft.save_revision(user=diego).publish(user=diego)

    settle(essay)

    assert states() == ["accepted"]
    assert Statement.objects.get().person == alicia


def test_an_editor_who_publishes_without_it_has_not(essay: EssayPage, alicia: Person, diego: Person) -> None:
    propose(alicia, "Nonsense.")
    page = fresh(essay)
    page.summary = "Something else."
    page.save_revision(user=diego).publish(user=diego)

    settle(essay)

    assert states() == ["declined"]
    assert not Statement.objects.exists()


@pytest.mark.slow
def test_a_guide_is_changed_step_by_step(site: Any) -> None:
    guide: GuidePage = make_guide()["en"]
    alicia = make_person("Alicia")
    part = str(block_id("step", "two"))

    proposal = propose_change(
        page_key=key_of("move"),
        language="en",
        part=part,
        typed={"title": "Step two", "text": "Second en.", "code": "$ ls -l", "see": "Two lines."},
        reason="",
        person=alicia,
        now=MONDAY,
    )

    assert proposal.changes == {"code": ["$ ls", "$ ls -l"], "see": ["<p>A line.</p>", "<p>Two lines.</p>"]}
    changed = proposal.revision.as_object().steps[1].value
    assert (changed["title"], changed["text"].source, changed["code"]) == ("Step two", "<p>Second en.</p>", "$ ls -l")
    before = propose_change(
        page_key=key_of("move"),
        language="en",
        part="before",
        typed={"": "Nothing."},
        reason="",
        person=alicia,
        now=MONDAY,
    )
    assert before.state == ProposalState.WAITING
    assert GuidePage.objects.get(pk=guide.pk).before == "<p>Before en.</p>"


@pytest.mark.slow
@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_markup_arrives_cleaned_or_not_at_all(essay: EssayPage, payload: str) -> None:
    alicia = make_person("Alicia")
    try:
        proposal = propose(alicia, f"<p>Hello {payload}</p>", reason=payload[:100])
    except (ProposalRefused, HtmlTooLong):
        assert states() == []
        return
    draft = proposal.revision.as_object()
    assert harm_in(texts(draft)[0]) == []


@pytest.mark.parametrize(
    ("text", "part", "error"),
    [
        ("First en.", FIRST, NothingChanged),
        ("x" * 60_000, FIRST, ProposalRefused),
        ("", FIRST, ProposalRefused),
        ("New.", "no-such-part", NotPublished),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_stored(
    essay: EssayPage, alicia: Person, text: str, part: str, error: type[Exception]
) -> None:
    revisions = Revision.objects.count()

    with pytest.raises(error):
        propose(alicia, text, part=part)

    assert (states(), Revision.objects.count()) == ([], revisions)


@pytest.mark.slow
def test_nobody_floods_the_queue(essay: EssayPage, alicia: Person) -> None:
    for number in range(proposals.MOST_OPEN):
        propose(alicia, f"Text {number}.", minute=number)

    with pytest.raises(TooManyProposals):
        propose(alicia, "One more.", minute=30)
    assert len(states()) == proposals.MOST_OPEN


def test_a_page_without_moderation_is_looked_at_by_the_editors(essay: EssayPage, alicia: Person, diego: Person) -> None:
    """A workflow without tasks would publish anything at once."""
    for workflow in Workflow.objects.all():
        workflow.workflow_tasks.all().delete()

    proposal = propose(alicia, "Better.")

    assert proposal.moderation.status == WorkflowState.STATUS_IN_PROGRESS
    task = GroupApprovalTask.objects.get(name=proposals.WORKFLOW)
    assert [group.name for group in task.groups.all()] == ["Editors"]
    assert diego.groups.filter(pk__in=task.groups.all()).exists()
    approve(proposal, diego)
    settle(essay)
    assert states() == ["accepted"]


def test_an_unpublished_page_takes_no_change(essay: EssayPage, alicia: Person) -> None:
    for page in Page.objects.filter(translation_key=key_of("padlock")):
        page.unpublish()

    with pytest.raises(NotPublished):
        propose(alicia, "Better.")
