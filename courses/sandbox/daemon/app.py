"""The paths of ``sandboxd``: each one act, each act with an order. Machines' own pages have host names of their own, and no
path of ours answers under them."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any

from courses.sandbox.daemon.commands import LONGEST
from courses.sandbox.daemon.gate import Gate
from courses.sandbox.daemon.house import House
from courses.sandbox.daemon.machines import Machine
from courses.sandbox.daemon.preview import Preview
from courses.sandbox.daemon.proofs import Proofs
from courses.sandbox.daemon.states import State, wish_of
from courses.sandbox.daemon.visits import visit
from courses.sandbox.daemon.wire import (
    JSON,
    PLAIN,
    Receive,
    Refused,
    Scope,
    Send,
    answer,
    answer_json,
    body_of,
    header,
    parsed,
)
from courses.sandbox.daemon.workbench import NoSuchLab
from courses.sandbox.orders import BadOrder, Order
from courses.sandbox.runtimes.port import RuntimeFailure

LARGEST_LAB = 4 * 1024 * 1024  # bytes, as JSON
LARGEST_COMMAND = 8 * LONGEST
LARGEST = 1_024
BEGUN_WITHIN = 12.0  # seconds
LAB = re.compile(r"/v1/labs/([0-9a-f]{64})")
PROOF = re.compile(r"/v1/labs/([0-9a-f]{64})/prove")
MACHINE = re.compile(r"/v1/machines/([A-Za-z0-9-]{1,64})(?:/([a-z]+))?")

logger = logging.getLogger(__name__)

Told = Mapping[str, Any] | str | list[Any] | None


class App:
    def __init__(self, house: House, gate: Gate, preview: Preview, origins: frozenset[str]) -> None:
        self.house, self.gate, self.preview, self.origins = house, gate, preview, origins
        self.proofs = Proofs(house.tools, house.has_room)
        self._acts: Mapping[tuple[str, str], Callable[[Order, bytes], Awaitable[Told]]] = {
            ("POST", "start"): self._start,
            ("GET", "state"): self._state,
            ("POST", "run"): self._run,
            ("POST", "solve"): lambda order, body: self._machine(order).solve(),
            ("POST", "check"): lambda order, body: self._machine(order).check(),
            ("POST", "save"): lambda order, body: self._machine(order).differences(),
            ("POST", "extend"): self._extend,
            ("POST", "stop"): self._stop,
            ("POST", "reset"): self._reset,
            ("POST", "forget"): self._forget,
            ("GET", "transcript"): self._transcript,
            ("GET", "recording"): self._recording,
            ("POST", "cut"): self._cut,
            ("POST", "uninvite"): self._uninvite,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await self._visit(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.house.open()
                await send({"type": "lifespan.startup.complete"})
            else:
                self.proofs.close()
                await self.house.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _visit(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            is_ours = self.preview.place(scope) is None and scope["raw_path"] == b"/terminal"
        except Refused:
            is_ours = False
        if is_ours:
            await visit(scope, receive, send, self.house, self.gate, self.origins)
        else:
            await receive()
            await send({"type": "websocket.close"})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            place = self.preview.place(scope)
            if place:
                await self.preview.serve(scope, receive, send, place)
            else:
                await self._act(scope, receive, send)
        except Refused as refused:
            await answer_json(send, refused.status, {"error": refused.error})
        except BadOrder as bad:
            await answer_json(send, 403, {"error": bad.reason})
        except RuntimeFailure as failure:
            logger.error("the runtime could not: %s", failure)  # noqa: TRY400
            await answer_json(send, 503, {"error": "failed"})

    async def _act(self, scope: Scope, receive: Receive, send: Send) -> None:
        path, method = scope["raw_path"].decode("ascii", "replace"), scope["method"]
        text = header(scope, b"authorization")
        order_text = text.removeprefix("Bearer ") if text.startswith("Bearer ") else ""
        lab, proof, machine = LAB.fullmatch(path), PROOF.fullmatch(path), MACHINE.fullmatch(path)
        if lab and method == "PUT":
            self.gate.admit(order_text, "lab", lab[1])
            await self._put_lab(lab[1], await body_of(receive, LARGEST_LAB))
            await answer(send, 204)
        elif proof and method == "POST":
            order = self.gate.admit(order_text, "prove", proof[1])
            await body_of(receive, LARGEST)
            told = await self.proofs.ask(proof[1], str(order.about.get("asked")))
            await answer_json(send, 200 if told.get("state") is None else 202, told)
        elif path == "/v1/machines" and method == "GET":
            self.gate.admit(order_text, "list")
            await answer_json(send, 200, [one.told() for one in self.house.machines.values()])
        elif machine:
            await self._act_on(machine[1], machine[2] or "state", method, order_text, receive, send)
        else:
            raise Refused(404, "no_such_path")

    async def _act_on(self, key: str, act: str, method: str, text: str, receive: Receive, send: Send) -> None:
        work = self._acts.get((method, act))
        if work is None:
            raise Refused(404, "no_such_path")
        order = self.gate.admit(text, act, key)
        told = await work(order, await body_of(receive, LARGEST_COMMAND if act == "run" else LARGEST))
        if told is None:
            await answer(send, 204)
        elif isinstance(told, str):
            await answer(send, 200, told.encode(), PLAIN if act == "transcript" else JSON)
        else:
            await answer_json(send, 200, told)

    def _machine(self, order: Order) -> Machine:
        return self.house.find(order.key)

    async def _put_lab(self, digest: str, body: bytes) -> None:
        tools, files = self.house.tools, parsed(body)
        if not all(isinstance(text, str) for text in files.values()):
            raise Refused(400, "unreadable")
        try:
            if await tools.crew.slow(tools.bench.digest, files) != digest:
                raise Refused(400, "wrong_digest")
            await tools.crew.slow(tools.bench.read, files)
        except (NoSuchLab, UnicodeEncodeError) as error:
            raise Refused(400, "no_lab") from error
        await tools.crew.slow(tools.keeping.put_lab, digest, files)

    async def _start(self, order: Order, body: bytes) -> Told:
        """Answers once it runs, or once it is known that it must wait or takes its time."""
        return await self._begun(self.house.ask(order.key, order.owner, wish_of(order.about)))

    async def _state(self, order: Order, body: bytes) -> Told:
        return self.house.told(order.key)

    async def _run(self, order: Order, body: bytes) -> Told:
        command = parsed(body).get("command")
        if not isinstance(command, str) or len(command) > LONGEST or "\0" in command:
            raise Refused(400, "unreadable")
        return await self._machine(order).run(command)

    async def _extend(self, order: Order, body: bytes) -> Told:
        machine = self._machine(order)
        machine.extend(_number(order.about.get("wall")))
        return machine.told()

    async def _stop(self, order: Order, body: bytes) -> Told:
        if order.key in self.house.machines:
            await self.house.stop(order.key)
        return self.house.told(order.key)

    async def _reset(self, order: Order, body: bytes) -> Told:
        return await self._begun(self.house.reset(order.key))

    async def _begun(self, machine: Machine) -> Told:
        with suppress(TimeoutError):
            async with asyncio.timeout(BEGUN_WITHIN):
                while machine.state == State.STARTING:
                    await machine.moved.wait()
        if machine.state == State.STOPPED:
            raise Refused(503, machine.problem or "failed")
        return machine.told()

    async def _forget(self, order: Order, body: bytes) -> None:
        await self.house.forget(order.key)

    async def _transcript(self, order: Order, body: bytes) -> Told:
        recording = self.house.recording(order.key)
        recording.flush()
        return await self.house.tools.crew.slow(recording.transcript)

    async def _recording(self, order: Order, body: bytes) -> Told:
        return self.house.recording(order.key).cast()

    async def _cut(self, order: Order, body: bytes) -> None:
        start, end = (_number(order.about.get(name)) for name in ("from", "to"))
        self.house.recording(order.key).cut(start, end)

    async def _uninvite(self, order: Order, body: bytes) -> None:
        owner = str(order.about.get("owner"))
        self.gate.bar(order.key, owner)
        if order.key in self.house.machines:
            self._machine(order).terminals.uninvite(owner)


def _number(value: Any) -> float:
    """Raises Refused. Neither infinite nor no number at all, which JSON in Python knows."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise Refused(400, "unreadable")
    return float(value)
