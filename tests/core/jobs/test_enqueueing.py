from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lms.core import clock, jobs
from lms.core.jobs import claims
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from tests.core.jobs import chores  # noqa: F401  registers the tasks

pytestmark = pytest.mark.django_db
NOW = clock.now()
LATER = NOW + timedelta(hours=3)


def test_enqueue_writes_a_waiting_row() -> None:
    job = jobs.enqueue("tests.note", "some/path", 7, None, True, due=LATER)

    assert list(Job.objects.values("task", "args", "state", "due_at", "attempts", "dedupe")) == [
        {
            "task": "tests.note",
            "args": ["some/path", 7, None, True],
            "state": JobState.WAITING,
            "due_at": LATER,
            "attempts": 0,
            "dedupe": "",
        }
    ]
    assert job == Job.objects.get()


def test_enqueue_belongs_to_the_callers_transaction() -> None:
    with transaction.atomic():
        jobs.enqueue("tests.note", "some/path")
        transaction.set_rollback(True)

    assert not Job.objects.exists()


def test_enqueue_refuses_a_task_that_nobody_registers() -> None:
    with pytest.raises(jobs.UnknownTask, match=r"'mail\.send_mesage'"):
        jobs.enqueue("mail.send_mesage", 1)


@pytest.mark.parametrize("argument", [{"name": "Alicia"}, ["a"], 1.5, b"x", object(), "x" * 201])
def test_enqueue_takes_only_short_plain_scalars(argument: object) -> None:
    with pytest.raises(jobs.NotPlain, match="argument 2"):
        jobs.enqueue("tests.note", "some/path", argument)

    assert not Job.objects.exists()


def test_enqueue_with_a_key_writes_one_row_and_leaves_the_transaction_usable() -> None:
    with transaction.atomic():
        first = jobs.enqueue("tests.note", "some/path", dedupe="note:1")
        second = jobs.enqueue("tests.note", "some/path", dedupe="note:1")
        other = jobs.enqueue("tests.note", "some/path", dedupe="note:2")

    assert second is None
    assert [*Job.objects.order_by("pk")] == [first, other]


def test_the_database_itself_refuses_a_second_unfinished_job_of_a_key() -> None:
    Job.objects.create(task="tests.note", due_at=NOW, dedupe="note:1")

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(task="tests.note", due_at=NOW, dedupe="note:1")


def test_a_key_is_free_again_when_its_job_is_done() -> None:
    first = jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=NOW)
    claim = claims.take(first.pk, now=NOW)
    claims.finish(claim, now=NOW)

    second = jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=NOW)

    assert second is not None
    assert second != first


@pytest.mark.parametrize(("asked", "due"), [(NOW, NOW), (LATER + timedelta(1), LATER)])
def test_asking_again_brings_a_waiting_job_forward_and_never_puts_it_off(asked: object, due: object) -> None:
    jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=LATER)

    jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=asked)

    assert Job.objects.get().due_at == due


def test_asking_again_does_not_hurry_what_failed() -> None:
    job = jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=NOW)
    claims.fail(claims.take(job.pk, now=NOW), error="ValueError", now=NOW)
    retry_at = Job.objects.get().due_at

    jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=NOW)

    assert Job.objects.get().due_at == retry_at > NOW


def test_asking_while_it_runs_makes_it_run_once_more() -> None:
    job = jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=NOW)
    claim = claims.take(job.pk, now=NOW)

    jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=LATER)
    jobs.enqueue("tests.note", "some/path", dedupe="note:1", due=LATER + timedelta(1))
    claims.finish(claim, now=NOW)

    job.refresh_from_db()
    assert (job.state, job.due_at, job.again_at, job.attempts) == (JobState.WAITING, LATER, None, 0)
