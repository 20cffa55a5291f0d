"""One pseudo-terminal of a machine, and the browsers that look at it."""

import asyncio
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic
from typing import Any

from courses.sandbox.daemon.clocks import Bucket
from courses.sandbox.daemon.outbox import ENDED, Outbox
from courses.sandbox.daemon.recording import Recording
from courses.sandbox.runtimes.port import Terminal

CHUNK = 32 * 1024  # bytes read at once
TAIL = 64 * 1024  # bytes that whoever comes later is shown
FRESH = b"\x1bc"  # clears a screen (ECMA-48, RIS): whoever comes back may have seen all of it
SETTLES = 0.1  # seconds between two sizes
TYPING_TOLD = 2.0  # seconds


class Mode(StrEnum):
    OWN = "rw"
    TYPE = "type"
    WATCH = "watch"


@dataclass(eq=False)
class Viewer:
    """One browser at one terminal. ``owner``: a number that the site made; ``name``: what others read."""

    owner: str
    name: str
    mode: Mode
    outbox: Outbox = field(default_factory=Outbox)
    told: Bucket = field(default_factory=lambda: Bucket(1 / TYPING_TOLD, 1, monotonic))

    @property
    def may_type(self) -> bool:
        return self.mode != Mode.WATCH


class Line:
    """``number``: as the browser names it. ``ended``: told once, when the program has ended or we closed it."""

    def __init__(
        self, number: int, terminal: Terminal, recording: Recording, ended: Callable[["Line"], None]
    ) -> None:  # fmt: skip
        self.number, self.terminal, self.recording = number, terminal, recording
        self.viewers: list[Viewer] = []
        self.left_at: float | None = None
        self._ended = ended
        self._tail = bytearray()
        self._has_own = asyncio.Event()
        self._typing = asyncio.Lock()
        self._taking: asyncio.Future[None] | None = None
        self.is_closed = False
        self._size: tuple[int, int] | None = None
        self._settling: asyncio.TimerHandle | None = None
        self._pump = asyncio.get_running_loop().create_task(self._run())

    @property
    def own(self) -> Viewer | None:
        return next((one for one in self.viewers if one.mode == Mode.OWN), None)

    def join(self, viewer: Viewer) -> None:
        if self._tail:
            viewer.outbox.offer(FRESH + bytes(self._tail))
        self.viewers.append(viewer)
        if viewer.mode == Mode.OWN:
            self.left_at = None
            self._has_own.set()

    def leave(self, viewer: Viewer, now: float) -> None:
        """Without its owner's browser nothing more is read, so a program that says a lot waits."""
        self.viewers = [one for one in self.viewers if one is not viewer]
        if self.own is None:
            self._has_own.clear()
            self.left_at = now if self.left_at is None else self.left_at

    async def type(self, viewer: Viewer, content: bytes) -> None:
        others = [one for one in self.viewers if one is not viewer]
        if others and viewer.told.take():
            self.tell({"typing": viewer.name}, others)
        async with self._typing:
            while content and not self.is_closed:
                try:
                    content = content[os.write(self.terminal.file, content) :]
                except BlockingIOError:
                    await self._until_taken()
                except OSError:
                    return  # the program has ended; the pump says so

    def resize(self, columns: int, rows: int) -> None:
        """The first one at once; of those that follow closely, the last."""
        self._size = (columns, rows)
        if self._settling is None and not self.is_closed:
            self._settle()

    def tell(self, event: dict[str, Any], whom: Iterable[Viewer]) -> None:
        for one in list(whom):
            one.outbox.event(event)

    async def close(self, code: int) -> None:
        """The descriptor is free afterwards: closing the terminal itself is whoever opened it's."""
        self.is_closed = True
        if self._settling:
            self._settling.cancel()
        if self._taking and not self._taking.done():
            self._taking.set_result(None)
        async with self._typing:  # whoever was typing has let go of the descriptor
            self._pump.cancel()
        with suppress(asyncio.CancelledError):
            await self._pump
        for viewer in self.viewers:
            viewer.outbox.close(code)

    def _settle(self) -> None:
        self._settling = None
        if self._size:
            with suppress(OSError):
                self.terminal.resize(*self._size)
                self.recording.resized(*self._size)
            self._size = None
            self._settling = asyncio.get_running_loop().call_later(SETTLES, self._settle)

    async def _run(self) -> None:
        while True:
            await self._has_own.wait()
            await self._until_said()
            try:
                content = os.read(self.terminal.file, CHUNK)
            except BlockingIOError:
                continue
            except OSError:
                break
            if not content:
                break
            await self._show(content)
        for viewer in self.viewers:
            viewer.outbox.close(ENDED)
        self._ended(self)

    async def _show(self, content: bytes) -> None:
        self._tail = (self._tail + content)[-TAIL:]
        self.recording.wrote(self.number, content)
        for viewer in list(self.viewers):
            if viewer.mode == Mode.OWN:
                await viewer.outbox.put(content)
            else:
                viewer.outbox.offer(content)

    async def _until_taken(self) -> None:
        loop = asyncio.get_running_loop()
        self._taking = loop.create_future()
        loop.add_writer(self.terminal.file, _done, self._taking)
        try:
            await self._taking
        finally:
            loop.remove_writer(self.terminal.file)

    async def _until_said(self) -> None:
        loop = asyncio.get_running_loop()
        said: asyncio.Future[None] = loop.create_future()
        loop.add_reader(self.terminal.file, _done, said)
        try:
            await said
        finally:
            loop.remove_reader(self.terminal.file)


def _done(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
