"""Inside the site: a desk of 5,000 tickets in a real Trac, read one by one, together, and into the mirror."""

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from random import Random
from statistics import median

from courses.practice.domain.mirroring import keep_batch
from courses.practice.domain.sealed import tracker_of
from courses.practice.domain.searching import AT_ONCE, make_searchable
from courses.practice.domain.source_settings import Reached, save_source
from courses.practice.models import TrackerSource
from courses.practice.trackers.port import Tracker
from deploy.real_trac import RealTrac, real_trac
from lms.core import clock

TICKETS, CHANGES = 5_000, 3
ALONE = 100  # so many are enough to know what one costs
IDLE = 7  # times
DAY = 24 * 60 * 60 * 1_000_000  # Trac counts microseconds


def main() -> None:
    """Prints seconds, as one JSON object: ``alone`` of one ticket, read before and after all of them; ``together`` and
    ``mirrored`` of all; ``searchable`` of all, by what the first few cost; ``idle`` and ``idle_mirrored`` of asking what is
    new where nothing is."""
    with real_trac() as server:
        fill_trac(server)
        source = _source(server)
        tracker = tracker_of(source)
        marks: list[str] = []
        before = _alone(tracker)
        together = _seconds(lambda: marks.extend(batch.mark for batch in tracker.changes("")))
        mirrored = _seconds(lambda: _mirror(source, tracker, ""))
        after = _alone(tracker)
        idle = median(_seconds(lambda: list(tracker.changes(marks[-1]))) for _ in range(IDLE))
        searchable = _seconds(lambda: make_searchable(source_pk=source.pk)) / AT_ONCE * TICKETS
        idle_mirrored = median(_seconds(lambda: _mirror(source, tracker, marks[-1])) for _ in range(IDLE))
    kept = source.tickets.count()
    if kept != TICKETS:
        raise RuntimeError(f"The mirror has {kept} tickets and is meant to have {TICKETS}.")
    told = {"tickets": TICKETS, "alone": (before, after), "together": together, "mirrored": mirrored}
    told["searchable"] = searchable
    print(json.dumps(told | {"idle": idle, "idle_mirrored": idle_mirrored}))


def fill_trac(server: RealTrac, *, tickets: int = TICKETS, changes: int = CHANGES, seed: int = 7) -> None:
    """Straight into its tables, as its own calls would take minutes; one an hour, the last of them yesterday."""
    random = Random(seed)
    words = ["printer", "password", "mail", "slow", "screen", "update", "backup", "network", "folder", "account"]
    last = int(time.time() * 1_000_000) - DAY
    rows, log = [], []
    for number in range(1, tickets + 1):
        at = last - (tickets - number) * DAY // 24
        text = " ".join(random.choices(words, k=80))
        status = random.choice(("new", "assigned", "closed"))
        rows.append(
            (number, "defect", at, at + changes, "component1", "major", status, f"Ticket {number}", text, "member")
        )
        log += [(number, at + change, "member", "comment", str(change), text) for change in range(1, changes + 1)]
    with closing(sqlite3.connect(server.environment / "db" / "trac.db")) as database, database:
        database.executemany(
            "INSERT INTO ticket (id, type, time, changetime, component, priority, status, summary, description, reporter)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        database.executemany(
            "INSERT INTO ticket_change (ticket, time, author, field, oldvalue, newvalue) VALUES (?, ?, ?, ?, ?, ?)", log
        )


def _source(server: RealTrac) -> TrackerSource:
    """Not active, so that the site's own jobs do not read it at the same time."""
    access = {"address": server.address, "login": "vereda", "secret": server.passwords["vereda"]}
    return save_source(source=None, reached=Reached("Bench", "trac", **access, is_active=False), now=clock.now())


def _mirror(source: TrackerSource, tracker: Tracker, mark: str) -> None:
    for batch in tracker.changes(mark):
        keep_batch(source, batch.tickets, mark=batch.mark, now=clock.now())


def _alone(tracker: Tracker) -> float:
    return _seconds(lambda: [tracker.get(str(number)) for number in range(1, ALONE + 1)]) / ALONE


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
