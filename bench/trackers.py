"""A desk of 5,000 tickets in a real Trac: what reading all of it costs, beside reading tickets one by one.

Needs settings, as a process of the site has them, with EGRESS_ALLOW naming 127.0.0.1.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from random import Random
from statistics import median

from bench.budgets import Broken
from bench.report import table
from courses.practice.trackers.port import Access
from courses.practice.trackers.trac import Trac
from deploy.real_trac import RealTrac, real_trac

TICKETS, CHANGES = 5_000, 3
ALONE = 100  # so many are enough to know what one costs
OF_ONE_BY_ONE = 0.25  # of a ticket read alone, at most
IDLE = 10.0  # tickets read alone, at most, for asking what is new where nothing is
DAY = 24 * 60 * 60 * 1_000_000  # Trac counts microseconds


def measure_trackers() -> Iterator[Broken]:
    with real_trac() as server:
        fill_trac(server)
        tracker = Trac(Access(server.address, "vereda", server.passwords["vereda"]))
        marks = []
        together = _seconds(lambda: marks.extend(batch.mark for batch in tracker.changes(""))) / TICKETS
        alone = _seconds(lambda: [tracker.get(str(number)) for number in range(1, ALONE + 1)]) / ALONE
        idle = median(_seconds(lambda: list(tracker.changes(marks[-1]))) for _ in range(7))
    rows = [
        ["one of all", f"{together * 1000:.1f}", f"{together / alone:.2f}", f"{OF_ONE_BY_ONE:g}"],
        ["one alone", f"{alone * 1000:.1f}", "1", ""],
        ["nothing new", f"{idle * 1000:.1f}", f"{idle / alone:.2f}", f"{IDLE:g}"],
    ]
    table(sys.stdout, f"A Trac with {TICKETS:,} tickets", ("", "ms", "× one alone", "at most"), rows)
    if together > OF_ONE_BY_ONE * alone:
        yield Broken("reading all of a Trac", f"{together / alone:.2f} × one by one", f"{OF_ONE_BY_ONE:g}")
    if idle > IDLE * alone:
        yield Broken("asking a Trac what is new", f"{idle / alone:.2f} × one ticket", f"{IDLE:g}")


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


def _seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
