"""The supervisor beside a broker: it keeps a Celery worker and a sweep, and no job loop."""

import signal
from pathlib import Path

import pytest
from pytest_django import Settings

from lms.core import jobs
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from tests.core.jobs.harness import broker_at
from tests.core.processes import children, database_environment, is_gone, python, until
from tests.servers.brokers import RabbitMQ, free_port

pytestmark = [pytest.mark.servers, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_up_runs_jobs_through_celery_and_leaves_nothing_behind(
    place: Path, rabbitmq: RabbitMQ, settings: Settings, number: signal.Signals
) -> None:
    environment = {"BROKER_URL": rabbitmq.url, "DATA_DIR": str(place), "PORT": str(free_port())}
    with python("manage.py", "up", environment={**database_environment(), **environment}) as site:
        started = [site.line(" started ").split()[1] for _ in range(3)]
        with broker_at(rabbitmq.url, settings):
            job = jobs.enqueue("core.prune_jobs")
        until(lambda: Job.objects.filter(pk=job.pk, state=JobState.DONE).exists(), "a worker ran the job")
        family = children(site.process.pid)

        code = site.end(number)

        until(lambda: all(is_gone(pid) for pid in family), "all processes end")
    assert started == ["web", "worker", "sweep"]
    assert code == (0 if number is signal.SIGTERM else -signal.SIGKILL)
    assert len(family) == 6  # the web server and its process, the worker and its two, the sweep
