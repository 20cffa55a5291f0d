"""What a control group holds and tells, under whichever version this machine has."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.local import groups
from courses.sandbox.runtimes.local.spaces import JOIN, SHELL
from courses.sandbox.runtimes.port import Limits, RuntimeFailure, Usage
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.machine import without_rights

IS_SECOND = (groups.ROOT / "cgroup.controllers").exists()
LIMITS = Limits(memory=64 * 1024 * 1024, processes=5, cpu=0.2)
TOLD = {
    "memory.max": "67108864", "memory.limit_in_bytes": "67108864", "pids.max": "5", "cpu.max": "20000 100000",
    "cpu.cfs_quota_us": "20000",
}  # fmt: skip


def start(made: tuple[Path, ...], words: str) -> "subprocess.Popen[bytes]":
    """A shell in all the groups; it has begun its words."""
    command = (SHELL, "-c", JOIN, "groups", " ".join(map(str, made)), SHELL, "-c", f"echo; {words}")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout is not None
    process.stdout.read(1)
    return process


def in_group(name: str, work: Any) -> Any:
    def tried() -> Any:
        found = groups.find(f"tests-{os.getpid()}")
        made = found.make(name, LIMITS)
        try:
            return work(found, made)
        finally:
            found.kill(name)
            found.remove(name)
            for parent in found.parents:
                parent.rmdir()

    return tried


def test_groups_have_the_limits_that_were_asked_for(host: Host) -> None:
    def work(found: groups.Groups, made: tuple[Path, ...]) -> dict[str, str]:
        files = [folder / file for folder in made for file in TOLD if (folder / file).exists()]
        return {file.name: file.read_text().strip() for file in files}

    told = without_rights(host, in_group("limits", work))
    assert len(told) == 3
    assert told.items() <= TOLD.items()


def test_groups_hold_the_processor(host: Host) -> None:
    def work(found: groups.Groups, made: tuple[Path, ...]) -> int:
        start(made, "timeout 1 sh -c 'while :; do :; done'").wait()
        file = next(folder / "cpu.stat" for folder in made if (folder / "cpu.stat").exists())
        told = dict(line.split() for line in file.read_text().splitlines())
        return int(told["nr_throttled"])

    assert without_rights(host, in_group("processor", work)) > 0


def test_groups_tell_what_is_used(host: Host) -> None:
    def work(found: groups.Groups, made: tuple[Path, ...]) -> tuple[Usage, Usage]:
        before = found.usage("usage")
        process = start(made, "sleep 600 & sleep 600")
        while (after := found.usage("usage")).processes < 3:
            pass
        process.kill()
        process.wait()
        return before, after

    before, after = without_rights(host, in_group("usage", work))
    assert before == Usage(0, 0.0, 0)
    assert after.processes == 3
    assert after.memory > 0
    assert after.cpu > 0 or not IS_SECOND  # version 1 counts it where its two kinds lie together


def test_groups_refuse_more_processes(host: Host) -> None:
    def work(found: groups.Groups, made: tuple[Path, ...]) -> tuple[int, int]:
        process = start(made, "for one in 1 2 3 4 5 6 7 8; do sleep 600 & done; wait")
        process.wait()  # a shell that may not fork ends
        return len(found.processes("processes")), LIMITS.processes

    left, most = without_rights(host, in_group("processes", work))
    assert left == most - 1


def test_groups_are_removed_once_nobody_is_in_them(host: Host) -> None:
    def work() -> tuple[set[str], str, set[str]]:
        found = groups.find(f"tests-{os.getpid()}")
        process = start(found.make("kept", LIMITS), "sleep 600")
        named = found.names()
        with pytest.raises(RuntimeFailure) as refused:
            found.remove("kept", seconds=0.1)
        found.kill("kept")
        process.wait()
        found.remove("kept")
        found.remove("kept")
        left = found.names()
        for parent in found.parents:
            parent.rmdir()
        return named, refused.value.reason, left

    assert without_rights(host, work) == ({"kept"}, "processes of kept do not end", set())


@pytest.mark.skipif(not IS_SECOND, reason="version 1 lets its owner in from anywhere")
def test_groups_are_not_found_by_whoever_was_not_brought_in(host: Host) -> None:
    def work() -> str:
        os.setresgid(host.gid, host.gid, host.gid)
        os.setresuid(host.uid, host.uid, host.uid)
        with pytest.raises(RuntimeFailure) as refused:
            groups.find("tests")
        return refused.value.reason

    assert rights.without_rights(work, user="root").startswith("may not make control groups in ")
