import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.sandbox import images
from courses.sandbox.runtimes import rights
from deploy import gvisor
from deploy.sandbox_host import Host, prepare
from tests.courses.sandbox.runtimes.machine import CANNOT, OPEN, Open, without_rights

# Bases take half a minute each and are the same for every run until their list changes.
BASES = Path("/var/tmp/vereda-test-bases")


@pytest.fixture(scope="session")
def host() -> Host:
    """Root makes the unprivileged user; anybody else is one."""
    return prepare(comes_last=False) if os.geteuid() == 0 else Host(os.getuid(), os.getgid(), rights.own_block())


@pytest.fixture(scope="session")
def place(host: Host) -> Iterator[Path]:
    """A folder of the unprivileged user, which they can reach."""
    folder = Path(tempfile.mkdtemp(prefix="vereda-sandbox-", dir="/var/tmp"))
    folder.chmod(0o711)
    os.chown(folder, host.uid, host.gid)
    yield folder
    shutil.rmtree(folder)


def built(host: Host, name: str) -> Path:
    listed = hashlib.sha256(repr((images.PACKAGES[name], images.FORGOTTEN, host.block)).encode()).hexdigest()[:12]
    folder = BASES / listed
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    for one in (BASES, folder):
        one.chmod(0o711)
        os.chown(one, host.uid, host.gid)
    with (BASES / f"{listed}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several processes run tests
        made: Path = without_rights(host, lambda: images.build(name, folder, host.block)).folder
    return made


@pytest.fixture(scope="session")
def base(host: Host) -> Path:
    return built(host, "shell")


@pytest.fixture(scope="session")
def web(host: Host) -> Path:
    return built(host, "web")


@pytest.fixture(scope="module", params=sorted(OPEN))
def runtime(request: pytest.FixtureRequest) -> Open:
    if request.param == "runsc" and os.geteuid() == 0:
        gvisor.prepare()
    return OPEN[request.param]


def pytest_configure() -> None:
    if unknown := CANNOT - {*OPEN, "k8s"}:
        raise pytest.UsageError(f"VEREDA_CANNOT names what nobody knows: {', '.join(sorted(unknown))}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What this machine is declared to be unable to run is not asked of it; test_declared.py looks whether that is so."""

    def is_declared(item: pytest.Item) -> bool:
        spec = getattr(item, "callspec", None)
        return spec is not None and spec.params.get("runtime") in CANNOT

    declared = [item for item in items if is_declared(item)]
    config.hook.pytest_deselected(items=declared)
    items[:] = [item for item in items if item not in declared]
