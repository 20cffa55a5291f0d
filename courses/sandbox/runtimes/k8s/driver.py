"""Machines as pods of a Kubernetes cluster, whose runtime class isolates them (gVisor, Kata).

The learner's container and an agent of ours share a pod and its processes, not their files. A pristine machine is a
container that is added to the judged pod, so that it has its network: another pod would not see what listens on loopback.
"""

import gzip
import hashlib
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

from courses.sandbox.runtimes.k8s import agent, pods
from courses.sandbox.runtimes.k8s.agent import NOT_THERE, PERL
from courses.sandbox.runtimes.k8s.cluster import Cluster, Gone, StreamTerminal
from courses.sandbox.runtimes.k8s.pods import AGENT, LAB, Place
from courses.sandbox.runtimes.local import archives
from courses.sandbox.runtimes.port import (
    Box,
    Capabilities,
    Phase,
    Program,
    Ran,
    RuntimeFailure,
    SandboxSpec,
    Seen,
    Snapshot,
    Status,
)

SECONDS, MOST = 10.0, 65_536
STARTS = 180.0  # seconds, an image that must be fetched first included
SLOWEST = 60.0  # for what the agent is asked
GRACE, KILLED = 5.0, 137
ENDS = 'sign=$0; /usr/bin/timeout --signal=KILL "$@"; printf "%s%d." "$sign" $?'
LISTED = 64 * 1024 * 1024  # bytes of a list of files


@dataclass(frozen=True)
class _Pristine:
    cluster: Cluster
    pod: str
    container: str

    def run(
        self, command: Sequence[str], *, stdin: bytes = b"", environment: Mapping[str, str] | None = None,
        seconds: float = SECONDS, most: int = MOST,
    ) -> Ran:  # fmt: skip
        return _run(self.cluster, self.pod, self.container, command, stdin, environment, seconds, most)


