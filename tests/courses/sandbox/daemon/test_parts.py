"""Parts of the daemon that are easier to ask alone."""

import asyncio
import os
from pathlib import Path

import pytest

from courses.sandbox import orders
from courses.sandbox.daemon import outbox
from courses.sandbox.daemon.benches import Bench
from courses.sandbox.daemon.clocks import Bucket
from courses.sandbox.daemon.commands import apart, in_folder
from courses.sandbox.daemon.drivers import open_driver
from courses.sandbox.daemon.gate import Gate
from courses.sandbox.daemon.keeping import Keeping
from courses.sandbox.daemon.machines import Machine
from courses.sandbox.daemon.outbox import Outbox
from courses.sandbox.daemon.settings import Settings, read
from courses.sandbox.daemon.states import MOVES, Reason, State
from courses.sandbox.daemon.workbench import NotReady, Tools
from courses.sandbox.runtimes.fake import FakeDriver
from courses.sandbox.runtimes.port import RuntimeFailure, SandboxSpec
from tests.courses.sandbox.daemon.support import KEY, LAB, Daemon, MovedClock


def order(clock: MovedClock, owner: str = "7") -> str:
    return orders.sign(orders.Order("state", "one", owner), KEY, now=clock.now)


def test_gate_forgets_nothing_that_could_be_used_again() -> None:
    clock = MovedClock()
    gate = Gate(KEY, clock)
    used = [order(clock) for _ in range(1_500)]
    for one in used:
        gate.admit(one, "state", "one")
    clock.now += orders.LIFETIME
    gate.admit(order(clock), "state", "one")
    with pytest.raises(orders.BadOrder) as refused:
        gate.admit(used[0], "state", "one")
    assert refused.value.reason == "used"
    clock.now += 1
    gate.admit(order(clock), "state", "one")
    assert len(gate._used) == 2  # what is late needs no remembering


def test_gate_bars_whom_it_was_told_to_and_nobody_else() -> None:
    clock = MovedClock()
    gate = Gate(KEY, clock)
    theirs, others = order(clock, "9"), order(clock, "8")
    gate.bar("one", "9")
    with pytest.raises(orders.BadOrder):
        gate.admit(theirs, "state", "one")
    gate.admit(others, "state", "one")
    clock.now += 1
    gate.admit(order(clock, "9"), "state", "one")


def test_bucket_gives_what_it_says() -> None:
    clock = MovedClock()
    bucket = Bucket(2, 4, clock)
    assert [bucket.take() for _ in range(5)] == [True] * 4 + [False]
    clock.now += 1
    assert [bucket.take() for _ in range(3)] == [True, True, False]
    clock.now -= 100  # a clock that was set back gives nothing
    assert not bucket.take()
    clock.now += 1_000
    assert bucket.take(4)
    assert not bucket.take()


def test_outbox_makes_whoever_writes_wait_and_drops_what_a_watcher_missed() -> None:
    async def tried() -> None:
        box = Outbox(most=100)
        await box.put(b"x" * 90)
        waiting = asyncio.ensure_future(box.put(b"y" * 20))
        await asyncio.sleep(0)
        assert not waiting.done()
        box.event({"a": 1})
        assert await box.next() == b"x" * 90
        await waiting
        assert [await box.next(), await box.next()] == ['{"a":1}', b"y" * 20]

        assert box.offer(b"x" * 90)
        assert not box.offer(b"z" * 20)
        assert [await box.next(), await box.next()] == ['{"error":"skipped"}', b"z" * 20]

        for _ in range(1_000):
            box.event({"a": 1})
        assert box.largest < outbox.MOST_EVENTS * 10 + 100
        box.close(4404)
        box.close(4408)
        await box.put(b"late")
        last = [await box.next() for _ in range(outbox.MOST_EVENTS + 1)]
        assert last[-1] == 4404
        assert b"late" not in last

    asyncio.run(tried())


def test_outbox_that_is_closed_lets_writers_go() -> None:
    async def tried() -> None:
        box = Outbox(most=10)
        await box.put(b"x" * 10)
        waiting = asyncio.ensure_future(box.put(b"y"))
        await asyncio.sleep(0)
        box.close(4404)
        await waiting
        assert [await box.next(), await box.next()] == [b"x" * 10, 4404]

    asyncio.run(tried())


