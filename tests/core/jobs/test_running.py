import logging
from datetime import timedelta
from pathlib import Path

import pytest

from lms.core import clock, jobs
from lms.core.jobs import claims, running
from lms.core.jobs.models import Job
from lms.core.jobs.running import Outcome
from lms.core.jobs.states import JobState
from tests.core.jobs import chores

pytestmark = pytest.mark.django_db
NOW = clock.now()


def claimed(task: str, *args: str) -> claims.Claim:
    return claims.take(jobs.enqueue(task, *args, due=NOW).pk, now=NOW)


def test_run_runs_the_task_and_ends_the_job(tmp_path: Path) -> None:
    outcome = running.run(claimed("tests.note", str(tmp_path / "notes")))

    assert outcome is Outcome.DONE
    assert len((tmp_path / "notes").read_text().splitlines()) == 1
    assert Job.objects.get().state == JobState.DONE


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_a_task_runs(tmp_path: Path) -> None:
    running.run(claimed("tests.note_surroundings", str(tmp_path / "notes")))

    assert (tmp_path / "notes").read_text() == "False en"


def test_a_failure_is_kept_and_logged_without_what_it_was_about(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "lms.core.jobs"):
        outcome = running.run(claimed("tests.fail", "carmen@example.org"))

    job = Job.objects.get()
    assert outcome is Outcome.FAILED
    assert (job.state, job.attempts) == (JobState.WAITING, 1)
    assert job.due_at > NOW
    line = chores.fail.run.__code__.co_firstlineno + 2
    assert job.last_error == f"ValueError at tests/core/jobs/chores.py:{line} in fail"
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    told = caplog.text + "".join(str(vars(record)) for record in caplog.records)
    assert "carmen" not in told


def test_a_task_that_is_gone_from_the_code_fails_like_any_other() -> None:
    job = Job.objects.create(task="left.behind", due_at=NOW)

    assert running.run(claims.take(job.pk, now=NOW)) is Outcome.FAILED


def test_a_result_that_comes_after_the_lease_is_not_written(tmp_path: Path) -> None:
    late = claimed("tests.note", str(tmp_path / "notes"))
    claims.take(late.key, now=NOW + claims.LEASE + timedelta(seconds=1))

    assert running.run(late) is Outcome.LOST

    assert Job.objects.get().state == JobState.RUNNING
