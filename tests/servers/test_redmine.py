"""The contract on a real Redmine, and what is peculiar to it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.courses.practice.trackers.contract import Contract
from tests.servers.redmine_server import RedmineServer

pytestmark = pytest.mark.servers


@pytest.fixture(scope="session")
def redmine() -> Iterator[RedmineServer]:
    with TemporaryDirectory(prefix="vereda-") as folder:
        server = RedmineServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


class TestRedmine(Contract):
    @pytest.fixture
    def server(self, redmine: RedmineServer) -> RedmineServer:
        return redmine