class KubernetesDriver:
    """Knows nothing that the cluster does not: another daemon finds the same machines."""

    def __init__(self, cluster: Cluster, place: Place) -> None:
        self.cluster, self.place = cluster, place

    def capabilities(self) -> Capabilities:
        return Capabilities(several_hosts=False)

    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        if len(spec.hosts) != 1:
            raise RuntimeFailure("Kubernetes: a machine has one host here")
        name = pods.name_of(key)
        if self.get(key).phase == Phase.READY:
            return self.get(key)
        with tempfile.TemporaryFile() as plain, tempfile.TemporaryFile() as kept:
            gone = _read(restore, spec, plain, kept) if restore else None
            self._remove(name)
            self.cluster.create(pods.pod(key, spec, self.place))
            try:
                self._wait(name, LAB, AGENT)
                if gone is not None:
                    self._restore(name, kept, gone)
            except BaseException:
                self.cluster.delete(name)
                raise
        return Status(key, Phase.READY)

    def attach(self, key: str, command: Sequence[str], columns: int, rows: int, host: str = "") -> StreamTerminal:
        return StreamTerminal(self.cluster.open(self._running(key, host), LAB, command, tty=True), columns, rows)

    def run(
        self, key: str, command: Sequence[str], *, host: str = "", stdin: bytes = b"",
        environment: Mapping[str, str] | None = None, seconds: float = SECONDS, most: int = MOST,
    ) -> Ran:  # fmt: skip
        return _run(self.cluster, self._running(key, host), LAB, command, stdin, environment, seconds, most)

    def judge(self, key: str, host: str = "", borrowed: Sequence[str] = ()) -> AbstractContextManager[Box]:
        return self._pristine(key, host, borrowed)

    @contextmanager
    def _pristine(self, key: str, host: str, borrowed: Sequence[str]) -> Iterator[Box]:
        """Its files are as they were when it was made; it ends with the pod, since Kubernetes removes no such container."""
        name = self._running(key, host)
        self._show(name)
        box = f"box-{secrets.token_hex(4)}"
        self.cluster.add(name, pods.box(box, self.cluster.pod(name)))
        self._wait(name, box)
        if borrowed:
            with tempfile.TemporaryFile() as whole, tempfile.TemporaryFile() as chosen:
                self._pack(name, whole)
                whole.seek(0)
                archives.lent(whole, chosen, borrowed)
                chosen.seek(0)
                self._unpack(name, box, "/", chosen.read())
        yield _Pristine(self.cluster, name, box)

    def connect(self, key: str, port: int, host: str = "") -> socket:
        return self.cluster.connect(self._running(key, host), port)

    def look(self, key: str, path: str, host: str = "", most: int = 1_048_576) -> Seen | None:
        ran = self._ask(self._running(key, host), agent.LOOK, path, str(most), most=most + 1024)
        if ran.code == NOT_THERE:
            return None
        return Seen(**agent.seen(_fine(ran).output))

    def plant(self, key: str, path: str, content: bytes, host: str = "", mode: int = 0o644) -> None:
        name = self._running(key, host)
        _fine(self._ask(name, agent.PLANT, path, str(mode), str(len(content)), stdin=content))

    def programs(self, key: str, host: str = "") -> list[Program]:
        told = _fine(self._ask(self._running(key, host), agent.PROGRAMS, most=LISTED)).output
        return [Program(**one) for one in agent.programs(told)]

    def snapshot(self, key: str, into: Path) -> Snapshot:
        name = self._running(key, "")
        into.mkdir()
        with tempfile.TemporaryFile() as archive:
            self._pack(name, archive)
            archive.seek(0)
            digest = f"{LAB} {hashlib.file_digest(archive, 'sha256').hexdigest()}\n"
            archive.seek(0)
            with gzip.GzipFile(into / f"{LAB}.tar.gz", "wb", 1, mtime=0) as packed:
                shutil.copyfileobj(archive, packed)
        size = (into / f"{LAB}.tar.gz").stat().st_size
        return Snapshot(hashlib.sha256(digest.encode()).hexdigest(), into, size)

    def get(self, key: str) -> Status:
        try:
            found = self.cluster.pod(pods.name_of(key))
        except Gone:
            return Status(key, Phase.STOPPED)
        return Status(key, _phase(found))

    def list(self) -> list[Status]:
        """Also what stopped by itself and was not removed."""
        found = [(one["metadata"]["annotations"][pods.KEY], _phase(one)) for one in self.cluster.pods()]
        return [Status(key, phase) for key, phase in sorted(found)]

    def stop(self, key: str) -> None:
        self._remove(pods.name_of(key))

    def _remove(self, name: str) -> None:
        self.cluster.delete(name)
        until = time.monotonic() + SLOWEST
        while time.monotonic() < until:
            try:
                self.cluster.pod(name)
            except Gone:
                return
            time.sleep(0.2)
        raise RuntimeFailure("Kubernetes: the pod does not end")

    def _running(self, key: str, host: str) -> str:
        name = pods.name_of(key)
        try:
            found = self.cluster.pod(name)
        except Gone as error:
            raise RuntimeFailure("the sandbox has ended") from error
        if _phase(found) != Phase.READY:
            raise RuntimeFailure("the sandbox has ended")
        if host not in ("", found["spec"].get("hostname")):
            raise RuntimeFailure("no such host")
        return name

    def _wait(self, name: str, *containers: str) -> None:
        until = time.monotonic() + STARTS
        while time.monotonic() < until:
            try:
                found = self.cluster.pod(name)
            except Gone as error:
                raise RuntimeFailure("Kubernetes: the pod is gone") from error
            if all(pods.runs(found, one) for one in containers):
                return
            if why := pods.problem(found):
                raise RuntimeFailure(f"Kubernetes: {why}"[:300])
            time.sleep(0.2)
        raise RuntimeFailure("Kubernetes: the pod does not start")

    def _ask(self, name: str, words: str, *arguments: str, stdin: bytes = b"", most: int = MOST) -> Ran:
        return self.cluster.run(name, AGENT, (PERL, "-e", words, *arguments), stdin=stdin, seconds=SLOWEST, most=most)

    def _listed(self, name: str, root: str) -> dict[str, agent.Entry]:
        command = [word.replace("{root}", root) for word in agent.FIND]
        ran = self.cluster.run(name, AGENT, command, seconds=SLOWEST, most=LISTED)
        if ran.code is None or ran.is_cut:
            raise RuntimeFailure("snapshot: too slow or too many files")
        return agent.entries(ran.output)

    def _root(self, name: str) -> str:
        return _fine(self._ask(name, agent.WHERE)).output.decode()

    def _pack(self, name: str, into: Any) -> None:
        root = self._root(name)
        base, now = self._listed(name, "/"), self._listed(name, f"{root}/")
        names = agent.changed(base, now)
        listed = b"".join(f"./{one}".encode("utf-8", "surrogateescape") + b"\0" for one in names)
        size = len(listed)
        command = ("/bin/sh", "-c", 'head -c "$1" | tar --numeric-owner --no-recursion --format=pax '
                   '--pax-option=delete=atime,delete=ctime --null -C "$0" -T - -cf -', f"{root}/", str(size))  # fmt: skip
        with tempfile.TemporaryFile() as archive:
            self._stream(name, command, listed, archive)
            archive.seek(0)
            agent.with_deleted(archive, into, agent.deleted(base, now))
        into.flush()

    def _stream(self, name: str, command: Sequence[str], stdin: bytes, into: Any) -> None:
        ran = self.cluster.run(name, AGENT, command, stdin=stdin, seconds=SLOWEST, most=512 * 1024 * 1024)
        if ran.code not in (0, 1) or ran.is_cut:  # 1: a file changed while it was read
            raise RuntimeFailure(f"snapshot: {ran.output[-200:].decode('utf-8', 'replace')}")
        into.write(ran.output)

    def _restore(self, name: str, kept: Any, gone: Sequence[str]) -> None:
        root = self._root(name)
        if gone:
            listed = b"".join(one.encode("utf-8", "surrogateescape") + b"\0" for one in gone)
            command = ("/bin/sh", "-c", 'cd "$0" && head -c "$1" | xargs -0 rm -rf --', f"{root}/", str(len(listed)))
            _fine(self.cluster.run(name, AGENT, command, stdin=listed, seconds=SLOWEST, most=MOST))
        kept.seek(0)
        self._unpack(name, AGENT, f"{root}/", kept.read())

    def _unpack(self, name: str, container: str, root: str, archive: bytes) -> None:
        command = ("/bin/sh", "-c", 'head -c "$1" | tar --numeric-owner -xpf - -C "$0"', root, str(len(archive)))
        _fine(self.cluster.run(name, container, command, stdin=archive, seconds=SLOWEST, most=MOST))

    def _show(self, name: str) -> None:
        """The learner's files as they are, where pristine machines find them."""
        command = ("/bin/sh", "-c", 'find /seen -mindepth 1 -delete; tar --numeric-owner --one-file-system -C "$0" -cf - . |'
                   " tar --numeric-owner -xpf - -C /seen", f"{self._root(name)}/")  # fmt: skip
        _fine(self.cluster.run(name, AGENT, command, seconds=SLOWEST, most=MOST))


