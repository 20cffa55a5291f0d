"""How one host of a sandbox is started with bubblewrap by a user who has no rights, and how a pristine one is put beside it.

The daemon's own user is not in the map of the namespace: root inside is the first of its block of subordinate ids
(subuid(5)), so whoever got out could not even read the daemon's files. The environment of the launch is empty and nothing
but the named descriptors is passed on: bubblewrap hands what it inherits to the programs inside.
"""

import json
import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from courses.sandbox.runtimes.bwrap import seccomp
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

UNSHARE, NSENTER, BWRAP, SHELL = "/usr/bin/unshare", "/usr/bin/nsenter", "/usr/bin/bwrap", "/bin/sh"
TAR = ("/bin/tar", "--numeric-owner", "--xattrs", "--xattrs-include=user.overlay.opaque")
KEPT = (
    "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "NET_BIND_SERVICE", "SYS_CHROOT", "SETFCAP",
)  # fmt: skip
SMALL = str(16 * 1024 * 1024)  # bytes of each place in memory that is not the disk
PLACES = ("base", "disk", "root", "lent", "box")  # the last two for a pristine machine
SLOWEST = 20.0  # seconds
INIT = ("/bin/sleep", "infinity")
# Names as seen from inside, in /proc/mounts: none of them says where we keep things. A shell would pass on its PWD.
# Nothing is mounted where a learner's program could see it before bubblewrap has taken over.
MOUNT = f"""set -eu
disk=$1 root=$2
mount -t tmpfs -o "size=$4,nr_inodes=$5,mode=755,nosuid,nodev" "$disk" "$disk"
mkdir "$disk/up" "$disk/work"
[ "$6" = - ] || {" ".join(TAR)} -xpf - -C "$disk/up"
[ "$3" = - ] || mount --bind "$3" base
mount -t overlay -o "lowerdir=base,upperdir=$disk/up,workdir=$disk/work,userxattr,nosuid,nodev" "$root" "$root"
shift 6
exec env -i "$@" </dev/null
"""
JOIN = 'set -eu; for one in $1; do echo $$ >"$one/cgroup.procs"; done; shift; exec "$@"'


@dataclass(frozen=True)
class Launched:
    """``outside``: bubblewrap as the daemon sees it, whose end is the end of everything inside; ``inside``: the first
    process within the namespaces."""

    outside: subprocess.Popen[bytes]
    inside: int

    def end(self) -> None:
        self.outside.kill()
        self.outside.wait()


@dataclass(frozen=True)
class Plan:
    """``folder``: of this host, ours. ``base``: empty for a pristine machine, which has the judged one's. ``entering``: the
    command that leads into its namespaces. ``archive``: a plain tar of what differs from the base."""

    folder: Path
    limits: Limits
    groups: Sequence[Path]
    entering: Sequence[str]
    name: str = "lab"
    base: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    archive: IO[bytes] | None = None
    beside: bool = False  # a pristine machine: the network is the judged one's, whose files are at /srv


def new_block(block: tuple[int, int]) -> list[str]:
    """Into a user namespace of its own. ``block``: the first and the number of the subordinate ids."""
    ids = f"{block[0]},0,{block[1]}"
    return [UNSHARE, "--user", f"--map-users={ids}", f"--map-groups={ids}", "--setuid", "0", "--setgid", "0", "--mount",
            "--propagation", "private"]  # fmt: skip


def same_block(inside: int) -> list[str]:
    """Into the user namespace of another host."""
    return [NSENTER, f"--user=/proc/{inside}/ns/user", "--setuid", "0", "--setgid", "0", UNSHARE, "--mount",
            "--propagation", "private"]  # fmt: skip


def around(found: Launched) -> list[str]:
    """To where its disk and its files can be seen, as root of its block: bubblewrap's own mounts, not those inside."""
    outer = found.outside.pid
    return [NSENTER, "--target", str(outer), "--user", "--mount", f"--wd=/proc/{outer}/cwd", "--setuid", "0",
            "--setgid", "0"]  # fmt: skip


def beside(found: Launched) -> list[str]:
    return [*around(found), f"--net=/proc/{found.inside}/ns/net", UNSHARE, "--mount", "--propagation", "private"]


