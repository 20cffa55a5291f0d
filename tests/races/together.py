"""Several at once, each with a connection of its own, and a point where they wait for one another."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import connection


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each call gave or raised, in their order. All begin at the same moment."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return call()
        except Exception as error:  # noqa: BLE001  an outcome like any other
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def meet_around(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, people: int, seconds: float) -> None:
    """All begin that function before anybody ends it, and nobody goes on before all have ended it.

    So a race that no lock prevents happens for certain. ``seconds``: how long to wait for somebody who may be locked out.
    """
    real = getattr(module, name)
    place = Barrier(people)

    def meet(*args: Any, **kwargs: Any) -> Any:
        with suppress(BrokenBarrierError):
            place.wait(timeout=seconds)
        try:
            return real(*args, **kwargs)
        finally:
            with suppress(BrokenBarrierError):
                place.wait(timeout=seconds)

    monkeypatch.setattr(module, name, meet)


def meet_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, people: int, seconds: float = 1.0) -> None:
    """Whoever comes to that function waits until all are there, or until it is plain that the others are locked out.

    So a race happens where it can happen, and a lock is seen to keep the others away.
    """
    real = getattr(module, name)
    place = Barrier(people)

    def meet(*args: Any, **kwargs: Any) -> Any:
        with suppress(BrokenBarrierError):
            place.wait(timeout=seconds)
        return real(*args, **kwargs)

    monkeypatch.setattr(module, name, meet)
