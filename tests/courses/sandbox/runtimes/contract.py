"""What every runtime must do: each function is one promise of the port, given a driver and the specification of one host
with a shell. It raises AssertionError where the promise does not hold."""

import os
import select
import time
from collections.abc import Callable
from pathlib import Path

from courses.sandbox.runtimes.port import Phase, Ran, RuntimeFailure, SandboxDriver, SandboxSpec

LONGEST = 60.0  # seconds; whoever waits this long has failed

Promise = Callable[[SandboxDriver, SandboxSpec, Path], None]


def refused(work: Callable[[], object]) -> str:
    try:
        work()
    except RuntimeFailure as failure:
        return failure.reason
    raise AssertionError("it was not refused")


def creating_again_answers_the_one_that_runs(driver: SandboxDriver, spec: SandboxSpec, place: Path) -> None:
    assert driver.create("again", spec).phase == Phase.READY
    driver.plant("again", "/root/here", b"mine")
    assert driver.create("again", spec).phase == Phase.READY
    seen = driver.look("again", "/root/here")
    assert seen is not None
    assert seen.content == b"mine"
    driver.stop("again")


def what_ended_is_said_to_have_ended(driver: SandboxDriver, spec: SandboxSpec, place: Path) -> None:
    assert driver.get("never").phase == Phase.STOPPED
    driver.create("ended", spec)
    assert [one.key for one in driver.list()] == ["ended"]
    driver.stop("ended")
    driver.stop("ended")
    assert driver.get("ended").phase == Phase.STOPPED
    assert driver.list() == []
    assert refused(lambda: driver.run("ended", ("/bin/true",)))
    assert refused(lambda: driver.attach("ended", ("/bin/sh",), 80, 24))
    assert refused(lambda: driver.look("ended", "/etc/passwd"))
    assert refused(lambda: driver.snapshot("ended", place / "ended"))


def a_command_tells_its_output_and_its_end(driver: SandboxDriver, spec: SandboxSpec, place: Path) -> None:
    driver.create("run", spec)
    driver.plant("run", "/root/words", b"some words\n")
    assert driver.run("run", ("/bin/cat", "/root/words")).output == b"some words\n"
    assert driver.run("run", ("/bin/cat", "/root/words"), most=4) == Ran(0, b"some", is_cut=True)
    assert driver.run("run", ("/bin/false",)).code == 1
    assert driver.run("run", ("/bin/sleep", "60"), seconds=0.2).code is None
    driver.stop("run")


def a_terminal_answers_what_is_typed(driver: SandboxDriver, spec: SandboxSpec, place: Path) -> None:
    driver.create("typed", spec)
    terminal = driver.attach("typed", ("/bin/cat",), 80, 24)
    os.write(terminal.file, b"typed through\n")
    said, until = b"", time.monotonic() + LONGEST
    while said.count(b"typed through") < 2 and time.monotonic() < until:  # the echo, and what cat repeats
        if select.select([terminal.file], [], [], 1)[0]:
            said += os.read(terminal.file, 4096)
    assert said.count(b"typed through") == 2
    terminal.resize(100, 40)
    terminal.close()
    driver.stop("typed")


def a_snapshot_brings_everything_back(driver: SandboxDriver, spec: SandboxSpec, place: Path) -> None:
    driver.create("first", spec)
    driver.plant("first", "/root/kept", b"kept", mode=0o640)
    before = driver.snapshot("first", place / "before")
    again = driver.snapshot("first", place / "again")
    assert before.digest == again.digest
    driver.plant("first", "/root/later", b"later")
    assert driver.snapshot("first", place / "after").digest != before.digest
    driver.create("second", spec, restore=before.folder)
    kept = driver.look("second", "/root/kept")
    assert kept is not None
    assert (kept.content, kept.mode) == (b"kept", 0o640)
    assert driver.look("second", "/root/later") is None
    assert driver.snapshot("second", place / "restored").digest == before.digest
    driver.stop("first")
    driver.stop("second")


def looking_follows_links_but_never_out(driver: SandboxDriver, spec: SandboxSpec, place: Path) -> None:
    driver.create("look", spec)
    assert driver.look("look", "/no/such/file") is None
    folder = driver.look("look", "/etc")
    assert folder is not None
    assert folder.kind == "folder"
    assert driver.look("look", "/etc/../../../../../etc/passwd") == driver.look("look", "/etc/passwd")
    small = driver.look("look", "/etc/passwd", most=4)
    assert small is not None
    assert len(small.content) == 4
    assert small.size > 4
    driver.stop("look")


def planting_writes_over_nothing(driver: SandboxDriver, spec: SandboxSpec, place: Path) -> None:
    driver.create("plant", spec)
    driver.plant("plant", "/root/one", b"one")
    assert refused(lambda: driver.plant("plant", "/root/one", b"two"))
    assert refused(lambda: driver.plant("plant", "/no/such/folder/one", b"one"))
    driver.stop("plant")


def a_pristine_machine_has_its_own_files(driver: SandboxDriver, spec: SandboxSpec, place: Path) -> None:
    driver.create("judged", spec)
    driver.plant("judged", "/root/theirs", b"theirs")
    with driver.judge("judged") as box:
        assert box.run(("/bin/cat", "/srv/root/theirs")).output == b"theirs"
        assert box.run(("/bin/cat", "/root/theirs")).code != 0
    with driver.judge("judged", borrowed=("/root",)) as box:
        assert box.run(("/bin/cat", "/root/theirs")).output == b"theirs"
    driver.stop("judged")


PROMISES: tuple[Promise, ...] = (
    creating_again_answers_the_one_that_runs,
    what_ended_is_said_to_have_ended,
    a_command_tells_its_output_and_its_end,
    a_terminal_answers_what_is_typed,
    a_snapshot_brings_everything_back,
    looking_follows_links_but_never_out,
    planting_writes_over_nothing,
    a_pristine_machine_has_its_own_files,
)
