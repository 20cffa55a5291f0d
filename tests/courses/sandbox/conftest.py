from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.courses.sandbox.daemon.support import Daemon
from tests.factories.labs import running_sandboxd

DAEMON = Path(__file__).parent / "daemon"


@pytest.hookimpl(tryfirst=True)  # before ``-m`` chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever has real machines mostly waits for them: ./vereda test runs twice as many of them at once. Daemons are
    started and ended by each of their tests."""
    for item in items:
        if DAEMON in item.path.parents:
            item.add_marker("slow")
        if "host" in getattr(item, "fixturenames", ()) and item.get_closest_marker("journey") is None:
            item.add_marker("machines")


@pytest.fixture
def sandboxd(tmp_path: Path, settings: Any) -> Iterator[Daemon]:
    """The site's settings lead to it."""
    with running_sandboxd(tmp_path, settings) as daemon:
        yield daemon


@pytest.fixture
def mentor(make_person: Callable[..., Person]) -> Person:
    return make_person("Marta", Role.SUPPORT)
