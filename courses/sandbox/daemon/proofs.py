"""Proofs of labs, one at a time: they take minutes, so whoever asks is told how far it is, and asks again."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from courses.sandbox.daemon.wire import Refused
from courses.sandbox.daemon.workbench import NotBuilt, Tools
from courses.sandbox.labs.spec import Lab

WAITS, RUNNING = "waits", "running"
MOST_WAITING = 20
MOST_REMEMBERED = 50
PAUSE = 1.0  # seconds between two looks whether the host has room
AT_ONCE = 2.0  # seconds in which a proof may be over before anybody is told to wait

logger = logging.getLogger(__name__)


@dataclass
class Proving:
    """``asked``: what tells one request from the next one for the same text. ``problem``: why there is no report."""

    asked: str
    state: str = WAITS
    report: Mapping[str, Any] | None = None
    problem: str = ""


class Proofs:
    def __init__(self, tools: Tools, has_room: Callable[[], bool]) -> None:
        self.tools, self.has_room = tools, has_room
        self._known: dict[str, Proving] = {}
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[None]] = set()

    async def ask(self, digest: str, asked: str) -> Mapping[str, Any]:
        """The report; or, while there is none, ``state``. Begins a proof unless this one is known. Raises Refused."""
        known = self._known.get(digest)
        if known is None or known.problem or (known.report is not None and known.asked != asked):
            known = self._begin(digest, asked, await self._lab(digest))
        if known.report is None and self._tasks:
            await asyncio.wait(self._tasks, timeout=AT_ONCE, return_when=asyncio.FIRST_COMPLETED)
        if known.problem:
            raise Refused(503, known.problem)
        return {"state": known.state} if known.report is None else known.report

    def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()

    async def _lab(self, digest: str) -> Lab:
        files = self.tools.keeping.lab(digest)
        if files is None:
            raise Refused(404, "unknown_lab")
        return await self.tools.crew.slow(self.tools.bench.read, files)

    def _begin(self, digest: str, asked: str, lab: Lab) -> Proving:
        if sum(one.report is None and not one.problem for one in self._known.values()) >= MOST_WAITING:
            raise Refused(503, "host_is_full")
        made = Proving(asked)
        self._known.pop(digest, None)
        self._known[digest] = made
        ended = [one for one, proving in self._known.items() if proving.report is not None or proving.problem]
        for old in ended[:-MOST_REMEMBERED]:
            del self._known[old]
        task = asyncio.get_running_loop().create_task(self._prove(lab, made))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return made

    async def _prove(self, lab: Lab, one: Proving) -> None:
        tools = self.tools
        async with self._turn:
            while not self.has_room():
                await asyncio.sleep(PAUSE)
            one.state = RUNNING
            folder = tools.keeping.folder / "proofs"
            try:
                one.report = await tools.crew.slow(tools.bench.prove, tools.driver, lab, folder)
            except NotBuilt:  # its image is on its way, or was never made: whoever asks again is told again
                one.problem = "image_missing"
            except Exception as error:  # whatever it was: nobody may wait for ever for a report that does not come
                logger.exception("a lab cannot be proven")
                trouble = {"script": "", "code": None, "said": str(error)[:300]}
                one.report = {"is_proven": False, "problems": [str(error)[:300]], "trouble": [trouble]}
