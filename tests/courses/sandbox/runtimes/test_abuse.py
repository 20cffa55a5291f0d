"""What somebody who has every right inside a sandbox cannot do, tried from inside. The numbers are those of the research's
list of abuse."""

import signal
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from courses.sandbox.runtimes.bwrap.able import Lack, what_is_weak
from courses.sandbox.runtimes.port import HostSpec, Limits, Phase, RuntimeFailure, SandboxSpec
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.machine import OPEN, SEARCHED, Machine, Open, empty, without_rights

# ruff: noqa: E501  a command is one line
pytestmark = pytest.mark.slow
SMALL = Limits(memory=64 * 1024 * 1024, processes=40, disk=8 * 1024 * 1024, files=500)
ABUSE = {
    "environment": "cat /proc/1/environ /proc/[0-9]*/environ | tr '\\0' '\\n' | grep -vE '^(PATH|HOME|TERM|LC_ALL|PWD|OLDPWD|PS1|_|SHLVL)='; true",
    "open files": "ls /proc/self/fd | wc -l; readlink /proc/1/fd/* /proc/self/fd/*",
    "host names": "cat /proc/mounts /proc/1/cmdline | tr '\\0' '\\n' | grep -c vereda",
    "namespaces": "unshare --user true; unshare --net true; nsenter --target 1 --all true",
    "mounts": "mount -t tmpfs none /mnt; mount --bind / /mnt; pivot_root / /mnt; chroot / true && echo chroot",
    "calls": "perl -e 'for (101, 165, 298, 321, 323, 425, 428, 250, 310, 246, 447) { $! = 0; syscall($_, 0, 0, 0, 0, 0); print \"$_ $!\\n\" }'",
    "x32": "perl -e 'syscall(0x40000000 + 39); print \"$!\"'",
    "clone": 'perl -e \'syscall(56, 0x10000011, 0, 0, 0, 0); print "$!\\n"; syscall(435, 0, 0); print "$!\\n"\'',
    "typing into the terminal": 'perl -e \'$c = "x"; for (0x5412, 0x100005412, 0x541c) { $! = 0; syscall(16, 0, $_, $c); print "$!\\n" }\'',
    "families": 'perl -e \'for (17, 38, 40, 44) { socket(my $s, $_, 3, 0) and print "open\\n" or print "$!\\n" }\'',
    "raw": 'perl -e \'socket(my $s, 2, 3, 1) and print "open" or print "$!"\'',
    "kernel": "for one in /proc/sys/kernel/core_pattern /proc/sys/vm/drop_caches /proc/sysrq-trigger /sys/fs/cgroup/memory; do (echo 1 >$one) 2>/dev/null && echo wrote $one; done; true",
    "devices": "mknod /disk b 8 0; ls /dev/mem /dev/kvm /dev/fuse /dev/sda",
    "network": "for one in 127.0.0.1:%d 169.254.169.254:80 10.0.0.1:80 1.1.1.1:80; do curl -sm 3 http://$one/ && echo reached $one; done; ls /sys/class/net 2>/dev/null; tail -n +3 /proc/net/dev | cut -d: -f1",
    "processes": "ls /proc | grep -cE '^[0-9]+$'",
    "rights": "grep -E '^(CapEff|CapBnd|NoNewPrivs|Seccomp):' /proc/self/status | cut -f2",
    "setuid": "cp /usr/bin/id /planted; chmod 4755 /planted; setpriv --reuid=33 --regid=33 --clear-groups /planted -u",
}


@pytest.fixture(scope="module")
def seen(runtime: Open, host: Host, place: Path, base: Path) -> dict[str, str]:
    """Each of ``ABUSE`` in one machine, whose daemon has something in its environment and listens on its loopback."""
    import os
    import socket

    def work() -> dict[str, str]:
        os.environ["SECRET_KEY"] = "of-the-daemon"
        listening = socket.create_server(("127.0.0.1", 0))
        leaked = os.dup(listening.fileno())
        os.set_inheritable(leaked, True)
        machine = Machine(runtime(empty(place / "seen"), host.block), "seen", base)
        try:
            port = listening.getsockname()[1]
            return {name: machine.run(f"{{ {words.replace('%d', str(port))}\n}} 2>&1") for name, words in ABUSE.items()}
        finally:
            machine.end()

    found: dict[str, str] = without_rights(host, work)
    return found


