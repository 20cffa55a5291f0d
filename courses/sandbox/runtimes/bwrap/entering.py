"""A program in a running sandbox, under all that holds the first one.

Whoever joins namespaces arrives with every right in them, without the filter and in nobody's control group, and the first
program that they run is the learner's. So everything is put back on before it.
"""

import ctypes
import fcntl
import os
import resource
import signal
import struct
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from courses.sandbox.runtimes.local import seccomp
from courses.sandbox.runtimes.local.following import Start
from courses.sandbox.runtimes.local.spaces import KEPT, rlimits
from courses.sandbox.runtimes.port import RuntimeFailure

# The user namespace first: it gives the right to the others.
KINDS = ("user", "ipc", "uts", "net", "pid", "cgroup", "mnt")
BITS = {"CHOWN": 0, "DAC_OVERRIDE": 1, "FOWNER": 3, "FSETID": 4, "KILL": 5, "SETGID": 6, "SETUID": 7,
        "NET_BIND_SERVICE": 10, "SYS_CHROOT": 18, "SETFCAP": 31}  # fmt: skip
LAST_CAPABILITY = 40
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 24, 38, 22, 2
PR_SET_PDEATHSIG = 1
CAPSET_VERSION = 0x2008_0522

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


@dataclass(frozen=True)
class Way:
    """Into a sandbox. ``inside``: its first process; ``groups``: those to be joined; ``environment``: of what runs there;
    ``largest``: bytes of one file."""

    inside: int
    groups: Sequence[Path]
    environment: Mapping[str, str]
    largest: int


def starting(way: Way, command: Sequence[str]) -> Start:
    """Raises RuntimeFailure where the sandbox has ended."""
    return lambda files: _start(way, command, files)


def _start(way: Way, command: Sequence[str], files: tuple[int, int, int]) -> int:
    """A process of ours that leads a session; its child is the program."""
    spaces: list[int] = []
    try:
        spaces += [os.open(f"/proc/{way.inside}/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in KINDS]
        process = os.fork()
    except OSError as error:
        raise RuntimeFailure("the sandbox has ended") from error
    else:
        if process == 0:  # not one line of this may return
            try:
                _become(way, command, files, spaces)
            finally:
                os._exit(126)
        return process
    finally:
        for file in spaces:
            os.close(file)


def _become(way: Way, command: Sequence[str], files: tuple[int, int, int], spaces: Sequence[int]) -> None:
    os.setsid()
    if os.isatty(files[0]):
        fcntl.ioctl(files[0], termios.TIOCSCTTY, 0)
    files = tuple(fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, 10) for file in files)  # type: ignore[assignment]
    for number, file in enumerate(files):
        os.dup2(file, number)
    joins = [os.open(group / "cgroup.procs", os.O_WRONLY) for group in way.groups]
    for space in spaces:
        _check(_libc.setns(space, 0))
    # A process namespace is that of the children. Only the child joins the groups: this one is a copy of the daemon, the
    # largest of them all, and the first that the kernel would end when memory is short.
    child = os.fork()
    if child:
        os.closerange(0, os.sysconf("SC_OPEN_MAX"))
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    for number in joins:
        os.write(number, b"0")
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    os.setgroups([0])
    for kind, most in rlimits(way.largest):
        resource.setrlimit(kind, (most, most))
    _lay_down_rights()
    _check(_libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))  # a change of rights takes it back
    os.chdir("/root")
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    steps = seccomp.program()
    filtered = _Program(len(steps) // 8, steps)
    _check(_libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(filtered), 0, 0))
    os.execve(command[0], list(command), dict(way.environment))  # noqa: S606  inside, under all of the above


def _lay_down_rights() -> None:
    kept = sum(1 << BITS[name] for name in KEPT)
    for number in range(LAST_CAPABILITY + 1):
        if not kept >> number & 1:
            _check(_libc.prctl(PR_CAPBSET_DROP, number, 0, 0, 0))
    head = struct.pack("<Ii", CAPSET_VERSION, 0)
    _check(_libc.capset(head, struct.pack("<6I", kept, kept, kept, 0, 0, 0)))


def _check(answer: int) -> None:
    if answer != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
