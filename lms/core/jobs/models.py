from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core import clock
from lms.core.jobs.states import SOURCES, UNFINISHED, JobState


class JobQuerySet(models.QuerySet["Job"]):
    def unfinished(self) -> Self:
        return self.filter(
            finished_at__isnull=True
        )  # the same as state__in=UNFINISHED, in words that partial indexes know

    def promising(self, dedupe: str) -> Self:
        """The unfinished job of that key. The exclusion says nothing new to us, but lets SQLite use the unique index."""
        return self.unfinished().exclude(dedupe="").filter(dedupe=dedupe)

    def due(self, now: datetime) -> Self:
        return self.filter(state=JobState.WAITING, due_at__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Claimed by a runner that stopped renewing its lease."""
        return self.filter(state=JobState.RUNNING, lease_until__lte=now)

    def claimable(self, now: datetime) -> Self:
        return self.filter(Q(state=JobState.WAITING, due_at__lte=now) | Q(state=JobState.RUNNING, lease_until__lte=now))

    def move(self, to: JobState, **changes: Any) -> int:
        """Takes the rows that may go there to ``to``; answers how many did. Nothing else writes ``state``."""
        return self.filter(state__in=SOURCES[to]).update(state=to, **changes)


class Job(models.Model):
    """One promised piece of work: a task's name and the keys of what it is about.

    ``fence`` grows by one with each claim and never goes back: whoever holds an older number may not finish the job.
    ``queue``: of the runners that it is reserved for; empty for all others.
    ``again_at`` is set when the same work was asked for once more while it ran: it runs again, no sooner than that.
    """

    task = models.CharField(_("task"), max_length=100)
    queue = models.CharField(max_length=20, blank=True, default="")
    args = models.JSONField(default=list)
    state = models.CharField(_("state"), max_length=10, choices=JobState.choices, default=JobState.WAITING)
    dedupe = models.CharField(max_length=200, blank=True, default="")
    created_at = models.DateTimeField(default=clock.now)
    due_at = models.DateTimeField(_("due"))
    again_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    fence = models.PositiveIntegerField(default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True, default="")

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = (
            models.CheckConstraint(condition=Q(state__in=JobState.values), name="job_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=JobState.RUNNING, lease_until__isnull=False)
                | (~Q(state=JobState.RUNNING) & Q(lease_until__isnull=True)),
                name="job_leased_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNFINISHED, finished_at__isnull=True)
                | (~Q(state__in=UNFINISHED) & Q(finished_at__isnull=False)),
                name="job_finished_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(again_at__isnull=True) | Q(state__in=UNFINISHED), name="job_again_while_unfinished"
            ),
            models.UniqueConstraint(
                fields=["dedupe"], condition=Q(finished_at__isnull=True) & ~Q(dedupe=""), name="job_unfinished_once"
            ),
        )
        indexes = (
            models.Index(fields=["queue", "due_at", "id"], condition=Q(state=JobState.WAITING), name="job_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state=JobState.RUNNING), name="job_running"),
            models.Index(fields=["finished_at"], condition=Q(state=JobState.DONE), name="job_done"),
        )

    def __str__(self) -> str:
        return f"{self.task} #{self.pk}"
