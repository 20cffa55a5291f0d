"""All machines of this host: who may have one, who waits, and when they end."""

import asyncio
import logging
import os
from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import Any

from courses.sandbox.daemon.machines import Machine
from courses.sandbox.daemon.recording import Recording
from courses.sandbox.daemon.states import BUSY, Reason, State, Wish
from courses.sandbox.daemon.wire import Refused
from courses.sandbox.daemon.workbench import Tools
from courses.sandbox.runtimes.port import RuntimeFailure

LEAST_MEMORY, LEAST_DISK = 512 * 1024**2, 1024**3  # bytes that the host keeps for itself
LONGEST_QUEUE = 200
ASKED_EVERY = 180.0  # seconds; whoever does not ask for so long has left the queue
REMEMBERED = 3_600.0  # seconds that a machine which ended says why
TICK, REFRESHED, TIDIED = 1.0, 10, 3_600  # seconds, and every how many of them
SAVING = 40.0  # seconds for all of them when the daemon ends

logger = logging.getLogger(__name__)


def has_room(data: Path) -> bool:
    """Source: proc(5), MemAvailable."""
    with open("/proc/meminfo", encoding="ascii") as file:
        available = next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable:"))
    disk = os.statvfs(data)
    return available >= LEAST_MEMORY and disk.f_bavail * disk.f_frsize >= LEAST_DISK


