from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from courses.practice.domain import claiming
from courses.practice.models import Claim
from deploy.real_trac import real_trac
from lms.accounts.models import Person
from lms.core import clock
from tests.courses.practice.trackers.real_trac import TracServer
from tests.courses.sandbox.daemon.support import Daemon
from tests.factories import practice
from tests.factories.labs import make_lab, running_sandboxd


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


@pytest.fixture
def sandboxd(tmp_path: Path, settings: Any) -> Iterator[Daemon]:
    with running_sandboxd(tmp_path, settings) as daemon:
        yield daemon


@pytest.fixture
def with_machine(make_person: Callable[..., Person]) -> Claim:
    """Luz's claim on an assignment to which a lab belongs."""
    make_lab("words")
    assignment = practice.make_assignment(practice.make_mentor("Marta"), now=clock.now(), lab="words")
    return claiming.claim(assignment=assignment, person=make_person("Luz"), now=clock.now())