def launch(plan: Plan) -> Launched:
    """Raises RuntimeFailure with what the programs said."""
    for name in PLACES:
        (plan.folder / name).mkdir(exist_ok=True)
    filtered, arguments = _in_memory(seccomp.program()), _in_memory(_arguments(plan))
    told, tells = os.pipe()
    said = os.memfd_create("said", os.MFD_CLOEXEC)  # not a file: its name could be read inside
    try:
        outside = subprocess.Popen(  # noqa: S603  our own words alone
            [SHELL, "-c", JOIN, "sandbox", " ".join(map(str, plan.groups)), *plan.entering,
             SHELL, "-c", MOUNT, "sandbox", *_places(plan),
             BWRAP, "--seccomp", str(filtered), "--info-fd", str(tells), "--args", str(arguments), *INIT],
            env={}, cwd=plan.folder, stdin=plan.archive or subprocess.DEVNULL, stdout=said, stderr=said, close_fds=True,
            pass_fds=(filtered, arguments, tells), start_new_session=True, preexec_fn=partial(_limit, plan.limits.disk),
        )  # fmt: skip
    finally:
        for file in (filtered, arguments, tells):
            os.close(file)
    with os.fdopen(told, "rb") as pipe:
        answer = pipe.read()
    try:
        found = Launched(outside, int(json.loads(answer)["child-pid"]))
        _wait_until_shut(found)
        return found
    except (ValueError, KeyError, OSError) as error:
        outside.kill()
        outside.wait()
        words = os.pread(said, 500, 0).decode("utf-8", "replace").strip()
        raise RuntimeFailure(words or f"bubblewrap ended with {outside.returncode}") from error
    finally:
        os.close(said)


def _wait_until_shut(found: Launched) -> None:
    """Bubblewrap names the process when it makes it. Until that one has a child, the first program, it still stands among
    the machine's own files, and whoever joined it would too. Raises OSError where it ends before."""
    children = Path(f"/proc/{found.inside}/task/{found.inside}/children")
    until = time.monotonic() + SLOWEST
    while not children.read_text(encoding="utf-8"):
        if time.monotonic() > until:
            raise TimeoutError(f"bubblewrap took longer than {SLOWEST} s")
        time.sleep(0.001)


def _places(plan: Plan) -> list[str]:
    disk, root = ("lent", "box") if plan.beside else ("disk", "root")
    return [disk, root, str(plan.base or "-"), str(plan.limits.disk), str(plan.limits.files),
            "archive" if plan.archive else "-"]  # fmt: skip


def _arguments(plan: Plan) -> bytes:
    """Through a descriptor: the command line of the first process is read by whoever is inside."""
    words = [
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-uts",
        "--unshare-cgroup",
        "--die-with-parent",
        "--new-session",
    ]
    words += ["--hostname", plan.name]
    if plan.beside:
        words += ["--bind", "box", "/", "--ro-bind", "root", "/srv"]
    else:
        words += ["--unshare-net", "--bind", "root", "/"]
    words += ["--proc", "/proc", "--dev", "/dev"]
    for place in ("/dev/shm", "/run", "/tmp"):  # noqa: S108  those of the sandbox; --size is of the next one alone
        words += ["--size", SMALL, "--perms", "1777" if place != "/run" else "0755", "--tmpfs", place]
    words += ["--cap-drop", "ALL"]
    for name in KEPT:
        words += ["--cap-add", f"CAP_{name}"]
    words += ["--ro-bind", "/proc/sys", "/proc/sys", "--ro-bind", "/dev/null", "/proc/keys", "--clearenv"]
    for name, value in plan.environment.items():
        words += ["--setenv", name, value]
    words += ["--chdir", "/root"]
    return b"".join(word.encode() + b"\0" for word in words)


def _in_memory(content: bytes) -> int:
    file = os.memfd_create("sandbox", 0)
    os.write(file, content)
    os.lseek(file, 0, os.SEEK_SET)
    return file


def _limit(largest: int) -> None:
    for kind, most in rlimits(largest):
        resource.setrlimit(kind, (most, most))


def rlimits(largest: int) -> tuple[tuple[int, int], ...]:
    """``largest``: bytes of one file; a memory disk would take one of exabytes, all of it holes. Source: setrlimit(2)."""
    return (
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 1024), (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_FSIZE, largest),
    )  # fmt: skip
