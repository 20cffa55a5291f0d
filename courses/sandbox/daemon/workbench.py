"""What the daemon asks of labs and of judging, and what it works with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from courses.sandbox.daemon.clocks import Clock
from courses.sandbox.daemon.crew import Crew
from courses.sandbox.daemon.keeping import Keeping
from courses.sandbox.judging.machine import Turn
from courses.sandbox.judging.verdicts import Result
from courses.sandbox.labs.spec import Lab
from courses.sandbox.runtimes.port import RuntimeFailure, SandboxDriver, Snapshot


class NoSuchLab(Exception):
    """What was sent is not a lab; ``reason`` for the operator."""


class NotReady(RuntimeFailure):
    """Not the runtime's fault: an image that is not built, a lab whose own scripts fail."""


class NotBuilt(NotReady):
    """An image that a lab needs is not there yet."""


class Workbench(Protocol):
    """All of it may take seconds and is called in a thread. Raises RuntimeFailure where the runtime could not."""

    def digest(self, files: Mapping[str, str]) -> str: ...

    def read(self, files: Mapping[str, str]) -> Lab:
        """Raises NoSuchLab."""

    def ports(self, lab: Lab, seed: int) -> tuple[int, ...]:
        """That may be looked at in the browser."""

    def bases(self, lab: Lab) -> Mapping[str, Path]:
        """By host."""

    def make(self, driver: SandboxDriver, key: str, lab: Lab, seed: int, restore: Path | None) -> None:
        """A machine that runs and is broken as the lab says, or as it was when ``restore`` was taken."""

    def judge(self, driver: SandboxDriver, key: str, lab: Lab, seed: int, snapshot: Snapshot) -> Sequence[Result]:
        """On a copy made from ``snapshot`` and ended again; at ``key`` itself only checks that ask for it look."""

    def solve(self, driver: SandboxDriver, key: str, lab: Lab, seed: int) -> Sequence[Turn]:
        """The lab's own solution, on the machine itself."""

    def prove(self, driver: SandboxDriver, lab: Lab, folder: Path) -> Mapping[str, Any]:
        """A minute or more. ``folder``: for what it leaves lying while it lasts."""


@dataclass(frozen=True)
class Tools:
    driver: SandboxDriver
    bench: Workbench
    keeping: Keeping
    crew: Crew
    clock: Clock
