"""The threads in which a driver works. They never end: a sandbox dies with the thread that started it (PR_SET_PDEATHSIG)."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Crew:
    """``quick``: what takes milliseconds, and what nobody should wait for behind what takes seconds (``slow``)."""

    def __init__(self, quick: int = 8, slow: int = 12) -> None:
        self._quick = ThreadPoolExecutor(quick, "quick")
        self._slow = ThreadPoolExecutor(slow, "slow")

    async def quick(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._quick, lambda: work(*args, **named))

    async def slow(self, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._slow, lambda: work(*args, **named))
