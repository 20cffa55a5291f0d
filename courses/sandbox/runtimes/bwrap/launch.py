"""How one sandbox is started with bubblewrap by a user who has no rights, and how it ends.

The daemon's own user is not in the map of the namespace: root inside is the first of its block of subordinate ids
(subuid(5)), so whoever got out could not even read the daemon's files. The environment of the launch is empty and nothing
but the named descriptors is passed on: bubblewrap hands what it inherits to the programs inside.
"""

import json
import os
import resource
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from courses.sandbox.runtimes.bwrap import seccomp
from courses.sandbox.runtimes.port import RuntimeFailure, SandboxSpec

UNSHARE, BWRAP, SHELL = "/usr/bin/unshare", "/usr/bin/bwrap", "/bin/sh"
KEPT = (
    "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "NET_BIND_SERVICE", "SYS_CHROOT", "SETFCAP",
)  # fmt: skip
SMALL = str(16 * 1024 * 1024)  # bytes of each place in memory that is not the disk
# Names as seen from inside, in /proc/mounts: none of them says where we keep things. A shell would pass on its PWD.
# Nothing is mounted where a learner's program could see it before bubblewrap has taken over.
MOUNT = """set -eu
mount -t tmpfs -o "size=$2,nr_inodes=$3,mode=755,nosuid,nodev" disk disk
mkdir disk/up disk/work
mount --bind "$1" base
mount -t overlay -o "lowerdir=base,upperdir=disk/up,workdir=disk/work,userxattr,nosuid,nodev" root root
shift 3
exec env -i "$@"
"""
JOIN = 'set -eu; for one in $1; do echo $$ >"$one/cgroup.procs"; done; shift; exec "$@"'


@dataclass(frozen=True)
class Launched:
    """``outside``: bubblewrap as the daemon sees it, whose end is the end of everything inside; ``inside``: the first
    process within the namespaces."""

    outside: subprocess.Popen[bytes]
    inside: int


def launch(spec: SandboxSpec, folder: Path, groups: Sequence[Path], block: tuple[int, int]) -> Launched:
    """Raises RuntimeFailure with what the programs said. ``folder``: of this sandbox, ours; ``block``: the first and the
    number of the subordinate ids."""
    for name in ("base", "disk", "root"):
        (folder / name).mkdir(exist_ok=True)
    filtered, arguments = _in_memory(seccomp.program()), _in_memory(_arguments(spec))
    told, tells = os.pipe()
    said = os.memfd_create("said", os.MFD_CLOEXEC)  # not a file: its name could be read inside
    try:
        outside = subprocess.Popen(  # noqa: S603  our own words alone
            [SHELL, "-c", JOIN, "sandbox", " ".join(map(str, groups)), *_namespaced(spec, block),
             BWRAP, "--seccomp", str(filtered), "--info-fd", str(tells), "--args", str(arguments), *spec.start],
            env={}, cwd=folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said, close_fds=True,
            pass_fds=(filtered, arguments, tells), start_new_session=True, preexec_fn=_limit,
        )  # fmt: skip
    finally:
        for file in (filtered, arguments, tells):
            os.close(file)
    with os.fdopen(told, "rb") as pipe:
        answer = pipe.read()
    try:
        return Launched(outside, int(json.loads(answer)["child-pid"]))
    except (ValueError, KeyError) as error:
        outside.kill()
        outside.wait()
        words = os.pread(said, 500, 0).decode("utf-8", "replace").strip()
        raise RuntimeFailure(words or f"bubblewrap ended with {outside.returncode}") from error
    finally:
        os.close(said)


def _namespaced(spec: SandboxSpec, block: tuple[int, int]) -> list[str]:
    ids = f"{block[0]},0,{block[1]}"
    return [
        UNSHARE, "--user", f"--map-users={ids}", f"--map-groups={ids}", "--setuid", "0", "--setgid", "0", "--mount",
        "--propagation", "private", SHELL, "-c", MOUNT, "sandbox", str(spec.base), str(spec.limits.disk),
        str(spec.limits.files),
    ]  # fmt: skip


def _arguments(spec: SandboxSpec) -> bytes:
    """Through a descriptor: the command line of the first process is read by whoever is inside."""
    words = [
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup",
        "--die-with-parent",
    ]
    words += ["--new-session", "--hostname", spec.hostname, "--bind", "root", "/", "--proc", "/proc", "--dev", "/dev"]
    for place in ("/dev/shm", "/run", "/tmp"):  # noqa: S108  those of the sandbox; --size is of the next one alone
        words += ["--size", SMALL, "--perms", "1777" if place != "/run" else "0755", "--tmpfs", place]
    words += ["--cap-drop", "ALL"]
    for name in KEPT:
        words += ["--cap-add", f"CAP_{name}"]
    words += ["--ro-bind", "/proc/sys", "/proc/sys", "--ro-bind", "/dev/null", "/proc/keys", "--clearenv"]
    for name, value in spec.environment.items():
        words += ["--setenv", name, value]
    words += ["--chdir", "/root"]
    return b"".join(word.encode() + b"\0" for word in words)


def _in_memory(content: bytes) -> int:
    file = os.memfd_create("sandbox", 0)
    os.write(file, content)
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _limit() -> None:
    for kind, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 1024), (resource.RLIMIT_MSGQUEUE, 0)):
        resource.setrlimit(kind, (most, most))
