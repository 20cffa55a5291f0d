"""Real sandboxes: the fixtures of the runtimes, and a base of each name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.conftest import built, host, place

__all__ = ["base_of", "host", "place"]

Bases = Callable[[str], Path]


@pytest.fixture(scope="session")
def base_of(host: Host) -> Bases:
    return lambda name: built(host, name)
