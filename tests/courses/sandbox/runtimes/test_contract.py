"""The promises of the port, kept by the runtimes on this machine with real sandboxes."""

from pathlib import Path

import pytest

from courses.sandbox.runtimes.port import HostSpec, SandboxSpec
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.contract import PROMISES, Promise
from tests.courses.sandbox.runtimes.machine import SEARCHED, Open, empty, without_rights


@pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.__name__)
def test_promise_is_kept(runtime: Open, host: Host, place: Path, base: Path, promise: Promise) -> None:
    folder = place / promise.__name__

    def kept() -> None:
        driver = runtime(empty(folder) / "machines", host.block)
        driver.folder.mkdir()
        promise(driver, SandboxSpec((HostSpec(base),), environment=SEARCHED), folder)

    without_rights(host, kept)
