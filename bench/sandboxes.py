"""Sandboxes beside containers of the same image, in the same run.

Judged are multiples of what ``podman run`` needs, since milliseconds hang on the machine. The aims stand beside them.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.budgets import BESIDE_A_CROWD, OF_A_CONTAINER, SANDBOX_MEMORY, Broken, broken_sandboxes
from bench.load import Target, cost_of
from bench.report import table
from bench.sandboxes_world import World, build
from bench.stage import Stage
from bench.terminals import MANY as MANY_TERMINALS
from bench.terminals import echoes
from courses.sandbox.runtimes.rights import without_rights
from deploy.sandbox_host import Host, prepare

EACH, MANY, COPIES = 10, 200, 5
CROWD, ASKED = 50, 200  # sandboxes; requests of a pass
BASES = Path("/var/tmp/vereda-bench-sandboxes")  # kept: building takes a minute


def measure_sandboxes(ground: Stage, passes: int, say: Callable[[str], None]) -> Iterator[Broken]:
    if os.geteuid() != 0 or not shutil.which("podman"):
        say("sandboxes: not measured, this takes root (to make their user) and podman with runc to stand beside")
        return
    host = prepare()
    with folder_of(host) as folder:
        say("sandboxes: images (the first time a minute)")
        without_rights(lambda: build(BASES))
        took = starts(folder, passes, say)
        say(f"sandboxes: {MANY} at once")
        together = without_rights(lambda: World(folder, BASES / "bases").together(MANY))
        copies = without_rights(lambda: World(folder, BASES / "bases").copies(COPIES, folder))
        say("sandboxes: keys in one terminal and in twenty")
        keys = echoes(folder, BASES / "bases")
        say(f"sandboxes: the lesson page beside {CROWD} that take all they can get")
        beside = lesson_beside(ground, folder, passes)
    show(took, together, copies)
    show_keys(keys)
    row = ["lesson page", *(f"{value:.2f}" for value in (median(beside), min(beside), max(beside), BESIDE_A_CROWD))]
    head = ("", "times as long", "least", "most", "at most")
    table(sys.stdout, f"Beside {CROWD} sandboxes that misbehave", head, [row])
    yield from judged(took, together)
    if median(beside) > BESIDE_A_CROWD:
        yield Broken("lesson page beside a crowd", f"{median(beside):.2f} times as long", f"{BESIDE_A_CROWD:g}")


def lesson_beside(ground: Stage, folder: Path, passes: int) -> list[float]:
    """Each pass: how long a request takes with the crowd, times what it takes just before and just after without."""
    name = ground.world["name"]
    cookies = "; ".join(f"{one}={value}" for one, value in ground.world["cookies"].items())
    target = Target("lesson", ground.world["paths"]["lesson"], ASKED, name, {"Cookie": cookies}, connections=1)

    def seconds() -> float:
        spent: list[float] = []
        cost_of(target, ground.site.port, lambda: spent.append(time.perf_counter()) or 0.0)  # type: ignore[func-returns-value]
        return spent[1] - spent[0]

    found = []
    for _ in range(passes):
        before = seconds()
        with crowd(folder):
            within = seconds()
        found.append(2 * within / (before + seconds()))
    return found


@contextmanager
def crowd(folder: Path) -> Iterator[None]:
    ours, theirs = socket.socketpair()
    with ours, theirs, ThreadPoolExecutor(1) as pool:
        world = pool.submit(
            without_rights, lambda: World(folder, BASES / "bases").misbehave(CROWD, theirs.fileno())
        )  # fmt: skip
        try:
            if not ours.recv(8):
                world.result()
            yield
        finally:
            ours.send(b".")
            world.result()


def show_keys(keys: dict[str, list[float]]) -> None:
    rows = [
        [title, f"{at(keys[name], 0.5) * 1000:.1f}", f"{at(keys[name], 0.99) * 1000:.1f}", "3", "30"]
        for name, title in (("one", "one terminal"), ("many", f"{MANY_TERMINALS} terminals"))
    ]
    table(sys.stdout, "A key and its echo", ("", "p50 ms", "p99 ms", "aim p50", "aim p99"), rows)


@contextmanager
def folder_of(host: Host) -> Iterator[Path]:
    """Of the unprivileged user, whom the way to it lets through."""
    BASES.mkdir(mode=0o711, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix="vereda-bench-", dir="/var/tmp"))
    for one in (BASES, made):
        one.chmod(0o711)
        os.chown(one, host.uid, host.gid)
    (BASES / "bases").mkdir(mode=0o755, exist_ok=True)
    os.chown(BASES / "bases", host.uid, host.gid)
    try:
        yield made
    finally:
        shutil.rmtree(made)


def starts(folder: Path, passes: int, say: Callable[[str], None]) -> dict[str, list[float]]:
    """Container, sandbox, web server, and all of it again: what else the machine does reaches them alike."""
    took: dict[str, list[float]] = {"container": [], "prompt": [], "page": []}
    for number in range(passes):
        say(f"sandboxes, pass {number + 1} of {passes}")
        took["container"] += [container() for _ in range(EACH)]
        took["prompt"] += without_rights(lambda: World(folder, BASES / "bases").prompts(EACH))
        took["page"] += without_rights(lambda: World(folder, BASES / "bases").pages(EACH))
    return took


def container() -> float:
    """Seconds until a program in a fresh container of the same image has spoken."""
    command = ["podman", "--runtime", "runc", "run", "--rm", "--network", "none", "--ulimit", "nofile=1024:1024",
               "--ulimit", "nproc=1024:1024", "--rootfs", f"{(BASES / 'bases' / 'shell').resolve()}:O",
               "/bin/echo", "listening"]  # fmt: skip
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        if not process.stdout.readline():
            raise RuntimeError(process.stderr.read().decode("utf-8", "replace"))
        return time.perf_counter() - begun


def at(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def show(took: dict[str, list[float]], together: dict[str, float], copies: dict[str, list[float]]) -> None:
    alone = median(took["container"])
    names = {"container": "podman run, first word", "prompt": "sandbox, prompt", "page": "sandbox, web server answered"}
    aims = {"container": "", "prompt": "150", "page": "400"}
    rows = []
    for name, title in names.items():
        ratio = median(took[name]) / alone
        most = f"{OF_A_CONTAINER[name]:g}" if name in OF_A_CONTAINER else ""
        rows.append([title, ms(median(took[name])), ms(at(took[name], 0.95)), aims[name], f"{ratio:.2f}", most])
    for name, values in copies.items():
        rows.append([f"{name}, 3 MB", ms(median(values)), ms(max(values)), "", f"{median(values) / alone:.2f}", ""])
    table(sys.stdout, "Sandboxes", ("", "p50 ms", "p95 ms", "aim p95", "× container", "at most"), rows)
    row: list[Any] = [f"{MANY} at once", f"{together['seconds']:.1f}", f"{together['alive']:.0f}"]
    row += [f"{together['bytes'] / 1e6:.2f}", f"{SANDBOX_MEMORY / 1e6:g}"]
    table(sys.stdout, "Many", ("", "seconds", "alive", "MB each, idle", "at most"), [row])


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def judged(took: dict[str, list[float]], together: dict[str, float]) -> Iterator[Broken]:
    alone = median(took["container"])
    yield from broken_sandboxes({name: median(took[name]) / alone for name in OF_A_CONTAINER})
    if together["alive"] < MANY:
        yield Broken("sandboxes at once", f"{together['alive']:.0f}", f"{MANY} are alive")
    if together["bytes"] > SANDBOX_MEMORY:
        yield Broken("memory of an idle sandbox", f"{together['bytes'] / 1e6:.2f} MB", f"{SANDBOX_MEMORY / 1e6:g} MB")
