"""Wake-ups. They only save waiting: a lost one costs a second (the loop polls) or some seconds (the sweep asks again)."""

import errno
import logging
import os
import select
import socket
import time
from functools import partial
from itertools import count
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import transaction

from lms.core.jobs import registry

logger = logging.getLogger(__name__)
_numbers = count()
PATTERN = "jobs-*.sock"
QUIET_AFTER_FAILURE = 10.0  # seconds in which a broker that did not answer is not asked again


def after_commit(key: int, queue: str = "") -> None:
    """Wakes whoever may run the job, once the current transaction has committed. Never fails and never waits long.

    A reserved queue has loops of its own, also beside a broker: no other worker is told of its jobs.
    """
    wake = partial(publish, key) if settings.BROKER_URL and not queue else wake_loops
    transaction.on_commit(wake, robust=True)


# --- Without a broker: a datagram to every job loop on this machine -------------------------------------------------


def socket_folder() -> Path:
    return Path(settings.DATA_DIR) / "run"


def wake_loops() -> None:
    for path in socket_folder().glob(PATTERN):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
            try:
                sender.sendto(b"!", os.fspath(path))
            except OSError as error:
                if error.errno == errno.ECONNREFUSED:  # left behind by a loop that was killed
                    path.unlink(missing_ok=True)


class Listener:
    """A job loop's ear. ``wait`` returns early when a commit or a signal wakes it; without an ear it simply waits."""

    def __init__(self, folder: Path) -> None:
        self._waker, self._awake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._socket: socket.socket | None = None
        self.path = folder / PATTERN.replace("*", f"{os.getpid()}-{next(_numbers)}")

    def __enter__(self) -> Self:
        ear = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            ear.bind(os.fspath(self.path))
        except OSError as error:  # a folder that cannot be written, or a path longer than a socket's name may be
            ear.close()
            logger.warning("jobs are not woken by commits here, only by polling", extra={"reason": str(error)})
        else:
            self._socket = ear
        return self

    def __exit__(self, *_: object) -> None:
        if self._socket:
            self._socket.close()
            self.path.unlink(missing_ok=True)
        os.close(self._waker)
        os.close(self._awake)

    def wake(self) -> None:
        """Safe in a signal handler."""
        try:
            os.write(self._awake, b"!")
        except BlockingIOError:
            return

    def wait(self, seconds: float) -> bool:
        """True when woken before the time was over."""
        ears = [self._waker, *([self._socket.fileno()] if self._socket else [])]
        ready, _, _ = select.select(ears, [], [], seconds)
        for ear in ready:
            while _read(ear):
                pass
        return bool(ready)


def _read(ear: int) -> bytes:
    try:
        return os.read(ear, 64)
    except BlockingIOError:
        return b""


# --- With a broker: a message that names the job ---------------------------------------------------------------


class Outage:
    """The time since a broker did not answer, so that requests do not each wait for it, and the log has one line of it."""

    def __init__(self) -> None:
        self.since: float | None = None

    def is_recent(self) -> bool:
        return self.since is not None and time.monotonic() - self.since < QUIET_AFTER_FAILURE

    def begin(self, error: Exception) -> None:
        if self.since is None:
            logger.warning("the broker does not answer; the sweep will deliver", extra={"error": type(error).__name__})
        self.since = time.monotonic()

    def end(self) -> None:
        if self.since is not None:
            logger.warning("the broker answers again")
        self.since = None


_outage = Outage()


def publish(key: int) -> bool:
    """Sends the message that makes a Celery worker look at the job; False when the broker cannot be reached."""
    if _outage.is_recent():
        return False
    try:
        registry.load().send_task("jobs.run", args=[key], retry=False)
    except Exception as error:  # noqa: BLE001  each transport raises its own; the row is there whatever happens here
        _outage.begin(error)
        return False
    _outage.end()
    return True
