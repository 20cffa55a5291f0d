"""What a rule makes of a person's record: whether it is met, since when, what shows it, and what is missing.

For each part, and for each place in the record, one number is kept: the first place by which the part is met by what stands
between the two (``Traced.by``). A leaf finds them all in one walk with two pointers; ``all``, ``any`` and ``at_least`` take
the largest, the smallest, the nth of what their parts say; a rolling window and dates cut them off, from the end to the
beginning. So a record is sorted once, and everything after that is one pass for each part: for F facts and P parts about
F·P steps, and nothing is ever tried out.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from badges.awarding.facts import Deed, Record
from badges.awarding.lines import Line, Unit, lines_of
from badges.awarding.tree import ROOT, Group, Limits, Part, Rule, Within


@dataclass(frozen=True)
class Progress:
    """Of one part: a leaf counts what it asks for, a group its parts. ``path``: in the rule, ``$.when.parts[0]``.

    ``have``: never more than ``need``. In a rolling window that nothing has filled yet it is what still counts now.
    """

    path: str
    have: int
    need: int

    @property
    def is_met(self) -> bool:
        return self.have >= self.need


@dataclass(frozen=True)
class Outcome:
    """``period``: its key (``lines.period_key``); ``met_at``: in UTC, None where it is not met; ``shown_by``: what meets the
    rule at that moment also alone, in the order in which it happened: of each part that was needed the first deeds that
    were enough; ``progress``: of every part, in the order of the document."""

    period: str
    met_at: datetime | None
    shown_by: tuple[Deed, ...]
    progress: tuple[Progress, ...]

    @property
    def is_met(self) -> bool:
        return self.met_at is not None


def evaluate(
    rule: Rule,
    record: Record,
    *,
    now: datetime,
    zone: tzinfo = UTC,
    counts_as: Mapping[str, str] | None = None,
) -> tuple[Outcome, ...]:
    """One outcome for a rule that is met once; else one for each period in which the person did something, and for that of
    now, from the first to the last.

    ``rule``: as ``read_rule`` answers it. ``now``: aware; what is later does not count yet. ``zone``: whose midnights begin
    days and periods. ``counts_as``: of an object key or a series key the one that it counts as too; followed on and on, and
    whatever leads to the same one is the same one where different ones are counted.

    The order of the record and what it says twice change nothing. A new fact or badge takes nothing away: what was met
    stays met, and from an earlier moment only where the new one is that early itself.
    """
    lines = lines_of(rule, record, now=now, zone=zone, counts_as=counts_as or {})
    return tuple(_outcome(line, Traced.of(rule.when, ROOT, line)) for line in lines)


@dataclass
class Traced:
    """A part along a line.

    ``by``: for each place from which on one looks, and for the one behind the last, the first place by which the part is
    met. ``start``: from which place it is met by then. ``ends``: for each place the first one outside of the part's window.
    """

    path: str
    need: int
    parts: tuple["Traced", ...]
    units: list[Unit]
    limits: Limits
    since: int
    until: int
    ends: list[int]
    by: list[int]
    start: list[int]

    @classmethod
    def of(cls, part: Part, path: str, line: Line) -> "Traced":
        parts: tuple[Traced, ...] = ()
        units: list[Unit] = []
        if isinstance(part, Group):
            parts = tuple(cls.of(one, f"{path}.parts[{at}]", line) for at, one in enumerate(part.parts))
            met = [sorted(column)[part.n - 1] for column in zip(*(one.by for one in parts), strict=True)]
        else:
            units = line.units(part)
            met = _reached(units, part.n)
        limits = part.limits
        since = line.first_on(limits.since) if limits.since else 0
        until = line.first_after(limits.until) if limits.until else line.never
        ends = [until] * line.never
        if limits.within:
            ends = [min(until, bisect_left(line.moments, end)) for end in line.ends(limits.within)]
        return cls(path, part.n, parts, units, limits, since, until, ends, *_cut(met, since, ends))

    @property
    def never(self) -> int:
        return len(self.ends)


def _reached(units: Sequence[Unit], n: int) -> list[int]:
    """For each place, and the one behind the last, the first by which n different units were seen from there on."""
    never, following = len(units), 0
    reached = [never] * (never + 1)
    seen: Counter[Unit] = Counter()
    for place, leaving in enumerate(units):
        while following < never and len(seen) < n:
            if units[following] is not None:
                seen[units[following]] += 1
            following += 1
        if len(seen) < n:
            break
        reached[place] = following - 1
        if leaving is not None:
            seen[leaving] -= 1
            if not seen[leaving]:
                del seen[leaving]
    return reached


def _cut(met: list[int], since: int, ends: list[int]) -> tuple[list[int], list[int]]:
    """What is left of it inside of dates and window, and from which place on that is so: the earliest that does it."""
    never = best = at = len(ends)
    by, start = [never] * (never + 1), [never] * (never + 1)
    for place in reversed(range(never)):
        if place >= since and met[place] < ends[place] and met[place] <= best:
            best, at = met[place], place
        by[place], start[place] = best, at
    return by, start


def _outcome(line: Line, part: Traced) -> Outcome:
    met_by = part.by[0]
    progress = tuple(_progress(part, line, 0, line.never))
    if met_by == line.never:
        return Outcome(line.key, None, (), progress)
    shown = dict.fromkeys(line.deeds[place] for place in sorted(_shown(part, 0)))
    return Outcome(line.key, line.moments[met_by], tuple(shown), progress)


def _shown(part: Traced, place: int) -> Iterator[int]:
    """The places that show a part which is met from ``place`` on."""
    start = part.start[place]
    if not part.parts:
        seen = {part.units[at]: at for at in reversed(range(start, part.by[place] + 1))}
        yield from (at for unit, at in seen.items() if unit is not None)
    for one in sorted(part.parts, key=lambda one: one.by[start])[: part.need] if part.parts else ():
        yield from _shown(one, start)


def _progress(part: Traced, line: Line, place: int, end: int) -> Iterator[Progress]:
    """Of the part and all in it, as far as they lie from ``place`` to before ``end``."""
    end = min(end, part.until)
    if part.by[place] < end:
        start = part.start[place]
        end = min(end, part.ends[start])
    else:
        start = max(place, part.since, _first_open(part.limits.within, line))
    met = [one for one in part.parts if one.by[start] < end]
    have = len(met) if part.parts else len(set(part.units[start:end]) - {None})
    yield Progress(part.path, min(have, part.need), part.need)
    for one in part.parts:
        yield from _progress(one, line, start, end)


def _first_open(within: Within | None, line: Line) -> int:
    """The first place whose window is not over yet."""
    if within is None:
        return 0
    return next((place for place, end in enumerate(line.ends(within)) if end > line.now), line.never)
