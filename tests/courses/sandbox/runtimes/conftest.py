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
from deploy.sandbox_host import Host, prepare
from tests.courses.sandbox.runtimes.machine import without_rights

# Bases take half a minute each and are the same for every run until their list changes.
BASES = Path("/var/tmp/vereda-test-bases")


@pytest.fixture(scope="session")
def host() -> Host:
    """Root makes the unprivileged user; anybody else is one."""
    return prepare() if os.geteuid() == 0 else Host(os.getuid(), os.getgid(), rights.own_block())


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
