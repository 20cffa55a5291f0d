"""What the daemon learns of a sandbox without running anything in it: its connections and its programs.

Source: proc(5), user_namespaces(7), unix(7) (SCM_RIGHTS).
"""

import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from courses.sandbox.runtimes.bwrap.launch import Launched
from courses.sandbox.runtimes.local.files import ask, is_of_the_base
from courses.sandbox.runtimes.port import Program

MOST_PROGRAMS = 200
LISTENS = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}


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

        number = ask(found.inside, ("user", "net"), connected)
        if number:
            raise OSError(number, os.strerror(number))
        file = socket.recv_fds(ours, 1, 1)[1][0]
    return socket.socket(fileno=file)


def allow_ping(found: Launched) -> None:
    """Without raw sockets, which nobody inside may have. Source: icmp(7), ping_group_range."""

    def allowed() -> None:
        file = os.open("/proc/sys/net/ipv4/ping_group_range", os.O_WRONLY)
        os.write(file, b"0 65535")

    ask(found.inside, ("user", "net"), allowed)


def programs(found: Launched, processes: Iterable[int]) -> list[Program]:
    """``processes``: as the daemon numbers them."""

    def running() -> list[dict[str, Any]]:
        ports = _ports(found.inside)
        around = f"/proc/{found.outside.pid}/cwd"
        base, up = (os.open(f"{around}/{place}", os.O_PATH) for place in ("base", "disk/up"))
        seen = []
        for process in list(processes)[:MOST_PROGRAMS]:
            with suppress(FileNotFoundError, ProcessLookupError, PermissionError):
                seen.append(_program(process, ports, base, up))
        return seen

    told: list[dict[str, Any]] = ask(found.inside, ("user",), running)
    return [Program(**one | {"arguments": tuple(one["arguments"]), "ports": tuple(one["ports"])}) for one in told]


def _program(process: int, ports: dict[str, int], base: int, up: int) -> dict[str, Any]:
    with open(f"/proc/{process}/cmdline", "rb") as file:
        arguments = file.read(4096).decode("utf-8", "replace").split("\0")[:-1]
    with open(f"/proc/{process}/status", encoding="utf-8", errors="replace") as file:
        user = next(int(line.split()[2]) for line in file if line.startswith("Uid:"))
    with open(f"/proc/{process}/maps", encoding="utf-8", errors="replace") as file:
        mapped = {line.split(maxsplit=5)[5].rstrip("\n") for line in file if _is_code(line)}
    path = os.readlink(f"/proc/{process}/exe")
    is_pristine = all(is_of_the_base(one, base, up) for one in mapped | {path})
    listens = set()
    for name in os.listdir(f"/proc/{process}/fd"):
        with suppress(OSError):
            listens.add(os.readlink(f"/proc/{process}/fd/{name}"))
    return {"path": path, "arguments": arguments, "user": user, "is_pristine": is_pristine,
            "ports": sorted({ports[one] for one in listens if one in ports})}  # fmt: skip


def _is_code(line: str) -> bool:
    parts = line.split(maxsplit=5)
    return "x" in parts[1] and len(parts) == 6 and not parts[5].startswith("[")


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
