"""A member's change to one paragraph: from the form into Wagtail's queue of moderation, and into the record.

One proposal of a page at a time is a draft there; the others wait as rows and follow in order. A page whose draft an editor
is working on is left alone until that is published. ``settle_proposals`` is told of everything that happens to a page, may
be told twice, and alone decides what became of a proposal.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowState, WorkflowTask

from lms.content.domain.publishing import clean_streams, said_by_blocks
from lms.content.enums import PROPOSAL_TRANSITIONS, ProposalState
from lms.content.errors import NothingChanged, NotPublished, ProposalRefused, TooManyProposals
from lms.content.models import GuidePage, Proposal
from lms.content.queries.leaves import Part, part_of, with_changes
from lms.content.queries.published import published_number
from lms.content.queries.writings import writing_page
from lms.core import jobs
from lms.core.errors import DomainError
from lms.core.html import LineTooLong, clean_line
from lms.mail.domain import promise_message
from lms.records.domain.statements import record
from lms.records.enums import Verb

if TYPE_CHECKING:
    from lms.accounts.models import Person

LONGEST_REASON = 500
MOST_OPEN = 20  # of one person
OPEN = (ProposalState.WAITING, ProposalState.SUBMITTED)
GIVEN_UP = (WorkflowState.STATUS_NEEDS_CHANGES, WorkflowState.STATUS_CANCELLED)
LOG_ACTION = "content.propose"
MODERATORS = "Editors"  # the group of lms.accounts.domain.groups
WORKFLOW = "Changes that members propose"


def propose_change(
    *, page_key: UUID, language: str, part: str, typed: Mapping[str, str], reason: str, person: "Person", now: datetime
) -> Proposal:
    """Keeps the change and submits it, unless another one of the page is being looked at: then it waits for its turn.

    The same change sent twice is one. Raises NotPublished, NothingChanged, TooManyProposals or ProposalRefused.
    """
    shown = writing_page(published_number(), page_key, language)
    if shown is None:
        raise NotPublished
    with transaction.atomic():
        page = _locked(shown.pk)
        changes = _changes(page, part, typed)
        mine = Proposal.objects.filter(person=person, state__in=OPEN)
        twin = mine.filter(page=page, part=part, changes=changes).first()
        if twin is not None:
            return twin
        if mine.count() >= MOST_OPEN:
            raise TooManyProposals
        proposal = Proposal.objects.create(
            page_id=page.pk, person=person, part=part, changes=changes, reason=_reason(reason), made_at=now
        )
        _submit_next(page, now)
    proposal.refresh_from_db()
    return proposal


def _locked(page_id: int) -> Any:
    """The page as it is published, locked: one thing at a time happens to its proposals."""
    row = Page.objects.select_for_update().filter(pk=page_id, live=True).first()
    if row is None:
        raise NotPublished
    return row.specific


def _changes(page: Any, name: str, typed: Mapping[str, str]) -> dict[str, list[str]]:
    """Leaf → [what it says, what it should say]; checked by the same blocks that check the editor's form."""
    part = part_of(page, name)
    if part is None:
        raise NotPublished
    changes = {}
    for leaf in part.leaves:
        try:
            new = leaf.from_typed(typed[leaf.path]) if leaf.path in typed else leaf.stored
        except DomainError as error:
            raise ProposalRefused(error.message) from error
        if leaf.differs(new):
            changes[leaf.path] = [leaf.stored, new]
    if not changes:
        raise NothingChanged
    _applied(page, part, changes)
    return changes


def _applied(page: Any, part: Part, changes: Mapping[str, list[str]]) -> Any:
    """The page with the change in it, not saved. Raises ProposalRefused in the words of the block that refuses."""
    raw = with_changes(page, part, {path: new for path, (_old, new) in changes.items()})
    try:
        if part.position is None:
            setattr(page, part.field, raw)
        else:
            setattr(page, part.field, page._meta.get_field(part.field).stream_block.to_python(raw))
        clean_streams(page)
        page.full_clean()
    except ValidationError as error:
        raise ProposalRefused("; ".join(said_by_blocks(error))) from error
    return page


def _reason(text: str) -> str:
    try:
        return clean_line(" ".join(text.split()), most=LONGEST_REASON)
    except LineTooLong as error:
        raise ProposalRefused(error.message) from error


def _move(proposal: Proposal, to: ProposalState, **changes: Any) -> None:
    """The one function that writes ``state``."""
    if to not in PROPOSAL_TRANSITIONS[ProposalState(proposal.state)]:
        raise ValueError(f"{proposal.state} → {to}")
    proposal.state = to
    for name, value in changes.items():
        setattr(proposal, name, value)
    proposal.save(update_fields=["state", *changes])


# --- Into the queue of moderation ----------------------------------------------------------------------------------


