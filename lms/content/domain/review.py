"""Author → editor → published: the house's one workflow, and the mail that it promises to whoever it concerns."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask

from lms.accounts.domain.groups import GROUPS, prepare_groups
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import people_with_role
from lms.mail.domain import promise_message

if TYPE_CHECKING:
    from lms.mail.models import Message

NAME = "Revisión · Review"
OF_WAGTAIL = ("Moderators approval",)  # what an empty database comes with, and nobody here is a member of


@transaction.atomic
def found_review() -> Workflow:
    """Makes the workflow where it is missing. One that administrators chose for the whole tree stays."""
    prepare_groups()
    root = Page.objects.get(depth=1)
    workflow = Workflow.objects.filter(name=NAME).order_by("pk").first() or _make_workflow()
    chosen = WorkflowPage.objects.select_related("workflow").filter(page=root).first()
    if chosen is None:
        WorkflowPage.objects.create(page=root, workflow=workflow)
    elif chosen.workflow.name in OF_WAGTAIL:
        former, chosen.workflow = chosen.workflow, workflow
        chosen.save()
        if not WorkflowState.objects.active().filter(workflow=former).exists():
            Workflow.objects.filter(pk=former.pk).update(active=False)
    return workflow


def _make_workflow() -> Workflow:
    workflow = Workflow.objects.create(name=NAME)
    task = GroupApprovalTask.objects.create(name=NAME)
    task.groups.add(*Group.objects.filter(name=GROUPS[Role.EDITOR]))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow


@transaction.atomic
def ask_reviewers(*, task_state: TaskState, by: "Person | None", now: datetime) -> "list[Message]":
    """Tells everybody who may decide, except who asks; administrators where there is nobody else."""
    page = task_state.workflow_state.content_object
    if not isinstance(page, Page):
        return []
    groups = getattr(task_state.task.specific, "groups", Group.objects.none())
    people = Person.objects.filter(is_active=True, groups__in=groups.all()).distinct().order_by("pk")
    asked = [one for one in people if one != by] or [one for one in people_with_role(Role.ADMIN) if one != by]
    changes = _changes(page, task_state)
    return _promise(
        asked, f"review:{task_state.pk}:asked", "review/asked", now,
        title=page.draft_title, author=by.chosen_name if by else "", link=_in_editor(page), changes=changes,
    )  # fmt: skip


@transaction.atomic
def tell_approved(*, workflow_state: WorkflowState, by: "Person | None", now: datetime) -> "list[Message]":
    """Tells who asked, unless they decided themselves. Published now, or at the moment that the page says."""
    page = workflow_state.content_object
    if not isinstance(page, Page):
        return []
    page = page.specific
    page.refresh_from_db()
    return _promise(
        _who_asked(workflow_state, by), f"review:{workflow_state.pk}:approved", "review/approved", now,
        title=page.draft_title, is_live=page.live,
        link=f"{settings.SITE_URL}{page.path_on_site}" if page.live else _in_editor(page),
    )  # fmt: skip


@transaction.atomic
def tell_changes_wanted(*, workflow_state: WorkflowState, by: "Person | None", now: datetime) -> "list[Message]":
    """Tells who asked what the editor wrote, and where to go on."""
    page, task_state = workflow_state.content_object, workflow_state.current_task_state
    if not isinstance(page, Page) or task_state is None:
        return []
    return _promise(
        _who_asked(workflow_state, by), f"review:{task_state.pk}:changes", "review/changes", now,
        title=page.draft_title, comment=task_state.specific.get_comment() or "", link=_in_editor(page),
    )  # fmt: skip


def _who_asked(workflow_state: WorkflowState, by: "Person | None") -> list[Person]:
    author = workflow_state.requested_by
    return [author] if isinstance(author, Person) and author.is_active and author != by else []


def _promise(people: Iterable[Person], key: str, template: str, now: datetime, **context: Any) -> "list[Message]":
    return [
        promise_message(
            key=f"{key}:{person.pk}",
            to=person.email,
            language=person.language,
            template=template,
            context=context | {"name": person.chosen_name},
            now=now,
            person=person,
        )
        for person in people
    ]


def _in_editor(page: Page) -> str:
    return f"{settings.SITE_URL}{reverse('wagtailadmin_pages:edit', args=[page.pk])}"


def _changes(page: Page, task_state: TaskState) -> str:
    """Where old and new stand side by side; nothing for a page that was never published."""
    if not page.live:
        return ""
    place = reverse("wagtailadmin_pages:revisions_compare", args=[page.pk, "live", task_state.revision_id])
    return f"{settings.SITE_URL}{place}"
