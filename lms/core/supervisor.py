"""Keeps a few processes running, one event a line. Nothing here knows Django.

Each child leads a process group of its own, so that Ctrl-C reaches only the supervisor and a child's own children can be
ended with it. The kernel ends the children when the supervisor is gone, however it went (PR_SET_PDEATHSIG).
"""

import ctypes
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

WATCHED = {signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
TICK = 0.2
FIRST_PAUSE = 0.5  # seconds before a child that ended is started again; doubles up to the longest
LONGEST_PAUSE = 30.0
STEADY = 30.0  # a child that ran this long has earned a quick return
SUPERVISED = "VEREDA_SUPERVISED"  # set for children, so that their own children know to die with them
PR_SET_PDEATHSIG = 1

_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(parent: int | None = None) -> None:
    """Asks the kernel to end this process when the thread that made it ends. Call it first thing in the new process."""
    _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() == 1 or (parent and os.getppid() != parent):  # it went before we asked
        os._exit(os.EX_TEMPFAIL)


@dataclass
class Child:
    """``grace``: seconds between the request to stop and the end by force."""

    name: str
    command: Sequence[str]
    grace: float = 10.0
    environment: Mapping[str, str] = field(default_factory=dict)  # beside our own
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = field(default=0.0, repr=False)


@dataclass
class Readiness:
    """What is asked before the address is announced: ``/healthz``, under the name the site answers to."""

    address: str
    port: int
    host: str
    announce: str

    def answers(self) -> bool:
        connection = HTTPConnection(self.address, self.port, timeout=1)
        try:
            connection.request("GET", "/healthz", headers={"Host": self.host})
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def is_taken(address: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return True
    return False


class Supervisor:
    """Starts ``children`` in order, brings back those that end, and stops them in the same order."""

    def __init__(self, children: Sequence[Child], say: Callable[[str], None], ready: Readiness | None = None) -> None:
        self.children = children
        self.say = say
        self.ready = ready
        self._announced = False

    def run(self) -> None:
        """Returns after SIGINT, SIGTERM or SIGHUP, when every child has ended."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, WATCHED)
        try:
            for child in self.children:
                self._start(child)
            while (caught := self._wait(TICK)) is None:
                self._look_after_children()
                self._announce_when_ready()
            self.say(f"stopping ({signal.Signals(caught).name})")
        finally:
            self._stop_all()
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _wait(self, seconds: float) -> int | None:
        """The signal that asks to stop, if one came."""
        info = signal.sigtimedwait(WATCHED, seconds)
        return info.si_signo if info and info.si_signo != signal.SIGCHLD else None

    def _start(self, child: Child) -> None:
        supervisor = os.getpid()

        def in_the_child() -> None:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, WATCHED)
            die_with_parent(supervisor)

        child.started = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603  our own commands
            child.command,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=in_the_child,  # safe here: this process has one thread
            env={**os.environ, **child.environment, SUPERVISED: "1"},
        )
        self.say(f"{child.name} started (process {child.process.pid})")

    def _look_after_children(self) -> None:
        moment = time.monotonic()
        for child in self.children:
            if child.process is None:
                if moment >= child.due:
                    self._start(child)
            elif child.process.poll() is not None:
                self._note_end(child, child.process, moment)

    def _note_end(self, child: Child, process: subprocess.Popen[bytes], moment: float) -> None:
        _end_group(process)
        if moment - child.started >= STEADY:
            child.pause = FIRST_PAUSE
        self.say(f"{child.name} ended ({_how(process.returncode)}); starts again in {child.pause:g} s")
        child.process, child.due = None, moment + child.pause
        child.pause = min(LONGEST_PAUSE, child.pause * 2)

    def _announce_when_ready(self) -> None:
        if self.ready and not self._announced and self.ready.answers():
            self._announced = True
            self.say(self.ready.announce)

    def _stop_all(self) -> None:
        hurried = False
        for child in self.children:
            process = child.process
            if process is None:
                continue
            process.terminate()
            deadline = time.monotonic() + child.grace
            while process.poll() is None and not hurried and time.monotonic() < deadline:
                hurried = self._wait(TICK / 2) is not None  # asked a second time
            forced = process.poll() is None
            _end_group(process)
            process.wait()
            self.say(f"{child.name} stopped" + (" by force" if forced else ""))


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """Ends the child's process and whatever it left behind in its group."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _how(returncode: int) -> str:
    if returncode < 0:
        return signal.Signals(-returncode).name
    return f"exit {returncode}"
