"""Limits of memory, processes and processor time: control groups, version 2 or 1, in a part that was handed to our user.

Source: Linux, Documentation/admin-guide/cgroup-v2.rst and cgroup-v1/. Whoever may not make groups gets none, and ``find``
says so: without them a sandbox could take the whole machine, and none is started.
"""

import os
import pwd
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from courses.sandbox.runtimes.port import Limits, RuntimeFailure, Usage

ROOT = Path("/sys/fs/cgroup")
OWNER = "vereda-sandbox"
DAEMON = "daemon"  # version 2: no group may hold both processes and groups with limits, so we go into one of our own
NEEDED = ("memory", "pids", "cpu")
PERIOD = 100_000  # microseconds


@dataclass(frozen=True)
class Groups:
    """``parents``: one folder for version 2, one for each of ``NEEDED`` for version 1; all are ours."""

    parents: tuple[Path, ...]
    version: int

    def make(self, name: str, limits: Limits) -> tuple[Path, ...]:
        """The groups of one sandbox, to be joined before anything of it runs."""
        made = tuple(parent / name for parent in self.parents)
        for folder in made:
            folder.mkdir(exist_ok=True)
        for file, value in (_second if self.version == 2 else _first)(limits).items():
            for folder in made:
                if (folder / file).exists():
                    (folder / file).write_text(value, encoding="utf-8")
        return made

    def processes(self, name: str) -> set[int]:
        found: set[int] = set()
        for parent in self.parents:
            listed = parent / name / "cgroup.procs"
            if listed.exists():
                found.update(map(int, listed.read_text(encoding="utf-8").split()))
        return found

    def names(self) -> set[str]:
        return {folder.name for parent in self.parents for folder in parent.iterdir() if folder.is_dir()}

    def usage(self, name: str) -> Usage:
        return Usage(
            int(self._value(name, "memory.current", "memory.usage_in_bytes")),
            self._seconds(name),
            int(self._value(name, "pids.current")),
        )

    def _seconds(self, name: str) -> float:
        told = self._value(name, "cpu.stat")
        if self.version == 2:
            return int(dict(line.split() for line in told.splitlines())["usage_usec"]) / 1e6
        return int(self._value(name, "cpuacct.usage")) / 1e9

    def _value(self, name: str, *files: str) -> str:
        """Of the first that is there; version 1 has processor time only where its two kinds lie together."""
        for file in (parent / name / file for file in files for parent in self.parents):
            if file.exists():
                return file.read_text(encoding="utf-8").strip()
        return "0"

    def kill(self, name: str) -> None:
        """Every process. Version 2 has one word for it, which also ends what is made meanwhile."""
        for parent in self.parents:
            at_once = parent / name / "cgroup.kill"
            if at_once.exists():
                at_once.write_text("1", encoding="ascii")
                return
        for process in self.processes(name):
            with suppress(ProcessLookupError, PermissionError):  # ``remove`` says who stayed
                os.kill(process, signal.SIGKILL)

    def remove(self, name: str, seconds: float = 5.0) -> None:
        """Once no process is left in them. Raises RuntimeFailure where some stay for longer than ``seconds``."""
        until = time.monotonic() + seconds
        for folder in (parent / name for parent in self.parents):
            while folder.exists():
                try:
                    folder.rmdir()
                except OSError as error:
                    if time.monotonic() > until:
                        raise RuntimeFailure(f"processes of {name} do not end") from error
                    time.sleep(0.005)


def find(part: str) -> Groups:
    """``part``: of one daemon, so that none takes another's sandboxes for its own. Raises RuntimeFailure where no part of
    the tree was handed to us; its words say how that is done."""
    version = 2 if (ROOT / "cgroup.controllers").exists() else 1
    given = (_own(),) if version == 2 else tuple(ROOT / one / handed_to(_user()) for one in NEEDED)
    missing = [str(one) for one in given if not os.access(one, os.W_OK)]
    if missing:
        raise RuntimeFailure(f"may not make control groups in {', '.join(missing)}: give them to this user")
    for folder in (one / part for one in given):
        folder.mkdir(exist_ok=True)
        if version == 2:
            _pass_on(folder)
    return Groups(tuple(one / part for one in given), version)


def join(user: str) -> None:
    """As root, who is about to become ``user``. Version 2 lets nobody come in from outside whose owner is another one, the
    owner of the inside included (cgroup-v2.rst, Delegation Containment); version 1 does."""
    inside = ROOT / handed_to(user) / DAEMON / "cgroup.procs"
    if inside.exists():
        inside.write_text(str(os.getpid()), encoding="ascii")


def handed_to(user: str) -> str:
    """The folder that root makes for a user (``deploy/sandbox_host.py`` does)."""
    return OWNER if user == OWNER else f"{OWNER}-{user}"


def _user() -> str:
    return pwd.getpwuid(os.geteuid()).pw_name


def _own() -> Path:
    """Version 2: the group that we are in and that is ours, by systemd (``Delegate=yes``) or by ``join``. Raises
    RuntimeFailure."""
    lines = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()
    found = ROOT / next((one for one in lines if one.startswith("0::/")), "0::/").removeprefix("0::/")
    own = found.parent if found.name == DAEMON else found
    if not all(os.access(own / file, os.W_OK) for file in ("", "cgroup.procs", "cgroup.subtree_control")):
        raise RuntimeFailure(f"may not make control groups in {own}: start this where one is ours (docs/sandboxes.md)")
    (own / DAEMON).mkdir(exist_ok=True)
    for process in (own / "cgroup.procs").read_text(encoding="ascii").split():
        with suppress(ProcessLookupError):
            (own / DAEMON / "cgroup.procs").write_text(process, encoding="ascii")
    _pass_on(own)
    return own


def _pass_on(folder: Path) -> None:
    given = (folder / "cgroup.controllers").read_text(encoding="ascii").split()
    missing = [one for one in NEEDED if one not in given]
    if missing:
        raise RuntimeFailure(f"may not make control groups in {folder}: without {', '.join(missing)}")
    (folder / "cgroup.subtree_control").write_text(" ".join(f"+{one}" for one in NEEDED), encoding="utf-8")


def _second(limits: Limits) -> dict[str, str]:
    return {
        "memory.max": str(limits.memory),
        "memory.swap.max": "0",
        "pids.max": str(limits.processes),
        "cpu.max": f"{int(limits.cpu * PERIOD)} {PERIOD}",
    }


def _first(limits: Limits) -> dict[str, str]:
    return {
        "memory.limit_in_bytes": str(limits.memory),
        "memory.memsw.limit_in_bytes": str(limits.memory),
        "pids.max": str(limits.processes),
        "cpu.cfs_period_us": str(PERIOD),
        "cpu.cfs_quota_us": str(int(limits.cpu * PERIOD)),
    }
