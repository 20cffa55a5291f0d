"""Three small programs of ours that are handed into a gVisor machine as descriptors, so that nothing that a learner can
replace is needed to start anything: no file, no library, no loader.

* ``init`` says that it runs, closes what it was given, and gathers processes whose parents are gone.
* ``enter`` lays down limits, puts on the filter of system calls and becomes the program that it is told: what ``runsc exec``
  starts would otherwise run without the filter of the first process.
* ``tell`` writes out the files that it is told, in order: those of ``/proc``.

x86-64, as the filter. Source: System V ABI, AMD64 supplement (the stack at the start of a process); elf(5);
numbers of arch/x86/entry/syscalls/syscall_64.tbl; Intel 64 manual, volume 2, for the instructions.
"""

import errno
import struct
from collections.abc import Sequence
from functools import cache

from courses.sandbox.runtimes.local import seccomp

BASE = 0x40_0000
HEAD = 64 + 56  # of the file and of its one segment
READ, WRITE, OPEN, CLOSE, PAUSE, FORK, EXECVE, WAIT4 = 0, 1, 2, 3, 34, 57, 59, 61
PRCTL, SETRLIMIT, EXIT_GROUP, SECCOMP = 157, 160, 231, 317
NO_NEW_PRIVS, FILTER = 38, 1
# lgetxattr, llistxattr: gVisor answers EBADF for a link, and ls(1) complains of each. Like this it looks for no attributes.
UNKNOWN = dict.fromkeys((192, 195), errno.EOPNOTSUPP)
NO_CHILD = 10
BUFFER = 4096
# Instructions; a jump's one byte of distance follows.
SYSCALL = b"\x0f\x05"
IF_NEGATIVE, UNLESS_POSITIVE, IF_ZERO, IF_NOT_ZERO, ALWAYS = b"\x78", b"\x7e", b"\x74", b"\x75", b"\xeb"
TEST_RESULT = b"\x48\x85\xc0"  # test rax, rax
ARGUMENT = {1: b"\xbf", 2: b"\xbe", 3: b"\xba"}  # mov edi, esi, edx


class _Code:
    """Instructions with names for places; jumps are short."""

    def __init__(self) -> None:
        self.content = bytearray()
        self._places: dict[str, int] = {}
        self._jumps: list[tuple[int, str]] = []

    def add(self, *parts: bytes) -> None:
        self.content += b"".join(parts)

    def place(self, name: str) -> None:
        self._places[name] = len(self.content)

    def jump(self, when: bytes, name: str) -> None:
        self.add(when, b"\0")
        self._jumps.append((len(self.content), name))

    def call(self, number: int, *arguments: int | None) -> None:
        """A system call; None leaves an argument as it is."""
        for place, value in enumerate(arguments, start=1):
            if value is not None:
                self.add(ARGUMENT[place], struct.pack("<I", value))
        self.add(b"\xb8", struct.pack("<I", number), SYSCALL)

    def finished(self) -> bytes:
        for after, name in self._jumps:
            struct.pack_into("b", self.content, after - 1, self._places[name] - after)
        return bytes(self.content)


@cache
def init() -> bytes:
    code = _Code()
    code.add(b"\x6a\x2e", b"\x48\x89\xe6")  # push '.'; mov rsi, rsp
    code.call(WRITE, 1, None, 1)
    for file in (0, 1, 2):
        code.call(CLOSE, file)
    code.place("again")
    code.call(FORK)  # a child that does nothing: there is always one to wait for
    code.add(TEST_RESULT)
    code.jump(IF_ZERO, "child")
    code.place("wait")
    code.add(b"\x48\xc7\xc7\xff\xff\xff\xff", b"\x31\xf6", b"\x31\xd2", b"\x4d\x31\xd2")  # rdi = -1; rsi, rdx, r10 = 0
    code.call(WAIT4)
    code.add(b"\x48\x83\xf8", struct.pack("b", -NO_CHILD))  # cmp rax, -ECHILD
    code.jump(IF_ZERO, "again")
    code.jump(ALWAYS, "wait")
    code.place("child")
    code.call(PAUSE)
    code.jump(ALWAYS, "child")
    return _file(code.finished(), b"")


def enter(rlimits: Sequence[tuple[int, int]]) -> bytes:
    """``rlimits``: kinds with their most, which nobody inside can raise."""
    return _entering(tuple(rlimits))


@cache
def _entering(rlimits: tuple[tuple[int, int], ...]) -> bytes:
    limits = b"".join(struct.pack("<QQ", most, most) for _kind, most in rlimits)
    steps = seccomp.program(UNKNOWN)

    def written(start: int) -> bytes:
        """``start``: where the data lie, which comes after the code."""
        code = _Code()
        for number, (kind, _most) in enumerate(rlimits):
            code.call(SETRLIMIT, kind, start + 16 * number)
        code.add(b"\x31\xd2", b"\x4d\x31\xd2", b"\x4d\x31\xc0")  # rdx, r10, r8 = 0
        code.call(PRCTL, NO_NEW_PRIVS, 1)
        code.add(TEST_RESULT)
        code.jump(IF_NOT_ZERO, "refused")
        code.call(SECCOMP, FILTER, 0, start + len(limits))
        code.add(TEST_RESULT)
        code.jump(IF_NOT_ZERO, "refused")
        code.add(b"\x48\x8b\x1c\x24", b"\x48\x8b\x7c\x24\x10")  # rbx = argc; rdi = argv[1]
        code.add(b"\x48\x8d\x74\x24\x10", b"\x48\x8d\x54\xdc\x10")  # rsi = &argv[1]; rdx = &environment
        code.call(EXECVE)
        code.place("refused")
        code.call(EXIT_GROUP, 126)
        return code.finished()

    start = BASE + HEAD + len(written(0))
    filtered = struct.pack("<HxxxxxxQ", len(steps) // 8, start + len(limits) + 16)
    return _file(written(start), limits + filtered + steps)


@cache
def tell() -> bytes:
    code = _Code()
    code.add(b"\x48\x8d\x5c\x24\x10")  # lea rbx, [rsp+16]: &argv[1]
    code.add(b"\x48\x81\xec", struct.pack("<I", BUFFER))  # sub rsp, BUFFER
    code.place("next")
    code.add(b"\x48\x8b\x3b", b"\x48\x83\xc3\x08", b"\x48\x85\xff")  # rdi = *rbx; rbx += 8; test rdi, rdi
    code.jump(IF_ZERO, "done")
    code.call(OPEN, None, 0)
    code.add(TEST_RESULT)
    code.jump(IF_NEGATIVE, "next")
    code.add(b"\x49\x89\xc4")  # r12 = the file
    code.place("more")
    code.add(b"\x4c\x89\xe7", b"\x48\x89\xe6")  # rdi = r12; rsi = rsp
    code.call(READ, None, None, BUFFER)
    code.add(TEST_RESULT)
    code.jump(UNLESS_POSITIVE, "next")
    code.add(b"\x48\x89\xc2", b"\x48\x89\xe6")  # rdx = rax; rsi = rsp
    code.call(WRITE, 1, None)
    code.jump(ALWAYS, "more")
    code.place("done")
    code.call(EXIT_GROUP, 0)
    return _file(code.finished(), b"")


def _file(code: bytes, data: bytes) -> bytes:
    """An ELF file with one segment that is read and run."""
    size = HEAD + len(code) + len(data)
    head = b"\x7fELF\x02\x01\x01" + bytes(9)
    head += struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, BASE + HEAD, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    segment = struct.pack("<IIQQQQQQ", 1, 5, 0, BASE, BASE, size, size, 4096)
    return head + segment + code + data
