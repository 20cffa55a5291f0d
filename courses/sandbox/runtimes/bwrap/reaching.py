"""What the daemon learns of a sandbox without running anything in it: a child of ours joins its user namespace, looks and
answers. No program of a learner's is run, and no path leads out of the host's own files.

Source: openat2(2) (RESOLVE_IN_ROOT, RESOLVE_NO_MAGICLINKS), proc(5), user_namespaces(7), unix(7) (SCM_RIGHTS).
"""

import ctypes
import errno
import json
import os
import signal
import socket
import stat
import struct
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from courses.sandbox.runtimes.bwrap.launch import Launched
from courses.sandbox.runtimes.port import Program, RuntimeFailure, Seen

OPENAT2 = 437
RESOLVE = 0x10 | 0x02  # IN_ROOT, NO_MAGICLINKS
SECONDS = 10
MOST_PROGRAMS = 200
LISTENS = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}

_libc = ctypes.CDLL(None, use_errno=True)


def look(found: Launched, path: str, most: int) -> Seen | None:
    def seen() -> dict[str, Any] | None:
        root = os.open(f"/proc/{found.inside}/root", os.O_PATH)
        try:
            return _seen(root, path, most)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
                return None
            raise

    told = _ask(found, ("user",), seen)
    return Seen(**told | {"content": b64decode(told["content"])}) if told else None


def plant(found: Launched, path: str, content: bytes, mode: int) -> None:
    def planted() -> None:
        root = os.open(f"/proc/{found.inside}/root", os.O_PATH)
        file = _open(root, path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        os.fchmod(file, mode)
        os.write(file, content)

    _ask(found, ("user",), planted)


def connect(found: Launched, port: int, seconds: float = 3.0) -> socket.socket:
    """Raises OSError as a connection does."""
    ours, theirs = socket.socketpair()
    with ours, theirs:

        def connected() -> int:
            with socket.socket() as connection:
                connection.settimeout(seconds)
                number = connection.connect_ex(("127.0.0.1", port))
                if not number:
                    connection.settimeout(None)
                    socket.send_fds(theirs, [b"."], [connection.fileno()])
            return number

        number = _ask(found, ("user", "net"), connected)
        if number:
            raise OSError(number, os.strerror(number))
        file = socket.recv_fds(ours, 1, 1)[1][0]
    return socket.socket(fileno=file)


def allow_ping(found: Launched) -> None:
    """Without raw sockets, which nobody inside may have. Source: icmp(7), ping_group_range."""

    def allowed() -> None:
        file = os.open("/proc/sys/net/ipv4/ping_group_range", os.O_WRONLY)
        os.write(file, b"0 65535")

    _ask(found, ("user", "net"), allowed)


def programs(found: Launched, processes: Iterable[int]) -> list[Program]:
    """``processes``: as the daemon numbers them."""

    def running() -> list[dict[str, Any]]:
        ports = _ports(found.inside)
        root, base, up = (os.open(place, os.O_PATH) for place in (
            f"/proc/{found.inside}/root", f"/proc/{found.outside.pid}/cwd/base", f"/proc/{found.outside.pid}/cwd/disk/up",
        ))  # fmt: skip
        seen = []
        for process in list(processes)[:MOST_PROGRAMS]:
            with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
                seen.append(_program(process, ports, (root, base, up)))
        return seen

    told: list[dict[str, Any]] = _ask(found, ("user",), running)
    return [Program(**one | {"arguments": tuple(one["arguments"]), "ports": tuple(one["ports"])}) for one in told]


def _program(process: int, ports: dict[str, int], places: tuple[int, int, int]) -> dict[str, Any]:
    with open(f"/proc/{process}/cmdline", "rb") as file:
        arguments = file.read(4096).decode("utf-8", "replace").split("\0")[:-1]
    with open(f"/proc/{process}/status", encoding="utf-8", errors="replace") as file:
        user = next(int(line.split()[2]) for line in file if line.startswith("Uid:"))
    with open(f"/proc/{process}/maps", encoding="utf-8", errors="replace") as file:
        mapped = {line.split(maxsplit=5)[5].rstrip("\n") for line in file if _is_code(line)}
    path = os.readlink(f"/proc/{process}/exe")
    is_pristine = all(_is_of_the_base(one, places) for one in mapped | {path})
    listens = set()
    for name in os.listdir(f"/proc/{process}/fd"):
        with suppress(OSError):
            listens.add(os.readlink(f"/proc/{process}/fd/{name}"))
    return {"path": path, "arguments": arguments, "user": user, "is_pristine": is_pristine,
            "ports": sorted({ports[one] for one in listens if one in ports})}  # fmt: skip


def _is_code(line: str) -> bool:
    parts = line.split(maxsplit=5)
    return "x" in parts[1] and len(parts) == 6 and not parts[5].startswith("[")


def _is_of_the_base(path: str, places: tuple[int, int, int]) -> bool:
    """Nothing was written over it: the disk of the host has nothing of that name, and the base has it. Names of running
    code hold no links; a file that is gone is called ``… (deleted)``, which the base does not have."""
    _root, base, up = places
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


def _ports(inside: int) -> dict[str, int]:
    """From the name of a socket to its port. Source: proc_net(5)."""
    found: dict[str, int] = {}
    for kind, state in LISTENS.items():
        with suppress(FileNotFoundError), open(f"/proc/{inside}/net/{kind}", encoding="utf-8") as file:
            for line in list(file)[1:]:
                parts = line.split()
                if parts[3] == state:
                    found[f"socket:[{parts[9]}]"] = int(parts[1].rpartition(":")[2], 16)
    return found


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


def _ask(found: Launched, kinds: tuple[str, ...], work: Callable[[], Any]) -> Any:
    """What ``work`` answers in a child that is root of the sandbox's namespace, as JSON."""
    reads, writes = os.pipe2(os.O_CLOEXEC)
    child = os.fork()
    if child == 0:  # not one line of this may return
        try:
            _answer(writes, found, kinds, work)
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


def _answer(writes: int, found: Launched, kinds: tuple[str, ...], work: Callable[[], Any]) -> None:
    signal.alarm(SECONDS)
    try:
        for kind in kinds:
            space = os.open(f"/proc/{found.inside}/ns/{kind}", os.O_RDONLY)
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
