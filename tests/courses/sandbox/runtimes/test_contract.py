"""The promises of the port, kept by the runtime of bubblewrap with real sandboxes."""

from pathlib import Path

import pytest

from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from courses.sandbox.runtimes.port import HostSpec, SandboxSpec
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.contract import PROMISES, Promise
from tests.courses.sandbox.runtimes.machine import SEARCHED, empty, without_rights


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.__name__)
def test_bubblewrap(host: Host, place: Path, base: Path, promise: Promise) -> None:
    folder = place / promise.__name__

    def kept() -> None:
        driver = BubblewrapDriver(empty(folder) / "machines", host.block)
        driver.folder.mkdir()
        promise(driver, SandboxSpec((HostSpec(base),), environment=SEARCHED), folder)

    without_rights(host, kept)
