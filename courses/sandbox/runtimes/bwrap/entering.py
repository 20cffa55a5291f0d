"""A program in a running sandbox, behind a pseudo-terminal, under all that holds the first one.

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
from pathlib import Path

from courses.sandbox.runtimes.bwrap import seccomp
from courses.sandbox.runtimes.bwrap.launch import KEPT
from courses.sandbox.runtimes.port import RuntimeFailure

KINDS = (
    "user",
    "ipc",
    "uts",
    "net",
    "pid",
    "cgroup",
    "mnt",
)  # the user namespace first: it gives the right to the others
BITS = {"CHOWN": 0, "DAC_OVERRIDE": 1, "FOWNER": 3, "FSETID": 4, "KILL": 5, "SETGID": 6, "SETUID": 7,
        "NET_BIND_SERVICE": 10, "SYS_CHROOT": 18, "SETFCAP": 31}  # fmt: skip
LAST_CAPABILITY = 40
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 24, 38, 22, 2
PR_SET_PDEATHSIG = 1
CAPSET_VERSION = 0x2008_0522

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_char_p)]


class PseudoTerminal:
    """``file`` is not blocking; ``process``: ours, whose only child is the program inside."""

    def __init__(self, file: int, process: int) -> None:
        self.file, self.process = file, process
        os.set_blocking(file, False)

    def resize(self, columns: int, rows: int) -> None:
        size = struct.pack("HHHH", max(1, min(rows, 500)), max(1, min(columns, 500)), 0, 0)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, size)

    def close(self) -> None:
        """Ends the program and everything that it left in its session."""
        os.close(self.file)
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)


def enter(
    inside: int, groups: Sequence[Path], command: Sequence[str], environment: Mapping[str, str], columns: int, rows: int
) -> PseudoTerminal:
    """``inside``: the first process of the sandbox. Raises RuntimeFailure where it has ended."""
    ours, theirs = os.openpty()
    try:
        spaces = [os.open(f"/proc/{inside}/ns/{kind}", os.O_RDONLY | os.O_CLOEXEC) for kind in KINDS]
    except OSError as error:
        os.close(ours)
        os.close(theirs)
        raise RuntimeFailure("the sandbox has ended") from error
    process = os.fork()
    if process == 0:  # not one line of this may return
        try:
            _become(theirs, spaces, groups, command, environment)
        finally:
            os._exit(126)
    for file in (theirs, *spaces):
        os.close(file)
    terminal = PseudoTerminal(ours, process)
    terminal.resize(columns, rows)
    return terminal


def _become(
    terminal: int, spaces: Sequence[int], groups: Sequence[Path], command: Sequence[str], environment: Mapping[str, str]
) -> None:
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)
    for number in (0, 1, 2):
        os.dup2(terminal, number)
    joins = [os.open(group / "cgroup.procs", os.O_WRONLY) for group in groups]
    for space in spaces:
        _check(_libc.setns(space, 0))
    # A process namespace is that of the children. Only the child joins the groups: this one is a copy of the daemon, the
    # largest of them all, and the first that the kernel would end when memory is short.
    child = os.fork()
    if child:
        os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)
    for number in joins:
        os.write(number, b"0")
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    os.setresgid(0, 0, 0)
    os.setresuid(0, 0, 0)
    os.setgroups([0])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, 1024))
    _lay_down_rights()
    _check(_libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))  # a change of rights takes it back
    os.chdir("/root")
    _check(_libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    steps = seccomp.program()
    filtered = _Program(len(steps) // 8, steps)
    _check(_libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(filtered), 0, 0))
    os.execve(command[0], list(command), dict(environment))  # noqa: S606  inside, under all of the above


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
