"""Arithmetic over what was read. Nothing here touches a process, a file or a network."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

KB = 1000  # budgets count in thousands of bytes, the smaller of the two meanings


@dataclass(frozen=True)
class Stat:
    """What matters of ``/proc/<pid>/stat`` (man 5 proc). ``ticks`` are of the process and the children it has reaped."""

    parent: int
    ticks: int


def read_stat(text: str) -> Stat:
    """The name of a process stands in brackets and may hold brackets and spaces: what counts is after the last one."""
    fields = text.rpartition(")")[2].split()
    return Stat(parent=int(fields[1]), ticks=sum(int(field) for field in fields[11:15]))


def read_pss(smaps_rollup: str) -> int:
    """Bytes of ``/proc/<pid>/smaps_rollup``: pages that processes share are counted in equal parts."""
    for line in smaps_rollup.splitlines():
        name, _, rest = line.partition(":")
        if name == "Pss":
            return int(rest.split()[0]) * 1024
    raise ValueError("smaps_rollup has no line Pss.")


def descendants(root: int, parents: dict[int, int]) -> list[int]:
    """``root`` and everything under it, given each process's parent."""
    children: dict[int, list[int]] = {}
    for process, parent in parents.items():
        children.setdefault(parent, []).append(process)
    found = [root]
    for process in found:
        found.extend(sorted(children.get(process, [])))
    return found


@dataclass(frozen=True)
class Spread:
    """The median of some passes and how far they lie apart."""

    middle: float
    least: float
    most: float


def spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))


def ratios(target: Sequence[float], floors: Sequence[tuple[float, float]]) -> list[float]:
    """Each pass against the mean of the floor just before and just after it: a machine that gets busy slows all three."""
    return [2 * cost / (before + after) for cost, (before, after) in zip(target, floors, strict=True)]


def times(target: Sequence[float], other: Sequence[float]) -> list[float]:
    """Each pass of one against the same pass of another."""
    return [one / base for one, base in zip(target, other, strict=True)]


@dataclass(frozen=True)
class Loaded:
    """One answer as the browser received it. ``size`` is what came over the network, headers included."""

    url: str
    kind: str  # of the browser: Document, Stylesheet, Script, Image …
    size: int


@dataclass(frozen=True)
class Weight:
    requests: int
    total: int
    html: int
    css: int
    js: int
    media: int
    strangers: tuple[str, ...]


def weigh(loaded: Iterable[Loaded], origin: str, media: str = "/media/") -> Weight:
    """Sums one visit. Media (what editors upload) is told apart and is not in ``total``; every request counts."""
    loaded = list(loaded)
    outside = [one.url for one in loaded if not one.url.startswith(f"{origin}/")]
    uploads = [one for one in loaded if one.url.startswith(f"{origin}{media}")]
    ours = [one for one in loaded if one not in uploads]

    def of(kind: str) -> int:
        return sum(one.size for one in ours if one.kind == kind)

    return Weight(
        requests=len(loaded),
        total=sum(one.size for one in ours),
        html=of("Document"),
        css=of("Stylesheet"),
        js=of("Script"),
        media=sum(one.size for one in uploads),
        strangers=tuple(outside),
    )


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
