"""What people may do about jobs that wait or were given up, and what is forgotten by itself."""

from datetime import datetime, timedelta

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from wagtail.log_actions import log

from lms.core.jobs import nudge
from lms.core.jobs.errors import AlreadyWaiting, CannotDrop, CannotRunAgain
from lms.core.jobs.models import Job, JobQuerySet
from lms.core.jobs.states import JobState

KEEP_DONE = timedelta(days=7)
BATCH = 1000  # rows a transaction: others write in between
ON_DESK = (JobState.WAITING, JobState.DEAD)


def on_desk(state: str = "") -> JobQuerySet:
    """Jobs that were given up, then those that wait; the oldest first."""
    states = [state] if state in ON_DESK else ON_DESK
    return Job.objects.filter(state__in=states).order_by("state", "due_at", "pk")


def counts() -> dict[str, int]:
    return Job.objects.aggregate(
        **{
            state.value: Count("pk", filter=Q(state=state))
            for state in (JobState.WAITING, JobState.RUNNING, JobState.DEAD)
        }
    )


def run_again(*, job: Job, by: AbstractBaseUser, now: datetime) -> None:
    """Makes a job due now with all its attempts before it. Raises CannotRunAgain, AlreadyWaiting."""
    due = {"due_at": now, "attempts": 0}
    try:
        with transaction.atomic():
            waits = Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(**due)
            revived = (
                0
                if waits
                else Job.objects.filter(pk=job.pk, state=JobState.DEAD).move(JobState.WAITING, finished_at=None, **due)
            )
            if not waits and not revived:
                raise CannotRunAgain
            log(instance=job, action="core.run_job_again", user=by)
            nudge.after_commit(job.pk)
    except IntegrityError as error:
        raise AlreadyWaiting from error


def drop(*, job: Job, by: AbstractBaseUser) -> None:
    """Takes a promise back: the row is deleted, and the log keeps who did it. Raises CannotDrop."""
    with transaction.atomic():
        dropped = Job.objects.filter(pk=job.pk, state__in=ON_DESK).select_for_update().first()
        if dropped is None:
            raise CannotDrop
        log(instance=dropped, action="core.drop_job", user=by, deleted=True)
        dropped.delete()


def prune_jobs(*, now: datetime) -> int:
    """Forgets what was done a week ago. What was given up stays until somebody decides about it."""
    old = Job.objects.filter(state=JobState.DONE, finished_at__lte=now - KEEP_DONE)
    pruned = 0
    while keys := list(old.values_list("pk", flat=True)[:BATCH]):
        pruned += Job.objects.filter(pk__in=keys).delete()[0]
    return pruned
