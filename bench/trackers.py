"""A Trac with many tickets: what reading all of them costs beside reading one alone, in the same run.

Judged are multiples of one ticket alone, since seconds hang on the machine. The aims in seconds stand beside them.
"""

import sys
from collections.abc import Iterator
from statistics import mean

from bench.budgets import OF_ONE_ALONE, Broken, broken_trackers
from bench.report import table
from bench.stage import Stage

AIMS = {"together": 30.0, "mirrored": 30.0, "searchable": None, "idle": 0.1, "idle_mirrored": 0.1}  # seconds
NAMES = {
    "together": "all, read",
    "mirrored": "all, into the mirror",
    "searchable": "all, made searchable afterwards",
    "idle": "nothing new",
    "idle_mirrored": "nothing new, with the mirror",
}


def _aim(name: str, took: float) -> tuple[str, str]:
    aim = AIMS[name]
    return ("", "") if aim is None else (f"{aim:g}", "yes" if took < aim else "no")


def measure_trackers(ground: Stage) -> Iterator[Broken]:
    took = ground.on_desk()
    tickets, alone = took["tickets"], mean(took["alone"])
    of_one = {name: took[name] / tickets for name in ("together", "mirrored", "searchable")}
    of_one |= {name: took[name] for name in ("idle", "idle_mirrored")}
    ratios = {name: cost / alone for name, cost in of_one.items()}
    rows = [["one alone", f"{alone:.4f}", "", "", f"{alone * 1000:.1f}", "1", ""]]
    for name, title in NAMES.items():
        cost = f"{of_one[name] * 1000:.1f}"
        rows.append(
            [
                title,
                f"{took[name]:.3f}",
                *_aim(name, took[name]),
                cost,
                f"{ratios[name]:.2f}",
                f"{OF_ONE_ALONE[name]:g}",
            ]
        )
    head = ("", "seconds", "aim", "met", "ms, of one", "× one alone", "at most")
    table(sys.stdout, f"A Trac with {tickets:,} tickets and their changes", head, rows)
    yield from broken_trackers(ratios)