class House:
    """``most``: machines at once; ``per_person``: of one owner, those that wait included; ``has_room``: whether the host
    can take one more."""

    def __init__(self, tools: Tools, most: int, per_person: int, has_room: Callable[[], bool]) -> None:
        self.tools, self.most, self.per_person, self.has_room = tools, most, per_person, has_room
        self.machines: dict[str, Machine] = {}
        self.queue: list[Machine] = []
        self.is_closing = False
        self.beside: Callable[[], Coroutine[Any, Any, None]] | None = None  # what goes on while machines run
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Ends what an earlier daemon left behind, then lets time pass."""
        await self.tools.crew.slow(self._reap)
        self._spawn(self._let_time_pass())
        if self.beside:
            self._spawn(self.beside())

    async def close(self) -> None:
        """Everything is saved and ended."""
        self.is_closing = True
        for machine in self.queue:
            machine.move(State.STOPPED, Reason.HOST)
        self.queue = []
        ends = [asyncio.ensure_future(machine.stop(Reason.HOST)) for machine in self.machines.values()]
        if ends:
            await asyncio.wait(ends, timeout=SAVING)
        for task in list(self._tasks):
            task.cancel()

    def find(self, key: str) -> Machine:
        """Raises Refused where nothing of it is running or remembered."""
        if key not in self.machines:
            raise Refused(409, "stopped")
        return self.machines[key]

    def told(self, key: str) -> dict[str, Any]:
        """Also of one that this daemon never saw: its snapshots may be there."""
        if key in self.machines:
            machine = self.machines[key]
            machine.asked_at = self.tools.clock()
            return machine.told()
        owned = self.tools.keeping.of(key)
        machine = self._unseen(key)
        machine.wish = Wish(owned.lab, owned.seed)
        machine.reason = Reason(owned.reason)
        return machine.told()

    def ask(self, key: str, owner: str, wish: Wish) -> Machine:
        """The machine that runs or comes, whoever asked first; else a new one at the end of the queue. Raises Refused."""
        now = self.tools.clock()
        machine = self.machines.get(key)
        if machine and machine.state in BUSY:
            if machine.owner != owner:
                raise Refused(403, "other")
            machine.asked_at = now
            return machine
        self._refuse_unless_known(wish)
        self._refuse_unless_free(owner)
        if machine is None:
            machine = self.machines[key] = Machine(key, owner, self.tools, self._changed)
        machine.owner, machine.wish, machine.asked_at = owner, wish, now
        machine.move(State.QUEUED, position=len(self.queue) + 1)
        self.queue.append(machine)
        self.fill()
        return machine

    def fill(self) -> None:
        """As many as fit start, in the order in which they came; the others are told their places."""
        while self.queue and not self.is_closing and self._count() < self.most and self.has_room():
            machine = self.queue.pop(0)
            machine.move(State.STARTING)
            self._spawn(machine.start())
        for position, machine in enumerate(self.queue, 1):
            if machine.position != position:
                machine.move(State.QUEUED, position=position)

    async def stop(self, key: str) -> Machine:
        machine = self.find(key)
        self._leave_queue(machine)
        await machine.stop(Reason.PERSON)
        return machine

    def reset(self, key: str) -> Machine:
        """In the place that it has; one that does not run waits for one."""
        machine = self.find(key)
        if machine.state != State.RUNNING:
            return self.ask(key, machine.owner, replace(machine.wish, restore=""))
        self._refuse_unless_known(replace(machine.wish, restore=""))
        for state in (State.STOPPED, State.QUEUED, State.STARTING):
            machine.move(state)
        self._spawn(machine.again())
        return machine

    async def forget(self, key: str) -> None:
        machine = self.machines.get(key)
        if machine:
            self._leave_queue(machine)
            await machine.stop(Reason.PERSON, saves=False)
            self.machines.pop(key, None)
        self.recording(key).cut(0, 0)
        await self.tools.crew.quick(self.tools.keeping.forget, key)

    def recording(self, key: str) -> Recording:
        return (self.machines.get(key) or self._unseen(key)).recording

    def _unseen(self, key: str) -> Machine:
        return Machine(key, "", self.tools, lambda machine: None)

    async def tick(self, now: float) -> None:
        for machine in list(self.machines.values()):
            if machine.state == State.RUNNING:
                self._spawn(machine.tick(now))
            elif machine.state == State.STOPPED and now - machine.asked_at > REMEMBERED:
                self.machines.pop(machine.key)
        for machine in list(self.queue):
            if machine.terminals.waiting:
                machine.asked_at = now
            if now - machine.asked_at > ASKED_EVERY:
                self._leave_queue(machine)
                await machine.stop(Reason.IDLE)
        self.fill()

    def _refuse_unless_known(self, wish: Wish) -> None:
        keeping = self.tools.keeping
        if self.is_closing:
            raise Refused(503, "host_is_full")
        if keeping.lab(wish.lab) is None:
            raise Refused(404, "unknown_lab")
        if wish.restore and keeping.folder_of(wish.restore) is None:
            raise Refused(409, "unknown_snapshot")

    def _refuse_unless_free(self, owner: str) -> None:
        theirs = sum(one.owner == owner and one.state in BUSY for one in self.machines.values())
        if theirs >= self.per_person:
            raise Refused(429, "quota")
        if len(self.queue) >= LONGEST_QUEUE:
            raise Refused(503, "host_is_full")

    def _count(self) -> int:
        return sum(one.state in (State.STARTING, State.RUNNING) for one in self.machines.values())

    def _leave_queue(self, machine: Machine) -> None:
        self.queue = [one for one in self.queue if one is not machine]

    def _changed(self, machine: Machine) -> None:
        if machine.state == State.STOPPED:
            self._leave_queue(machine)
            asyncio.get_running_loop().call_soon(self.fill)

    def _reap(self) -> None:
        for left in self.tools.driver.list():
            try:
                self.tools.driver.stop(left.key)
            except RuntimeFailure as failure:
                logger.error("a machine of an earlier daemon does not end: %s", failure)  # noqa: TRY400

    async def _let_time_pass(self) -> None:
        passed = 0
        while True:
            await asyncio.sleep(TICK)
            passed += 1
            now = self.tools.clock()
            await self.tick(now)
            if passed % REFRESHED == 0:
                for machine in list(self.machines.values()):
                    self._spawn(machine.refresh())
            if passed % TIDIED == 0:
                await self.tools.crew.slow(self.tools.keeping.tidy, now)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception():
            logger.error("something of a machine failed", exc_info=task.exception())
