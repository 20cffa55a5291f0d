"""Sandboxes of gVisor on this machine, for one process of an unprivileged user.

A pristine machine is a second container of the same sandbox: it has the learner's network and none of their programs, and
gVisor's kernel between it and them.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from socket import socket
from typing import Any

from courses.sandbox.runtimes.local import files, network
from courses.sandbox.runtimes.local.driver import MOST, SECONDS, LocalDriver
from courses.sandbox.runtimes.local.following import PseudoTerminal
from courses.sandbox.runtimes.local.packing import lent, restored
from courses.sandbox.runtimes.local.spaces import MOUNT, SHELL, UNSHARE, new_block, same_block
from courses.sandbox.runtimes.port import Box, HostSpec, Limits, Program, Ran, RuntimeFailure, SandboxSpec, Usage
from courses.sandbox.runtimes.runsc import bundle, inside
from courses.sandbox.runtimes.runsc.inside import ROOM, Way
from courses.sandbox.runtimes.runsc.launch import Engine, Launched, Plan, launch
from courses.sandbox.runtimes.runsc.release import refuse_unless_known

RUNSC = Path("/usr/local/lib/vereda/runsc")
OWN_PROCESSES = 7
THREADS_EACH, THREADS = 32, 1000  # on the machine for each process inside, and for gVisor itself
CONNECTIONS = tuple(f"/proc/net/{kind}" for kind in ("tcp", "tcp6", "udp", "udp6"))
BEGIN = 'exec "$@"'


@dataclass(frozen=True)
class _Host:
    spec: HostSpec
    launched: Launched
    way: Way

    @property
    def outside(self) -> subprocess.Popen[bytes]:
        return self.launched.outside

    def place(self) -> tuple[int, str]:
        return self.outside.pid, f"/proc/{self.outside.pid}/cwd/root"

    def end(self) -> None:
        self.launched.end()


@dataclass(frozen=True)
class _Pristine:
    way: Way

    def run(
        self, command: Sequence[str], *, stdin: bytes = b"", environment: Mapping[str, str] | None = None,
        seconds: float = SECONDS, most: int = MOST,
    ) -> Ran:  # fmt: skip
        return _with(self.way, environment).run(command, stdin, seconds, most)


class RunscDriver(LocalDriver[_Host]):
    """``program``: runsc. ``platform``: ``ptrace`` costs an idle machine next to nothing; ``systrap`` costs it 3 to 4 % of a
    core and is not faster where we measured (docs/sandboxes.md). Releases that know no ``ptrace`` need the other.

    Raises RuntimeFailure where runsc is missing or older than we know to work.
    """

    def __init__(
        self, folder: Path, block: tuple[int, int], program: Path = RUNSC, platform: str = "ptrace"
    ) -> None:  # fmt: skip
        super().__init__(folder, block)
        refuse_unless_known(program)
        self.engine = Engine(program, platform)

    def _launch(self, key: str, spec: SandboxSpec, host: HostSpec, first: _Host | None, restore: Path | None) -> _Host:
        folder = self.folder / key / host.name
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        joined = self.groups.make(f"{key}.{host.name}", _around(spec.limits))
        entering = same_block(first.outside.pid) if first else new_block(self.block)
        engine = self.engine.words(folder)
        with restored(restore, host.name, spec.limits) as archive:
            launched = launch(Plan(folder, joined, entering, engine, host, spec.limits, archive))
        return _Host(host, launched, Way(launched, bundle.LAB, spec.environment, spec.limits))

    def _ready(self, spec: SandboxSpec, hosts: list[_Host]) -> None:
        if len(hosts) > 1:
            network.link([(host.spec, host.outside.pid) for host in hosts])
        for host in hosts:
            host.launched.start()

    def _usage(self, group: str) -> Usage:
        """Each process inside is one of the machine's too, with a dozen threads; about so many others are gVisor's."""
        return replace(self.groups.usage(group), processes=max(0, len(self.groups.processes(group)) - OWN_PROCESSES))

    def attach(self, key: str, command: Sequence[str], columns: int, rows: int, host: str = "") -> PseudoTerminal:
        return self._host(key, host).way.attach(command, columns, rows)

    def run(
        self, key: str, command: Sequence[str], *, host: str = "", stdin: bytes = b"",
        environment: Mapping[str, str] | None = None, seconds: float = SECONDS, most: int = MOST,
    ) -> Ran:  # fmt: skip
        return _with(self._host(key, host).way, environment).run(command, stdin, seconds, most)

    def judge(self, key: str, host: str = "", borrowed: Sequence[str] = ()) -> AbstractContextManager[Box]:
        return self._pristine(key, host, borrowed)

    @contextmanager
    def _pristine(self, key: str, host: str, borrowed: Sequence[str]) -> Iterator[Box]:
        found, limits = self._host(key, host), self._running[key].spec.limits
        name = f"box-{next(self._boxes)}"
        folder = found.launched.folder
        bundle.write_pristine(folder / name, folder / "box", folder / "root")
        try:
            with lent(found.outside.pid, borrowed, limits) as archive:
                before = [UNSHARE, "--mount", "--propagation", "private", SHELL, "-c", MOUNT + BEGIN, "sandbox", "lent",
                          "box", "-", str(limits.disk), str(limits.files), "archive" if archive else "-"]  # fmt: skip
                inside.told(found.launched, "run", "--detach", f"--bundle={name}", name,
                            before=before, stdin=archive)  # fmt: skip
            yield _Pristine(replace(found.way, container=name))
        finally:
            with suppress(RuntimeFailure):  # all of it ends with the sandbox
                inside.told(found.launched, "delete", "--force", name)

    def connect(self, key: str, port: int, host: str = "") -> socket:
        return inside.connect(self._host(key, host).way, port)

    def programs(self, key: str, host: str = "") -> list[Program]:
        found = self._host(key, host)
        listed = [one for one in inside.processes(found.way) if one["args"][:1] != ["init"] or one["status"]["pid"] > 2]
        ports = _ports(inside.read(found.way, *CONNECTIONS))
        around = f"/proc/{found.outside.pid}/cwd"

        def judged() -> list[bool]:
            base, up = (os.open(f"{around}/{place}", os.O_PATH) for place in ("base", "disk/up"))
            return [_is_pristine(one, base, up) for one in listed]

        pristine: list[bool] = files.ask(found.outside.pid, ("user",), judged)
        return [_program(one, ports, is_pristine) for one, is_pristine in zip(listed, pristine, strict=True)]


def _around(limits: Limits) -> Limits:
    """Of the whole of gVisor's processes, whose kernel lives on the same memory."""
    return replace(limits, memory=limits.memory + ROOM, processes=THREADS + THREADS_EACH * limits.processes)


