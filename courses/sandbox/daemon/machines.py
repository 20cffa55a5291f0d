"""The life of one machine: queued, started, used, saved, checked, stopped. One act at a time, in its lock."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from time import monotonic
from typing import Any

from courses.sandbox.daemon import commands
from courses.sandbox.daemon.lines import Viewer
from courses.sandbox.daemon.outbox import IDLE, STOPPED
from courses.sandbox.daemon.recording import Recording
from courses.sandbox.daemon.states import LONGEST_WALL, MOVES, Reason, State, Wish
from courses.sandbox.daemon.terminals import Terminals
from courses.sandbox.daemon.wire import Refused
from courses.sandbox.daemon.workbench import NotBuilt, NotReady, Tools
from courses.sandbox.judging.changes import changes
from courses.sandbox.judging.verdicts import Judgement
from courses.sandbox.labs.spec import Lab
from courses.sandbox.runtimes.port import Limits, Phase, RuntimeFailure, Snapshot, Usage

SAVED_EVERY = 120.0  # seconds
SAVED_AFTER_LEAVING = 60.0
WARNED_AT = (10, 2)  # minutes before the end
HOME = "/root"
WITHOUT_TERMINAL = 0  # in a recording, where others have their number

logger = logging.getLogger(__name__)


def problem_of(error: Exception) -> str:
    """As the browser and the site are told."""
    if isinstance(error, NotBuilt):
        return "image_missing"
    return "cannot_isolate" if isinstance(error, RuntimeFailure) and not isinstance(error, NotReady) else "failed"


class Machine:
    """``owner``: whose it is, for the quota. ``changed``: told whenever its state moves, so that others may move up.
    ``problem``: why the last start failed, as the interface says it."""

    def __init__(self, key: str, owner: str, tools: Tools, changed: Callable[["Machine"], None]) -> None:
        self.key, self.owner, self.tools = key, owner, tools
        self.state, self.reason, self.position = State.STOPPED, Reason.NONE, 0
        self.wish, self.problem = Wish("", 0), ""
        self.lab: Lab | None = None
        self.ends_at = self.idle_at = self.saved_at = self.asked_at = 0.0
        self.left_at: float | None = None
        self.snapshot = tools.keeping.of(key).latest
        self.usage = Usage()
        self.lock = asyncio.Lock()
        self.moved = asyncio.Event()
        self.recording = Recording(tools.keeping.recordings / f"{key}.cast", tools.clock)
        self.terminals = self._new_terminals()
        self._changed = changed
        self._running, self._checking = asyncio.Lock(), asyncio.Lock()
        self._folder = HOME
        self._is_touched = False
        self._warned: set[int] = set()

    def told(self) -> dict[str, Any]:
        """The State of the interface."""
        is_running = self.state == State.RUNNING
        return {
            "key": self.key, "state": self.state.value, "position": self.position, "lab": self.wish.lab,
            "seed": self.wish.seed, "ends_at": int(self.ends_at) if is_running else 0,
            "idle_at": int(self.idle_at) if is_running else 0, "snapshot": self.snapshot,
            "reason": self.reason.value, "watchers": self.terminals.watchers,
            "usage": asdict(self.usage if is_running else Usage()),
        }  # fmt: skip

    def move(self, state: State, reason: Reason = Reason.NONE, position: int = 0) -> None:
        """The only place that writes ``state``."""
        if state != self.state and state not in MOVES[self.state]:
            raise RuntimeError(f"{self.state} to {state}")
        self.state, self.reason, self.position = state, reason, position
        if state == State.STOPPED:
            self.asked_at = self.tools.clock()  # from now on it is remembered for a while
        self.moved.set()
        self.moved = asyncio.Event()
        self.terminals.tell({"state": self.told()})
        self._changed(self)

    def touch(self) -> None:
        """Somebody did something: it is not idle, and there is something to save."""
        self._is_touched = True
        self.idle_at = self.tools.clock() + self.wish.idle

    async def start(self) -> None:
        """From ``STARTING`` to ``RUNNING``, or to ``STOPPED`` with what went wrong in the log."""
        async with self.lock:
            await self._start()

    async def run(self, command: str) -> dict[str, Any]:
        driver = self.tools.driver
        async with self._running:
            self._must_run()
            self.touch()
            words, mark = commands.in_folder(command, self._folder)
            ran = await self.tools.crew.slow(
                lambda: driver.run(self.key, words, seconds=commands.SECONDS, most=commands.MOST)
            )
            output, self._folder = commands.apart(ran.output, mark, self._folder)
            shown = f"# {command}\n{output}".replace("\n", "\r\n")
            self.recording.wrote(WITHOUT_TERMINAL, shown.encode("utf-8", "replace"))
        self.touch()
        return {"output": output, "code": ran.code, "folder": self._folder, "is_cut": ran.is_cut}

    async def solve(self) -> dict[str, Any]:
        """The lab's own solution, for whoever wrote it."""
        bench, driver = self.tools.bench, self.tools.driver
        async with self._running:
            lab = self._must_run()
            self.touch()
            turns = await self.tools.crew.slow(bench.solve, driver, self.key, lab, self.wish.seed)
        self.touch()
        told = [(turn, turn.ran.output[-commands.MOST :].decode("utf-8", "replace")) for turn in turns]
        return {"turns": [{"script": one.script, "code": one.ran.code, "output": output} for one, output in told]}

    async def save(self, *, is_auto: bool = False) -> Snapshot:
        """As it is kept."""
        async with self.lock:
            self._must_run()
            return await self._save(is_auto=is_auto)

    async def differences(self) -> dict[str, Any]:
        """A snapshot, and what was changed since the machine was new."""
        taken = await self.save()
        lab, bench, keeping = self._must_run(), self.tools.bench, self.tools.keeping
        first = keeping.folder_of(keeping.of(self.key).first)
        found = await self.tools.crew.slow(lambda: changes(taken.folder, bench.bases(lab), Limits(), first))
        return {"digest": taken.digest, "size": taken.size, "changes": [asdict(one) for one in found]}

    async def check(self) -> dict[str, Any]:
        """One at a time. Raises Refused."""
        if self._checking.locked():
            raise Refused(409, "busy")
        async with self._checking:
            return await self._check(monotonic())

    async def _check(self, began: float) -> dict[str, Any]:
        taken = await self.save()
        lab, bench, driver = self._must_run(), self.tools.bench, self.tools.driver
        self.touch()
        results = await self.tools.crew.slow(bench.judge, driver, self.key, lab, self.wish.seed, taken)
        judgement = Judgement(taken.digest, tuple(results), int((monotonic() - began) * 1000))
        return {
            "digest": taken.digest, "verdict": judgement.verdict.value, "milliseconds": judgement.milliseconds,
            "results": [asdict(one) | {"values": dict(one.values)} for one in judgement.results],
        }  # fmt: skip

    def extend(self, wall: float) -> None:
        """``wall`` seconds more."""
        self._must_run()
        now = self.tools.clock()
        self.ends_at = min(self.ends_at + max(0.0, wall), now + LONGEST_WALL)
        self.touch()
        self._forget_warnings(now)
        self.terminals.tell({"state": self.told()})

    async def stop(self, reason: Reason, *, saves: bool = True) -> None:
        """Again it changes nothing."""
        async with self.lock:
            if self.state == State.QUEUED:
                self.move(State.STOPPED, reason)
                await self.terminals.close()
            if self.state != State.RUNNING:
                return
            if saves:
                await self._save_if_it_can(is_auto=False)
            await self.tools.crew.quick(self.tools.keeping.ended, self.key, reason.value)
            self.move(State.STOPPED, reason)
            await self._end(IDLE if reason == Reason.IDLE else STOPPED)

    async def again(self) -> None:
        """Everything that is not a snapshot is given up, and the lab begins once more. From ``STARTING``, as ``start``."""
        async with self.lock:
            await self._end(STOPPED)
            self.wish = replace(self.wish, restore="")
            await self._start()

    async def tick(self, now: float) -> None:
        """What time brings. Nothing while something else is being done."""
        if self.state != State.RUNNING or self.lock.locked():
            return
        self.recording.flush()
        self.terminals.tick(now)
        if now >= self.ends_at or now >= self.idle_at:
            await self.stop(Reason.WALL if now >= self.ends_at else Reason.IDLE)
            return
        self._warn(now)
        if self.terminals.viewers:
            self.left_at = None
        elif self.left_at is None:
            self.left_at = now
        has_left = self.left_at is not None and now >= self.left_at + SAVED_AFTER_LEAVING
        if self._is_touched and (has_left or now >= self.saved_at + SAVED_EVERY):
            async with self.lock:
                await self._save_if_it_can(is_auto=True)

    async def refresh(self) -> None:
        """What it uses, and whether it is still there."""
        if self.state != State.RUNNING or self.lock.locked():
            return
        found = await self.tools.crew.quick(self.tools.driver.get, self.key)
        self.usage = found.usage
        if found.phase == Phase.STOPPED and self.state == State.RUNNING and not self.lock.locked():
            logger.warning("a machine ended by itself", extra={"machine": self.key})
            await self.stop(Reason.FAILED, saves=False)

    def _must_run(self) -> Lab:
        if self.state != State.RUNNING or self.lab is None:
            raise Refused(409, "stopped")
        return self.lab

    async def _start(self) -> None:
        tools, wish = self.tools, self.wish
        self.terminals = self._new_terminals(self.terminals.waiting)
        try:
            self.lab = await tools.crew.quick(self._read_lab)
            restore = tools.keeping.folder_of(wish.restore)
            await tools.crew.slow(tools.bench.make, tools.driver, self.key, self.lab, wish.seed, restore)
            await tools.crew.slow(self._keep_first, restore is not None)
        except Exception as error:  # whatever it was: nobody may wait for ever for a machine that does not come
            logger.exception("a machine does not start", extra={"machine": self.key})
            self.problem = problem_of(error)
            self.move(State.STOPPED, Reason.FAILED)
            self.terminals.tell({"error": self.problem})
            await self._end(STOPPED)
            return
        now = tools.clock()
        self.ends_at, self.idle_at, self.saved_at, self.left_at = now + wish.wall, now + wish.idle, now, None
        self._folder, self._is_touched = HOME, not wish.restore
        self._warned = {minutes for minutes in WARNED_AT if minutes * 60 >= wish.wall}
        self.move(State.RUNNING)

    def _read_lab(self) -> Lab:
        files = self.tools.keeping.lab(self.wish.lab)
        if files is None:
            raise Refused(404, "unknown_lab")
        return self.tools.bench.read(files)

    async def _save(self, *, is_auto: bool) -> Snapshot:
        self._is_touched = False
        taken = await self.tools.crew.slow(self._take)
        now, wish, keep = self.tools.clock(), self.wish, self.tools.keeping.keep
        kept = await self.tools.crew.quick(
            lambda: keep(self.key, wish.lab, wish.seed, taken, now, is_auto=is_auto)
        )  # fmt: skip
        self.saved_at, self.snapshot = now, kept.digest
        return kept

    def _take(self) -> Snapshot:
        place = self.tools.keeping.place()
        try:
            return self.tools.driver.snapshot(self.key, place)
        except BaseException:
            self.tools.keeping.discard(place)
            raise

    def _keep_first(self, is_restored: bool) -> None:
        keeping, wish = self.tools.keeping, self.wish
        if is_restored:
            keeping.share_first(self.key, wish.lab, wish.seed, wish.restore)
        else:
            keeping.keep_first(self.key, wish.lab, wish.seed, self._take())

    async def _save_if_it_can(self, *, is_auto: bool) -> None:
        try:
            await self._save(is_auto=is_auto)
        except (RuntimeFailure, OSError) as failure:
            self._is_touched, self.saved_at = True, self.tools.clock()
            logger.error("a machine was not saved: %s", failure, extra={"machine": self.key})  # noqa: TRY400

    async def _end(self, code: int) -> None:
        await self.terminals.close(code)
        self.recording.close()
        try:
            await self.tools.crew.quick(self.tools.driver.stop, self.key)
        except RuntimeFailure as failure:
            logger.error("a machine does not end: %s", failure, extra={"machine": self.key})  # noqa: TRY400

    def _warn(self, now: float) -> None:
        for minutes in WARNED_AT:
            left = self.ends_at - now if minutes == WARNED_AT[0] else min(self.ends_at, self.idle_at) - now
            if left > minutes * 60:
                self._warned.discard(minutes)
            elif minutes not in self._warned:
                self._warned.add(minutes)
                self.terminals.tell({"ends": minutes})

    def _forget_warnings(self, now: float) -> None:
        self._warned = {minutes for minutes in self._warned if self.ends_at - now <= minutes * 60}

    def _new_terminals(self, waiting: Iterable[Viewer] = ()) -> Terminals:
        made = Terminals(self.key, self.tools, self.recording, self.touch)
        made.waiting = [one for one in waiting if not one.outbox.code]
        return made
