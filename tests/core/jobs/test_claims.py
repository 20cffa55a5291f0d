from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from lms.core import clock, jobs
from lms.core.jobs import claims
from lms.core.jobs.models import Job
from lms.core.jobs.registry import EVERY
from lms.core.jobs.states import SOURCES, JobState
from tests.core.jobs import chores  # noqa: F401  registers the tasks

NOW = clock.now()
AFTER_LEASE = NOW + claims.LEASE + timedelta(seconds=1)


def enqueued(**options: object) -> Job:
    return jobs.enqueue("tests.note", "some/path", due=NOW, **options)


def lose_every_attempt(job: Job, now: datetime) -> datetime:
    """Runner after runner is killed; answers the moment after the last lease."""
    for _ in range(claims.MOST_ATTEMPTS):
        assert claims.take(job.pk, now=now)
        now += claims.LEASE + timedelta(seconds=1)
    return now


@pytest.mark.django_db
def test_a_job_is_claimed_once() -> None:
    job = enqueued()

    first, second = claims.take(job.pk, now=NOW), claims.take(job.pk, now=NOW)

    assert first == claims.Claim(key=job.pk, task="tests.note", args=("some/path",), fence=1, attempts=1)
    assert second is None


@pytest.mark.django_db
def test_a_job_is_not_claimed_before_it_is_due() -> None:
    job = jobs.enqueue("tests.note", "some/path", due=NOW + timedelta(seconds=1))

    assert claims.peek(now=NOW) == []
    assert claims.take(job.pk, now=NOW) is None


@pytest.mark.django_db
def test_a_lost_lease_passes_the_job_on_and_the_late_finisher_changes_nothing() -> None:
    job = enqueued()
    late = claims.take(job.pk, now=NOW)
    assert claims.peek(now=NOW) == []
    assert claims.peek(now=AFTER_LEASE) == [job.pk]

    other = claims.take(job.pk, now=AFTER_LEASE)

    assert claims.renew(late, now=AFTER_LEASE, lease=claims.LEASE) is False
    assert claims.finish(late, now=AFTER_LEASE) is False
    assert claims.fail(late, error="ValueError", now=AFTER_LEASE) is False
    job.refresh_from_db()
    assert (job.state, job.fence, job.last_error) == (JobState.RUNNING, other.fence, "")
    assert claims.finish(other, now=AFTER_LEASE) is True


@pytest.mark.django_db
def test_an_old_claim_stays_void_when_the_attempts_begin_anew() -> None:
    job = enqueued(dedupe="note:1")
    stale = claims.take(job.pk, now=NOW)
    second = claims.take(job.pk, now=AFTER_LEASE)
    jobs.enqueue("tests.note", "some/path", due=NOW, dedupe="note:1")
    claims.finish(second, now=AFTER_LEASE)
    third = claims.take(job.pk, now=AFTER_LEASE)

    assert third.attempts == stale.attempts
    assert claims.finish(stale, now=AFTER_LEASE) is False


@pytest.mark.django_db
def test_a_renewed_lease_keeps_the_job() -> None:
    job = enqueued()
    claim = claims.take(job.pk, now=NOW)

    assert claims.renew(claim, now=NOW + claims.LEASE / 2, lease=claims.LEASE) is True

    assert claims.take(job.pk, now=AFTER_LEASE) is None


@pytest.mark.django_db
def test_a_job_is_given_up_after_the_last_attempt_with_its_last_error() -> None:
    job, now, seen = enqueued(), NOW, []
    while claim := claims.take(job.pk, now=now):
        claims.fail(claim, error=f"ValueError {claim.attempts}", now=now)
        job.refresh_from_db()
        seen.append(job.state)
        now = job.due_at

    assert seen == [JobState.WAITING] * 7 + [JobState.DEAD]
    assert job.last_error == "ValueError 8"
    assert now - NOW > timedelta(hours=24)  # a mail server may be away for a day


@pytest.mark.django_db
def test_a_job_that_kills_its_runners_is_given_up_too() -> None:
    job = enqueued()

    now = lose_every_attempt(job, NOW)

    assert claims.take(job.pk, now=now) is None
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.DEAD, claims.LOST)


@pytest.mark.django_db
def test_what_was_asked_for_meanwhile_survives_giving_up() -> None:
    job = enqueued(dedupe="note:1")
    now = lose_every_attempt(job, NOW)
    jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=now)

    claims.take(job.pk, now=now)

    again = Job.objects.exclude(pk=job.pk).get()
    assert (again.state, again.dedupe, again.args, again.due_at) == (JobState.WAITING, "note:1", ["some/path"], now)


@pytest.mark.django_db
@pytest.mark.parametrize("failing", [False, True])
def test_a_periodic_job_follows_itself(failing: bool) -> None:
    name = "core.prune_jobs"
    job = jobs.enqueue(name, due=NOW, dedupe=EVERY + name)
    if failing:
        claims.take(job.pk, now=lose_every_attempt(job, NOW))
    else:
        claims.finish(claims.take(job.pk, now=NOW), now=NOW)

    assert Job.objects.get(state=JobState.WAITING).due_at >= NOW + timedelta(hours=1)


@given(attempts=st.integers(1, claims.MOST_ATTEMPTS - 1))
def test_each_pause_is_longer_than_any_before_it(attempts: int) -> None:
    assert claims.delay_after(attempts) < claims.delay_after(attempts + 1)


@pytest.mark.django_db
@pytest.mark.parametrize("target", JobState)
@pytest.mark.parametrize("source", JobState)
def test_a_state_is_reached_only_from_those_in_the_table(source: JobState, target: JobState) -> None:
    finished_at = NOW if source in (JobState.DONE, JobState.DEAD) else None
    lease_until = NOW if source is JobState.RUNNING else None
    job = Job.objects.create(task="x", due_at=NOW, state=source, finished_at=finished_at, lease_until=lease_until)
    if target not in SOURCES:
        return
    companions = {
        "finished_at": NOW if target in (JobState.DONE, JobState.DEAD) else None,
        "lease_until": NOW if target is JobState.RUNNING else None,
    }

    assert Job.objects.filter(pk=job.pk).move(target, **companions) == (source in SOURCES[target])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "lost"},
        {"state": JobState.RUNNING},
        {"state": JobState.DONE},
        {"state": JobState.WAITING, "lease_until": NOW},
        {"state": JobState.WAITING, "finished_at": NOW},
        {"state": JobState.DONE, "finished_at": NOW, "again_at": NOW},
    ],
)
def test_the_database_refuses_an_impossible_row(impossible: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(task="x", due_at=NOW, **impossible)
