"""Seats in a rush: the site beside a bare race of the same shape, in the same run."""

import sys
from collections.abc import Iterator, Sequence
from statistics import median

from bench.budgets import Broken, broken_promotion, broken_race
from bench.figures import Spread, spread
from bench.race import Raced, race
from bench.report import table
from bench.stage import Stage

PEOPLE, SEATS, WAITING = 500, 20, 2000
AIM_PER_MINUTE, AIM_RATIO = 3000, 2.0
SHARES = (0.5, 0.95, 0.99)


def measure_seats(ground: Stage, passes: int) -> Iterator[Broken]:
    """Bare, site, bare; and again: what else the machine does reaches both alike."""
    floor = ground.on_floor("racers", PEOPLE, 2 * passes + 2, SEATS)
    site = ground.on_site(f"gather({PEOPLE}, {passes + 1}, {SEATS})")
    race(ground.floor.port, floor["paths"].pop(), floor["cookies"])  # to be warm
    race(ground.site.port, site["paths"].pop(), site["cookies"])
    bare: list[tuple[Raced, Raced]] = []
    ours: list[Raced] = []
    for path in site["paths"]:
        before = race(ground.floor.port, floor["paths"].pop(), floor["cookies"])
        ours.append(race(ground.site.port, path, site["cookies"]))
        bare.append((before, race(ground.floor.port, floor["paths"].pop(), floor["cookies"])))
        yield from broken_race(ours[-1].refused, ground.on_site(f"count({path!r})"), PEOPLE, SEATS)
    _show(bare, ours)
    took = ground.on_site(f"promote({WAITING})")
    rows = [[mode, f"{seconds:.2f}", "5"] for mode, seconds in took.items()]
    table(sys.stdout, f"A waitlist of {WAITING:,} gets seats", ("mode", "seconds", "at most"), rows)
    yield from broken_promotion(took)


def _show(bare: Sequence[tuple[Raced, Raced]], ours: Sequence[Raced]) -> None:
    floors = [one for pair in bare for one in pair]
    rows = [_row("bare Django", floors), _row("the site", ours)]
    ratios = [_ratio(bare, ours, share) for share in SHARES]
    rows.append(["× bare", "", *(f"{one.middle:.2f}" for one in ratios)])
    rows.append(["passes", "", *(f"{one.least:.2f} to {one.most:.2f}" for one in ratios)])
    rows.append(["aim", f"{AIM_PER_MINUTE:,}", "", *[f"{AIM_RATIO:g}"] * 2])
    head = ("", "a minute", "p50 ms", "p95 ms", "p99 ms")
    table(sys.stdout, f"{PEOPLE} people race for {SEATS} seats, median of {len(ours)} passes", head, rows)


def _row(name: str, raced: Sequence[Raced]) -> list[str]:
    figures = (f"{median(one.at(share) for one in raced):.0f}" for share in SHARES)
    return [name, f"{median(one.per_minute for one in raced):,.0f}", *figures]


def _ratio(bare: Sequence[tuple[Raced, Raced]], ours: Sequence[Raced], share: float) -> Spread:
    """Each pass against the mean of the bare race just before and just after it."""
    pairs = zip(ours, bare, strict=True)
    return spread([2 * one.at(share) / (before.at(share) + after.at(share)) for one, (before, after) in pairs])
