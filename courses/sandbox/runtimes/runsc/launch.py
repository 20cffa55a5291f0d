"""How one host of a sandbox is started under gVisor by a user who has no rights.

Around it is what is around one of bubblewrap: a user namespace over a block of ids, the same overlay, the same control
groups; and namespaces of processes and of the network besides, since gVisor's own processes run under the first id of that
block, which is root inside of every other sandbox too. Programs inside talk to gVisor's kernel, not to the machine's.
"""

import os
import resource
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from courses.sandbox.runtimes.local.network import IP
from courses.sandbox.runtimes.local.spaces import JOIN, MOUNT, SHELL, SMALL, UNSHARE, around, unwritable
from courses.sandbox.runtimes.port import HostSpec, Limits, RuntimeFailure
from courses.sandbox.runtimes.runsc import bundle, gate

SETPRIV = "/usr/bin/setpriv"
PLACES = ("base", "disk", "root", "lent", "box", "state", "proc")
# Releases before 2024-08 take a network namespace for the machine's own where this folder has rmem_default, as it has in
# each since Linux 6.14, so it is covered. Whoever covers a part of /proc needs another one that is whole, to mount a third.
# The shell stays: the first process of its namespace gathers those whose parents are gone, for which runsc waits.
OURS = f"""mount -t tmpfs -o size={SMALL},mode=700,nosuid,nodev state state
mount -t tmpfs -o size={SMALL},mode=755,nosuid,nodev run root/run
mount -t tmpfs -o size={SMALL},mode=1777,nosuid,nodev tmp root/tmp
mount -t proc proc proc
mount -t tmpfs -o size=0,mode=755 none /proc/sys/net/core
{IP} link set lo up
printf .
read -r go </proc/self/fd/"$1"
shift
env -i "$@" </dev/null
exit
"""
SEARCHED = "PATH=/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True)
class Engine:
    """``program``: runsc. ``platform``: how it catches system calls."""

    program: Path
    platform: str

    def words(self, folder: Path) -> list[str]:
        """Its own network, over what it finds around it: a loopback, and the one that the hosts of a sandbox share.
        Files may change beside it: we plant some."""
        return [str(self.program), f"--root={folder}/state", f"--platform={self.platform}", "--network=sandbox",
                "--ignore-cgroups", "--overlay2=none", "--file-access=shared", "--host-uds=none", "--host-fifo=none",
                "--net-raw=false"]  # fmt: skip


@dataclass(frozen=True)
class Launched:
    """``outside``: ours; its end is the end of everything inside. ``entering``: how a further runsc comes to it."""

    outside: subprocess.Popen[bytes]
    folder: Path
    groups: Sequence[Path]
    engine: Sequence[str]
    _go: int
    _said: int
    _told: IO[bytes]

    def start(self) -> None:
        """The first program runs when this comes back. Raises RuntimeFailure with what was said."""
        os.write(self._go, b"\n")
        os.close(self._go)
        self._wait()
        self._told.close()

    def _wait(self) -> None:
        if self._told.read(1) != b".":
            self.outside.kill()
            self.outside.wait()
            words = os.pread(self._said, 500, 0).decode("utf-8", "replace").strip()
            raise RuntimeFailure(words or f"runsc ended with {self.outside.returncode}")

    def entering(self, *before: str) -> list[str]:
        """``before``: run there first, so that it is around the rest."""
        outer = self.outside.pid
        return [SHELL, "-c", JOIN, "sandbox", " ".join(map(str, self.groups)), *around(outer),
                f"--net=/proc/{outer}/ns/net", f"--pid=/proc/{outer}/ns/pid_for_children", *before]  # fmt: skip

    def end(self) -> None:
        self.outside.kill()
        self.outside.wait()


@dataclass(frozen=True)
class Plan:
    """``folder``: of this host, ours. ``entering``: the command that leads into its user namespace. ``engine``: runsc with
    what it is always told. ``archive``: a plain tar of what differs from the base."""

    folder: Path
    groups: Sequence[Path]
    entering: Sequence[str]
    engine: Sequence[str]
    host: HostSpec
    limits: Limits
    archive: IO[bytes] | None


def launch(plan: Plan) -> Launched:
    """Everything is mounted when this comes back, and nothing runs yet. Raises RuntimeFailure with what was said."""
    for name in PLACES:
        (plan.folder / name).mkdir(exist_ok=True)
    (plan.folder / "state").chmod(0o777)
    bundle.write(plan.folder / "bundle", plan.folder / "root", plan.host.name)
    program = unwritable(gate.init())
    goes, go = os.pipe()
    os.fchmod(goes, 0o444)  # a shell opens it again, as the first of the block
    told, tells = os.pipe()
    said = os.memfd_create("said", os.MFD_CLOEXEC)
    try:
        outside = subprocess.Popen(  # noqa: S603  our own words alone
            [SHELL, "-c", JOIN, "sandbox", " ".join(map(str, plan.groups)), *plan.entering, "--net",
             SETPRIV, "--pdeathsig", "KILL", UNSHARE, "--ipc", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc",
             SHELL, "-c", MOUNT + OURS, "sandbox", *_places(plan), str(goes), SEARCHED,
             *plan.engine, "run", f"--exec-fd={program}", "--bundle=bundle", bundle.LAB],
            env={}, cwd=plan.folder, stdin=plan.archive or subprocess.DEVNULL, stdout=tells, stderr=said, close_fds=True,
            pass_fds=(program, goes), start_new_session=True, preexec_fn=_limit,
        )  # fmt: skip
    finally:
        for file in (program, goes, tells):
            os.close(file)
    launched = Launched(outside, plan.folder, plan.groups, plan.engine, go, said, os.fdopen(told, "rb"))
    launched._wait()
    return launched


def _places(plan: Plan) -> list[str]:
    return ["disk", "root", str(plan.host.base), str(plan.limits.disk), str(plan.limits.files),
            "archive" if plan.archive else "-"]  # fmt: skip


def _limit() -> None:
    """Of gVisor's own processes. Those inside get theirs from ``gate.enter``: the file that is all their memory is larger
    than any of their files may be."""
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_MSGQUEUE):
        resource.setrlimit(kind, (0, 0))
