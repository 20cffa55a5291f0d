"""The two small labs of the tests, also with changes, and a driver that runs them."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.sandbox.judging import machine
from courses.sandbox.labs import library, reading
from courses.sandbox.labs.spec import Lab
from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from courses.sandbox.runtimes.port import Ran, SandboxSpec
from deploy.sandbox_host import Host
from tests.courses.sandbox.labs.folders import HERE
from tests.courses.sandbox.runtimes.machine import empty, without_rights

SEED, KEY = 1, "one"


def lab(slug: str, *changes: tuple[str, str], **files: str) -> Lab:
    """``changes``: of lab.yaml, as regular expressions. ``files``: others' contents, ``break_`` for break.sh."""
    folder = library.files_of(HERE / slug)
    for old, new in changes:
        folder["lab.yaml"], count = re.subn(old, new, folder["lab.yaml"], flags=re.DOTALL)
        assert count, old
    return reading.read(slug, folder | {f"{name.rstrip('_')}.sh": text for name, text in files.items()})


@dataclass(frozen=True)
class Workshop:
    """Within the process without rights."""

    driver: BubblewrapDriver
    folder: Path
    lab: Lab
    spec: SandboxSpec

    def make(self) -> None:
        machine.make(self.driver, KEY, self.lab, self.spec, SEED)

    def sh(self, words: str) -> Ran:
        return self.driver.run(KEY, ("/bin/sh", "-c", words), seconds=30)

    def solve(self) -> None:
        assert [turn.ran.code for turn in machine.play(self.driver, KEY, self.lab, SEED, "solve")] == [0]


def in_workshop(host: Host, folder: Path, base: Path, lab: Lab, work: Callable[[Workshop], Any]) -> Any:
    def working() -> Any:
        driver = BubblewrapDriver(empty(folder) / "machines", host.block)
        driver.folder.mkdir()
        spec = machine.specify(lab, {one.base: base for one in lab.hosts})
        try:
            return work(Workshop(driver, folder, lab, spec))
        finally:
            driver.stop(KEY)

    return without_rights(host, working)
