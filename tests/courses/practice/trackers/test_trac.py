from collections.abc import Iterator

import pytest

from deploy.real_trac import real_trac
from tests.courses.practice.trackers.contract import Contract
from tests.courses.practice.trackers.real_trac import TracServer


@pytest.fixture(scope="session")
def trac_server() -> Iterator[TracServer]:
    with real_trac() as trac:
        yield TracServer(trac)


class TestTrac(Contract):
    @pytest.fixture
    def server(self, trac_server: TracServer) -> TracServer:
        return trac_server
