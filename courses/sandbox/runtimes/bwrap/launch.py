"""How one host of a sandbox is started with bubblewrap by a user who has no rights, and how a pristine one is put beside it.

The environment of the launch is empty and nothing but the named descriptors is passed on: bubblewrap hands what it inherits
to the programs inside.
"""

import json
import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from courses.sandbox.runtimes.local import seccomp
from courses.sandbox.runtimes.local.spaces import JOIN, KEPT, MOUNT, SHELL, SMALL, UNSHARE, around, in_memory, limit
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

BWRAP = "/usr/bin/bwrap"
PLACES = ("base", "disk", "root", "lent", "box")  # the last two for a pristine machine
SLOWEST = 20.0  # seconds
INIT = ("/bin/sleep", "infinity")


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


def beside(found: Launched) -> list[str]:
    return [
        *around(found.outside.pid),
        f"--net=/proc/{found.inside}/ns/net",
        UNSHARE,
        "--mount",
        "--propagation",
        "private",
    ]


def launch(plan: Plan) -> Launched:
    """Raises RuntimeFailure with what the programs said."""
    for name in PLACES:
        (plan.folder / name).mkdir(exist_ok=True)
    filtered, arguments = in_memory(seccomp.program()), in_memory(_arguments(plan))
    told, tells = os.pipe()
    said = os.memfd_create("said", os.MFD_CLOEXEC)  # not a file: its name could be read inside
    try:
        outside = subprocess.Popen(  # noqa: S603  our own words alone
            [SHELL, "-c", JOIN, "sandbox", " ".join(map(str, plan.groups)), *plan.entering,
             SHELL, "-c", f'{MOUNT}exec env -i "$@" </dev/null', "sandbox", *_places(plan),
             BWRAP, "--seccomp", str(filtered), "--info-fd", str(tells), "--args", str(arguments), *INIT],
            env={}, cwd=plan.folder, stdin=plan.archive or subprocess.DEVNULL, stdout=said, stderr=said, close_fds=True,
            pass_fds=(filtered, arguments, tells), start_new_session=True, preexec_fn=partial(limit, plan.limits.disk),
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
        words += ["--size", str(SMALL), "--perms", "1777" if place != "/run" else "0755", "--tmpfs", place]
    words += ["--cap-drop", "ALL"]
    for name in KEPT:
        words += ["--cap-add", f"CAP_{name}"]
    words += ["--ro-bind", "/proc/sys", "/proc/sys", "--ro-bind", "/dev/null", "/proc/keys", "--clearenv"]
    for name, value in plan.environment.items():
        words += ["--setenv", name, value]
    words += ["--chdir", "/root"]
    return b"".join(word.encode() + b"\0" for word in words)
