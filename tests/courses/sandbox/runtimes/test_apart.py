"""Two sandboxes have no path to each other; the hosts of one have one, and no other (31, 36)."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from courses.sandbox.runtimes.port import HostSpec, SandboxSpec, Status
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.machine import LONGEST, OPEN, SEARCHED, Open, empty, without_rights

# ruff: noqa: E501  a command is one line
pytestmark = pytest.mark.slow
LEAVES = """echo secret-of-one >/dev/shm/left; echo secret-of-one >/tmp/left; echo secret-of-one >/left
perl -MIO::Socket -e 'my @kept = (IO::Socket::INET->new(Listen => 1, LocalPort => 7777), IO::Socket::UNIX->new(Listen => 1, Local => "\\0shared")); sleep 600' >/dev/null 2>&1 &
perl -e 'my $id = shmget(4711, 100, 0666 | 01000); shmwrite($id, "secret-of-one", 0, 13)'"""
LISTENS = "until perl -MIO::Socket -e 'exit !IO::Socket::UNIX->new(\"\\0shared\")'; do :; done\n"
SEEKS = """cat /dev/shm/left /tmp/left /left; cat /proc/[0-9]*/cmdline | tr '\\0' ' ' | grep -o 'LocalPor[t]'
perl -MIO::Socket -e 'print "met" if IO::Socket::INET->new("127.0.0.1:7777")'
perl -MIO::Socket -e 'print "met" if IO::Socket::UNIX->new("\\0shared")'
perl -e 'my $id = shmget(4711, 100, 0); print "met" if defined $id'"""


def test_what_one_leaves_another_does_not_find(runtime: Open, host: Host, place: Path, base: Path) -> None:
    def work() -> tuple[bytes, bytes, bytes]:
        import socket

        driver = runtime(empty(place / "apart"), host.block)
        spec = SandboxSpec((HostSpec(base),), environment=SEARCHED)
        for key in ("one", "two"):
            driver.create(key, spec)
        with socket.socket(socket.AF_UNIX) as listening:  # of the machine itself, without a file
            listening.bind("\0of-the-machine")
            listening.listen()
            driver.run("one", ("/bin/sh", "-c", LEAVES))
            own = driver.run("one", ("/bin/sh", "-c", f"{LISTENS}{SEEKS}"), seconds=LONGEST)
            other = driver.run("two", ("/bin/sh", "-c", f"{{ {SEEKS}\n}} 2>/dev/null"), seconds=LONGEST)
            meets = 'perl -MIO::Socket -e \'print "met" if IO::Socket::UNIX->new("\\0of-the-machine")\''
            machine = driver.run("two", ("/bin/sh", "-c", meets), seconds=LONGEST)
        for key in ("one", "two"):
            driver.stop(key)
        return own.output, other.output, machine.output

    own, other, machine = without_rights(host, work)
    assert own.count(b"met") == 3  # whoever looks at home finds everything: the search can succeed
    assert own.count(b"secret-of-one") == 3
    assert b"LocalPort" in own
    assert other == b""
    assert machine == b""


def test_hosts_of_one_sandbox_meet_on_a_network_of_their_own(
    runtime: Open, host: Host, place: Path, base: Path
) -> None:
    serves = "perl -MIO::Socket -e 'my $s = IO::Socket::INET->new(Listen => 5, LocalPort => 80, ReuseAddr => 1); while (my $c = $s->accept) { print $c \"hello\\n\"; close $c }' >/dev/null 2>&1 &"
    asks = 'perl -MIO::Socket -e \'my $s = IO::Socket::INET->new(PeerAddr => "10.77.0.10:80", Timeout => 5); print $s ? <$s> : "nobody"\''

    def spec(first: str) -> SandboxSpec:
        return SandboxSpec(
            (HostSpec(base, first, "10.77.0.10"), HostSpec(base, "client", "10.77.0.11")), environment=SEARCHED
        )

    def work() -> tuple[bytes, bytes, bytes, list[Status]]:
        driver = runtime(empty(place / "several"), host.block)
        driver.create("one", spec("server"))
        driver.create("two", spec("idle"))
        driver.run("one", ("/bin/sh", "-c", serves), host="server")
        for _ in range(100):
            met = driver.run("one", ("/bin/sh", "-c", asks), host="client").output
            if met == b"hello\n":
                break
        name = driver.run(
            "one",
            ("/bin/sh", "-c", "cat /etc/hostname; hostname; ping -c1 -W2 10.77.0.10 | grep -c 'bytes from'"),
            host="client",
        ).output
        other = driver.run("two", ("/bin/sh", "-c", asks), host="client").output
        for key in ("one", "two"):
            driver.stop(key)
        return met, name, other, driver.list()

    met, name, other, listed = without_rights(host, work)
    assert met == b"hello\n"
    assert name.split() == [b"lab", b"client", b"1"]
    assert other == b"nobody"
    assert listed == []


def test_when_the_daemon_is_killed_everything_ends_and_the_next_one_clears_up(
    runtime: Open, host: Host, place: Path, base: Path
) -> None:
    folder = place / "killed"

    def dies() -> list[int]:
        reads, writes = os.pipe()
        daemon = os.fork()
        if daemon == 0:
            driver = runtime(empty(folder), host.block)
            driver.create("left", SandboxSpec((HostSpec(base),), environment=SEARCHED))
            driver.attach("left", ("/bin/sh",), 80, 24)
            driver.run("left", ("/bin/sh", "-c", "setsid sleep 600 >/dev/null 2>&1 &"))
            os.write(writes, b" ".join(str(one).encode() for one in driver.groups.processes("left.lab")))
            signal.pause()
        processes = [int(one) for one in os.read(reads, 4096).split()]
        os.kill(daemon, signal.SIGKILL)
        os.waitpid(daemon, 0)
        until = time.monotonic() + 20
        while any(Path(f"/proc/{one}").exists() for one in processes) and time.monotonic() < until:
            time.sleep(0.01)
        return [one for one in processes if Path(f"/proc/{one}").exists()] + [-len(processes)]

    def clears() -> tuple[list[str], list[Status], list[str]]:
        driver = runtime(folder, host.block)
        left = [one.key for one in driver.list()]
        for key in left:
            driver.stop(key)
        return left, driver.list(), os.listdir(folder)

    alive = without_rights(host, dies)
    assert len(alive) == 1, alive
    assert alive[0] <= -4  # so many had been running
    assert without_rights(host, clears) == (["left"], [], [])


def test_nobody_enters_before_the_door_is_shut(host: Host, place: Path, base: Path) -> None:
    """Bubblewrap names its process while that one still stands among the machine's own files."""

    def work() -> list[bytes]:
        driver = OPEN["bwrap"](empty(place / "shut"), host.block)
        spec = SandboxSpec((HostSpec(base),), environment=SEARCHED)

        def first_words(number: int) -> bytes:
            driver.create(f"n{number}", spec)
            return driver.run(f"n{number}", ("/bin/cat", "/etc/hostname")).output

        pool = ThreadPoolExecutor(8)  # a sandbox ends with the thread that started it
        said = list(pool.map(first_words, range(60)))
        for status in driver.list():
            driver.stop(status.key)
        return said

    assert without_rights(host, work) == [b"lab\n"] * 60
