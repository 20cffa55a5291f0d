from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.sandbox.runtimes.fake import FakeDriver
from tests.courses.sandbox.daemon.support import Daemon


@pytest.fixture
def driver() -> FakeDriver:
    return FakeDriver()


@pytest.fixture
def daemon(tmp_path: Path, driver: FakeDriver) -> Iterator[Daemon]:
    with Daemon(tmp_path, driver) as started:
        yield started
