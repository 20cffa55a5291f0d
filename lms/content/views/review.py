"""Wagtail announces what happens to a page in review; it is told through the outbox, not by Wagtail's own mail."""

from typing import Any

from wagtail import signals
from wagtail.models import TaskState, WorkflowState

from lms.content.domain.review import ask_reviewers, tell_approved, tell_changes_wanted
from lms.core import clock

OF_WAGTAIL = (
    (signals.task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (signals.workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (signals.workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (signals.workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def take_over() -> None:
    """Called once, after Wagtail's editor has connected its own."""
    for signal, sender, uid in OF_WAGTAIL:
        if not signal.disconnect(sender=sender, dispatch_uid=uid):
            raise LookupError(f"Wagtail has no receiver {uid} any more: look where its mail about reviews is sent now.")
    signals.task_submitted.connect(submitted, dispatch_uid="content.review")
    signals.workflow_approved.connect(approved, dispatch_uid="content.review")
    signals.workflow_rejected.connect(changes_wanted, dispatch_uid="content.review")


def submitted(sender: Any, instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    ask_reviewers(task_state=instance, by=user, now=clock.now())


def approved(sender: Any, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    tell_approved(workflow_state=instance, by=user, now=clock.now())


def changes_wanted(sender: Any, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    tell_changes_wanted(workflow_state=instance, by=user, now=clock.now())
