"""What runs as the unprivileged user: sandboxes are started, filled, copied and counted; the answer is what it took."""

import os
import select
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from courses.sandbox import images
from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from courses.sandbox.runtimes.port import HostSpec, SandboxSpec, Terminal
from courses.sandbox.runtimes.rights import own_block

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "xterm", "LC_ALL": "C.UTF-8", "HOME": "/root"}
TOGETHER = 4  # threads that start sandboxes, as in the daemon
LONGEST = 30.0


def build(folder: Path) -> None:
    for name in ("shell", "web"):
        images.build(name, folder / "bases", own_block())


class World:
    def __init__(self, folder: Path, bases: Path) -> None:
        self.driver = BubblewrapDriver(folder, own_block())
        self.specs = {
            name: SandboxSpec((HostSpec(bases / name),), environment=ENVIRONMENT) for name in ("shell", "web")
        }

    def prompt(self, key: str) -> tuple[float, Terminal]:
        """Seconds from nothing to a shell that has said that it listens."""
        begun = time.perf_counter()
        self.driver.create(key, self.specs["shell"])
        terminal = self.driver.attach(key, ("/bin/bash",), 80, 24)
        wait_for(terminal, b"# ")
        return time.perf_counter() - begun, terminal

    def prompts(self, count: int) -> list[float]:
        """One after the other, each gone before the next."""
        took = []
        for number in range(count):
            seconds, terminal = self.prompt(f"p{number}")
            took.append(seconds)
            terminal.close()
            self.driver.stop(f"p{number}")
        return took

    def pages(self, count: int) -> list[float]:
        """From nothing to a web server inside that has answered."""
        took = []
        for number in range(count):
            key, begun = f"w{number}", time.perf_counter()
            self.driver.create(key, self.specs["web"])
            self.driver.run(key, ("/bin/sh", "-c", "service nginx start"))
            self._answered(key)
            took.append(time.perf_counter() - begun)
            self.driver.stop(key)
        return took

    def _answered(self, key: str) -> None:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            try:
                connection = HTTPConnection("lab")
                connection.sock = self.driver.connect(key, 80)
                connection.request("GET", "/")
                if connection.getresponse().status == 200:
                    return
            except (OSError, HTTPException):
                continue
        raise TimeoutError("the web server of a sandbox does not answer")

    def together(self, count: int) -> dict[str, float]:
        """Many at once: how long all took, and what each of them holds while it idles."""
        pool = ThreadPoolExecutor(TOGETHER)  # kept: a sandbox ends with the thread that started it
        begun = time.perf_counter()
        started = list(pool.map(lambda number: self.prompt(f"t{number}"), range(count)))
        took = time.perf_counter() - begun
        for _, terminal in started:
            terminal.close()
        held = [self.driver.get(f"t{number}").usage.memory for number in range(count)]
        for number in range(count):
            self.driver.stop(f"t{number}")
        return {"seconds": took, "alive": sum(one > 0 for one in held), "bytes": sum(held) / count}

    def misbehave(self, count: int, until_told: int) -> None:
        """Machines that take all they can get, until something can be read from the descriptor."""
        pool = ThreadPoolExecutor(TOGETHER)
        busy = "while :; do :; done & while :; do head -c 8M /dev/zero >/full; rm /full; done & true"

        def one(number: int) -> None:
            self.driver.create(f"m{number}", self.specs["shell"])
            self.driver.run(f"m{number}", ("/bin/sh", "-c", f"({busy}) >/dev/null 2>&1"))

        list(pool.map(one, range(count)))
        os.write(until_told, b"they run")
        os.read(until_told, 1)
        for number in range(count):
            self.driver.stop(f"m{number}")

    def copies(self, count: int, place: Path) -> dict[str, list[float]]:
        """A snapshot of three megabytes, and a machine out of it."""
        self.driver.create("s", self.specs["shell"])
        self.driver.run("s", ("/bin/sh", "-c", "head -c 3M /dev/urandom >/root/work"))
        found: dict[str, list[float]] = {"snapshot": [], "restore": []}
        for number in range(count):
            folder, key = place / f"snapshot-{number}", f"r{number}"
            found["snapshot"].append(timed(lambda folder=folder: self.driver.snapshot("s", folder)))
            found["restore"].append(
                timed(lambda folder=folder, key=key: self.driver.create(key, self.specs["shell"], restore=folder))
            )
            self.driver.stop(key)
        self.driver.stop("s")
        return found


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def wait_for(terminal: Terminal, words: bytes) -> None:
    said = b""
    while words not in said:
        if not select.select([terminal.file], [], [], LONGEST)[0]:
            raise TimeoutError("a terminal says nothing")
        said += os.read(terminal.file, 4096)
