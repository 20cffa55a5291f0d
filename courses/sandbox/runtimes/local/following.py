"""A process of ours that runs a program in a sandbox: behind a pseudo-terminal of ours, or followed to its end.

The pseudo-terminal is opened outside: nothing that a learner can replace is opened with the daemon's rights.
"""

import fcntl
import os
import select
import signal
import struct
import termios
import time
from collections.abc import Callable
from contextlib import suppress

from courses.sandbox.runtimes.port import Ran, RuntimeFailure

CHUNK = 65_536

# Given the three standard files, starts a process that leads a session, and answers it. Where they are a terminal, it is the
# session's.
Start = Callable[[tuple[int, int, int]], int]


def _nothing() -> None:
    return


class PseudoTerminal:
    """``file`` is not blocking; ``process``: ours, that leads the session; ``also``: ends what that does not."""

    def __init__(self, file: int, process: int, also: Callable[[], None] = _nothing) -> None:
        self.file, self.process, self._also = file, process, also
        os.set_blocking(file, False)

    def resize(self, columns: int, rows: int) -> None:
        size = struct.pack("HHHH", max(1, min(rows, 500)), max(1, min(columns, 500)), 0, 0)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, size)

    def close(self) -> None:
        """Ends the program and everything that it left in its session."""
        self._also()
        os.close(self.file)
        end(self.process)


def enter(start: Start, columns: int, rows: int, also: Callable[[], None] = _nothing) -> PseudoTerminal:
    """Raises RuntimeFailure where the sandbox has ended."""
    ours, theirs = os.openpty()
    try:
        process = start((theirs, theirs, theirs))
    except RuntimeFailure:
        os.close(ours)
        raise
    finally:
        os.close(theirs)
    terminal = PseudoTerminal(ours, process, also)
    terminal.resize(columns, rows)
    return terminal


def run(start: Start, stdin: bytes, seconds: float, most: int, also: Callable[[], None] = _nothing) -> Ran:
    """To its end, or to ours. What it leaves running goes on; whoever still holds its output is not waited for."""
    given = os.memfd_create("given", os.MFD_CLOEXEC)
    with open(given, "wb", closefd=False) as file:
        file.write(stdin)
    os.lseek(given, 0, os.SEEK_SET)
    reads, writes = os.pipe2(os.O_CLOEXEC)
    try:
        process = start((given, writes, writes))
    except RuntimeFailure:
        os.close(reads)
        raise
    finally:
        os.close(given)
        os.close(writes)
    try:
        return _followed(process, reads, time.monotonic() + seconds, most, also)
    finally:
        os.close(reads)


def _followed(process: int, reads: int, until: float, most: int, also: Callable[[], None]) -> Ran:
    ends = os.pidfd_open(process)
    output, is_cut, watched = bytearray(), False, [reads, ends]
    try:
        while True:
            ready = select.select(watched, [], [], max(0.0, until - time.monotonic()))[0]
            if reads in ready:
                said = os.read(reads, CHUNK)
                is_cut = is_cut or len(output) + len(said) > most
                output += said[: most - len(output)]
                if not said:
                    watched = [ends]
            elif ends in ready:
                code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
                return Ran(code, bytes(output), is_cut)
            if time.monotonic() >= until:
                also()
                end(process)
                return Ran(None, bytes(output), is_cut)
    finally:
        os.close(ends)


def end(process: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