def test_nothing_of_the_daemons_environment_is_inside(seen: dict[str, str]) -> None:  # 1
    assert seen["environment"] == ""


def test_no_file_of_the_daemon_is_open_inside(seen: dict[str, str]) -> None:  # 2
    for one in seen["open files"].splitlines()[1:]:
        assert one.startswith(
            ("/dev/null", "/dev/pts/", "/memfd:said", "anon_inode:[eventfd]", "pipe:", "/proc/", "host:[")
        ), one


def test_mounts_and_command_lines_do_not_say_where_things_are_kept(seen: dict[str, str]) -> None:
    assert seen["host names"] == "0"


def test_no_namespace_can_be_made_or_joined(seen: dict[str, str]) -> None:  # 6
    assert seen["namespaces"].count("not permitted") == 3


def test_nothing_can_be_mounted(seen: dict[str, str]) -> None:  # 7
    refused = seen["mounts"].lower()
    assert refused.count("permission denied") + refused.count("not permitted") == 3
    assert refused.endswith("chroot")  # programs do that; it leads nowhere


def test_calls_that_reach_deep_into_the_kernel_are_refused(seen: dict[str, str]) -> None:  # 8
    answers = seen["calls"].splitlines()
    assert len(answers) == 11
    assert all(one.endswith("Operation not permitted") for one in answers), answers


def test_the_other_numbering_of_calls_does_not_exist(seen: dict[str, str]) -> None:  # 9
    assert seen["x32"] == "Function not implemented"
    assert seen["clone"].splitlines() == ["Operation not permitted", "Function not implemented"]


def test_nothing_can_be_pushed_into_a_terminal(seen: dict[str, str]) -> None:  # 10
    assert seen["typing into the terminal"].splitlines() == ["Operation not permitted"] * 3


def test_sockets_are_of_the_usual_families_alone(seen: dict[str, str]) -> None:  # 11
    assert seen["families"].splitlines() == ["Address family not supported by protocol"] * 4
    assert seen["raw"] == "Operation not permitted"


def test_the_network_has_nobody_else(seen: dict[str, str]) -> None:  # 12, 31
    assert "reached" not in seen["network"]
    assert seen["network"].split() == ["lo"]


def test_nothing_of_the_kernel_can_be_set(seen: dict[str, str]) -> None:  # 13
    assert seen["kernel"] == ""


def test_there_are_no_devices(runtime: Open, seen: dict[str, str]) -> None:  # 14
    assert "not permitted" in seen["devices"]
    ours = {"/dev/fuse"} if runtime is OPEN["runsc"] else set()  # gVisor's own; nobody inside may mount
    assert seen["devices"].count("No such file") == 4 - len(ours)
    assert {one for one in seen["devices"].splitlines() if one.startswith("/dev/")} == ours


def test_a_planted_program_gives_nobody_rights(seen: dict[str, str]) -> None:  # 15
    assert seen["setuid"] == "33"


def test_only_its_own_processes_are_seen(seen: dict[str, str]) -> None:
    assert int(seen["processes"]) <= 6


def test_a_terminal_is_held_by_all_that_holds_the_first_process(runtime: Open, seen: dict[str, str]) -> None:
    unprivileged = ["1"] if runtime is OPEN["bwrap"] else []  # gVisor does not tell
    assert seen["rights"].split() == ["00000000800404fb", "00000000800404fb", *unprivileged, "2"]


def in_small(runtime: Open, host: Host, place: Path, base: Path, name: str, work: Callable[[Machine], Any]) -> Any:
    def tried() -> Any:
        machine = Machine(runtime(empty(place / name), host.block), name, base, SMALL)
        try:
            return work(machine)
        finally:
            machine.end()

    return without_rights(host, tried)


