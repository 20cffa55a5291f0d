"""A program in a running gVisor container, what the container tells of its programs, and connections to it.

``runsc exec`` runs as root of the block, in the namespaces around the sandbox: it sees no file of a learner's, and hands
over three descriptors.
"""

import errno
import json
import os
import resource
import socket
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any

from courses.sandbox.runtimes.local import following
from courses.sandbox.runtimes.local.following import PseudoTerminal
from courses.sandbox.runtimes.local.spaces import in_memory, rlimits, unwritable
from courses.sandbox.runtimes.port import Limits, Ran, RuntimeFailure
from courses.sandbox.runtimes.runsc import bundle, gate
from courses.sandbox.runtimes.runsc.launch import Launched

PROGRAM, ABOUT, NUMBER = 20, 21, 22  # descriptors of a started runsc: the gate, the process.json, where its number goes
SECONDS = 30.0
ROOM = 64 * 1024 * 1024  # bytes that gVisor itself needs


@dataclass(frozen=True)
class Way:
    """Into one container. ``environment``: of what runs there."""

    launched: Launched
    container: str
    environment: Mapping[str, str]
    limits: Limits

    def run(self, command: Sequence[str], stdin: bytes, seconds: float, most: int) -> Ran:
        with _Entering(self, command, has_terminal=False) as entering:
            return following.run(entering.start, stdin, seconds, most, entering.kill)

    def attach(self, command: Sequence[str], columns: int, rows: int) -> PseudoTerminal:
        entering = _Entering(self, command, has_terminal=True)
        return following.enter(entering.start, columns, rows, entering.end_session)


class _Entering:
    """One program: how it is started, and how it is found again to be ended, which ending ``runsc exec`` does not do."""

    def __init__(self, way: Way, command: Sequence[str], *, has_terminal: bool) -> None:
        self.way = way
        limits = way.limits
        held = (*rlimits(limits.disk), (resource.RLIMIT_NPROC, limits.processes), (resource.RLIMIT_AS, limits.memory))
        about = bundle.process(("enter", *command), way.environment, has_terminal=has_terminal)
        self._files = [unwritable(gate.enter(held)), in_memory(json.dumps(about).encode()), in_memory(b"")]

    def __enter__(self) -> "_Entering":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            os.close(file)
        self._files = []

    def start(self, files: tuple[int, int, int]) -> int:
        launched = self.way.launched
        if launched.outside.poll() is not None:
            raise RuntimeFailure("the sandbox has ended")
        words = [*launched.entering(), *launched.engine, "exec", f"--exec-fd={PROGRAM}", f"--process=/proc/self/fd/{ABOUT}",
                 f"--internal-pid-file=/proc/self/fd/{NUMBER}", self.way.container]  # fmt: skip
        actions: list[tuple[Any, ...]] = [(os.POSIX_SPAWN_DUP2, one, to) for to, one in enumerate(files)]
        if os.isatty(files[0]):  # whoever leads a session and opens a terminal has it for the session's
            actions.insert(0, (os.POSIX_SPAWN_OPEN, 0, os.ttyname(files[0]), os.O_RDWR, 0))
            actions[1] = (os.POSIX_SPAWN_DUP2, 0, 0)
        actions += [
            (os.POSIX_SPAWN_DUP2, one, to) for to, one in zip((PROGRAM, ABOUT, NUMBER), self._files, strict=True)
        ]
        return os.posix_spawn(words[0], words, {}, file_actions=actions, setsid=True)

    def number(self) -> int | None:
        told = os.pread(self._files[2], 20, 0) if self._files else b""
        return int(told) if told.strip().isdigit() else None

    def kill(self) -> None:
        number = self.number()
        if number is not None:
            _kill(self.way, number)

    def end_session(self) -> None:
        """Nobody inside is told that a terminal was hung up."""
        number = self.number()
        self.__exit__()
        if number is None or self.way.launched.outside.poll() is not None:
            return
        with suppress(RuntimeFailure):
            for one in processes(self.way):
                if one["stat"].get("sid") == number:
                    _kill(self.way, one["status"]["pid"])


def _kill(way: Way, number: int) -> None:
    with suppress(RuntimeFailure):  # it may have ended by itself
        told(way.launched, "kill", f"--pid={number}", way.container, "KILL")


def told(
    launched: Launched, *words: str, before: Sequence[str] = (), files: Sequence[int] = (), stdin: IO[bytes] | None = None,
) -> bytes:  # fmt: skip
    """What runsc says. Raises RuntimeFailure with its last words where it refuses."""
    with (
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as error,
    ):  # not pipes: what it leaves holds them open
        try:
            done = subprocess.run(  # noqa: S603
                [*launched.entering(*before), *launched.engine, *words], env={}, stdin=stdin or subprocess.DEVNULL,
                stdout=output, stderr=error, check=False, timeout=SECONDS, pass_fds=files,
            )  # fmt: skip
        except subprocess.TimeoutExpired as slow:
            raise RuntimeFailure(f"runsc {words[0]}: no answer") from slow
        output.seek(0)
        error.seek(0)
        if done.returncode:
            raise RuntimeFailure(f"runsc {words[0]}: {error.read().decode('utf-8', 'replace').strip()[-300:]}")
        return output.read()


def processes(way: Way) -> list[dict[str, Any]]:
    """As gVisor's kernel knows them; no program is asked."""
    listed = json.loads(told(way.launched, "ps", "--format=json", way.container) or b"[]") or []
    ours = set(listed)
    found = [
        json.loads(line) for line in told(way.launched, "trace", "procfs", bundle.LAB).splitlines() if line[:1] == b"{"
    ]
    return [one for one in found if one["status"]["pid"] in ours]


def read(way: Way, *paths: str) -> str:
    """Files of ``/proc`` inside, by a program of ours."""
    program = unwritable(gate.tell())
    try:
        return told(
            way.launched, "exec", f"--exec-fd={program}", way.container, "tell", *paths, files=(program,)
        ).decode("utf-8", "replace")
    finally:
        os.close(program)


def connect(way: Way, port: int) -> socket.socket:
    """gVisor's kernel makes the connection and passes it on; nothing is run. Raises OSError as a connection does."""
    folder = os.open(way.launched.folder, os.O_PATH)
    name = f"stream-{os.getpid()}-{os.urandom(4).hex()}"
    place = f"/proc/self/fd/{folder}/{name}"  # the name of a socket may have 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(place)
            os.chmod(place, 0o666)  # noqa: S103  who runs runsc has another user's id; the folder is ours
            listening.listen(1)
            listening.settimeout(SECONDS)
            return _forwarded(way, port, listening, name)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(place)
        os.close(folder)


def _forwarded(way: Way, port: int, listening: socket.socket, name: str) -> socket.socket:
    try:
        told(way.launched, "port-forward", f"--stream={name}", bundle.LAB, str(port))
    except RuntimeFailure as failure:
        if way.launched.outside.poll() is not None:
            raise
        number = errno.ECONNREFUSED if "refused" in failure.reason else errno.ECONNABORTED
        raise OSError(number, os.strerror(number)) from failure
    connection, _ = listening.accept()
    connection.settimeout(None)
    return connection
