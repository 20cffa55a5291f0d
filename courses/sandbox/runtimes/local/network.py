"""The network that the hosts of one sandbox share: a bridge in the first one, a pair of interfaces for each other one.

All by root of their own block of ids, in their own namespaces: nothing of the machine's network is touched or reached.
"""

import subprocess
from collections.abc import Sequence

from courses.sandbox.runtimes.local.spaces import NSENTER
from courses.sandbox.runtimes.port import HostSpec, RuntimeFailure

IP = "/usr/sbin/ip"
PREFIX = 24


def link(hosts: Sequence[tuple[HostSpec, int]]) -> None:
    """``hosts``: each with a process that is in its namespaces."""
    (first, around), *others = hosts
    _ip(around, "link", "add", "lan", "type", "bridge")
    _ip(around, "addr", "add", f"{first.address}/{PREFIX}", "dev", "lan")
    _ip(around, "link", "set", "lan", "up")
    for number, (host, process) in enumerate(others, start=1):
        name = f"to-{number}"
        _ip(around, "link", "add", name, "type", "veth", "peer", "name", "lan", "netns", str(process))
        _ip(around, "link", "set", name, "master", "lan", "up")
        _ip(process, "addr", "add", f"{host.address}/{PREFIX}", "dev", "lan")
        _ip(process, "link", "set", "lan", "up")


def _ip(process: int, *words: str) -> None:
    entering = [NSENTER, f"--user=/proc/{process}/ns/user", f"--net=/proc/{process}/ns/net",
                "--setuid", "0", "--setgid", "0"]  # fmt: skip
    done = subprocess.run([*entering, IP, *words], env={}, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeFailure(f"ip {' '.join(words[:2])}: {done.stderr.decode('utf-8', 'replace').strip()[:200]}")
