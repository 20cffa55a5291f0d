"""What tests share that need threads and job loops in processes of their own."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import pytest
from django.db import connections
from pytest_django import Settings

from lms.core.jobs import nudge, registry
from tests.core.processes import Watched, database_environment, python

T = TypeVar("T")


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a short path: sockets live in it."""
    with TemporaryDirectory(prefix="vereda-") as folder:
        yield Path(folder)


def job_loop(place: Path, lease: float, *between_looks: float) -> Watched:
    """A job loop in a process of its own, on the tests' database; how often it looks unasked may be given in seconds."""
    environment = {**database_environment(), "DATA_DIR": str(place)}
    return python("-m", "tests.core.jobs.loop_process", str(lease), *map(str, between_looks), environment=environment)


def at_once(number: int, function: Callable[[int], T]) -> list[T]:
    """Calls the function in that many threads, released together; each has a connection of its own."""
    start = threading.Barrier(number)

    def call(position: int) -> T:
        try:
            start.wait()
            return function(position)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(call, range(number)))


def lines(path: Path) -> list[str]:
    """The first word of each line that tasks wrote."""
    return [line.split()[0] for line in path.read_text().splitlines()] if path.exists() else []


@contextmanager
def broker_at(url: str, settings: Settings) -> Iterator[None]:
    """This process publishes to that address, as if BROKER_URL had named it at the start."""
    application = registry.load()
    before = application.conf.broker_url
    settings.BROKER_URL = application.conf.broker_url = url
    application._after_fork()  # forgets connections that were made before
    nudge._outage.since = None
    try:
        yield
    finally:
        application.conf.broker_url = before
        application._after_fork()
        nudge._outage.since = None
