import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.sandbox import images
from deploy.sandbox_host import Host, prepare
from tests.courses.sandbox.runtimes.machine import without_rights


@pytest.fixture(scope="session")
def host() -> Host:
    return prepare()


@pytest.fixture(scope="session")
def place(host: Host) -> Iterator[Path]:
    """A folder of the unprivileged user, which they can reach."""
    folder = Path(tempfile.mkdtemp(prefix="vereda-sandbox-", dir="/var/tmp"))
    folder.chmod(0o711)
    os.chown(folder, host.uid, host.gid)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def base(host: Host, place: Path) -> Path:
    return without_rights(host, lambda: images.build("shell", place, host.block)).folder
