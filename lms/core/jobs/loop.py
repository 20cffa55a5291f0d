"""The job loop: claims what is due and runs it, one job at a time; or, beside a broker, asks the workers to."""

import logging
import threading
import time
from collections import Counter
from datetime import datetime, timedelta

from django.db import Error, connection, transaction

from lms.core import clock
from lms.core.jobs import claims, nudge, registry, running
from lms.core.jobs.claims import LEASE
from lms.core.jobs.enqueueing import enqueue
from lms.core.jobs.models import Job
from lms.core.jobs.registry import EVERY
from lms.core.jobs.running import Outcome
from lms.core.outage import is_database_away

logger = logging.getLogger(__name__)
BUSY = 0.25  # seconds between polls just after there was work
IDLE = 1.0  # and when there has been none for a while
AWAY = 5.0  # when the database does not answer
HOUSEKEEPING = 60.0
MOST_NUDGES = 500  # at a time: beyond that the workers have plenty to do
NUDGE_AGAIN = 30.0  # a job that still waits this long after a message gets another


def drain(*, now: datetime | None = None, queue: str | None = None) -> Counter[Outcome]:
    """Runs every job that is due (at ``now``, or at the moment each is looked at) and what those jobs enqueue.
    ``queue``: only of that one; None for all."""
    outcomes: Counter[Outcome] = Counter()
    while ran := run_due(now=now, queue=queue):
        outcomes += ran
    return outcomes


def run_due(
    *,
    now: datetime | None = None,
    queue: str | None = None,
    lease: timedelta = LEASE,
    stop: threading.Event | None = None,
) -> Counter[Outcome]:
    """Runs what is due once, until ``stop`` is set."""
    outcomes: Counter[Outcome] = Counter()
    for key in claims.peek(now=now or clock.now(), queue=queue):
        if stop and stop.is_set():
            break
        outcome = run_one(key, now=now, lease=lease)
        if outcome:
            outcomes[outcome] += 1
    return outcomes


def run_one(key: int, *, now: datetime | None = None, lease: timedelta = LEASE) -> Outcome | None:
    """Claims the job and runs it; None when it is not to be had (run already, held by another, not due)."""
    claim = claims.take(key, now=now or clock.now(), lease=lease)
    return running.run(claim, lease=lease) if claim else None


def keep_periodic(*, now: datetime) -> int:
    """Makes the first job of each periodic task, and another where somebody dropped it. Answers how many."""
    wanted = {EVERY + task: task for task in registry.periods()}
    there = set(Job.objects.unfinished().filter(dedupe__in=wanted).values_list("dedupe", flat=True))
    for dedupe in sorted(wanted.keys() - there):
        with transaction.atomic():
            enqueue(wanted[dedupe], dedupe=dedupe, due=now)
    return len(wanted.keys() - there)


class Loop:
    """Runs the jobs of one queue until ``stop``. Safe to have several, in one machine or many."""

    def __init__(self, listener: nudge.Listener, *, queue: str = "", lease: timedelta = LEASE) -> None:
        self.listener = listener
        self.queue = queue
        self.lease = lease
        self._stop = threading.Event()
        self._pause = 0.0
        self._away = False
        self._housekept = -HOUSEKEEPING

    def stop(self) -> None:
        """Lets the job that runs now come to its end; safe in a signal handler."""
        self._stop.set()
        self.listener.wake()

    def run(self) -> None:
        try:
            while not self._stop.is_set():
                self._pause = self._turn()
                if self._pause:
                    self.listener.wait(self._pause)
        finally:
            connection.close()

    def _turn(self) -> float:
        """One round; answers how long to wait. Survives a database that goes away: nothing is lost by asking later."""
        try:
            self._keep_house()
            pause = self._look()
        except Error as error:
            if not is_database_away(error):
                raise
            if not self._away:
                logger.warning("the database does not answer the job loop: %s", type(error).__name__)
            self._away = True
            connection.close()
            return AWAY
        finally:
            running.close_broken_connections()
        self._away = False
        return pause

    def _look(self) -> float:
        if run_due(queue=self.queue, lease=self.lease, stop=self._stop):
            return 0.0
        return min(IDLE, self._pause * 1.5) or BUSY

    def _keep_house(self) -> None:
        if time.monotonic() - self._housekept >= HOUSEKEEPING:
            keep_periodic(now=clock.now())
            self._housekept = time.monotonic()


class Sweep(Loop):
    """Beside a broker: runs nothing, and sends for each due job the message that its commit could not, or that got lost."""

    def __init__(self, listener: nudge.Listener) -> None:
        super().__init__(listener)
        self._sent: dict[tuple[int, int], float] = {}

    def _look(self) -> float:
        self.sweep(now=clock.now())
        return IDLE

    def sweep(self, *, now: datetime) -> int:
        """Answers how many messages went out. A job that was just committed had one already: it is given a second."""
        moment = time.monotonic()
        self._sent = {job: sent for job, sent in self._sent.items() if moment - sent < NUDGE_AGAIN}
        overdue = now - timedelta(seconds=IDLE)
        late = Job.objects.due(overdue) | Job.objects.abandoned(now)
        rows = late.filter(queue=self.queue).order_by("due_at").values_list("pk", "fence")
        count = 0
        for job in rows[:MOST_NUDGES]:
            if job in self._sent:
                continue
            if not nudge.publish(job[0]):
                break
            self._sent[job] = moment
            count += 1
        return count
