"""Several loops, killed loops, loops that come too late: each in a process of its own."""

import signal
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from lms.core import clock, jobs
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from tests.core.jobs import chores  # noqa: F401  registers the tasks
from tests.core.jobs.harness import job_loop, lines
from tests.core.processes import until

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
LONG = 60.0  # seconds of lease
SHORT = 3.0


def is_done(job: Job) -> bool:
    return Job.objects.filter(pk=job.pk, state=JobState.DONE).exists()


def test_several_loops_run_each_job_once(place: Path) -> None:
    notes, count = place / "notes", 90
    with ExitStack() as stack:
        loops = [stack.enter_context(job_loop(place, LONG)) for _ in range(3)]
        for loop in loops:
            loop.line("the loop runs")
        with transaction.atomic():
            for number in range(count):
                jobs.enqueue("tests.note", str(notes), f"job-{number}")
        until(lambda: len(lines(notes)) >= count, "every job ran")
        until(lambda: not Job.objects.filter(task="tests.note").exclude(state=JobState.DONE).exists(), "all ended")
        codes = [loop.end() for loop in loops]

    assert Counter(lines(notes)) == {f"job-{number}": 1 for number in range(count)}
    assert codes == [0, 0, 0]


@pytest.mark.parametrize("task", ["tests.give_once", "tests.give_and_linger"])
def test_a_job_whose_runner_was_killed_runs_again_and_has_one_effect(task: str, place: Path) -> None:
    notes, gate = place / "notes", place / "gate"
    job = jobs.enqueue(task, str(notes), "the-effect", str(gate))
    with job_loop(place, SHORT) as loop:
        until(lambda: stands_at_the_gate(task, notes), "the task began")
        loop.end(signal.SIGKILL)
    gate.touch()
    with job_loop(place, SHORT):
        until(lambda: is_done(job), "the job ran again")

    assert lines(notes).count("began") == 2
    assert Session.objects.filter(session_key="the-effect").count() == 1
    job.refresh_from_db()
    assert (job.attempts, job.fence) == (2, 2)


def stands_at_the_gate(task: str, notes: Path) -> bool:
    """The runner stands where the test wants to kill it: before its effect, or between the effect and its result."""
    return lines(notes) == (["began"] if task == "tests.give_once" else ["began", "gave"])


def test_a_lease_is_renewed_while_its_task_runs(place: Path) -> None:
    notes, gate = place / "notes", place / "gate"
    with ExitStack() as stack:
        for loop in [stack.enter_context(job_loop(place, SHORT)) for _ in range(2)]:
            loop.line("the loop runs")
        job = jobs.enqueue("tests.give_once", str(notes), "the-effect", str(gate))
        until(lambda: lines(notes), "the task began")
        job.refresh_from_db()
        third_lease = job.lease_until + timedelta(seconds=2 * SHORT)
        until(lambda: Job.objects.filter(pk=job.pk, lease_until__gt=third_lease).exists(), "two renewals")
        gate.touch()
        until(lambda: is_done(job), "the job is done")

    assert lines(notes) == ["began", "gave"]
    job.refresh_from_db()
    assert job.fence == 1


def test_a_runner_that_wakes_after_its_lease_writes_nothing(place: Path) -> None:
    notes, gate, second_gate = place / "notes", place / "gate", place / "second"
    job = jobs.enqueue("tests.give_once", str(notes), "the-effect", str(gate))
    with job_loop(place, SHORT) as sleeper:
        until(lambda: lines(notes), "the task began")
        sleeper.process.send_signal(signal.SIGSTOP)
        Job.objects.filter(pk=job.pk).update(args=[str(notes), "the-effect", str(second_gate)])
        with job_loop(place, LONG) as other:
            until(lambda: len(lines(notes)) == 2, "the other took the job")
            gate.touch()
            sleeper.process.send_signal(signal.SIGCONT)
            sleeper.line("a job ended after its lease")
            job.refresh_from_db()
            assert (job.state, job.fence) == (JobState.RUNNING, 2)
            second_gate.touch()
            until(lambda: is_done(job), "the other finished it")
            other.end()

    assert Session.objects.filter(session_key="the-effect").count() == 1


def test_a_commit_wakes_an_idle_loop_at_once(place: Path, settings: object) -> None:
    settings.DATA_DIR = place
    an_hour = 3600.0  # until it would look unasked
    with job_loop(place, LONG, an_hour) as loop:
        loop.line("the loop runs")
        until(lambda: not Job.objects.unfinished().filter(due_at__lte=clock.now()).exists(), "the periodic jobs ran")
        for _ in range(9):
            job = jobs.enqueue("tests.note", str(place / "notes"))
            until(lambda job=job: is_done(job), "it ran")


def test_a_loop_lets_its_task_end_when_it_is_asked_to_stop(place: Path) -> None:
    notes, gate = place / "notes", place / "gate"
    job = jobs.enqueue("tests.give_once", str(notes), "the-effect", str(gate))
    with job_loop(place, LONG) as loop:
        until(lambda: lines(notes), "the task began")
        loop.process.send_signal(signal.SIGTERM)
        gate.touch()
        assert loop.process.wait(30) == 0

    assert is_done(job)
