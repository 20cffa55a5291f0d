"""Sandboxes of bubblewrap on this machine, for one process of an unprivileged user."""

import gzip
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from socket import socket
from typing import IO

from courses.sandbox.runtimes.bwrap import archives, groups, network, reaching
from courses.sandbox.runtimes.bwrap.entering import PseudoTerminal, Way, enter, run
from courses.sandbox.runtimes.bwrap.launch import TAR, Launched, Plan, around, beside, launch, new_block, same_block
from courses.sandbox.runtimes.port import (
    Box,
    Capabilities,
    HostSpec,
    Limits,
    Phase,
    Program,
    Ran,
    RuntimeFailure,
    SandboxSpec,
    Seen,
    Snapshot,
    Status,
    Usage,
)

SECONDS = 10.0
MOST = 65_536
SLOWEST = 60.0  # seconds for a snapshot
HEAD = 3072  # bytes that the head of one file takes in an archive, with long names


@dataclass(frozen=True)
class _Host:
    spec: HostSpec
    launched: Launched
    way: Way


@dataclass(frozen=True)
class _Running:
    spec: SandboxSpec
    hosts: Mapping[str, _Host]

    def is_whole(self) -> bool:
        return all(host.launched.outside.poll() is None for host in self.hosts.values())


@dataclass(frozen=True)
class _Pristine:
    way: Way

    def run(
        self, command: Sequence[str], *, stdin: bytes = b"", environment: Mapping[str, str] | None = None,
        seconds: float = SECONDS, most: int = MOST,
    ) -> Ran:  # fmt: skip
        return run(_with(self.way, environment), command, stdin, seconds, most)


class BubblewrapDriver:
    """``folder``: ours alone. ``block``: first and number of the user's subordinate ids (subuid(5)).

    Raises RuntimeFailure as root: bubblewrap would keep every right and map root to root.
    """

    def __init__(self, folder: Path, block: tuple[int, int]) -> None:
        if os.geteuid() == 0:
            raise RuntimeFailure("sandboxes are never started by root")
        self.folder, self.block = folder, block
        self.groups = groups.find(hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16])
        self._running: dict[str, _Running] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._boxes = count()

    def capabilities(self) -> Capabilities:
        return Capabilities()

    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        with self._locks[key]:
            if self.get(key).phase == Phase.READY:
                return self.get(key)
            self._end(key)
            hosts: dict[str, _Host] = {}
            try:
                for wanted in spec.hosts:
                    first = next(iter(hosts.values()), None)
                    hosts[wanted.name] = self._launch(key, spec, wanted, first, restore)
                if len(hosts) > 1:
                    network.link([(host.spec, host.launched) for host in hosts.values()])
            except BaseException:
                for host in hosts.values():
                    host.launched.end()
                self._sweep(key)
                raise
            self._running[key] = _Running(spec, hosts)
        return Status(key, Phase.READY)

    def _launch(self, key: str, spec: SandboxSpec, host: HostSpec, first: _Host | None, restore: Path | None) -> _Host:
        folder = self.folder / key / host.name
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        joined = self.groups.make(f"{key}.{host.name}", spec.limits)
        entering = same_block(first.launched.inside) if first else new_block(self.block)
        with _restored(restore, host.name, spec.limits) as archive:
            launched = launch(
                Plan(folder, spec.limits, joined, entering, host.name, host.base, spec.environment, archive)
            )
        reaching.allow_ping(launched)
        return _Host(host, launched, Way(launched.inside, joined, spec.environment, spec.limits.disk))

    def attach(self, key: str, command: Sequence[str], columns: int, rows: int, host: str = "") -> PseudoTerminal:
        return enter(self._host(key, host).way, command, columns, rows)

    def run(
        self, key: str, command: Sequence[str], *, host: str = "", stdin: bytes = b"",
        environment: Mapping[str, str] | None = None, seconds: float = SECONDS, most: int = MOST,
    ) -> Ran:  # fmt: skip
        return run(_with(self._host(key, host).way, environment), command, stdin, seconds, most)

    def judge(self, key: str, host: str = "", borrowed: Sequence[str] = ()) -> AbstractContextManager[Box]:
        return self._pristine(key, host, borrowed)

    @contextmanager
    def _pristine(self, key: str, host: str, borrowed: Sequence[str]) -> Iterator[Box]:
        found, spec = self._host(key, host), self._running[key].spec
        name = f"{key}.{found.spec.name}.box-{next(self._boxes)}"
        joined = self.groups.make(name, spec.limits)
        launched: Launched | None = None
        try:
            with _lent(found, borrowed, spec.limits) as archive:
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

    def look(self, key: str, path: str, host: str = "", most: int = 1_048_576) -> Seen | None:
        return reaching.look(self._host(key, host).launched, path, most)

    def plant(self, key: str, path: str, content: bytes, host: str = "", mode: int = 0o644) -> None:
        reaching.plant(self._host(key, host).launched, path, content, mode)

    def programs(self, key: str, host: str = "") -> list[Program]:
        found = self._host(key, host)
        processes = self.groups.processes(f"{key}.{found.spec.name}") - {
            found.launched.inside,
            found.launched.outside.pid,
        }
        return reaching.programs(found.launched, sorted(processes))

    def snapshot(self, key: str, into: Path) -> Snapshot:
        into.mkdir()
        found, digests, size = self._found(key), [], 0
        limits = found.spec.limits
        for name, host in sorted(found.hosts.items()):
            with tempfile.TemporaryFile() as archive:
                _pack(host.launched, archive, limits)
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
        used = [self.groups.usage(f"{key}.{name}") for name in found.hosts]
        return Status(key, Phase.READY, Usage(
            sum(one.memory for one in used), sum(one.cpu for one in used), sum(one.processes for one in used)
        ))  # fmt: skip

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
            host.launched.end()
        self._sweep(key)

    def _sweep(self, key: str) -> None:
        for name in sorted(self.groups.names()):
            if name.partition(".")[0] == key:
                self._end_group(name)
        shutil.rmtree(self.folder / key, ignore_errors=True)

    def _end_group(self, name: str) -> None:
        for process in self.groups.processes(name):
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.groups.remove(name)

    def _found(self, key: str) -> _Running:
        found = self._running.get(key)
        if found is None or not found.is_whole():
            raise RuntimeFailure("the sandbox has ended")
        return found

    def _host(self, key: str, host: str) -> _Host:
        hosts = self._found(key).hosts
        name = host or next(iter(hosts))
        if name not in hosts:
            raise RuntimeFailure("no such host")
        return hosts[name]


