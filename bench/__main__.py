"""Measures, prints, judges: exit 1 with the names of broken budgets."""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from bench import budgets, processes, weights
from bench.budgets import QUERIES, RATIO, Broken
from bench.figures import Spread, Weight, ratios, spread, times
from bench.load import Target, cost_of
from bench.report import kilobytes, table
from bench.sandboxes import measure_sandboxes
from bench.seats import measure_seats
from bench.stage import Stage, stage
from bench.texts import measure_texts
from bench.trackers import measure_trackers

FLOOR_REQUESTS = 240
LARGE_REQUESTS = 120
CHANGES = 40
STARTS = 3
LEARNER_PAGES = ("course", "lesson", "quiz", "my page")
STRANGER_PAGES = ("home", "catalogue")


def main() -> int:
    options = read_options()
    if not (options.no_browser or is_part(options)) and not weights.browser_path():
        sys.stderr.write(
            "There is no Chromium here to weigh pages with (Debian: apt-get install chromium), or --no-browser.\n"
        )
        return 2
    with (
        tempfile.TemporaryDirectory(prefix="vereda-bench-") as folder,
        stage(Path(folder), options.database, say) as ground,
    ):
        if options.queries:
            show_queries(ground.world["statements"])
        broken = list(chosen(ground, options))
    sys.stdout.write("\n")
    for one in broken:
        sys.stdout.write(f"BROKEN  {one}\n")
    if not broken:
        sys.stdout.write("Every budget holds.\n")
    return 1 if broken else 0


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./vereda bench", description="Measures pages against their budgets.")
    parser.add_argument(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="for floor and site alike"
    )
    parser.add_argument("--passes", type=int, default=7, help="how often everything is measured in turn (7)")
    parser.add_argument("--no-browser", action="store_true", help="leave out the weights of pages")
    parser.add_argument("--seats", action="store_true", help="measure the race for seats and nothing else")
    parser.add_argument("--trackers", action="store_true", help="measure reading a Trac and nothing else")
    parser.add_argument("--sandboxes", action="store_true", help="measure machines of labs and nothing else")
    parser.add_argument("--queries", action="store_true", help="also print the SQL of each page")
    return parser.parse_args()


def is_part(options: argparse.Namespace) -> bool:
    return bool(options.seats or options.trackers or options.sandboxes)


def say(what: str) -> None:
    sys.stderr.write(f"bench: {what}\n")


def chosen(ground: Stage, options: argparse.Namespace) -> Iterator[Broken]:
    if options.seats:
        yield from measure_seats(ground, options.passes)
    if options.trackers:
        yield from measure_trackers(ground)
    if options.sandboxes:
        yield from measure_sandboxes(ground, options.passes, say)
    if not is_part(options):
        yield from measure(ground, options)


def measure(ground: Stage, options: argparse.Namespace) -> Iterator[Broken]:
    yield from measure_cpu(ground, options.passes)
    yield from measure_memory(ground)
    if not options.no_browser:
        yield from measure_weights(ground)
    measure_start(ground)
    say("seats: 500 people race for 20, beside a bare race of the same shape")
    yield from measure_seats(ground, options.passes)
    say("a Trac with 5,000 tickets (the first time it is installed, half a minute)")
    yield from measure_trackers(ground)
    yield from measure_large(ground, options)
    yield from measure_sandboxes(ground, options.passes, say)
    say("hostile texts")
    yield from measure_texts(options.passes)


def targets_of(ground: Stage) -> list[Target]:
    paths, name, course = ground.world["paths"], ground.world["name"], ground.world["course"]
    learner = {"Cookie": "; ".join(f"{name}={value}" for name, value in ground.world["cookies"].items())}
    return [
        Target("lesson", paths["lesson"], 200, name, learner),
        Target("course", paths["course"], 200, course, learner),
        Target("my page", paths["my page"], 200, name, learner),
        Target("home, cold", paths["home"], 120, course, connections=1, before=ground.bump.run),
        Target("home, cached", paths["home"], 800, course),
    ]