def _submit_next(page: Any, now: datetime) -> None:
    """Makes the oldest proposal that waits the page's draft, if nothing else is. With the page's lock held."""
    waiting = Proposal.objects.filter(page_id=page.pk, state=ProposalState.WAITING).select_related("person")
    for proposal in waiting:
        if page.has_unpublished_changes or page.current_workflow_state is not None:
            return
        draft = _draft_of(page, proposal)
        if draft is None:
            _move(proposal, ProposalState.OVERTAKEN, decided_at=now)
            continue
        revision = draft.save_revision(user=proposal.person, clean=False)
        log(
            instance=draft,
            action=LOG_ACTION,
            user=proposal.person,
            revision=revision,
            content_changed=True,
            data={"name": proposal.person.chosen_name, "reason": proposal.reason},
        )
        # Asked for by nobody: who proposed is no member of staff, and hears of it from ``_tell``.
        state = workflow_of(draft).start(draft, user=None)
        _move(proposal, ProposalState.SUBMITTED, revision=revision, moderation=state)
        return


def _draft_of(page: Any, proposal: Proposal) -> Any:
    """The published page with the change in it; None where the paragraph is not what it was when the change was made."""
    draft = Page.objects.get(pk=page.pk).specific
    part = part_of(draft, proposal.part)
    said = {leaf.path: leaf for leaf in part.leaves} if part else {}
    is_as_it_was = all(path in said and not said[path].differs(old) for path, (old, _) in proposal.changes.items())
    if part is None or not is_as_it_was:
        return None
    try:
        return _applied(draft, part, proposal.changes)
    except ProposalRefused:
        return None


def workflow_of(page: Page) -> Workflow:
    """The page's own way of moderation; one by the editors where it has none, or one that would let anything pass."""
    found: Workflow | None = page.get_workflow()
    if found is not None and found.tasks.exists():
        return found
    workflow, is_new = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    if is_new or not workflow.tasks.exists():
        task = GroupApprovalTask.objects.create(name=WORKFLOW)
        task.groups.set([Group.objects.get_or_create(name=MODERATORS)[0]])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


# --- What became of it ---------------------------------------------------------------------------------------------


def page_changed(*, page_id: int) -> None:
    """Something was published, refused or given up: promises to look at the page's proposals after the commit."""
    if Proposal.objects.filter(page_id=page_id, state__in=OPEN).exists():
        jobs.enqueue("content.settle_proposals", page_id, dedupe=f"proposals:{page_id}")


@transaction.atomic
def settle_proposals(*, page_id: int, now: datetime) -> None:
    """Decides about the proposal that is being looked at, and submits the next. Idempotent."""
    try:
        page = _locked(page_id)
    except NotPublished:
        return
    asked = Proposal.objects.filter(page_id=page_id, state=ProposalState.SUBMITTED)
    for proposal in asked.select_related("person", "moderation", "revision"):
        _decide(page, proposal, now)
    _submit_next(Page.objects.get(pk=page_id).specific, now)


def _decide(page: Any, proposal: Proposal, now: datetime) -> None:
    state: WorkflowState | None = proposal.moderation
    status = state.status if state else WorkflowState.STATUS_CANCELLED
    if proposal.revision_id and (page.live_revision_id or 0) >= proposal.revision_id:
        if status == WorkflowState.STATUS_APPROVED or _has_changed(page, proposal):
            _accept(page, proposal, now)
        else:
            _decline(page, proposal, now)
    elif status in GIVEN_UP and proposal.revision_id in (page.latest_revision_id, None):
        # Where an editor has taken the draft further, it may still be published; then it is decided above.
        _take_back(page, proposal)
        _decline(page, proposal, now)


def _has_changed(page: Any, proposal: Proposal) -> bool:
    """Whether the paragraph, now published, is another than before the proposal: the editor may have polished it."""
    part = part_of(page, proposal.part)
    said = {leaf.path: leaf for leaf in part.leaves} if part else {}
    return any(path in said and said[path].differs(old) for path, (old, _new) in proposal.changes.items())


def _take_back(page: Any, proposal: Proposal) -> None:
    """What was refused does not stay the page's draft: the next editor begins from what is published."""
    state = proposal.moderation
    if state is not None and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        state.cancel(user=None)
    page.save_revision(changed=False, clean=False)
    Page.objects.filter(pk=page.pk).update(has_unpublished_changes=False, draft_title=page.title)


def _accept(page: Any, proposal: Proposal, now: datetime) -> None:
    kind = "guide" if isinstance(page, GuidePage) else "essay"
    record(
        person=proposal.person,
        verb=Verb.CONTRIBUTED,
        object_key=f"{kind}:{page.translation_key}",
        happened_at=proposal.made_at,
        now=now,
        source="content.proposals",
        source_key=str(proposal.pk),
        language=page.locale.language_code,
        evidence=page.path_on_site,
    )
    _move(proposal, ProposalState.ACCEPTED, decided_at=now)
    _tell(page, proposal, now, is_accepted=True)


def _decline(page: Any, proposal: Proposal, now: datetime) -> None:
    _move(proposal, ProposalState.DECLINED, decided_at=now)
    _tell(page, proposal, now, is_accepted=False)


def _tell(page: Any, proposal: Proposal, now: datetime, *, is_accepted: bool) -> None:
    person = proposal.person
    said = proposal.moderation.current_task_state if proposal.moderation else None
    promise_message(
        key=f"proposal:{proposal.pk}",
        to=person.email,
        person=person,
        language=person.language,
        template="content/proposal",
        context={
            "name": person.chosen_name,
            "title": page.title,
            "link": f"{settings.SITE_URL}{page.path_on_site}",
            "is_accepted": is_accepted,
            "comment": said.comment if said else "",
        },
        now=now,
    )
