"""Whether this machine can isolate, found by trying: one sandbox that runs ``true``, step by step.

Source: user_namespaces(7), newuidmap(1), cgroups(7); AppArmor's mediation of user namespaces (Ubuntu 24.04 and later).
"""

import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.bwrap.launch import BWRAP
from courses.sandbox.runtimes.local import groups, seccomp
from courses.sandbox.runtimes.local.spaces import JOIN, MOUNT, NSENTER, SHELL, UNSHARE, in_memory, new_block
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

SECONDS = 30
MAPS = ("/usr/bin/newuidmap", "/usr/bin/newgidmap")
RESTRICTS = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
ENABLED = Path("/sys/module/apparmor/parameters/enabled")
CONFINED = Path("/proc/self/attr/apparmor/current")
TRUE = "/bin/true"
# All that a real one mounts, over the machine's own files, which nobody sees: they are read only and nothing else runs.
INSIDE = (
    "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup", "--die-with-parent",
    "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", "--cap-drop", "ALL",  # noqa: S108
)  # fmt: skip

logger = logging.getLogger(__name__)


class Lack(StrEnum):
    """What is missing; docs/sandboxes.md has a remedy for each."""

    NOTHING = ""
    BUBBLEWRAP = "no_bubblewrap"
    FILTER = "no_filter"
    IDS = "no_ids"
    USER_NAMESPACES = "no_user_namespaces"
    APPARMOR = "apparmor"
    MOUNTS = "no_mounts"
    GROUPS = "no_groups"
    KERNEL = "old_kernel"


def why_not() -> Lack:
    """Nothing where a sandbox ran. As the user who starts them: root is able to do what they are not."""
    if not all(os.access(program, os.X_OK) for program in (BWRAP, UNSHARE, NSENTER)):
        return Lack.BUBBLEWRAP
    try:
        steps = seccomp.program()
    except OSError:
        return Lack.FILTER
    if not all(os.access(program, os.X_OK) for program in MAPS):
        return Lack.IDS
    try:
        block = rights.own_block()
    except RuntimeFailure:
        return Lack.IDS
    return _of_namespaces(block) or _of_mounts(block, steps) or _of_groups()


def what_is_weak() -> Lack:
    """Of a machine that is able. Linux before 6.6, Debian 12's own among them, cannot note in memory that a folder hides one
    of the image: whoever deletes or moves a folder of the image gets an input/output error."""
    with _room() as place:
        tries = f"mount -t tmpfs base base\nmkdir base/one\n{MOUNT}rmdir root/one\nmkdir root/one"
        refused = _refused(*new_block(rights.own_block()), SHELL, "-c", tries, "able", *_places("-"), place=place)
    return Lack.KERNEL if refused else Lack.NOTHING


def _of_namespaces(block: tuple[int, int]) -> Lack:
    refused = _refused(UNSHARE, "--user", TRUE)
    if refused:
        # The kernel itself answers EPERM or ENOSPC; EACCES is a security module's.
        return Lack.APPARMOR if "Permission denied" in refused and _said(ENABLED) == "Y" else Lack.USER_NAMESPACES
    if _refused(*new_block(block), TRUE):
        return Lack.APPARMOR if _is_restricted() else Lack.IDS
    return Lack.NOTHING


def _of_mounts(block: tuple[int, int], steps: bytes) -> Lack:
    with _room() as place:
        filtered = in_memory(steps)
        try:
            command = [*new_block(block), SHELL, "-c", f'{MOUNT}exec "$@"', "able", *_places(place),
                       BWRAP, "--seccomp", str(filtered), *INSIDE, TRUE]  # fmt: skip
            if not _refused(*command, place=place, passed=(filtered,)):
                return Lack.NOTHING
        finally:
            os.close(filtered)
    return Lack.APPARMOR if _is_restricted() else Lack.MOUNTS


@contextmanager
def _room() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o711)  # noqa: S103  root of the block is not its owner
        for name in ("base", "disk", "root"):
            (Path(place) / name).mkdir()
        yield place


def _places(base: str) -> tuple[str, ...]:
    return "disk", "root", base, "65536", "16", "-"


def _of_groups() -> Lack:
    name = f"able-{os.getpid()}"
    try:
        found = groups.find(name)
        joined = found.make("able", Limits())
        refused = _refused(SHELL, "-c", JOIN, "able", " ".join(map(str, joined)), TRUE)
        found.remove("able")
        for parent in found.parents:
            parent.rmdir()
    except (RuntimeFailure, OSError):
        return Lack.GROUPS
    return Lack.GROUPS if refused else Lack.NOTHING


def _is_restricted() -> bool:
    """By AppArmor: without a profile where that needs one, or under one that is not merely a name (``… (unconfined)``)."""
    ours = _said(CONFINED)
    return (_said(RESTRICTS) == "1") if ours == "unconfined" else (bool(ours) and not ours.endswith("(unconfined)"))


def _said(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip("\0\n ")
    except OSError:
        return ""


def _refused(*command: str, place: str = "/", passed: tuple[int, ...] = ()) -> str:
    """Its last words; empty where it was let through."""
    try:
        done = subprocess.run(  # noqa: S603  our own words alone
            command, env={}, cwd=place, stdin=subprocess.DEVNULL, capture_output=True, check=False, pass_fds=passed,
            timeout=SECONDS,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return "too slow"
    if not done.returncode:
        return ""
    words = done.stderr.decode("utf-8", "replace").strip()[-300:] or f"ended with {done.returncode}"
    logger.warning("%s: %s", command[0], words)
    return words