def _with(way: Way, environment: Mapping[str, str] | None) -> Way:
    return replace(way, environment={**way.environment, **environment}) if environment else way


def _ports(told: str) -> dict[str, int]:
    """From the name of a socket to its port, of those that listen. ``told``: files of proc_net(5), one after the other."""
    found, state = {}, ""
    for line in told.splitlines():
        parts = line.split()
        if parts[:1] == ["sl"]:
            state = "07" if "drops" in parts else "0A"
        elif len(parts) > 9 and parts[3] == state:
            found[f"socket:[{parts[9]}]"] = int(parts[1].rpartition(":")[2], 16)
    return found


def _is_pristine(one: Mapping[str, Any], base: int, up: int) -> bool:
    """All code that it has mapped is the base's, and its names are those of the host's own files."""
    mapped = {part["pathname"] for part in one["maps"] if part["permissions"]["Execute"] and part.get("pathname")}
    names = {name for name in mapped if not name.startswith("[")} | {one["exe"]}
    return one["root"] == "/" and all(files.is_of_the_base(name, base, up) for name in names)


def _program(one: Mapping[str, Any], ports: Mapping[str, int], is_pristine: bool) -> Program:
    listens = {ports[file["path"]] for file in one["fdlist"] or () if file["path"] in ports}
    return Program(
        one["exe"], tuple(one["args"]), one["status"]["uid"]["effective"], tuple(sorted(listens)), is_pristine
    )