@contextmanager
def _restored(folder: Path | None, host: str, limits: Limits) -> Iterator[IO[bytes] | None]:
    """The archive of one host, unpacked to a file of ours once it has been read as if anybody had written it."""
    if folder is None:
        yield None
        return
    try:
        packed = (folder / f"{host}.tar.gz").open("rb")
    except OSError as error:
        raise RuntimeFailure("snapshot: not there") from error
    with packed, tempfile.TemporaryFile() as plain:
        archives.refuse_unless_ours(packed, limits)
        packed.seek(0)
        with gzip.open(packed) as content:
            shutil.copyfileobj(content, plain)
        plain.flush()
        os.lseek(plain.fileno(), 0, os.SEEK_SET)
        yield plain


@contextmanager
def _lent(found: _Host, borrowed: Sequence[str], limits: Limits) -> Iterator[IO[bytes] | None]:
    if not borrowed:
        yield None
        return
    with tempfile.TemporaryFile() as whole, tempfile.TemporaryFile() as chosen:
        _pack(found.launched, whole, limits)
        whole.seek(0)
        archives.lent(whole, chosen, borrowed)
        chosen.flush()
        os.lseek(chosen.fileno(), 0, os.SEEK_SET)
        yield chosen


def _pack(launched: Launched, into: IO[bytes], limits: Limits) -> None:
    """All that differs from the base, sorted, as a plain tar. A file may say that it has terabytes, all of them holes: it
    ends where a full disk would."""
    most = limits.disk + limits.files * HEAD
    command = [*around(launched), *TAR, "--sort=name", "--format=pax", "--pax-option=delete=atime,delete=ctime",
               "-C", "disk/up", "-cf", "-", "."]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603
            command, env={}, stdin=subprocess.DEVNULL, stdout=into, stderr=subprocess.PIPE, check=False,
            timeout=SLOWEST, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RuntimeFailure("snapshot: too slow") from error
    if done.returncode not in (0, 1):  # 1: a file changed while it was read
        raise RuntimeFailure(f"snapshot: {done.stderr.decode('utf-8', 'replace').strip()[-200:] or done.returncode}")


def _with(way: Way, environment: Mapping[str, str] | None) -> Way:
    return replace(way, environment={**way.environment, **environment}) if environment else way
