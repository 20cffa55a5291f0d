"""Sandboxes of bubblewrap on this machine, for one process of an unprivileged user."""

import os
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

from courses.sandbox.runtimes.bwrap import groups
from courses.sandbox.runtimes.bwrap.entering import PseudoTerminal, enter
from courses.sandbox.runtimes.bwrap.launch import Launched, launch
from courses.sandbox.runtimes.port import Capabilities, Phase, RuntimeFailure, SandboxSpec, Status


@dataclass(frozen=True)
class _Running:
    launched: Launched
    spec: SandboxSpec
    joined: tuple[Path, ...]


class BubblewrapDriver:
    """``folder``: ours alone. ``block``: first and number of the user's subordinate ids (subuid(5)).

    Raises RuntimeFailure as root: bubblewrap would keep every right and map root to root.
    """

    def __init__(self, folder: Path, block: tuple[int, int]) -> None:
        if os.geteuid() == 0:
            raise RuntimeFailure("sandboxes are never started by root")
        self.folder, self.block = folder, block
        self.groups = groups.find()
        self._running: dict[str, _Running] = {}

    def capabilities(self) -> Capabilities:
        return Capabilities()

    def create(self, key: str, spec: SandboxSpec) -> Status:
        if self.get(key).phase == Phase.READY:
            return self.get(key)
        self._sweep(key)
        place = self.folder / key
        place.mkdir(mode=0o711, exist_ok=True)
        joined = self.groups.make(key, spec.limits)
        try:
            launched = launch(spec, place, joined, self.block)
        except BaseException:
            self._sweep(key)
            raise
        self._running[key] = _Running(launched, spec, joined)
        return Status(key, Phase.READY)

    def attach(self, key: str, command: tuple[str, ...], columns: int, rows: int) -> PseudoTerminal:
        found = self._running.get(key)
        if found is None or self.get(key).phase != Phase.READY:
            raise RuntimeFailure("the sandbox has ended")
        return enter(found.launched.inside, found.joined, command, found.spec.environment, columns, rows)

    def get(self, key: str) -> Status:
        found = self._running.get(key)
        ended = found is None or found.launched.outside.poll() is not None
        return Status(key, Phase.STOPPED if ended else Phase.READY)

    def list(self) -> list[Status]:
        """Also what a daemon before this one left behind: whatever has a group."""
        return [self.get(key) for key in sorted(self.groups.names() | set(self._running))]

    def stop(self, key: str) -> None:
        """Ends every process of it; again it changes nothing."""
        found = self._running.pop(key, None)
        if found:
            found.launched.outside.kill()
            found.launched.outside.wait()
        self._sweep(key)

    def _sweep(self, key: str) -> None:
        for process in self.groups.processes(key):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.groups.remove(key)
        shutil.rmtree(self.folder / key, ignore_errors=True)
