"""One browser at a terminal: WebSocket ``/terminal``.

Keys come as binary messages and go as binary messages; what is said about them is JSON in text messages. The order is in a
subprotocol, because an address would be logged. What another page opens has another ``Origin`` and gets nothing.
"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic
from typing import Any

from courses.sandbox.daemon.clocks import Bucket
from courses.sandbox.daemon.gate import Gate
from courses.sandbox.daemon.house import House
from courses.sandbox.daemon.lines import Line, Mode, Viewer
from courses.sandbox.daemon.machines import Machine
from courses.sandbox.daemon.outbox import DENIED, STOPPED, TOO_MUCH
from courses.sandbox.daemon.states import State, wish_of
from courses.sandbox.daemon.wire import Receive, Refused, Scope, Send, header
from courses.sandbox.orders import BadOrder, Order
from courses.sandbox.runtimes.port import RuntimeFailure

PROTOCOL, ORDER = "vereda.terminal", "order."
KEYS_RATE, KEYS_BURST = 32 * 1024, 512 * 1024  # bytes: a second, and at once
WORDS_RATE, WORDS_BURST = 100, 400  # text messages
TAKEN_WITHIN = 30.0  # seconds that a program may leave keys lying
SENT_WITHIN = 2.0  # seconds for what still waits when it ends
LARGEST_WORDS = 1_024  # characters
CODES = {403: DENIED, 429: TOO_MUCH}


async def visit(scope: Scope, receive: Receive, send: Send, house: House, gate: Gate, origins: frozenset[str]) -> None:
    """Before it is accepted every refusal is a 403."""
    await receive()
    try:
        order, mode = _admitted(scope, gate, origins)
    except (BadOrder, Refused):
        await send({"type": "websocket.close"})
        return
    await send({"type": "websocket.accept", "subprotocol": PROTOCOL})
    await Visit(house, order, Viewer(order.owner, order.name, mode)).go(receive, send)


def _admitted(scope: Scope, gate: Gate, origins: frozenset[str]) -> tuple[Order, Mode]:
    offered = list(scope["subprotocols"])
    orders = [one.removeprefix(ORDER) for one in offered if one.startswith(ORDER)]
    if header(scope, b"origin").lower() not in origins or PROTOCOL not in offered or len(orders) != 1:
        raise Refused(403, "other")
    order = gate.admit(orders[0], "terminal")
    mode = order.about.get("mode", Mode.OWN)
    if mode not in list(Mode):
        raise Refused(403, "other")
    return order, Mode(mode)


class Visit:
    def __init__(self, house: House, order: Order, viewer: Viewer) -> None:
        self.house, self.order, self.viewer = house, order, viewer
        self.machine: Machine | None = None
        self.line: Line | None = None
        self._keys = Bucket(KEYS_RATE, KEYS_BURST, monotonic)
        self._words = Bucket(WORDS_RATE, WORDS_BURST, monotonic)
        self._wanted: tuple[int, int] | None = None

    async def go(self, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        sending, placing = loop.create_task(self._send(send)), loop.create_task(self._place())
        hearing = loop.create_task(self._hear(receive))
        try:
            await asyncio.wait({sending, hearing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.viewer.outbox.close(STOPPED)
            if self.machine:
                self.machine.terminals.leave(self.viewer)
            placing.cancel()
            hearing.cancel()
            await asyncio.wait({sending}, timeout=SENT_WITHIN)
            sending.cancel()
            await asyncio.gather(sending, hearing, placing, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        with suppress(OSError):  # nobody is there any more
            while True:
                item = await self.viewer.outbox.next()
                if isinstance(item, int):
                    await send({"type": "websocket.close", "code": item})
                    return
                await send({"type": "websocket.send", "bytes" if isinstance(item, bytes) else "text": item})

    async def _place(self) -> None:
        """At a terminal, once there is one."""
        try:
            if self.viewer.mode == Mode.OWN:
                await self._place_owner()
            else:
                self._place_guest()
        except Refused as refused:
            self.viewer.outbox.event({"error": refused.error})
            self.viewer.outbox.close(CODES.get(refused.status, STOPPED))
        except (RuntimeFailure, OSError):
            self.viewer.outbox.event({"error": "stopped"})
            self.viewer.outbox.close(STOPPED)

    async def _place_owner(self) -> None:
        machine = self.house.ask(self.order.key, self.order.owner, wish_of(self.order.about))
        machine.terminals.wait(self.viewer)
        self.machine = machine
        self.viewer.outbox.event({"state": machine.told()})
        while machine.state != State.RUNNING:
            if machine.state == State.STOPPED:
                raise Refused(503, "stopped")
            await machine.moved.wait()
        terminals = machine.terminals
        terminals.waiting = [one for one in terminals.waiting if one is not self.viewer]
        self._sit(await terminals.open(self.viewer, _number(self.order.about)))

    def _place_guest(self) -> None:
        machine = self.house.find(self.order.key)
        if machine.state != State.RUNNING:
            raise Refused(409, "stopped")
        self.machine = machine
        self.viewer.outbox.event({"state": machine.told()})
        self._sit(machine.terminals.watch(self.viewer, _number(self.order.about)))

    def _sit(self, line: Line) -> None:
        self.line = line
        if self._wanted and self.viewer.mode == Mode.OWN:
            line.resize(*self._wanted)

    async def _hear(self, receive: Receive) -> None:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return
            if message.get("bytes") is not None:
                await self._keys_came(message["bytes"])
            else:
                self._words_came(message.get("text") or "")

    async def _keys_came(self, content: bytes) -> None:
        if self.viewer.outbox.code:
            return  # it was closed, and whoever is there does not listen
        if not self._keys.take(len(content)):
            self._too_much()
        elif self.viewer.may_type and self.line and self.machine:
            self.machine.touch()
            try:
                await asyncio.wait_for(self.line.type(self.viewer, content), TAKEN_WITHIN)
            except TimeoutError:  # a program that reads nothing; the terminal stays, the rest of the keys does not
                self.viewer.outbox.event({"error": "too_much"})

    def _words_came(self, text: str) -> None:
        if not self._words.take() or len(text) > LARGEST_WORDS:
            self._too_much()
            return
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            return
        if not isinstance(said, dict) or self.viewer.mode != Mode.OWN:
            return
        if said.get("more") is True and self.machine and self.line:
            self.machine.touch()
        size = said.get("resize")
        if isinstance(size, list) and len(size) == 2 and all(type(one) is int and 1 <= one <= 500 for one in size):
            self._wanted = (size[0], size[1])
            if self.line:
                self.line.resize(*self._wanted)

    def _too_much(self) -> None:
        self.viewer.outbox.event({"error": "too_much"})
        self.viewer.outbox.close(TOO_MUCH)


def _number(about: Mapping[str, Any]) -> int:
    value = about.get("terminal") or 0
    return value if type(value) is int else 0