def test_a_fork_bomb_ends_at_its_limit_and_the_sandbox_goes_on(
    runtime: Open, host: Host, place: Path, base: Path
) -> None:  # 3
    def work(machine: Machine) -> tuple[int, int, str]:
        machine.terminal.resize(80, 24)
        bomb = "bash -c 'for one in $(seq 100); do sleep 60 & done' 2>/dev/null"
        machine.run(bomb)
        most = len(machine.driver.programs(machine.key))
        return most, SMALL.processes, machine.run("echo still here")

    most, allowed, said = in_small(runtime, host, place, base, "bomb", work)
    assert 10 < most <= allowed
    assert said == "still here"


def test_memory_ends_at_its_limit_for_the_sandbox_alone(
    runtime: Open, host: Host, place: Path, base: Path
) -> None:  # 4
    words = 'perl -e \'$x = "a" x (200 * 1024 * 1024); print "had it"\'; echo code $?'
    said = in_small(runtime, host, place, base, "memory", lambda machine: machine.run(words))
    assert "had it" not in said
    assert "code 137" in said if runtime is OPEN["bwrap"] else "Out of memory" in said


def test_the_disk_ends_at_its_limits(runtime: Open, host: Host, place: Path, base: Path) -> None:  # 5
    def work(machine: Machine) -> tuple[int, int, str]:
        size = machine.run("head -c 50M /dev/zero >/big 2>/dev/null; stat -c %s /big; rm /big")
        count = machine.run("mkdir /many; cd /many; seq 2000 | xargs touch 2>/dev/null; ls | wc -l; cd /; rm -r /many")
        return int(size), int(count), machine.run("echo fits >/again; cat /again")

    size, count, again = in_small(runtime, host, place, base, "disk", work)
    assert size <= SMALL.disk
    assert 300 < count <= SMALL.files
    assert again == "fits"


def test_a_file_that_is_one_large_hole_fills_no_disk_of_the_machine(
    runtime: Open, host: Host, place: Path, base: Path
) -> None:
    """Neither by its own limit nor, made in another way, through a snapshot of it."""

    def work(machine: Machine) -> tuple[str, str]:
        said = machine.run(
            "truncate -s 10T /hole 2>&1; ls -s /hole; truncate -s 8M /eight; ls -l /eight | cut -d' ' -f5"
        )
        for number in range(30):  # each as large as the disk, none of them takes a block
            machine.run(f"truncate -s 8M /hole-{number}")
        with pytest.raises(RuntimeFailure) as refused:
            machine.driver.snapshot(machine.key, machine.driver.folder / "large")
        return said, refused.value.reason

    said, reason = in_small(runtime, host, place, base, "hole", work)
    assert "File too large" in said or "size limit exceeded" in said.lower()
    assert said.endswith(str(SMALL.disk))
    assert reason.startswith("snapshot: ")


def test_stopping_ends_every_process_also_those_that_left_their_session(
    runtime: Open, host: Host, place: Path, base: Path
) -> None:  # 29
    def work() -> tuple[int, set[int], Phase, list[Any]]:
        driver = runtime(empty(place / "stop"), host.block)
        machine = Machine(driver, "stop", base)
        machine.run("setsid sleep 600 & (nohup sleep 600 >/dev/null 2>&1 &)")
        machine.terminal.close()
        before = len(driver.groups.processes("stop.lab"))
        driver.stop("stop")
        driver.stop("stop")
        return before, driver.groups.processes("stop.lab"), driver.get("stop").phase, driver.list()

    before, after, phase, listed = without_rights(host, work)
    assert before >= 4
    assert (after, phase, listed) == (set(), Phase.STOPPED, [])


def test_the_same_key_is_the_same_sandbox_and_what_was_written_is_gone_with_it(
    runtime: Open, host: Host, place: Path, base: Path
) -> None:
    def work() -> tuple[str, str]:
        driver = runtime(empty(place / "key"), host.block)
        machine = Machine(driver, "key", base)
        machine.run("echo kept >/kept")
        again = Machine(driver, "key", base)
        first = again.run("cat /kept")
        again.terminal.close()
        machine.end()
        fresh = Machine(driver, "key", base)
        try:
            return first, fresh.run("cat /kept 2>&1")
        finally:
            fresh.end()

    first, fresh = without_rights(host, work)
    assert first == "kept"
    assert "No such file" in fresh


