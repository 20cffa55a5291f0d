"""The database of a job loop is restarted under it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from lms.core import jobs
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from tests.core.jobs import chores  # noqa: F401  registers the tasks
from tests.core.jobs.harness import lines
from tests.core.processes import ROOT, python, until
from tests.servers.postgres import Postgres, private_postgres

pytestmark = pytest.mark.race


@pytest.fixture
def postgres(place: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Postgres]:
    """With the tables of the ground floor only: the periodic tasks of others fail there, which is nothing to this test."""
    with django_db_blocker.unblock(), private_postgres(place) as postgres:
        migrate = [sys.executable, "manage.py", "migrate", "core", "--skip-checks", "--verbosity=0"]
        subprocess.run(migrate, check=True, cwd=ROOT, env={**os.environ, "DATABASE_URL": postgres.url})
        yield postgres


def test_a_loop_goes_on_when_its_database_comes_back(postgres: Postgres, place: Path) -> None:
    notes = place / "notes"
    environment = {"DATABASE_URL": postgres.url, "DATA_DIR": str(place)}
    with python("-m", "tests.core.jobs.loop_process", "60", environment=environment) as loop:
        jobs.enqueue("tests.note", str(notes), "before")
        until(lambda: lines(notes) == ["before"] and all_done(), "the loop runs")
        postgres.stop()
        loop.line("the database does not answer the job loop")
        postgres.start()
        connection.close()  # ours broke as well
        jobs.enqueue("tests.note", str(notes), "after")
        until(lambda: lines(notes) == ["before", "after"] and all_done(), "the loop is back")
        assert loop.end(signal.SIGTERM) == 0


def all_done() -> bool:
    return not Job.objects.filter(task="tests.note").exclude(state=JobState.DONE).exists()
