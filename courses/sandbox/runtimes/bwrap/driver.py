"""Sandboxes of bubblewrap on this machine, for one process of an unprivileged user."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from socket import socket

from courses.sandbox.runtimes.bwrap import reaching
from courses.sandbox.runtimes.bwrap.entering import Way, starting
from courses.sandbox.runtimes.bwrap.launch import Launched, Plan, beside, launch
from courses.sandbox.runtimes.local import following, network
from courses.sandbox.runtimes.local.driver import MOST, SECONDS, LocalDriver
from courses.sandbox.runtimes.local.following import PseudoTerminal
from courses.sandbox.runtimes.local.packing import lent, restored
from courses.sandbox.runtimes.local.spaces import new_block, same_block
from courses.sandbox.runtimes.port import Box, HostSpec, Program, Ran, SandboxSpec


@dataclass(frozen=True)
class _Host:
    spec: HostSpec
    launched: Launched
    way: Way

    @property
    def outside(self) -> subprocess.Popen[bytes]:
        return self.launched.outside

    def place(self) -> tuple[int, str]:
        return self.launched.inside, f"/proc/{self.launched.inside}/root"

    def end(self) -> None:
        self.launched.end()


@dataclass(frozen=True)
class _Pristine:
    way: Way

    def run(
        self, command: Sequence[str], *, stdin: bytes = b"", environment: Mapping[str, str] | None = None,
        seconds: float = SECONDS, most: int = MOST,
    ) -> Ran:  # fmt: skip
        return following.run(starting(_with(self.way, environment), command), stdin, seconds, most)


class BubblewrapDriver(LocalDriver[_Host]):
    def _launch(self, key: str, spec: SandboxSpec, host: HostSpec, first: _Host | None, restore: Path | None) -> _Host:
        folder = self.folder / key / host.name
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        joined = self.groups.make(f"{key}.{host.name}", spec.limits)
        entering = same_block(first.launched.inside) if first else new_block(self.block)
        with restored(restore, host.name, spec.limits) as archive:
            launched = launch(
                Plan(folder, spec.limits, joined, entering, host.name, host.base, spec.environment, archive)
            )
        reaching.allow_ping(launched)
        return _Host(host, launched, Way(launched.inside, joined, spec.environment, spec.limits.disk))

    def _ready(self, spec: SandboxSpec, hosts: list[_Host]) -> None:
        if len(hosts) > 1:
            network.link([(host.spec, host.launched.inside) for host in hosts])

    def attach(self, key: str, command: Sequence[str], columns: int, rows: int, host: str = "") -> PseudoTerminal:
        return following.enter(starting(self._host(key, host).way, command), columns, rows)

    def run(
        self, key: str, command: Sequence[str], *, host: str = "", stdin: bytes = b"",
        environment: Mapping[str, str] | None = None, seconds: float = SECONDS, most: int = MOST,
    ) -> Ran:  # fmt: skip
        way = _with(self._host(key, host).way, environment)
        return following.run(starting(way, command), stdin, seconds, most)

    def judge(self, key: str, host: str = "", borrowed: Sequence[str] = ()) -> AbstractContextManager[Box]:
        return self._pristine(key, host, borrowed)

    @contextmanager
    def _pristine(self, key: str, host: str, borrowed: Sequence[str]) -> Iterator[Box]:
        found, spec = self._host(key, host), self._running[key].spec
        name = f"{key}.{found.spec.name}.box-{next(self._boxes)}"
        joined = self.groups.make(name, spec.limits)
        launched: Launched | None = None
        try:
            with lent(found.outside.pid, borrowed, spec.limits) as archive:
                launched = launch(
                    Plan(self.folder / key / found.spec.name, spec.limits, joined, beside(found.launched),
                         environment=spec.environment, archive=archive, beside=True)
                )  # fmt: skip
            yield _Pristine(Way(launched.inside, joined, spec.environment, spec.limits.disk))
        finally:
            if launched:
                launched.end()
            self._end_group(name)

    def connect(self, key: str, port: int, host: str = "") -> socket:
        return reaching.connect(self._host(key, host).launched, port)

    def programs(self, key: str, host: str = "") -> list[Program]:
        found = self._host(key, host)
        processes = self.groups.processes(f"{key}.{found.spec.name}") - {
            found.launched.inside,
            found.launched.outside.pid,
        }
        return reaching.programs(found.launched, sorted(processes))


def _with(way: Way, environment: Mapping[str, str] | None) -> Way:
    return replace(way, environment={**way.environment, **environment}) if environment else way
