"""Jobs through Celery on a broker that really runs, on the tests' database."""

import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction
from pytest_django import Settings

from lms.core import clock, jobs
from lms.core.jobs import nudge
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from tests.core.jobs import chores  # noqa: F401  registers the tasks
from tests.core.jobs.harness import broker_at, lines
from tests.core.processes import Watched, database_environment, until
from tests.servers.brokers import Broker, RabbitMQ, celery_worker, sweep

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


@dataclass
class Stage:
    """One broker, this process as the web process, and the means to start workers and a sweep."""

    broker: Broker
    notes: Path
    gate: Path
    worker: Callable[[], Watched]
    sweep: Callable[[], Watched]


@pytest.fixture(params=["rabbitmq", "redis"])
def stage(request: pytest.FixtureRequest, place: Path, settings: Settings) -> Iterator[Stage]:
    broker: Broker = request.getfixturevalue(request.param)
    environment = {**database_environment(), "BROKER_URL": broker.url, "DATA_DIR": str(place)}
    with broker_at(broker.url, settings), ExitStack() as processes:

        def worker() -> Watched:
            watched = processes.enter_context(celery_worker(environment))
            watched.line(" ready.")
            return watched

        def start_sweep() -> Watched:
            return processes.enter_context(sweep(environment))

        yield Stage(broker, place / "notes", place / "gate", worker, start_sweep)


def all_done(task: str) -> bool:
    return not Job.objects.filter(task=task).exclude(state=JobState.DONE).exists()


def end_leases() -> None:
    """A minute passes for the jobs of a runner that was killed."""
    Job.objects.filter(state=JobState.RUNNING).update(lease_until=clock.now())


def kill(worker: Watched) -> None:
    """The worker and the processes of its pool, as when a machine loses power."""
    os.killpg(worker.process.pid, signal.SIGKILL)
    worker.process.wait()


def test_a_commit_runs_the_job_once_and_a_rollback_none(stage: Stage) -> None:
    stage.worker()
    with transaction.atomic():
        jobs.enqueue("tests.note", str(stage.notes), "rolled-back")
        transaction.set_rollback(True)
    with transaction.atomic():
        jobs.enqueue("tests.note", str(stage.notes), "committed")

    until(lambda: lines(stage.notes) and all_done("tests.note"), "the job runs without a sweep")

    assert lines(stage.notes) == ["committed"]
    assert Job.objects.filter(task="tests.note").count() == 1


def test_a_message_that_comes_twice_runs_nothing_twice(stage: Stage) -> None:
    job = jobs.enqueue("tests.note", str(stage.notes), "once")
    for _ in range(5):
        assert nudge.publish(job.pk)
    jobs.enqueue("tests.note", str(stage.notes), "last")
    stage.worker()

    until(lambda: "last" in lines(stage.notes) and all_done("tests.note"), "the messages are worked off")

    assert Counter(lines(stage.notes)) == {"once": 1, "last": 1}


def test_a_job_whose_worker_was_killed_runs_again_and_has_one_effect(stage: Stage) -> None:
    worker = stage.worker()
    jobs.enqueue("tests.give_once", str(stage.notes), "the-effect", str(stage.gate))
    until(lambda: lines(stage.notes) == ["began"], "the task began")
    kill(worker)
    end_leases()
    stage.gate.touch()
    stage.worker()
    stage.sweep()

    until(lambda: all_done("tests.give_once"), "the job ran again")

    assert lines(stage.notes) == ["began", "began", "gave"]
    assert Session.objects.filter(session_key="the-effect").count() == 1


def test_a_job_whose_pool_process_was_killed_runs_again(stage: Stage) -> None:
    stage.worker()
    stage.sweep()
    jobs.enqueue("tests.give_once", str(stage.notes), "the-effect", str(stage.gate))
    until(lambda: lines(stage.notes) == ["began"], "the task began")
    os.kill(int(stage.notes.read_text().split()[1]), signal.SIGKILL)
    stage.gate.touch()
    end_leases()

    until(lambda: all_done("tests.give_once"), "the job ran again")

    assert lines(stage.notes) == ["began", "began", "gave"]


def test_nothing_is_lost_when_a_worker_is_killed_amid_many_jobs(stage: Stage) -> None:
    count = 60
    worker = stage.worker()
    with transaction.atomic():
        for number in range(count):
            jobs.enqueue("tests.note", str(stage.notes), f"job-{number}")
    until(lambda: len(lines(stage.notes)) >= 15, "some jobs ran")
    kill(worker)
    end_leases()
    stage.worker()
    stage.sweep()

    until(lambda: all_done("tests.note"), "every job ran")

    ran = Counter(lines(stage.notes))
    assert set(ran) == {f"job-{number}" for number in range(count)}
    assert sum(ran.values()) <= count + 2  # what the two pool processes had in hand may run a second time


def test_the_sweep_delivers_what_a_broker_that_was_away_missed(stage: Stage) -> None:
    stage.worker()
    stage.sweep()
    stage.broker.stop()
    jobs.enqueue("tests.note", str(stage.notes), "promised")
    stage.broker.start()

    until(lambda: lines(stage.notes) == ["promised"] and all_done("tests.note"), "the sweep delivers")


def test_a_job_that_comes_due_later_is_delivered_by_the_sweep(stage: Stage) -> None:
    stage.worker()
    job = jobs.enqueue("tests.note", str(stage.notes), "later", due=clock.now().replace(year=2099))
    stage.sweep()
    Job.objects.filter(pk=job.pk).update(due_at=clock.now())

    until(lambda: lines(stage.notes) == ["later"], "the sweep delivers")


@pytest.mark.parametrize("stage", ["rabbitmq"], indirect=True)
def test_the_queue_is_a_durable_quorum_queue(stage: Stage, rabbitmq: RabbitMQ) -> None:
    stage.worker()

    queues = rabbitmq.control("list_queues", "name", "type", "durable").splitlines()

    assert "jobs\tquorum\ttrue" in queues
