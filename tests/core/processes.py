"""Child processes of tests: started, listened to, and always ended by the process that started them."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60.0  # seconds for what takes two on an idle machine


class Watched:
    """A process whose printed lines can be waited for. It leads a group of its own, which ends with the ``with`` block."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.seen: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self.process.stdout:
            self._lines.put(line.rstrip("\n"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(PATIENCE)
        self.process.stdout.close()

    def line(self, text: str) -> str:
        """The next printed line that holds ``text``."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"{text!r} was not printed, only:\n" + "\n".join(self.seen)) from None
            self.seen.append(line)
            if text in line:
                return line

    def rest(self) -> list[str]:
        """What it printed that nobody has waited for."""
        lines = []
        while not self._lines.empty():
            lines.append(self._lines.get())
        self.seen += lines
        return lines

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Sends the signal and answers the return code. The lines printed on the way stay readable."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def python(*arguments: str, environment: Mapping[str, str] | None = None) -> Watched:
    return Watched([sys.executable, *arguments], environment)


def until(condition: Callable[[], object], what: str, *, pause: float = 0.02, patience: float = PATIENCE) -> None:
    """Waits for something that another process does, and looks again after each ``pause``."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(pause)


def children(pid: int) -> list[int]:
    """Of this process, and theirs."""
    direct = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return direct + [grandchild for child in direct for grandchild in children(child)]


def is_gone(pid: int) -> bool:
    """Ended; perhaps not yet reaped, where the first process of the machine does not reap orphans."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def end_all(pids: Iterable[int]) -> None:
    """By force, those that still run: what outlives its parent would hold a failed test for ever."""
    for pid in pids:
        if not is_gone(pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def database_environment() -> dict[str, str]:
    """Variables under which a child process finds the database of the tests."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return {"DATABASE_URL": f"sqlite:///{name}"}
    head, _, options = os.environ["DATABASE_URL"].partition("?")
    return {"DATABASE_URL": f"{head.rpartition('/')[0]}/{name}?{options}"}
