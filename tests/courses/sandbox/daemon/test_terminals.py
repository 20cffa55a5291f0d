"""Terminals, with a real WebSocket client."""

import asyncio
import json
from contextlib import ExitStack, suppress

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.typing import Origin, Subprotocol

from courses.sandbox import orders
from courses.sandbox.daemon import outbox
from courses.sandbox.runtimes.fake import FakeDriver, FakeTerminal
from tests.courses.sandbox.daemon.support import BEGAN, KEY, SITE, Daemon, wait, wish


def test_what_is_typed_is_answered(daemon: Daemon) -> None:
    daemon.send_lab()
    with daemon.terminal("one") as browser:
        assert browser.connection.subprotocol == "vereda.terminal"
        browser.until_told("state", lambda state: state["state"] == "running")
        browser.press(b"write /root/x hello there\ncat /root/x\n")
        browser.until_shown(b"hello there\r\n# ")
        assert daemon.do("run", "one", {"command": "cat /root/x"}).json["output"] == "hello there\n"


REFUSED = {
    "no order": lambda daemon: {"order": None},
    "forged": lambda daemon: {"order": orders.sign(orders.Order("terminal", "one", about=wish()), b"x" * 40, now=BEGAN)},
    "late": lambda daemon: {"order": orders.sign(orders.Order("terminal", "one", about=wish()), KEY, now=BEGAN - 100)},
    "of another act": lambda daemon: {"order": daemon.order("start", "one", **wish())},
    "of a key that is a path": lambda daemon: {"order": daemon.order("terminal", "../x", **wish())},
    "of an unknown mode": lambda daemon: {"order": daemon.order("terminal", "one", **wish(mode="root"))},
    "no origin": lambda daemon: {"order": daemon.order("terminal", "one", **wish()), "origin": None},
    "another origin": lambda daemon: {"order": daemon.order("terminal", "one", **wish()), "origin": "https://evil.example"},
    "an origin like it": lambda daemon: {
        "order": daemon.order("terminal", "one", **wish()), "origin": "https://learn.example.evil.example",
    },
    "another path": lambda daemon: {"order": daemon.order("terminal", "one", **wish()), "path": "/terminal2"},
    "under a machine's name": lambda daemon: {
        "order": daemon.order("terminal", "one", **wish()), "host": "one--80.preview.localhost:8011",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", REFUSED)
def test_without_order_and_origin_the_door_stays_shut(daemon: Daemon, kind: str) -> None:
    daemon.send_lab()
    with pytest.raises(InvalidStatus) as refused:
        daemon.browser(**REFUSED[kind](daemon))
    assert refused.value.response.status_code == 403
    assert daemon.app.house.machines == {}


def test_an_order_opens_one_terminal(daemon: Daemon) -> None:
    daemon.send_lab()
    order = daemon.order("terminal", "one", **wish())
    with daemon.browser(order) as browser:
        browser.until_shown(b"# ")
        with pytest.raises(InvalidStatus):
            daemon.browser(order)


def test_what_cannot_be_started_is_said_and_closed(daemon: Daemon) -> None:
    with daemon.terminal("one") as browser:
        assert browser.until_told("error") == "unknown_lab"
        assert browser.until_closed() == 4404
    daemon.started("two")
    daemon.started("three")
    with daemon.terminal("four") as browser:
        assert browser.until_told("error") == "quota"
        assert browser.until_closed() == 4429
    with daemon.terminal("two", owner="8") as browser:
        assert browser.until_told("error") == "other"
        assert browser.until_closed() == 4403


def test_several_terminals_are_shells_of_their_own(daemon: Daemon) -> None:
    daemon.started("one")
    with ExitStack() as stack:
        browsers = [stack.enter_context(daemon.terminal("one")) for _ in range(6)]
        for browser in browsers:
            browser.until_shown(b"# ")
        browsers[0].press(b"cd /srv\n")
        browsers[1].press(b"pwd\n")
        browsers[1].until_shown(b"/root\r\n")
        seventh = stack.enter_context(daemon.terminal("one"))
        assert seventh.until_told("error") == "too_many_terminals"
        assert seventh.until_closed() == 4429
        browsers[2].press(b"exit\n")
        assert browsers[2].until_closed() == 1000
        wait(lambda: len(daemon.machine("one").terminals.lines) == 5)
        stack.enter_context(daemon.terminal("one")).until_shown(b"# ")


def test_a_shell_waits_a_minute_for_its_browser(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as browser:
        browser.until_shown(b"# ")
        browser.press(b"cd /srv\nsay before\n")
        browser.until_shown(b"before\r\n")
    wait(lambda: not daemon.line("one").viewers)
    with daemon.terminal("one") as browser:
        browser.until_shown(b"before\r\n")
        browser.press(b"pwd\n")
        browser.until_shown(b"/srv\r\n")
    wait(lambda: not daemon.line("one").viewers)
    daemon.move(61)
    wait(lambda: not daemon.machine("one").terminals.lines)
    with daemon.terminal("one") as browser:
        browser.press(b"pwd\n")
        browser.until_shown(b"/root\r\n")


def terminal_of(driver: FakeDriver) -> FakeTerminal:
    return driver.terminals[-1]


def test_of_many_sizes_the_last_one_counts(daemon: Daemon, driver: FakeDriver) -> None:
    daemon.started("one")
    with daemon.terminal("one") as browser:
        browser.say(resize=[100, 30])
        browser.until_shown(b"# ")
        for number in range(300):
            browser.say(resize=[50 + number % 100, 40])
        browser.say(resize=[132, 43])
        wait(lambda: terminal_of(driver).sizes[-1] == (132, 43))
        assert len(terminal_of(driver).sizes) < 100
        for words in ({"resize": [0, 0]}, {"resize": [10_000, 5]}, {"resize": ["1", 2]}, {"resize": 5}, {"x": [1]}):
            browser.say(**words)
        browser.connection.send("[" * 500)
        browser.connection.send("no JSON")
        browser.press(b"say still here\n")
        browser.until_shown(b"still here\r\n")
        assert terminal_of(driver).sizes[-1] == (132, 43)


def test_a_flood_of_words_is_shown_the_door(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as browser:
        browser.until_shown(b"# ")
        browser.flood('{"resize": [80, 24]}', 100_000)
        assert browser.until_closed() == 4429


def test_a_paste_of_sixteen_megabytes_is_refused(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as browser:
        browser.until_shown(b"# ")
        browser.flood(b"x" * (16 * 1024 * 1024))
        # Whoever goes on sending to what was closed may lose the last word on the way.
        assert browser.until_closed() in (1006, 1009)
    wait(lambda: not daemon.line("one").viewers)
    assert b"x" not in daemon.line("one")._tail
    assert asyncio.run(_pasted_in_parts(daemon)) == 4429


async def _pasted_in_parts(daemon: Daemon) -> int | None:
    """A browser goes on reading while it sends, which the other client here does not."""
    protocols = [Subprotocol("vereda.terminal"), Subprotocol(f"order.{daemon.order('terminal', 'one', **wish())}")]
    address = f"ws://127.0.0.1:{daemon.port}/terminal"
    async with connect(address, origin=Origin(SITE), subprotocols=protocols, proxy=None) as browser:

        async def paste() -> None:
            for _ in range(16 * 1024):
                await browser.send(b"x" * 1_023 + b"\n")

        await browser.recv()
        pasting = asyncio.ensure_future(paste())
        with suppress(ConnectionClosedError):
            while True:
                await browser.recv()
        await asyncio.gather(pasting, return_exceptions=True)
        return browser.close_code


def test_who_does_not_read_costs_nothing(daemon: Daemon) -> None:
    daemon.started("one")
    with ExitStack() as stack:
        browser = stack.enter_context(daemon.terminal("one"))
        browser.until_shown(b"# ")
        watcher = stack.enter_context(daemon.terminal("one", mode="watch", owner="9", name="Beto"))
        watcher.until_shown(b"# ")
        browser.press(b"yes\n")  # and then neither of them reads
        viewers = daemon.line("one").viewers
        assert len(viewers) == 2
        own = viewers[0].outbox
        wait(lambda: own.size + 32 * 1024 > outbox.MOST)
        wait(lambda: daemon.within(_has_stopped(daemon)))  # it is full, and nothing more is read from the terminal
        assert all(one.outbox.largest <= outbox.MOST + 1_024 for one in viewers)
        browser.until_shown(b"y\r\n" * 100_000)  # it is read again, and goes on
        assert all(one.outbox.largest <= outbox.MOST + 1_024 for one in viewers)


async def _has_stopped(daemon: Daemon) -> bool:
    """Whether nothing more was shown after everything that was ready has had its turn."""
    before = daemon.line("one").recording._size
    for _ in range(1_000):
        await asyncio.sleep(0)
    return daemon.line("one").recording._size == before > 0


def test_watchers_see_and_cannot_type(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as learner:
        learner.press(b"say before\n")
        learner.until_shown(b"before\r\n")
        with daemon.terminal("one", mode="watch", owner="9", name="Beto") as watcher:
            assert learner.until_told("watchers") == [{"name": "Beto", "mode": "watch"}]
            watcher.until_shown(b"before\r\n")
            watcher.press(b"say from the watcher\n")
            watcher.say(resize=[10, 10])
            watcher.say(more=True)
            learner.press(b"say after\n")
            learner.until_shown(b"\r\nafter\r\n")
            watcher.until_shown(b"\r\nafter\r\n")
            assert b"watcher" not in learner.shown
            assert watcher.until_told("typing") == "Alicia"
            assert daemon.do("state", "one").json["watchers"] == [{"name": "Beto", "mode": "watch"}]
        assert learner.until_told("watchers", lambda value: value == []) == []


def test_invited_mentors_type_and_both_know(daemon: Daemon) -> None:
    daemon.started("one")
    with ExitStack() as stack:
        learner = stack.enter_context(daemon.terminal("one"))
        learner.until_shown(b"# ")
        mentor = stack.enter_context(daemon.terminal("one", mode="type", owner="9", name="Carmen"))
        mentor.press(b"say from Carmen\n")
        learner.until_shown(b"\r\nfrom Carmen\r\n")
        assert learner.until_told("typing") == "Carmen"
        assert learner.until_told("watchers") == [{"name": "Carmen", "mode": "type"}]


def test_a_mentor_starts_nothing(daemon: Daemon) -> None:
    daemon.send_lab()
    with daemon.terminal("one", mode="watch", owner="9") as mentor:
        assert mentor.until_told("error") == "stopped"
        assert mentor.until_closed() == 4404
    daemon.started("one")
    with daemon.terminal("one", mode="type", owner="9") as mentor:
        assert mentor.until_told("error") == "no_terminal"
        assert mentor.until_closed() == 4404


def test_a_mentor_chooses_the_terminal(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as first, daemon.terminal("one") as second:
        first.until_shown(b"# ")
        second.press(b"say second\n")
        second.until_shown(b"\r\nsecond\r\n")
        number = next(one.number for one in daemon.machine("one").terminals.lines.values() if b"second" in one._tail)
        with daemon.terminal("one", mode="watch", owner="9", terminal=number) as mentor:
            mentor.until_shown(b"\r\nsecond\r\n")
        with daemon.terminal("one", mode="watch", owner="9", terminal=77) as mentor:
            assert mentor.until_closed() == 4404


def test_uninvite_closes_and_bars_what_was_signed_before(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as learner:
        learner.until_shown(b"# ")
        waiting = daemon.order("terminal", "one", "9", "Beto", **wish(mode="watch"))
        with daemon.terminal("one", mode="watch", owner="9", name="Beto") as watcher:
            watcher.until_shown(b"# ")
            path = "/v1/machines/one/uninvite"
            assert daemon.ask("POST", path, daemon.order("uninvite", "one", "7", owner_="")).status == 204
            order = orders.sign(orders.Order("uninvite", "one", "7", about={"owner": "9"}), KEY, now=daemon.clock.now)
            assert daemon.ask("POST", path, order).status == 204
            assert watcher.until_closed() == 4403
        with pytest.raises(InvalidStatus):
            daemon.browser(waiting)
        learner.press(b"say alone\n")
        learner.until_shown(b"\r\nalone\r\n")
        daemon.clock.now += 1
        with daemon.terminal("one", mode="watch", owner="9", name="Beto") as watcher:
            watcher.until_shown(b"alone")


def test_a_terminal_waits_in_the_queue_and_is_told_its_place(daemon: Daemon) -> None:
    daemon.app.house.most = 1
    daemon.started("one", owner="1")
    with daemon.terminal("two", owner="2") as second, daemon.terminal("three", owner="3") as third:
        second.until_told("state", lambda state: state["position"] == 1)
        third.until_told("state", lambda state: state["position"] == 2)
        third.flood(b"say too early\n")
        daemon.do("stop", "one")
        second.until_told("state", lambda state: state["state"] == "running")
        second.until_shown(b"# ")
        third.until_told("state", lambda state: state["position"] == 1)
        daemon.move(500)  # whoever waits has not left
        assert daemon.do("state", "three").json["position"] == 1


def test_stop_closes_and_says_why(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as browser:
        browser.until_shown(b"# ")
        daemon.do("stop", "one")
        assert browser.until_closed() == 4404
        assert browser.until_told("state")["reason"] == "person"


def test_what_a_program_tells_the_clipboard_is_only_bytes(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as browser:
        browser.press(b"say \\x1b]52;c;cHduZWQ=\\x07 \\x1b]8;;https://evil.example\\x07link\\x1b]8;;\\x07 end\n")
        told = [b"\x1b]52;c;cHduZWQ=\x07", b"\x1b]8;;https://evil.example\x07link\x1b]8;;\x07 end\r\n"]
        browser.until_shown(told[1])
        assert told[0] in browser.shown
        assert all(set(event) <= {"state", "typing", "watchers", "ends", "error"} for event in browser.events)
    text = daemon.do("transcript", "one").content.decode()
    assert " link end\n" in text
    assert "\x1b" not in text
    assert "\x07" not in text


def test_recording_has_what_was_shown_and_can_be_cut(daemon: Daemon) -> None:
    daemon.started("one")
    with daemon.terminal("one") as browser:
        browser.until_shown(b"# ")
        browser.press(b"say first\n")
        browser.until_shown(b"first\r\n# ")
        daemon.clock.now += 10
        browser.press(b"say secret\n")
        browser.until_shown(b"\r\nsecret\r\n# ")
        daemon.clock.now += 10
        browser.press(b"say third\n")
        browser.until_shown(b"\r\nthird\r\n# ")
        lines = [json.loads(line) for line in daemon.do("recording", "one").content.decode().splitlines()]
        assert lines[0] == {"version": 2, "width": 80, "height": 24, "timestamp": int(BEGAN)}
        assert {event[1] for event in lines[1:]} == {"o", "m"}
        times = {event[0] for event in lines[1:] if "secret" in event[2]}
        assert times <= {10.0}
        order = orders.sign(orders.Order("cut", "one", "7", about={"from": 10, "to": 11}), KEY, now=daemon.clock.now)
        assert daemon.ask("POST", "/v1/machines/one/cut", order).status == 204
        left = daemon.do("recording", "one").content.decode()
        assert "secret" not in left
        assert "first" in left
        assert "third" in left
        browser.press(b"say fourth\n")
        browser.until_shown(b"\r\nfourth\r\n# ")
        assert "fourth\n" in daemon.do("transcript", "one").content.decode()
        order = orders.sign(orders.Order("cut", "one", "7", about={"from": 0, "to": 0}), KEY, now=daemon.clock.now)
        assert daemon.ask("POST", "/v1/machines/one/cut", order).status == 204
        assert daemon.do("recording", "one").content == b""


def test_whoever_leaves_while_a_shell_opens_leaves_nothing_behind(daemon: Daemon, driver: FakeDriver) -> None:
    daemon.started("one")
    for _ in range(5):
        with daemon.terminal("one"):
            pass
    wait(lambda: all(not line.viewers for line in daemon.machine("one").terminals.lines.values()))
    wait(lambda: daemon.machine("one").terminals._opening == 0)
    daemon.move(61)
    wait(lambda: not daemon.machine("one").terminals.lines)
