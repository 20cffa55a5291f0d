"""The whole of it: web, job loop and supervisor on a free port, on the tests' database."""

import os
import signal
import socket
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from pytest_django import Settings

from lms.core import jobs
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from tests.core.jobs.harness import place
from tests.core.processes import Watched, children, database_environment, end_all, is_gone, python, until
from tests.live_site import free_port

__all__ = ["place"]
pytestmark = [pytest.mark.slow, pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def up(place: Path, port: int, **more: str) -> Watched:
    given = {"DATA_DIR": str(place), "PORT": str(port), **more}
    return python("manage.py", "up", environment={**database_environment(), **given})


def answer(port: int, path: str) -> str:
    with urlopen(Request(f"http://127.0.0.1:{port}{path}", headers={"Host": "testserver"}), timeout=30) as response:
        return response.read().decode()


def test_up_serves_runs_jobs_and_stops_cleanly(place: Path, port: int, settings: Settings) -> None:
    settings.DATA_DIR = place
    with up(place, port) as site:
        assert site.line("ready") == f"up: ready on http://127.0.0.1:{port}/"
        assert answer(port, "/healthz") == "ok\n"
        job = jobs.enqueue("core.prune_jobs")
        until(lambda: Job.objects.filter(pk=job.pk, state=JobState.DONE).exists(), "the job ran")
        assert (place / "up.pid").read_text() == f"{site.process.pid}\n"

        assert site.end(signal.SIGINT) == 0

        assert site.line("web stopped") == "up: web stopped"
        assert site.line("jobs stopped") == "up: jobs stopped"
        assert not (place / "up.pid").exists()


def test_a_killed_web_process_comes_back(place: Path, port: int) -> None:
    with up(place, port) as site:
        web = int(site.line("web started").rstrip(")").split()[-1])
        site.line("ready")
        [worker] = children(web)

        os.kill(worker, signal.SIGKILL)
        until(lambda: is_gone(worker) and children(web), "the web server makes another worker")
        os.kill(web, signal.SIGKILL)
        site.line("web ended")
        site.line("web started")

        until(lambda: listens(port), "the site is back")
        assert answer(port, "/healthz") == "ok\n"


def test_a_killed_supervisor_takes_everything_along(place: Path, port: int) -> None:
    with up(place, port) as site:
        site.line("ready")
        family = children(site.process.pid)
        assert len(family) == 3

        site.end(signal.SIGKILL)

        try:
            until(lambda: all(is_gone(pid) for pid in family), "all processes end")
            until(lambda: not listens(port), "the last of their threads ends")
        finally:
            end_all(family)


BESIDE = f"""#!/bin/sh
exec {sys.executable} -m http.server --bind 127.0.0.1 "$1" >/dev/null 2>&1
"""


def test_the_trac_of_the_demo_runs_beside_the_site_where_it_was_prepared(place: Path, port: int) -> None:
    serve = place / "trac-demo" / "serve"
    serve.parent.mkdir()
    serve.write_text(BESIDE)
    serve.chmod(0o755)
    beside = free_port()
    with up(place, port, DEVELOPMENT="1", DEMO_TRAC_PORT=str(beside)) as site:
        site.line("ready")
        until(lambda: listens(beside), "it listens")

        assert site.end(signal.SIGTERM) == 0

        assert site.line("trac stopped") == "up: trac stopped"
        assert not listens(beside)
    with socket.socket() as other:
        other.bind(("127.0.0.1", beside))
        other.listen()
        with up(place, port, DEVELOPMENT="1", DEMO_TRAC_PORT=str(beside)) as site:
            assert site.line("no demo Trac") == (
                f"up: no demo Trac: port {beside} is in use. Choose another with DEMO_TRAC_PORT=…."
            )
            site.line("ready")


def test_production_runs_nothing_of_the_demo(place: Path, settings: Settings) -> None:
    question = "from django.conf import settings; print(settings.DEMO_TRAC_PORT, settings.EGRESS_ALLOW)"
    given = {"DATA_DIR": str(place), "DEMO_TRAC_PORT": "8009", "DJANGO_SETTINGS_MODULE": "lms.settings"}
    answers = []
    for development in ("0", "1"):
        with python("-c", question, environment={**given, "DEVELOPMENT": development}) as told:
            answers.append(told.line("["))

    assert answers == ["0 []", "8009 ['127.0.0.1']"]


def test_up_says_when_its_port_is_taken(place: Path, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with up(place, port) as site:
            assert site.line("in use") == (
                f"CommandError: Port {port} of 127.0.0.1 is in use. Choose another with PORT=…."
            )
            assert site.process.wait(30) == 1


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
