"""The contract on a real Request Tracker, and what is peculiar to it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.courses.practice.trackers.contract import Contract
from tests.servers.request_tracker import RequestTrackerServer

pytestmark = pytest.mark.servers


@pytest.fixture(scope="session")
def request_tracker() -> Iterator[RequestTrackerServer]:
    with TemporaryDirectory(prefix="vereda-") as folder:
        server = RequestTrackerServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


class TestRequestTracker(Contract):
    @pytest.fixture
    def server(self, request_tracker: RequestTrackerServer) -> RequestTrackerServer:
        return request_tracker
