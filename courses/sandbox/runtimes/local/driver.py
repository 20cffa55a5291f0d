"""What the drivers have in common whose sandboxes run on this machine, for one process of an unprivileged user."""

import gzip
import hashlib
import os
import shutil
import subprocess
import tempfile
import threading
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from courses.sandbox.runtimes.local import files, groups
from courses.sandbox.runtimes.local.packing import pack
from courses.sandbox.runtimes.port import (
    Capabilities,
    HostSpec,
    Phase,
    RuntimeFailure,
    SandboxDriver,
    SandboxSpec,
    Seen,
    Snapshot,
    Status,
    Usage,
)

SECONDS = 10.0
MOST = 65_536


class Host(Protocol):
    """One host that runs. ``outside``: a process of ours, around whose folder its files are, and whose end is its own."""

    @property
    def spec(self) -> HostSpec: ...

    @property
    def outside(self) -> subprocess.Popen[bytes]: ...

    def place(self) -> tuple[int, str]:
        """A process in its user namespace, and where root of that finds its files."""

    def end(self) -> None: ...


H = TypeVar("H", bound=Host)


@dataclass(frozen=True)
class Running(Generic[H]):
    spec: SandboxSpec
    hosts: Mapping[str, H]

    def is_whole(self) -> bool:
        return all(host.outside.poll() is None for host in self.hosts.values())


class LocalDriver(SandboxDriver, Generic[H]):
    """``folder``: ours alone. ``block``: first and number of the user's subordinate ids (subuid(5)).

    Raises RuntimeFailure as root, who would keep every right and be root inside too.
    """

    def __init__(self, folder: Path, block: tuple[int, int]) -> None:
        if os.geteuid() == 0:
            raise RuntimeFailure("sandboxes are never started by root")
        self.folder, self.block = folder, block
        self.groups = groups.find(hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16])
        self._running: dict[str, Running[H]] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._boxes = count()

    @abstractmethod
    def _launch(self, key: str, spec: SandboxSpec, host: HostSpec, first: H | None, restore: Path | None) -> H:
        """``first``: of the same sandbox, None for that one itself."""

    @abstractmethod
    def _ready(self, spec: SandboxSpec, hosts: list[H]) -> None:
        """All of them are launched: what is still needed before anything can run in them."""

    def capabilities(self) -> Capabilities:
        return Capabilities()

    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        with self._locks[key]:
            if self.get(key).phase == Phase.READY:
                return self.get(key)
            self._end(key)
            hosts: dict[str, H] = {}
            try:
                for wanted in spec.hosts:
                    first = next(iter(hosts.values()), None)
                    hosts[wanted.name] = self._launch(key, spec, wanted, first, restore)
                self._ready(spec, list(hosts.values()))
            except BaseException:
                for host in hosts.values():
                    host.end()
                self._sweep(key)
                raise
            self._running[key] = Running(spec, hosts)
        return Status(key, Phase.READY)

    def look(self, key: str, path: str, host: str = "", most: int = 1_048_576) -> Seen | None:
        return files.look(*self._host(key, host).place(), path, most)

    def plant(self, key: str, path: str, content: bytes, host: str = "", mode: int = 0o644) -> None:
        files.plant(*self._host(key, host).place(), path, content, mode)

    def snapshot(self, key: str, into: Path) -> Snapshot:
        into.mkdir()
        found, digests, size = self._found(key), [], 0
        for name, host in sorted(found.hosts.items()):
            with tempfile.TemporaryFile() as archive:
                pack(host.outside.pid, archive, found.spec.limits)
                archive.seek(0)
                digests.append(f"{name} {hashlib.file_digest(archive, 'sha256').hexdigest()}\n")
                archive.seek(0)
                with gzip.GzipFile(into / f"{name}.tar.gz", "wb", 1, mtime=0) as packed:
                    shutil.copyfileobj(archive, packed)
            size += (into / f"{name}.tar.gz").stat().st_size
        return Snapshot(hashlib.sha256("".join(digests).encode()).hexdigest(), into, size)

    def get(self, key: str) -> Status:
        found = self._running.get(key)
        if found is None or not found.is_whole():
            return Status(key, Phase.STOPPED)
        used = [self._usage(f"{key}.{name}") for name in found.hosts]
        return Status(key, Phase.READY, Usage(
            sum(one.memory for one in used), sum(one.cpu for one in used), sum(one.processes for one in used)
        ))  # fmt: skip

    def _usage(self, group: str) -> Usage:
        return self.groups.usage(group)

    def list(self) -> list[Status]:
        """Also what a daemon before this one left behind: whatever has a group."""
        left = {name.partition(".")[0] for name in self.groups.names()}
        return [self.get(key) for key in sorted(left | set(self._running))]

    def stop(self, key: str) -> None:
        with self._locks[key]:
            self._end(key)

    def _end(self, key: str) -> None:
        found = self._running.pop(key, None)
        for host in found.hosts.values() if found else ():
            host.end()
        self._sweep(key)

    def _sweep(self, key: str) -> None:
        for name in sorted(self.groups.names()):
            if name.partition(".")[0] == key:
                self._end_group(name)
        shutil.rmtree(self.folder / key, ignore_errors=True)

    def _end_group(self, name: str) -> None:
        self.groups.kill(name)
        self.groups.remove(name)

    def _found(self, key: str) -> Running[H]:
        found = self._running.get(key)
        if found is None or not found.is_whole():
            raise RuntimeFailure("the sandbox has ended")
        return found

    def _host(self, key: str, host: str) -> H:
        hosts = self._found(key).hosts
        name = host or next(iter(hosts))
        if name not in hosts:
            raise RuntimeFailure("no such host")
        return hosts[name]