@dataclass(frozen=True)
class Measured:
    """By the names of targets, one number for each pass."""

    costs: dict[str, list[float]]  # CPU milliseconds
    ratios: dict[str, list[float]]  # × floor
    floors: list[float]


def measure_targets(ground: Stage, targets: Sequence[Target], passes: int) -> Measured:
    """Floor, target, floor; the next target; and all of it again: what else the machine does reaches them alike."""
    bare = Target("floor", ground.floor.path, FLOOR_REQUESTS, "alicia", {"Cookie": ground.floor_cookie})
    around: dict[str, list[tuple[float, float]]] = {target.name: [] for target in targets}
    costs: dict[str, list[float]] = {target.name: [] for target in targets}

    def floor(connections: int) -> float:
        return cost_of(replace(bare, connections=connections), ground.floor.port, ground.cpu_of(ground.floor))

    for number in range(passes):
        say(f"CPU, pass {number + 1} of {passes}")
        for target in targets:
            before = floor(target.connections)
            costs[target.name].append(cost_of(target, ground.site.port, ground.cpu_of(ground.site)))
            around[target.name].append((before, floor(target.connections)))
    return Measured(
        costs,
        {name: ratios(costs[name], around[name]) for name in costs},
        [cost for pairs in around.values() for pair in pairs for cost in pair],
    )


def measure_cpu(ground: Stage, passes: int) -> Iterator[Broken]:
    measured = measure_targets(ground, targets_of(ground), passes)
    costs = measured.costs
    found = {name: spread(measured.ratios[name]) for name in costs}
    queries = {name: len(statements) for name, statements in ground.world["statements"].items()}
    rows = [["floor", f"{median(measured.floors):.2f}", "1.00", "", "", "3", ""]]
    rows += [_cpu_row(name, spread(costs[name]), found[name], queries[name]) for name in costs]
    head = ("page", "CPU ms", "× floor", "passes", "aim", "queries", "at most")
    table(sys.stdout, f"One request, median of {passes} passes", head, rows)
    yield from budgets.broken_ratios(found)
    yield from budgets.broken_queries(queries)


def _cpu_row(name: str, cost: Spread, ratio: Spread, queries: int) -> list[str]:
    passes = f"{ratio.least:.2f} to {ratio.most:.2f}"
    return [
        name,
        f"{cost.middle:.2f}",
        f"{ratio.middle:.2f}",
        passes,
        f"{RATIO[name]:g}",
        str(queries),
        str(QUERIES[name]),
    ]


def measure_large(ground: Stage, options: argparse.Namespace) -> Iterator[Broken]:
    """The same site with very much in it. The lesson page, which does not grow, is measured there too."""
    say("a large house: 20,000 entries to search, 2,000 pages in two languages, 2,000 sessions, a course of 200 units")
    grown = ground.grow()
    if options.queries:
        show_queries(grown["large"])
    lesson = next(target for target in targets_of(ground) if target.name == "lesson")
    targets = [lesson, *(_large_target(name, grown, ground) for name in grown["pages"])]
    measured = measure_targets(ground, targets, options.passes)
    lessons = {name: spread(_lessons(name, grown, measured)) for name in grown["pages"]}
    small, large = ({name: len(one) for name, one in grown[size].items()} for size in ("small", "large"))
    rows = [["lesson", *_middles(measured, "lesson"), "1.00", "", "", "", "", ""]]
    for name, ratio in lessons.items():
        within = grown["pages"][name].get("within")
        is_held = name in budgets.LARGE_QUERIES
        rows.append(
            [
                f"{name}, beyond {within}" if within else name,
                *_middles(measured, name),
                f"{ratio.middle:.2f}",
                f"{ratio.least:.2f} to {ratio.most:.2f}",
                f"{budgets.OF_A_LESSON:g}" if is_held else "",
                str(small[name]),
                str(large[name]),
                str(budgets.LARGE_QUERIES[name]) if is_held else "",
            ]
        )
    head = ("page", "CPU ms", "× floor", "× lesson", "passes", "at most", "queries: small", "large", "at most")
    table(sys.stdout, f"In a large house, one request, median of {options.passes} passes", head, rows)
    yield from budgets.broken_large(lessons)
    yield from budgets.broken_growth(small, large)


