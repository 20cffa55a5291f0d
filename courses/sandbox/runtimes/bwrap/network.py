"""The network that the hosts of one sandbox share: a bridge in the first one, a pair of interfaces for each other one.

All by root of their own block of ids, in their own namespaces: nothing of the machine's network is touched or reached.
"""

import subprocess
from collections.abc import Sequence

from courses.sandbox.runtimes.bwrap.launch import NSENTER, Launched
from courses.sandbox.runtimes.port import HostSpec, RuntimeFailure

IP = "/usr/sbin/ip"
PREFIX = 24


def link(hosts: Sequence[tuple[HostSpec, Launched]]) -> None:
    (first, around), *others = hosts
    _ip(around, "link", "add", "lan", "type", "bridge")
    _ip(around, "addr", "add", f"{first.address}/{PREFIX}", "dev", "lan")
    _ip(around, "link", "set", "lan", "up")
    for number, (host, launched) in enumerate(others, start=1):
        name = f"to-{number}"
        _ip(around, "link", "add", name, "type", "veth", "peer", "name", "lan", "netns", str(launched.inside))
        _ip(around, "link", "set", name, "master", "lan", "up")
        _ip(launched, "addr", "add", f"{host.address}/{PREFIX}", "dev", "lan")
        _ip(launched, "link", "set", "lan", "up")


def _ip(launched: Launched, *words: str) -> None:
    entering = [NSENTER, f"--user=/proc/{launched.inside}/ns/user", f"--net=/proc/{launched.inside}/ns/net",
                "--setuid", "0", "--setgid", "0"]  # fmt: skip
    done = subprocess.run([*entering, IP, *words], env={}, capture_output=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeFailure(f"ip {' '.join(words[:2])}: {done.stderr.decode('utf-8', 'replace').strip()[:200]}")
