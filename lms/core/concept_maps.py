"""Concept maps: what they may be, and how they are drawn. Loops are fine: people think in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atan2, ceil, cos, floor, sin
from textwrap import wrap

from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError

MOST_NODES = 60
MOST_ARROWS = 120


class ConceptMapRefused(DomainError):
    """What is wrong with the ideas or the arrows of a map."""


def check_map(keys: Sequence[str], ends: Sequence[tuple[str, str]]) -> None:
    """Raises ConceptMapRefused; the size first, so that nothing large is looked at any further."""
    if len(keys) > MOST_NODES or len(ends) > MOST_ARROWS:
        raise ConceptMapRefused(
            _("A map of more than %(nodes)s ideas or %(arrows)s arrows cannot be read. Please make several of it.")
            % {"nodes": MOST_NODES, "arrows": MOST_ARROWS}
        )
    known = set(keys)
    if len(known) != len(keys):
        raise ConceptMapRefused(_("Two ideas of this map have the same short name."))
    for start, end in ends:
        for key in (start, end):
            if key not in known:
                raise ConceptMapRefused(
                    _("An arrow names “%(name)s”, and no idea has this short name.") % {"name": key}
                )


# --- Drawing. All lengths in units of the drawing, which the page scales to its column. --------------------------------

BOX, GAP, ROW_GAP = 150, 28, 78
IN_A_ROW = 3
LETTERS, LINE, PAD = 18, 20, 11  # letters in a line of a box, height of a line, space around the words
MARGIN = 84  # on both sides, for arrows that go around
HEAD = 9


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    height: float
    lines: tuple[tuple[float, str], ...]  # y of a line, its words

    @property
    def width(self) -> int:
        return BOX

    @property
    def middle(self) -> float:
        return self.x + BOX / 2


@dataclass(frozen=True)
class Arrow:
    """``line`` and ``head`` are path data; the words stand in the middle, on a plate of their own."""

    line: str
    head: str
    label: str
    x: float
    y: float
    plate: float

    @property
    def plate_x(self) -> float:
        return round(self.x - self.plate / 2, 1)

    @property
    def plate_y(self) -> float:
        return round(self.y - 14, 1)


@dataclass(frozen=True)
class Drawing:
    left: int
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    @property
    def is_wide(self) -> bool:
        """Wider than a phone: there it is moved sideways rather than made too small to read."""
        return self.width > 420


def draw_map(labels: Mapping[str, str], arrows: Sequence[tuple[str, str, str]]) -> Drawing | None:
    """Ideas (short name → words) and arrows (from, words, to) as places on paper: what points stands above what is pointed
    at, as far as loops allow. None where nothing sensible can be drawn; the words underneath say it all the same."""
    try:
        check_map(list(labels), [(start, end) for start, _, end in arrows])
    except ConceptMapRefused:
        return None
    rows = _rows(list(labels), [(start, end) for start, _, end in arrows])
    width = 2 * MARGIN + max(len(row) for row in rows) * (BOX + GAP) - GAP
    boxes: dict[str, Box] = {}
    row_of: dict[str, int] = {}
    y = 10.0
    for number, row in enumerate(rows):
        x = (width - len(row) * (BOX + GAP) + GAP) / 2
        for i, key in enumerate(row):
            boxes[key] = _box(labels[key], x + i * (BOX + GAP), y)
            row_of[key] = number
        y += max(boxes[key].height for key in row) + ROW_GAP
    pairs = {(start, end) for start, _, end in arrows}
    drawn = [
        _arrow(boxes[start], boxes[end], label, row_of[end] - row_of[start], both=(end, start) in pairs)
        for start, label, end in arrows
    ]
    left = min(0.0, *(arrow.plate_x - 6 for arrow in drawn))
    right = max(float(width), *(arrow.plate_x + arrow.plate + 6 for arrow in drawn))
    bottom = max(y - ROW_GAP, *(arrow.y for arrow in drawn)) + 10
    return Drawing(floor(left), ceil(right - left), ceil(bottom), tuple(boxes.values()), tuple(drawn))


def _rows(keys: list[str], ends: list[tuple[str, str]]) -> list[list[str]]:
    """Layers by the longest way from above, without the arrows that would close a loop; wide ones in several rows."""
    after: dict[str, list[str]] = {key: [] for key in keys}
    for start, end in ends:
        if end != start:
            after[start].append(end)
    depth = dict.fromkeys(keys, 0)
    for key in _in_order(keys, after):
        for end in after[key]:
            depth[end] = max(depth[end], depth[key] + 1)
    layers = [[key for key in keys if depth[key] == level] for level in range(max(depth.values()) + 1)]
    return [layer[i : i + IN_A_ROW] for layer in layers if layer for i in range(0, len(layer), IN_A_ROW)]


def _in_order(keys: list[str], after: dict[str, list[str]]) -> list[str]:
    """Topological order; an arrow that leads back to what is being visited closes a loop, and is taken out of ``after``.

    Without recursion: a chain of ideas may be as long as the map.
    """
    done: list[str] = []
    seen: set[str] = set()
    for root in keys:
        way = [] if root in seen else [(root, iter(list(after[root])))]
        seen.add(root)
        open_now = {root} if way else set()
        while way:
            key, ends = way[-1]
            end = next(ends, None)
            if end is None:
                way.pop()
                open_now.discard(key)
                done.append(key)
            elif end in open_now:
                after[key].remove(end)
            elif end not in seen:
                seen.add(end)
                open_now.add(end)
                way.append((end, iter(list(after[end]))))
    return done[::-1]


def _box(label: str, x: float, y: float) -> Box:
    lines = wrap(label, LETTERS) or [label]
    first = y + PAD + LINE * 0.74
    return Box(
        round(x, 1),
        round(y, 1),
        len(lines) * LINE + 2 * PAD,
        tuple((round(first + i * LINE, 1), line) for i, line in enumerate(lines)),
    )


def _arrow(start: Box, end: Box, label: str, rows_down: int, *, both: bool) -> Arrow:
    if rows_down == 1:
        aside = -22 if both else 0
        from_ = (start.middle + aside, start.y + start.height)
        to = (end.middle + aside, end.y)
        bend = (from_[0], (from_[1] + to[1]) / 2), (to[0], (from_[1] + to[1]) / 2)
    elif rows_down == 0:
        from_, to = (start.middle + 30, start.y + start.height), (end.middle - 30, end.y + end.height)
        deep = max(from_[1], to[1]) + 46
        bend = (from_[0], deep), (to[0], deep)
    else:
        side = 1 if rows_down > 0 else -1  # down on the right, back up on the left
        from_ = (start.x + (BOX if side > 0 else 0), start.y + start.height / 2)
        to = (end.x + (BOX if side > 0 else 0), end.y + end.height / 2)
        out = max(side * from_[0], side * to[0]) * side + side * 78
        bend = (out, from_[1]), (out, to[1])
    points = (from_, *bend, to)
    x, y = (sum(w * p[i] for w, p in zip((0.125, 0.375, 0.375, 0.125), points, strict=True)) for i in (0, 1))
    line = "M{} {}C{} {} {} {} {} {}".format(*(round(number, 1) for point in points for number in point))
    return Arrow(line, _head(bend[1], to), label, round(x, 1), round(y + 4, 1), len(label) * 7.2 + 12)


def _head(before: tuple[float, float], tip: tuple[float, float]) -> str:
    """A triangle whose tip is the end of the arrow."""
    angle = atan2(tip[1] - before[1], tip[0] - before[0])
    corners = [(tip[0] - HEAD * cos(angle + turn), tip[1] - HEAD * sin(angle + turn)) for turn in (-0.45, 0.45)]
    return "M{} {}L{} {}L{} {}Z".format(*(round(number, 1) for point in (tip, *corners) for number in point))
