"""Runs a claimed job: the lease is renewed beside it, and what went wrong is kept without anybody's data."""

import logging
import os
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import Error, connections, reset_queries
from django.utils import translation

from lms.core import clock
from lms.core.jobs import claims, registry
from lms.core.jobs.claims import LEASE, Claim

logger = logging.getLogger(__name__)
LONGEST_RUN = timedelta(minutes=15)  # after that a task hangs, and its process is ended: nothing else can stop it


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"  # the lease ended under it; another runner answers for the job


def run(claim: Claim, *, lease: timedelta = LEASE, longest: timedelta = LONGEST_RUN) -> Outcome:
    """Runs the task outside any transaction and writes its result, unless another runner took the job over."""
    error = ""
    with _renewed(claim, lease, longest), translation.override(settings.LANGUAGE_CODE):
        try:
            registry.task_named(claim.task)(*claim.args)
        except Exception as caught:  # noqa: BLE001  whatever a task raises is an attempt that failed
            error = describe(caught)
            _log(claim, caught, error)
    reset_queries()
    close_broken_connections()  # one that broke during the task must not spoil the writing of its result
    now = clock.now()
    if not (claims.fail(claim, error=error, now=now) if error else claims.finish(claim, now=now)):
        logger.warning("a job ended after its lease", extra={"job": claim.key, "task": claim.task})
        return Outcome.LOST
    return Outcome.FAILED if error else Outcome.DONE


def close_broken_connections() -> None:
    """Those that broke or grew old, but none with a transaction of the caller's (a test's) around us."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()


def describe(error: BaseException) -> str:
    """The type and the place, never the message: messages quote addresses, names and rows."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    ours = [frame for frame in frames if _is_ours(frame.filename)]
    frame = (ours or frames)[-1]
    name = os.path.relpath(frame.filename, settings.BASE_DIR) if ours else "/".join(Path(frame.filename).parts[-3:])
    return f"{type(error).__name__} at {name}:{frame.lineno} in {frame.name}"[:300]


def _is_ours(filename: str) -> bool:
    path = Path(filename)
    return path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts


def _log(claim: Claim, error: BaseException, summary: str) -> None:
    stack = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    about = {"job": claim.key, "task": claim.task, "attempt": claim.attempts, "stack": stack}
    logger.error("job %s (%s) failed: %s", claim.key, claim.task, summary, extra=about)
    logger.debug("its message, which may hold personal data", exc_info=error)


@contextmanager
def _renewed(claim: Claim, lease: timedelta, longest: timedelta) -> Iterator[None]:
    """Keeps the claim alive from a thread of its own, which touches the database only when the task takes long."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(claim, lease, longest, over), name=f"lease-{claim.key}", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep(claim: Claim, lease: timedelta, longest: timedelta, over: threading.Event) -> None:
    until = clock.now() + longest
    try:
        while not over.wait(lease.total_seconds() / 3):
            if clock.now() >= until:
                logger.critical("job %s (%s) hangs: this process ends", claim.key, claim.task)
                logging.shutdown()
                os._exit(os.EX_SOFTWARE)
            try:
                if not claims.renew(claim, now=clock.now(), lease=lease):
                    return
            except Error:  # the database is away; the next beat tries on a new connection
                connections.close_all()
    finally:
        connections.close_all()  # this thread's own
