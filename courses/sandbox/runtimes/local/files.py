"""Files of a sandbox, looked at without running anything in it: a child of ours joins its user namespace, looks and answers.
No path leads out of the host's own files.

Source: openat2(2) (RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS), user_namespaces(7).
"""

import ctypes
import errno
import json
import os
import signal
import stat
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any

from courses.sandbox.runtimes.port import RuntimeFailure, Seen

OPENAT2 = 437
RESOLVE = 0x10 | 0x02  # IN_ROOT, NO_MAGICLINKS
SECONDS = 10

_libc = ctypes.CDLL(None, use_errno=True)


def look(process: int, place: str, path: str, most: int) -> Seen | None:
    """``place``: where the files of the host are, for whoever is in the user namespace of ``process``."""

    def seen() -> dict[str, Any] | None:
        root = os.open(place, os.O_PATH)
        try:
            return _seen(root, path, most)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return None
            raise

    told = ask(process, ("user",), seen)
    return Seen(**told | {"content": b64decode(told["content"])}) if told else None


def plant(process: int, place: str, path: str, content: bytes, mode: int) -> None:
    def planted() -> None:
        root = os.open(place, os.O_PATH)
        file = _open(root, path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        os.fchmod(file, mode)
        os.write(file, content)

    ask(process, ("user",), planted)


def ask(process: int, kinds: tuple[str, ...], work: Callable[[], Any]) -> Any:
    """What ``work`` answers in a child that is root of the namespaces of ``process``, as JSON."""
    reads, writes = os.pipe2(os.O_CLOEXEC)
    child = os.fork()
    if child == 0:  # not one line of this may return
        try:
            _answer(writes, process, kinds, work)
        finally:
            os._exit(126)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        told = pipe.read()
    os.waitpid(child, 0)
    answer = json.loads(told or b'{"refused": "no answer"}')
    if "refused" in answer:
        raise RuntimeFailure(answer["refused"])
    return answer["told"]


def _answer(writes: int, process: int, kinds: tuple[str, ...], work: Callable[[], Any]) -> None:
    signal.alarm(SECONDS)
    try:
        for kind in kinds:
            space = os.open(f"/proc/{process}/ns/{kind}", os.O_RDONLY)
            if _libc.setns(space, 0):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
        os.setresgid(0, 0, 0)
        os.setresuid(0, 0, 0)
        answer = {"told": work()}
    except Exception as error:  # noqa: BLE001  told to the parent, which raises
        answer = {"refused": f"{type(error).__name__}: {error}"[:300]}
    told = json.dumps(answer).encode()
    while told:
        told = told[os.write(writes, told) :]


def is_of_the_base(path: str, base: int, up: int) -> bool:
    """Nothing was written over it: the disk of the host (``up``) has nothing of that name, and ``base`` has it. Names of
    running code hold no links; a file that is gone is called ``… (deleted)``, which the base does not have."""
    name = path.lstrip("/")
    try:
        os.stat(name, dir_fd=up, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ENOTDIR):
            return False
    else:
        return False
    try:
        return stat.S_ISREG(os.stat(name, dir_fd=base, follow_symlinks=False).st_mode)
    except OSError:
        return False


def _seen(root: int, path: str, most: int) -> dict[str, Any]:
    try:
        place = _open(root, path, os.O_PATH)
        about = os.fstat(place)
    except OSError as error:
        if error.errno not in (errno.ENOENT, errno.ELOOP):
            raise
        place = _open(root, path, os.O_PATH | os.O_NOFOLLOW)
        about = os.fstat(place)
    content = b""
    if stat.S_ISREG(about.st_mode):
        file = _open(root, path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
        about = os.fstat(file)
        content = os.read(file, most) if stat.S_ISREG(about.st_mode) else b""
    return {
        "kind": _kind(about.st_mode), "mode": stat.S_IMODE(about.st_mode), "owner": about.st_uid, "group": about.st_gid,
        "size": about.st_size, "modified": about.st_mtime, "content": b64encode(content).decode(),
    }  # fmt: skip


def _kind(mode: int) -> str:
    for kind, fits in (("file", stat.S_ISREG), ("folder", stat.S_ISDIR), ("link", stat.S_ISLNK)):
        if fits(mode):
            return kind
    return "other"


def _open(root: int, path: str, flags: int, mode: int = 0) -> int:
    how = struct.pack("QQQ", flags | os.O_CLOEXEC, mode, RESOLVE)
    file: int = _libc.syscall(OPENAT2, root, path.encode(), how, len(how))
    if file < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return file