def test_moves_of_a_machine_are_a_table(tmp_path: Path) -> None:
    assert set(MOVES) == set(State)
    tools = Tools(FakeDriver(), Bench(tmp_path), Keeping(tmp_path), None, MovedClock())  # type: ignore[arg-type]  unused
    for before in State:
        for after in State:
            machine = Machine("one", "7", tools, lambda machine: None)
            machine.state = before
            if after == before or after in MOVES[before]:
                machine.move(after, Reason.PERSON)
                assert (machine.state, machine.reason) == (after, Reason.PERSON)
            else:
                with pytest.raises(RuntimeError):
                    machine.move(after)


def test_command_in_folder_says_where_it_ended() -> None:
    words, mark = in_folder("cd /srv", "/root")
    assert words[-3:] == ("/root", "cd /srv", mark)
    assert apart(b"out\n\n" + mark.encode() + b"/srv\n", mark, "/root") == ("out\n", "/srv")
    assert apart(b"cut before its end", mark, "/root") == ("cut before its end", "/root")
    assert apart(b"x\n" + mark.encode() + b"nowhere\n", mark, "/root") == ("x", "/root")
    assert apart(b"\xff\n" + mark.encode() + b"/" + b"a" * 5_000, mark, "/root") == ("\ufffd", "/root")


def test_an_image_that_is_not_built_is_no_fault_of_the_host(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with pytest.raises(NotReady, match="the image shell is not built"):
        bench.make(FakeDriver(), "one", bench.read(LAB), 1, None)


def test_a_lab_whose_script_fails_is_said_to_have_failed(tmp_path: Path) -> None:
    from courses.sandbox.labs import reading

    broken = LAB | {"break.sh": "nonsense\n"}
    with Daemon(tmp_path) as daemon:
        digest = reading.digest(broken)
        assert daemon.ask("PUT", f"/v1/labs/{digest}", daemon.order("lab", digest), broken).status == 204
        answer = daemon.start("one", lab=digest)
        assert (answer.status, answer.json) == (503, {"error": "failed"})
        assert daemon.driver.list() == []
        assert daemon.start("two", lab=digest).status == 503  # the one before takes nobody's place
        assert daemon.start("three", lab=digest).status == 503


def test_why_it_ended_is_known_to_the_next_daemon(tmp_path: Path) -> None:
    with Daemon(tmp_path) as daemon:
        daemon.started("one", idle=60)
        daemon.started("two")
        daemon.move(61)
        daemon.do("stop", "two")
        assert daemon.do("state", "one").json["reason"] == "idle"
        daemon.move(3_700)
        assert "one" not in daemon.app.house.machines
        assert daemon.do("state", "one").json["reason"] == "idle"
    with Daemon(tmp_path) as daemon:
        assert [daemon.do("state", key).json["reason"] for key in ("one", "two")] == ["idle", "person"]


def test_a_runtime_that_is_not_there_starts_nothing(tmp_path: Path) -> None:
    driver = open_driver(Settings(KEY, tmp_path, runtime="k8s"))
    assert driver.list() == []
    with pytest.raises(RuntimeFailure):
        driver.create("one", SandboxSpec(()))


@pytest.mark.skipif(os.geteuid() != 0, reason="anybody else may start machines")
def test_root_starts_no_machine(tmp_path: Path) -> None:
    with pytest.raises(RuntimeFailure):
        open_driver(Settings(KEY, tmp_path, runtime="bwrap")).create("one", SandboxSpec(()))


def test_settings_are_parsed() -> None:
    found = read({
        "SANDBOX_KEY": KEY.decode(), "SANDBOX_DATA": "/var/lib/x", "SANDBOX_BIND": "[::1]:9",
        "SANDBOX_ORIGINS": "https://Learn.example, http://localhost:8000", "SANDBOX_PREVIEW": "Preview.example",
        "SANDBOX_MOST": "7",
    })  # fmt: skip
    assert found == Settings(
        KEY, Path("/var/lib/x"), ("::1", 9), frozenset({"https://learn.example", "http://localhost:8000"}),
        "preview.example", "bwrap", 7, 2, Path("/var/lib/x/images"),
    )  # fmt: skip
    assert found.is_secure
    assert KEY.decode() not in repr(found)
