"""A sandbox for a test: made by a process that has no rights, typed into through its terminal."""

import os
import select
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from courses.sandbox.runtimes.local.driver import LocalDriver
from courses.sandbox.runtimes.port import HostSpec, Limits, SandboxSpec, Terminal
from courses.sandbox.runtimes.runsc.driver import RunscDriver
from deploy.sandbox_host import Host

SEARCHED = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "xterm", "LC_ALL": "C.UTF-8"}
# Given a folder of its own and a block of ids.
Open = Callable[[Path, tuple[int, int]], LocalDriver[Any]]
OPEN: dict[str, Open] = {"bwrap": BubblewrapDriver, "runsc": RunscDriver}
# What this machine is said to be unable to run (docs/sandboxes.md): without this, its tests fail where it does not run.
CANNOT = frozenset(filter(None, os.environ.get("VEREDA_CANNOT", "").split(",")))
LONGEST = 60.0  # seconds; a test that waits this long has failed


def without_rights(host: Host, work: Callable[[], Any]) -> Any:
    """The answer of ``work``, which a child runs as the unprivileged user."""
    assert host.uid
    return rights.without_rights(work)


class Machine:
    """One sandbox of a driver and one terminal of it."""

    def __init__(self, driver: LocalDriver[Any], key: str, base: Path, limits: Limits | None = None) -> None:
        self.driver, self.key = driver, key
        driver.create(key, SandboxSpec((HostSpec(base),), limits or Limits(), SEARCHED))
        self.terminal: Terminal = driver.attach(key, ("/bin/sh",), 200, 50)
        self.count = 0
        self.run("stty -echo; PS1=; PS2=")

    def run(self, command: str) -> str:
        """What it printed, without the sign that says it is over."""
        self.count += 1
        over = f"over-{self.count}."
        _write(self.terminal.file, f"{command}\necho ; echo over-''{self.count}.\n".encode())
        return _read(self.terminal.file, over).rpartition(over)[0].replace("\r\n", "\n").strip()

    def end(self) -> None:
        self.terminal.close()
        self.driver.stop(self.key)


def _write(file: int, content: bytes) -> None:
    while content:
        select.select([], [file], [], LONGEST)
        content = content[os.write(file, content) :]


def _read(file: int, until: str) -> str:
    said, deadline = b"", time.monotonic() + LONGEST
    while until.encode() not in said:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([file], [], [], left)[0]:
            raise TimeoutError(said[-2000:].decode("utf-8", "replace"))
        said += os.read(file, 65_536)
    return said.decode("utf-8", "replace")


def empty(folder: Path) -> Path:
    """A folder for a driver, that only its user may enter."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