def _lessons(name: str, grown: Mapping[str, Any], measured: Measured) -> list[float]:
    """Each pass as a multiple of the lesson page in that pass; of a page of the editor what it adds to Wagtail's frame."""
    lesson = measured.ratios["lesson"]
    found = times(measured.ratios[name], lesson)
    if within := grown["pages"][name].get("within"):
        found = [whole - frame for whole, frame in zip(found, times(measured.ratios[within], lesson), strict=True)]
    return found


def _large_target(name: str, grown: Mapping[str, Any], ground: Stage) -> Target:
    page = grown["pages"][name]
    cookies = {"Cookie": grown["cookies"][page["who"]]}
    if page.get("before") == "move":
        return Target(name, page["path"], CHANGES, page["marker"], cookies, connections=1, before=ground.bump.move)
    return Target(name, page["path"], LARGE_REQUESTS, page["marker"], cookies)


def _middles(measured: Measured, name: str) -> tuple[str, str]:
    return f"{median(measured.costs[name]):.2f}", f"{median(measured.ratios[name]):.2f}"


def measure_memory(ground: Stage) -> Iterator[Broken]:
    workers = ground.site.workers
    used = processes.memory(workers)
    everything = processes.memory(processes.tree(ground.site.process.pid))
    rows = [[f"{len(workers)} web processes", f"{used / 2**20:.0f}", f"{budgets.MEMORY / 2**20:.0f}"]]
    rows += [["with supervisor and jobs", f"{everything / 2**20:.0f}", ""]]
    table(sys.stdout, "Memory after the load, PSS", ("", "MiB", "at most"), rows)
    yield from budgets.broken_memory(used)


def measure_weights(ground: Stage) -> Iterator[Broken]:
    say("weights, in a browser as small as a phone")
    rows: list[list[str]] = []
    broken: list[Broken] = []
    with weights.phone() as browser:
        for page in STRANGER_PAGES + LEARNER_PAGES:
            cookies = ground.world["cookies"] if page in LEARNER_PAGES else {}
            first, second = weights.visits(browser, ground.origin, ground.world["paths"][page], cookies)
            rows.append(_weight_row(page, first, second))
            broken += budgets.broken_weights(page, first, second)
    head = ("page", "requests", "html", "css", "js", "in all", "media", "2nd visit: requests", "in all")
    most, again = budgets.FIRST_VISIT, budgets.SECOND_VISIT
    limits = [str(most["requests"]), *(kilobytes(most[part]) for part in ("html", "css", "js", "total")), "", ""]
    rows.append(["at most", *limits, kilobytes(again["total"])])
    table(sys.stdout, "On the wire, kB (1,000 bytes, headers included)", head, rows)
    yield from broken


def _weight_row(page: str, first: Weight, second: Weight) -> list[str]:
    parts = (first.html, first.css, first.js, first.total, first.media)
    return [page, str(first.requests), *map(kilobytes, parts), str(second.requests), kilobytes(second.total)]


def measure_start(ground: Stage) -> None:
    say("start")
    times = spread([ground.site.started_in, *(ground.start_again() for _ in range(STARTS - 1))])
    row = ["manage.py up → first 200", f"{times.middle:.1f}", f"{times.least:.1f} to {times.most:.1f}"]
    table(sys.stdout, "Start (wall time, no budget)", ("", "seconds", f"{STARTS} starts"), [row])


def show_queries(of_pages: Mapping[str, Sequence[str]]) -> None:
    for name, statements in of_pages.items():
        sys.stdout.write(f"\n{name}: {len(statements)}\n")
        sys.stdout.writelines(f"  {statement}\n" for statement in statements)


if __name__ == "__main__":
    sys.exit(main())
