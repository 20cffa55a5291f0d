"""Machines in memory for tests that must be fast: files in a dictionary, a dozen words behind a real pseudo-terminal, and
not one program of the host. They isolate nothing and run nothing."""

import hashlib
import os
import posixpath
import select
import struct
import termios
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from errno import ECONNREFUSED
from fcntl import ioctl
from pathlib import Path
from socket import socket, socketpair

from courses.sandbox.runtimes.fake_files import base_of, pack, unpack
from courses.sandbox.runtimes.fake_language import SHELLS, File, Machine, Session, plain, resolved, run
from courses.sandbox.runtimes.port import (
    Box,
    Capabilities,
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

WAKES = 0.02  # seconds; how often a terminal looks whether its machine has ended
ANSWERS = "/srv/answers"  # what lies under it is answered as it is; every other page tells what was asked


@dataclass
class FakeTerminal:
    """``size``: columns and rows, as they were last set."""

    file: int
    sizes: list[tuple[int, int]] = field(default_factory=list)

    def resize(self, columns: int, rows: int) -> None:
        self.sizes.append((columns, rows))
        ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def close(self) -> None:
        os.close(self.file)


@dataclass(frozen=True)
class _Box:
    machine: Machine

    def run(
        self, command: Sequence[str], *, stdin: bytes = b"", environment: Mapping[str, str] | None = None,
        seconds: float = 10.0, most: int = 65_536,
    ) -> Ran:  # fmt: skip
        return _ran(self.machine, command, stdin, environment, seconds, most)


class FakeDriver:
    """``folder``: where it notes which machines there are, so that a later process finds them left behind, as it would find
    control groups."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.hosts: dict[str, dict[str, Machine]] = {}
        self.limits: dict[str, Limits] = {}
        self.terminals: list[FakeTerminal] = []
        self._lock = threading.Lock()
        if folder:
            folder.mkdir(parents=True, exist_ok=True)

    def capabilities(self) -> Capabilities:
        return Capabilities()

    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        with self._lock:
            if key in self.hosts:
                return self.get(key)
            made = {}
            for host in spec.hosts:
                base = base_of(host.base)
                made[host.name] = Machine(base, dict(spec.environment), dict(base))
                if restore:
                    unpack(restore / f"{host.name}.tar.gz", made[host.name], spec.limits)
            self.hosts[key], self.limits[key] = made, spec.limits
            if self.folder:
                (self.folder / key).touch()
        return Status(key, Phase.READY)

    def attach(self, key: str, command: Sequence[str], columns: int, rows: int, host: str = "") -> FakeTerminal:
        machine = self._host(key, host)
        ours, theirs = os.openpty()
        os.set_blocking(ours, False)
        os.set_blocking(theirs, False)
        terminal = FakeTerminal(ours)
        terminal.resize(columns, rows)
        self.terminals.append(terminal)
        is_shell = posixpath.basename(command[0]) in SHELLS
        _beside(lambda: _talk(machine, theirs, is_shell=is_shell))
        return terminal

    def run(
        self, key: str, command: Sequence[str], *, host: str = "", stdin: bytes = b"",
        environment: Mapping[str, str] | None = None, seconds: float = 10.0, most: int = 65_536,
    ) -> Ran:  # fmt: skip
        return _ran(self._host(key, host), command, stdin, environment, seconds, most)

    def judge(self, key: str, host: str = "", borrowed: Sequence[str] = ()) -> AbstractContextManager[Box]:
        return self._pristine(key, host, borrowed)

    @contextmanager
    def _pristine(self, key: str, host: str, borrowed: Sequence[str]) -> Iterator[Box]:
        machine = self._host(key, host)
        files = dict(machine.base)
        for path, file in machine.files.items():
            files[f"/srv{path}"] = file
            if any(path == one or path.startswith(f"{one}/") for one in borrowed):
                files[path] = file
        yield _Box(Machine(machine.base, machine.environment, files))

    def connect(self, key: str, port: int, host: str = "") -> socket:
        machine = self._host(key, host)
        if port not in machine.programs:
            raise ConnectionRefusedError(ECONNREFUSED, os.strerror(ECONNREFUSED))
        ours, theirs = socketpair()
        _beside(lambda: _serve(machine, theirs))
        return ours

    def look(self, key: str, path: str, host: str = "", most: int = 1_048_576) -> Seen | None:
        machine, path = self._host(key, host), resolved(path)
        file = machine.files.get(path)
        if file is not None:
            return Seen(
                "file", file.mode, file.owner, file.group, len(file.content), file.modified, file.content[:most]
            )
        return Seen("folder", 0o755, 0, 0, 0, 0.0) if machine.is_folder(path) else None

    def plant(self, key: str, path: str, content: bytes, host: str = "", mode: int = 0o644) -> None:
        machine, path = self._host(key, host), resolved(path)
        if path in machine.files:
            raise RuntimeFailure("there is one")
        machine.put(path, File(content, mode))

    def programs(self, key: str, host: str = "") -> list[Program]:
        return list(self._host(key, host).programs.values())

    def snapshot(self, key: str, into: Path) -> Snapshot:
        hosts = self._found(key)
        into.mkdir()
        digests = [f"{name} {pack(machine, into / f'{name}.tar.gz')}\n" for name, machine in sorted(hosts.items())]
        size = sum(file.stat().st_size for file in into.iterdir())
        return Snapshot(hashlib.sha256("".join(digests).encode()).hexdigest(), into, size)

    def get(self, key: str) -> Status:
        hosts = self.hosts.get(key)
        if hosts is None:
            return Status(key, Phase.STOPPED)
        memory = sum(len(file.content) for machine in hosts.values() for file in machine.files.values())
        return Status(key, Phase.READY, Usage(memory, 0.0, sum(len(one.programs) for one in hosts.values())))

    def list(self) -> list[Status]:
        left = {file.name for file in self.folder.iterdir()} if self.folder else set()
        return [self.get(key) for key in sorted(left | set(self.hosts))]

    def stop(self, key: str) -> None:
        with self._lock:
            for machine in self.hosts.pop(key, {}).values():
                machine.has_ended = True
            if self.folder:
                (self.folder / key).unlink(missing_ok=True)

    def _found(self, key: str) -> dict[str, Machine]:
        if key not in self.hosts:
            raise RuntimeFailure("the sandbox has ended")
        return self.hosts[key]

    def _host(self, key: str, host: str) -> Machine:
        hosts = self._found(key)
        name = host or next(iter(hosts))
        if name not in hosts:
            raise RuntimeFailure("no such host")
        return hosts[name]


def _ran(
    machine: Machine, command: Sequence[str], stdin: bytes, environment: Mapping[str, str] | None, seconds: float,
    most: int,
) -> Ran:  # fmt: skip
    code, output = run(machine, command, stdin, environment, seconds)
    return Ran(code, output[:most], is_cut=len(output) > most)


def _beside(work: Callable[[], None]) -> None:
    threading.Thread(target=work, daemon=True, name="fake machine").start()


def _talk(machine: Machine, file: int, *, is_shell: bool) -> None:
    """The other side of a terminal: a shell, or ``cat``."""
    session = Session(machine)
    try:
        if is_shell:
            _say(machine, file, b"# ")
        while session.left is None and not machine.has_ended:
            if not select.select([file], [], [], WAKES)[0]:
                continue
            line = os.read(file, 4096)
            if not line:
                return
            if not is_shell:
                _say(machine, file, line)
                continue
            while line.strip() == b"yes":
                _say(machine, file, b"y\n" * 512)
            _say(machine, file, session.do(line.decode("utf-8", "replace")) + b"# ")
    except OSError:
        return  # nobody is there any more
    finally:
        os.close(file)


def _say(machine: Machine, file: int, content: bytes) -> None:
    while content:
        if machine.has_ended:
            raise OSError("the machine has ended")
        if select.select([], [file], [], WAKES)[1]:
            with suppress(BlockingIOError):
                content = content[os.write(file, content) :]


def _serve(machine: Machine, connection: socket) -> None:
    """One answer: the file under ``/srv/answers`` as it is, or what was asked. ``\\r\\n`` may be written in the file."""
    with connection, suppress(OSError):
        asked = b""
        while b"\r\n\r\n" not in asked:
            said = connection.recv(65_536)
            if not said:
                return
            asked += said
        path = asked.split(b" ")[1].decode("latin-1").partition("?")[0]
        file = machine.files.get(ANSWERS + path)
        if file is not None:
            connection.sendall(file.content)
            return
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(asked)}\r\n\r\n"
        connection.sendall(plain(head) + asked)
