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


def meeting(*, people: int, seconds: float = 1.0) -> Callable[[], None]:
    """A place to wait at until all are there, or until it is plain that the others are locked out."""
    place = Barrier(people)

    def wait() -> None:
        with suppress(BrokenBarrierError):
            place.wait(timeout=seconds)

    return wait


def stop_at(
    monkeypatch: pytest.MonkeyPatch,
    module: Any,
    name: str,
    *,
    before: Callable[[], None] | None = None,
    after: Callable[[], None] | None = None,
) -> None:
    """Whoever comes to that function waits at these meetings, where others come some other way."""
    real = getattr(module, name)

    def stop(*args: Any, **kwargs: Any) -> Any:
        if before:
            before()
        try:
            return real(*args, **kwargs)
        finally:
            if after:
                after()

    monkeypatch.setattr(module, name, stop)


def meet_around(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, people: int, seconds: float) -> None:
    """All begin that function before anybody ends it, and nobody goes on before all have ended it.

    So a race that no lock prevents happens for certain. ``seconds``: how long to wait for somebody who may be locked out.
    """
    wait = meeting(people=people, seconds=seconds)
    stop_at(monkeypatch, module, name, before=wait, after=wait)


def meet_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, *, people: int, seconds: float = 1.0) -> None:
    """Whoever comes to that function waits until all are there, or until it is plain that the others are locked out.

    So a race happens where it can happen, and a lock is seen to keep the others away.
    """
    stop_at(monkeypatch, module, name, before=meeting(people=people, seconds=seconds))
