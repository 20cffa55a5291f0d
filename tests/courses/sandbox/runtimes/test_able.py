"""What a machine lacks is called by its name: each time one thing is really taken away, in a child.

What needs another kernel (AppArmor, ``kernel.unprivileged_userns_clone``) is tried by ``deploy/try-in-vm.sh``.
"""

import ctypes
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.bwrap.able import Lack, why_not
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.machine import without_rights

NEWNS, NEWUSER, LINUX32 = 0x0002_0000, 0x1000_0000, 0x0008
PR_SET_DUMPABLE = 4

libc = ctypes.CDLL(None, use_errno=True)


def without(mounted: str, *over: str) -> Lack:
    """``mounted`` lies over something, as far as one child of root sees."""

    def work() -> Lack:
        assert libc.unshare(NEWNS) == 0
        for words in (("--make-rprivate", "/"), (*over, mounted)):
            subprocess.run(("mount", *words), check=True)
        found: Lack = rights.without_rights(why_not)
        return found

    answer: Lack = rights.without_rights(work, user="root")
    return answer


def after(work: Callable[[], None]) -> Callable[[], Lack]:
    def tried() -> Lack:
        work()
        return why_not()

    return tried


def test_able(host: Host) -> None:
    assert without_rights(host, why_not) == Lack.NOTHING


def test_bubblewrap_is_not_there(host: Host) -> None:
    assert without("/usr/bin/bwrap", "--bind", "/dev/null") == Lack.BUBBLEWRAP


def test_processor_is_not_known(host: Host) -> None:
    assert without_rights(host, after(lambda: libc.personality(LINUX32))) == Lack.FILTER


def test_user_has_no_block_of_ids(host: Host) -> None:
    assert rights.without_rights(why_not, user="nobody") == Lack.IDS


def test_helper_of_ids_is_not_there(host: Host) -> None:
    assert without("/usr/bin/newuidmap", "--bind", "/dev/null") == Lack.IDS


def test_user_namespaces_are_used_up(host: Host) -> None:
    def none_more() -> None:
        user = os.geteuid()
        libc.prctl(PR_SET_DUMPABLE, 1)  # who was root does not own its /proc/self
        assert libc.unshare(NEWUSER) == 0
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/sys/user/max_user_namespaces").write_text("0")

    assert without_rights(host, after(none_more)) == Lack.USER_NAMESPACES


@pytest.mark.slow
def test_part_of_proc_is_covered(host: Host) -> None:
    assert without("/proc/fs", "-t", "tmpfs", "none") == Lack.MOUNTS


def test_nobody_handed_over_control_groups(host: Host) -> None:
    assert without("/sys/fs/cgroup", "-t", "tmpfs", "none") == Lack.GROUPS
