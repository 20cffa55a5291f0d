import logging
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.db import transaction
from pytest_django import Settings

from lms.core import clock, jobs
from lms.core.jobs import loop, nudge
from lms.core.jobs.models import Job
from tests.core.jobs import chores  # noqa: F401  registers the tasks
from tests.core.jobs.harness import broker_at

PATIENCE = 15.0  # seconds; a wake-up that works takes none of them, and twenty that wait for an answer take more


@pytest.fixture
def data_dir(settings: Settings) -> Iterator[Path]:
    """A short path: the name of a socket has room for a hundred letters."""
    with TemporaryDirectory(prefix="vereda-") as folder:
        settings.DATA_DIR = Path(folder)
        yield settings.DATA_DIR


@pytest.fixture
def listener(data_dir: Path) -> Iterator[nudge.Listener]:
    with nudge.Listener(nudge.socket_folder()) as listener:
        yield listener


@pytest.mark.django_db(transaction=True)
def test_a_commit_wakes_the_loop_and_not_before(listener: nudge.Listener) -> None:
    with transaction.atomic():
        jobs.enqueue("tests.note", "some/path")
        assert listener.wait(0) is False

    assert listener.wait(PATIENCE) is True
    assert listener.wait(0) is False


@pytest.mark.django_db(transaction=True)
def test_a_second_request_for_the_same_work_wakes_too(listener: nudge.Listener) -> None:
    jobs.enqueue("tests.note", "some/path", dedupe="note")
    assert listener.wait(PATIENCE) is True

    jobs.enqueue("tests.note", "some/path", dedupe="note")

    assert listener.wait(PATIENCE) is True


@pytest.mark.django_db(transaction=True)
def test_a_rollback_and_a_later_job_wake_nobody(listener: nudge.Listener) -> None:
    with transaction.atomic():
        jobs.enqueue("tests.note", "some/path")
        transaction.set_rollback(True)
    jobs.enqueue("tests.note", "some/path", due=clock.now().replace(year=2099))

    assert listener.wait(0) is False


def test_waking_nobody_is_harmless(data_dir: Path) -> None:
    nudge.wake_loops()


def test_a_socket_that_a_killed_loop_left_is_cleared_away(data_dir: Path) -> None:
    folder = nudge.socket_folder()
    folder.mkdir()
    left = folder / "jobs-1-0.sock"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as dead:
        dead.bind(str(left))

    nudge.wake_loops()

    assert not left.exists()


def test_a_loop_without_an_ear_still_waits_and_can_be_stopped(tmp_path: Path) -> None:
    with nudge.Listener(tmp_path / ("too-long-for-a-socket" * 10)) as listener:
        assert listener.wait(0.01) is False
        listener.wake()
        assert listener.wait(PATIENCE) is True


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Somebody takes the connection and never says a word: as a machine does that lost its way."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(50)
        yield int(listening.getsockname()[1])


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("silent", [False, True])
def test_a_broker_that_is_away_is_harmless_quick_and_told_once(
    settings: Settings, caplog: pytest.LogCaptureFixture, silent_port: int, silent: bool
) -> None:
    port = silent_port if silent else 1  # where nobody listens
    begun = time.monotonic()

    with broker_at(f"amqp://127.0.0.1:{port}", settings), caplog.at_level(logging.INFO, "lms.core.jobs"):
        for _ in range(20):
            jobs.enqueue("tests.note", "some/path")
        with nudge.Listener(Path("/nowhere")) as listener:
            swept = loop.Sweep(listener).sweep(now=clock.now().replace(year=2099))

    assert time.monotonic() - begun < PATIENCE
    assert Job.objects.count() == 20
    assert swept == 0
    assert [record.message for record in caplog.records if "broker" in record.message] == [
        "the broker does not answer; the sweep will deliver"
    ]
