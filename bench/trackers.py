"""A Trac with many tickets: what reading all of them costs beside reading one alone, in the same run.

Judged are multiples of one ticket alone, since seconds hang on the machine. The aims in seconds stand beside them.
"""

import sys
from collections.abc import Iterator
from statistics import mean

from bench.budgets import OF_ONE_ALONE, Broken, broken_trackers
from bench.report import table
from bench.stage import Stage

AIM_ALL, AIM_IDLE = 30.0, 0.1  # seconds
NAMES = {
    "together": "all, read",
    "mirrored": "all, into the mirror",
    "idle": "nothing new",
    "idle_mirrored": "nothing new, with the mirror",
}


def measure_trackers(ground: Stage) -> Iterator[Broken]:
    took = ground.on_desk()
    tickets, alone = took["tickets"], mean(took["alone"])
    of_one = {"together": took["together"] / tickets, "mirrored": took["mirrored"] / tickets}
    of_one |= {name: took[name] for name in ("idle", "idle_mirrored")}
    ratios = {name: cost / alone for name, cost in of_one.items()}
    rows = [["one alone", f"{alone:.4f}", "", "", f"{alone * 1000:.1f}", "1", ""]]
    for name, title in NAMES.items():
        aim = AIM_ALL if name in ("together", "mirrored") else AIM_IDLE
        is_met = "yes" if took[name] < aim else "no"
        cost = f"{of_one[name] * 1000:.1f}"
        rows.append(
            [title, f"{took[name]:.3f}", f"{aim:g}", is_met, cost, f"{ratios[name]:.2f}", f"{OF_ONE_ALONE[name]:g}"]
        )
    head = ("", "seconds", "aim", "met", "ms, of one", "× one alone", "at most")
    table(sys.stdout, f"A Trac with {tickets:,} tickets and their changes", head, rows)
    yield from broken_trackers(ratios)
