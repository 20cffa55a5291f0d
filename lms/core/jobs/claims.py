"""Who holds a job. Each function is one short transaction; none is open while a task runs."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from lms.core.jobs.enqueueing import enqueue
from lms.core.jobs.models import Job, JobQuerySet
from lms.core.jobs.registry import EVERY, periods
from lms.core.jobs.states import JobState

LEASE = timedelta(seconds=settings.JOB_LEASE_SECONDS)
MOST_ATTEMPTS = 8
FIRST_RETRY = timedelta(seconds=2)
GROWTH = 6  # 2 s, 12 s, 72 s, 7 min, 43 min, 4 h, 26 h: eight attempts reach across a lost day
LOST = "LostLease: the process that ran it was killed or hung"


@dataclass(frozen=True)
class Claim:
    """The right to run a job until the lease ends; ``fence`` proves it when the result is written."""

    key: int
    task: str
    args: tuple[str | int | None, ...]
    fence: int
    attempts: int

    def held(self) -> JobQuerySet:
        return Job.objects.filter(pk=self.key, state=JobState.RUNNING, fence=self.fence)


def peek(*, now: datetime, queue: str | None = None, most: int = 20) -> list[int]:
    """Keys of jobs that could be claimed: those whose runner went silent, then those that are due, the longest first.
    ``queue``: only of that one; None for all."""
    jobs = Job.objects.all() if queue is None else Job.objects.filter(queue=queue)
    abandoned = jobs.abandoned(now).order_by("lease_until").values_list("pk", flat=True)[:most]
    return [*abandoned, *jobs.due(now).order_by("due_at", "pk").values_list("pk", flat=True)[:most]]


def take(key: int, *, now: datetime, lease: timedelta = LEASE) -> Claim | None:
    """Claims the job if it is still to be had. Of several callers one gets it; the others are not kept waiting."""
    with transaction.atomic():
        job = Job.objects.claimable(now).select_for_update(skip_locked=True).filter(pk=key).first()
        if job is None:
            return None
        if job.attempts >= MOST_ATTEMPTS:  # each of its runners vanished in the middle
            _give_up(job, LOST, now)
            return None
        Job.objects.filter(pk=key, fence=job.fence).move(
            JobState.RUNNING, lease_until=now + lease, attempts=job.attempts + 1, fence=job.fence + 1
        )
    return Claim(key, job.task, tuple(job.args), job.fence + 1, job.attempts + 1)


def renew(claim: Claim, *, now: datetime, lease: timedelta) -> bool:
    """False when the lease was lost: somebody else runs the job by now."""
    return bool(claim.held().update(lease_until=now + lease))


def finish(claim: Claim, *, now: datetime) -> bool:
    """False when the lease was lost meanwhile: then the result is the other runner's to write."""
    with transaction.atomic():
        job = claim.held().select_for_update().first()
        if job is None:
            return False
        if job.again_at is not None:
            claim.held().move(
                JobState.WAITING, due_at=job.again_at, again_at=None, lease_until=None, attempts=0, last_error=""
            )
            return True
        claim.held().move(JobState.DONE, finished_at=now, lease_until=None, last_error="")
        _follow(job, now)
    return True


def fail(claim: Claim, *, error: str, now: datetime) -> bool:
    """Puts the job back for a later attempt, or gives it up after the last. False when the lease was lost."""
    with transaction.atomic():
        job = claim.held().select_for_update().first()
        if job is None:
            return False
        if claim.attempts >= MOST_ATTEMPTS:
            _give_up(job, error, now)
            return True
        due = now + delay_after(claim.attempts)
        claim.held().move(JobState.WAITING, due_at=due, lease_until=None, last_error=error)
    return True


def delay_after(attempts: int) -> timedelta:
    """Back-off that grows by ``GROWTH``, give or take a fifth, so that what failed together does not return together."""
    return FIRST_RETRY * (GROWTH ** (attempts - 1) * random.uniform(0.8, 1.2))  # noqa: S311  spread, not secrecy


def _give_up(job: Job, error: str, now: datetime) -> None:
    again_at = job.again_at
    Job.objects.filter(pk=job.pk, fence=job.fence).move(
        JobState.DEAD, finished_at=now, lease_until=None, again_at=None, last_error=error
    )
    if again_at:  # asked for after this one began: it has attempts of its own
        enqueue(job.task, *job.args, due=again_at, dedupe=job.dedupe)
    else:
        _follow(job, now)


def _follow(job: Job, now: datetime) -> None:
    """A periodic job inserts its successor in the transaction that ends it."""
    seconds = periods().get(job.task)
    if seconds and job.dedupe == EVERY + job.task:
        enqueue(job.task, due=now + timedelta(seconds=seconds), dedupe=job.dedupe)
