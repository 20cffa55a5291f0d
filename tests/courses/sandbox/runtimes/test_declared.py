"""A runtime that is declared to be impossible here (``VEREDA_CANNOT``) is, or its tests would hide behind the word."""

from functools import partial
from importlib.util import find_spec
from pathlib import Path

from courses.sandbox.runtimes.port import HostSpec, RuntimeFailure, SandboxSpec
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.machine import CANNOT, OPEN, SEARCHED, empty, without_rights


def test_what_is_declared_impossible_is(host: Host, place: Path, base: Path) -> None:
    def works(name: str) -> bool:
        try:
            driver = OPEN[name](empty(place / f"declared-{name}"), host.block)
            driver.create("one", SandboxSpec((HostSpec(base),), environment=SEARCHED))
            said = driver.run("one", ("/bin/ls", "-l", "/")).code
            driver.stop("one")
        except RuntimeFailure:
            return False
        return said == 0

    assert "k8s" not in CANNOT or find_spec("kubernetes") is None
    declared = CANNOT & set(OPEN)
    assert [name for name in sorted(declared) if without_rights(host, partial(works, name))] == []
