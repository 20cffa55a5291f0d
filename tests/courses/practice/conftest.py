from collections.abc import Iterator
from typing import Any

import pytest

from deploy.real_trac import real_trac
from tests.courses.practice.trackers.real_trac import TracServer


@pytest.hookimpl(tryfirst=True)  # before ``-m`` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A real Trac is installed from the network the first time, and answers slower than anything that is made for tests."""
    for item in items:
        if "trac_server" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def trac_server() -> Iterator[TracServer]:
    """A real Trac, once a process. Tests make tickets of their own in it."""
    with real_trac() as trac:
        yield TracServer(trac)


@pytest.fixture
def reachable(settings: Any) -> None:
    settings.EGRESS_ALLOW = ["127.0.0.1"]
