"""All terminals of one machine: opened by its owner, watched or helped along by whom they invited."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from courses.sandbox.daemon.lines import Line, Mode, Viewer
from courses.sandbox.daemon.outbox import DENIED, ENDED, STOPPED
from courses.sandbox.daemon.recording import Recording
from courses.sandbox.daemon.wire import Refused
from courses.sandbox.daemon.workbench import Tools
from courses.sandbox.runtimes.port import RuntimeFailure

COMMAND = ("/bin/bash", "-l")
MOST = 6  # terminals of a machine
MOST_VIEWERS = 8  # at one of them
STAYS = 60.0  # seconds that a shell waits for its browser to come back


class Terminals:
    """``touched``: somebody did something. ``waiting``: browsers that wait for the machine to start."""

    def __init__(self, key: str, tools: Tools, recording: Recording, touched: Callable[[], None]) -> None:
        self.key, self.tools, self.recording, self.touched = key, tools, recording, touched
        self.lines: dict[int, Line] = {}
        self.waiting: list[Viewer] = []
        self.is_open = True
        self._last = 0
        self._opening = 0
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def viewers(self) -> list[Viewer]:
        return [*self.waiting, *(one for line in self.lines.values() for one in line.viewers)]

    @property
    def watchers(self) -> list[dict[str, str]]:
        return [{"name": one.name, "mode": one.mode.value} for one in self.viewers if one.mode != Mode.OWN]

    def tell(self, event: dict[str, Any]) -> None:
        for viewer in self.viewers:
            viewer.outbox.event(event)

    def wait(self, viewer: Viewer) -> None:
        """Until the machine runs. Raises Refused."""
        if len(self.waiting) >= MOST_VIEWERS:
            raise Refused(429, "too_many_viewers")
        self.waiting.append(viewer)

    async def open(self, viewer: Viewer, number: int = 0) -> Line:
        """A shell of its own, or the one that lost its browser a moment ago. Raises Refused, RuntimeFailure."""
        waits = [line for line in self.lines.values() if line.own is None and number in (0, line.number)]
        if waits:
            waits[0].join(viewer)
            self.touched()
            return waits[0]
        if len(self.lines) + self._opening >= MOST:
            raise Refused(429, "too_many_terminals")
        # Whoever leaves meanwhile must not leave a terminal behind that nobody knows.
        return await asyncio.shield(asyncio.get_running_loop().create_task(self._attach(viewer)))

    async def _attach(self, viewer: Viewer) -> Line:
        self._opening += 1
        try:
            terminal = await self.tools.crew.quick(self.tools.driver.attach, self.key, COMMAND, 80, 24)
        finally:
            self._opening -= 1
        if not self.is_open:
            await self.tools.crew.quick(terminal.close)
            raise RuntimeFailure("the sandbox has ended")
        self._last += 1
        line = self.lines[self._last] = Line(self._last, terminal, self.recording, self._ended)
        line.left_at = self.tools.clock()
        if not viewer.outbox.code:
            line.join(viewer)
        self.touched()
        return line

    def watch(self, viewer: Viewer, number: int = 0) -> Line:
        """Raises Refused where there is no such terminal."""
        line = self.lines.get(number) if number else next(iter(self.lines.values()), None)
        if line is None:
            raise Refused(404, "no_terminal")
        if len(line.viewers) >= MOST_VIEWERS:
            raise Refused(429, "too_many_viewers")
        line.join(viewer)
        self.tell({"watchers": self.watchers})
        return line

    def leave(self, viewer: Viewer) -> None:
        self.waiting = [one for one in self.waiting if one is not viewer]
        now = self.tools.clock()
        for line in self.lines.values():
            if viewer in line.viewers:
                line.leave(viewer, now)
        if viewer.mode != Mode.OWN:
            self.tell({"watchers": self.watchers})

    def uninvite(self, owner: str) -> None:
        for viewer in self.viewers:
            if viewer.owner == owner and viewer.mode != Mode.OWN:
                viewer.outbox.close(DENIED)

    def tick(self, now: float) -> None:
        for line in list(self.lines.values()):
            if line.left_at is not None and now >= line.left_at + STAYS:
                self._end(line, ENDED)

    async def close(self, code: int = STOPPED) -> None:
        """For good: a machine that starts again has others."""
        self.is_open = False
        for viewer in self.waiting:
            viewer.outbox.close(code)
        for line in list(self.lines.values()):
            self._end(line, code)
        while self._leaving:
            await asyncio.gather(*self._leaving)

    def _ended(self, line: Line) -> None:
        self._end(line, ENDED)

    def _end(self, line: Line, code: int) -> None:
        if self.lines.pop(line.number, None):
            task = asyncio.get_running_loop().create_task(self._close(line, code))
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)

    async def _close(self, line: Line, code: int) -> None:
        await line.close(code)
        with suppress(OSError):
            await self.tools.crew.quick(line.terminal.close)