def _read(folder: Path, spec: SandboxSpec, plain: Any, kept: Any) -> list[str]:
    """What is gone; the rest as a plain tar in ``kept``."""
    try:
        packed = (folder / f"{spec.hosts[0].name}.tar.gz").open("rb")
    except OSError as error:
        raise RuntimeFailure("snapshot: not there") from error
    with packed:
        archives.refuse_unless_ours(packed, spec.limits)
        packed.seek(0)
        with gzip.open(packed) as content:
            shutil.copyfileobj(content, plain)
    plain.seek(0)
    return agent.without_deleted(plain, kept)


def _phase(found: Mapping[str, Any]) -> Phase:
    if found["metadata"].get("deletionTimestamp") or not all(pods.runs(found, one) for one in (LAB, AGENT)):
        return Phase.STOPPED
    return Phase.READY


def _run(
    cluster: Cluster, name: str, container: str, command: Sequence[str], stdin: bytes,
    environment: Mapping[str, str] | None, seconds: float, most: int,
) -> Ran:  # fmt: skip
    """Kubernetes ends nothing when a stream ends, so the program is ended where it runs, and says itself how it ended."""
    given = [f"{name}={value}" for name, value in (environment or {}).items()]
    sign = f"\x01{secrets.token_hex(8)} "
    words = ["/bin/sh", "-c", ENDS, sign, f"{seconds:.1f}", *(["/usr/bin/env", *given] if given else []), *command]
    begun = time.monotonic()
    ran = cluster.run(name, container, words, stdin=stdin, seconds=seconds + GRACE, most=most, sign=sign.encode())
    was_ended = ran.code == KILLED and time.monotonic() - begun >= seconds
    return Ran(None, ran.output, ran.is_cut) if was_ended else ran


def _fine(ran: Ran) -> Ran:
    if ran.code != 0:
        raise RuntimeFailure(f"agent: {ran.output[-200:].decode('utf-8', 'replace').strip() or ran.code}")
    return ran