def test_a_folder_of_the_image_that_is_made_anew_is_empty_and_stays_so(
    runtime: Open, host: Host, place: Path, base: Path
) -> None:
    """Where the kernel is too old for that it refuses, and ``what_is_weak`` says so."""

    def work() -> list[str]:
        driver = runtime(empty(place / "anew"), host.block)
        spec = SandboxSpec((HostSpec(base),), environment=SEARCHED)
        driver.create("first", spec)
        words = "rm -r /etc/default && mkdir /etc/default 2>/dev/null && touch /etc/default/new; mv /etc/security /etc/moved; ls /etc/default 2>/dev/null; ls /etc/moved | grep -c limits.conf"
        said = [driver.run("first", ("/bin/sh", "-c", words)).output.decode()]
        taken = driver.snapshot("first", place / "anew" / "taken")
        driver.create("second", spec, restore=taken.folder)
        looks = "ls /etc/default 2>/dev/null; ls /etc/moved | grep -c limits.conf"
        said.append(driver.run("second", ("/bin/sh", "-c", looks)).output.decode())
        for key in ("first", "second"):
            driver.stop(key)
        return said

    said = without_rights(host, work)
    if without_rights(host, what_is_weak) == Lack.NOTHING:
        assert said == ["new\n1\n", "new\n1\n"]
    else:
        assert said[0].count("Input/output error") == 2  # neither deleted nor moved


def program(code: bytes) -> bytes:
    """An executable that is nothing but these instructions. Source: System V ABI, gABI 4.1, ELF-64."""
    size = 120 + len(code)
    head = struct.pack("<HHIQQQIHHHHHH", 2, 62, 1, 0x40_0078, 64, 0, 0, 64, 56, 1, 0, 0, 0)
    return b"\x7fELF\x02\x01\x01" + bytes(9) + head + struct.pack(
        "<IIQQQQQQ", 1, 5, 0, 0x40_0000, 0x40_0000, size, size, 0x1000
    ) + code  # fmt: skip


def test_calls_of_the_other_architecture_end_the_program(host: Host, place: Path, base: Path) -> None:  # 9
    """``int 0x80`` reaches the calls of i386 under other numbers. Of bubblewrap: gVisor has no such entry."""
    leaves = "b83c00000031ff0f05"  # exit(0) of x86-64
    getpid = "b814000000cd80"  # of i386

    def work() -> tuple[int | None, int | None]:
        driver = OPEN["bwrap"](empty(place / "i386"), host.block)
        driver.create("one", SandboxSpec((HostSpec(base),), environment=SEARCHED))
        driver.plant("one", "/root/plain", program(bytes.fromhex(leaves)), mode=0o755)
        driver.plant("one", "/root/other", program(bytes.fromhex(getpid + leaves)), mode=0o755)
        found = driver.run("one", ("/root/plain",)).code, driver.run("one", ("/root/other",)).code
        driver.stop("one")
        return found

    assert without_rights(host, work) == (0, -signal.SIGSYS & 0xFF)


def test_root_starts_none(runtime: Open, base: Path, place: Path) -> None:  # 40
    with pytest.raises(RuntimeFailure, match="never started by root"):
        runtime(place, (200_000, 65_536))


def test_what_cannot_start_says_why_and_leaves_nothing(runtime: Open, host: Host, place: Path, base: Path) -> None:
    def work() -> tuple[str, list[Any]]:
        driver = runtime(empty(place / "broken"), host.block)
        with pytest.raises(RuntimeFailure) as refused:
            driver.create("broken", SandboxSpec((HostSpec(place / "no such base"),), Limits(), SEARCHED))
        return refused.value.reason, driver.list()

    reason, listed = without_rights(host, work)
    assert "no such base" in reason
    assert listed == []
