"""Badge art: a small landscape with a footpath of stones, drawn from the key of an achievement and from nothing else.

The key chooses outline, ridge, light in the sky, plants, bend of the path and tones. Words and meaning are never in the
drawing (it is hidden from screen readers): the page beside it says them. Lightness is fixed and only the hue varies, so the
contrasts hold for every key: stones on ground at least 7:1, rim on paper at least 7:1, edge on the dark page at least 7:1.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TypeVar

from django.utils.safestring import SafeString, mark_safe

from lms.core.stylesheet import srgb

SIZE, MIDDLE = 240, 120
HUES = (161, 148, 185, 205, 238, 262, 310, 350, 22, 43, 68, 110)  # greens, waters, dusk, earths
T = TypeVar("T")
Point = tuple[float, float]


class Dice:
    """Numbers that follow from a key, always in the same order."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.bytes = self._stream()

    def _stream(self) -> Iterator[int]:
        count = 0
        while True:
            yield from hashlib.sha256(f"vereda:{self.key}:{count}".encode()).digest()
            count += 1

    def between(self, low: float, high: float) -> float:
        return low + (high - low) * (next(self.bytes) * 256 + next(self.bytes)) / 65535

    def choose(self, options: Sequence[T]) -> T:
        return options[int(self.between(0, len(options) - 0.001))]


def tones(hue: int, light: int) -> dict[str, str]:
    """The colours of one badge, as ``#rrggbb``. ``light`` is the hue of sun or moon."""
    return {
        "edge": srgb(f"oklch(88% 0.045 {hue})"),
        "rim": srgb(f"oklch(33% 0.065 {hue})"),
        "sky": srgb(f"oklch(94.5% 0.03 {light})"),
        "glow": srgb(f"oklch(90% 0.06 {light})"),
        "sun": srgb(f"oklch(62% 0.14 {light})"),
        "far": srgb(f"oklch(80% 0.05 {hue})"),
        "mid": srgb(f"oklch(61% 0.075 {hue})"),
        "near": srgb(f"oklch(46% 0.08 {hue})"),
        "ground": srgb(f"oklch(34% 0.066 {hue})"),
        "stone": srgb("oklch(97.6% 0.011 87)"),
    }


@lru_cache(maxsize=256)
def badge_art(key: str) -> SafeString:
    """An inline SVG without words; the same key always gives the same drawing."""
    dice = Dice(key)
    hue = dice.choose(HUES)
    tone = tones(hue, dice.choose((43, 55, 70, 88)))
    outline = dice.choose((_circle, _hexagon, _octagon, _shield, _pebble, _flower))(dice)
    name = f"art-{hashlib.sha256(key.encode()).hexdigest()[:10]}"
    scene = "".join((_sky(dice, tone), _hills(dice, tone), _path(dice, tone), _plants(dice, tone)))
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" aria-hidden="true" focusable="false">'
        f'<defs><clipPath id="{name}"><path d="{_closed(_scaled(outline, 0.86))}"/></clipPath></defs>'
        f'<path d="{_closed(outline)}" fill="{tone["rim"]}" stroke="{tone["edge"]}" stroke-width="3"/>'
        f"{_ring(outline, tone)}"
        f'<g clip-path="url(#{name})">{scene}</g>'
        f'<path d="{_closed(_scaled(outline, 0.86))}" fill="none" stroke="{tone["edge"]}" stroke-width="2.5"/>'
        "</svg>"
    )
    return mark_safe(drawing)  # noqa: S308  numbers and colours of our own; the key is only ever hashed


# --- Outlines: closed rings of points around the middle -----------------------------------------------------------


def _round(radius: float, wobble: float = 0, waves: int = 1, phase: float = 0, count: int = 96) -> list[Point]:
    angles = (2 * math.pi * step / count for step in range(count))
    return [
        (
            MIDDLE + (radius + wobble * math.cos(waves * angle + phase)) * math.sin(angle),
            MIDDLE - (radius + wobble * math.cos(waves * angle + phase)) * math.cos(angle),
        )
        for angle in angles
    ]


def _circle(dice: Dice) -> list[Point]:
    return _round(112)


def _flower(dice: Dice) -> list[Point]:
    return _round(110, wobble=3.6, waves=dice.choose((12, 16, 20)), count=180)


def _pebble(dice: Dice) -> list[Point]:
    phase = dice.between(0, 2 * math.pi)
    return _round(107, wobble=6, waves=dice.choose((2, 3)), phase=phase)


def _polygon(corners: int, turn: float) -> list[Point]:
    """Straight sides with softened corners: the distance from the middle follows a polygon, blended with a circle."""
    points = []
    for step in range(120):
        angle = 2 * math.pi * step / 120
        side = (angle + turn) % (2 * math.pi / corners) - math.pi / corners
        flat = math.cos(math.pi / corners) / math.cos(side)
        radius = 118 * (flat * 0.82 + 0.18 * (1 + math.cos(math.pi / corners)) / 2)
        points.append((MIDDLE + radius * math.sin(angle), MIDDLE - radius * math.cos(angle)))
    return points


def _hexagon(dice: Dice) -> list[Point]:
    return _polygon(6, dice.choose((0, math.pi / 6)))


def _octagon(dice: Dice) -> list[Point]:
    return _polygon(8, math.pi / 8)


def _shield(dice: Dice) -> list[Point]:
    """A gentle arch above, full shoulders, a soft point below."""
    top = [(MIDDLE + 97 * t, 16 + 10 * t**3) for t in _steps(16)]
    flank = [(MIDDLE + 97 * (1 - t**2.7) ** 0.72, 26 + 204 * t) for t in _steps(60)][1:]
    half = top + flank
    return half + [(SIZE - x, y) for x, y in reversed(half[1:-1])]


def _steps(count: int) -> Iterator[float]:
    return (step / count for step in range(count + 1))


def _scaled(ring: list[Point], factor: float) -> list[Point]:
    return [(MIDDLE + (x - MIDDLE) * factor, MIDDLE + (y - MIDDLE) * factor) for x, y in ring]


def _closed(ring: list[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z"


def _ring(outline: list[Point], tone: dict[str, str]) -> str:
    """The dotted line of the house, around the picture: one stone every so often along the rim."""
    ring = _scaled(outline, 0.93)
    ring.append(ring[0])
    lengths = [math.dist(a, b) for a, b in pairwise(ring)]
    count = 44
    gap, walked = sum(lengths) / count, 0.0
    dots: list[str] = []
    for ((ax, ay), (bx, by)), length in zip(pairwise(ring), lengths, strict=True):
        while len(dots) < count and walked + length >= len(dots) * gap:
            share = (len(dots) * gap - walked) / length if length else 0
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            dots.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2.6 if len(dots) % 4 == 0 else 1.5}"/>')
        walked += length
    return f'<g fill="{tone["edge"]}">{"".join(dots)}</g>'


# --- The landscape, from far to near ------------------------------------------------------------------------------


def _sky(dice: Dice, tone: dict[str, str]) -> str:
    x, y = dice.choose((-1, 1)) * dice.between(18, 46) + MIDDLE, dice.between(62, 80)
    radius = dice.between(15, 20)
    sky = f'<rect width="{SIZE}" height="{SIZE}" fill="{tone["sky"]}"/>'
    sky += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius * 1.9:.1f}" fill="{tone["glow"]}"/>'
    sky += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{tone["sun"]}"/>'
    kind = dice.choose(("sun", "crescent", "clouds"))
    if kind == "crescent":
        x, y, radius = x + radius * 0.5, y - radius * 0.25, radius * 0.86
        sky += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{tone["glow"]}"/>'
    if kind == "clouds":
        for step in range(3):
            left, width = dice.between(40, 130), dice.between(34, 60)
            height = 50 + 17 * step
            sky += (
                f'<path d="M{left:.1f} {height}h{width:.1f}" stroke="{tone["stone"]}" stroke-width="6"'
                ' stroke-linecap="round"/>'
            )
    return sky


def _hills(dice: Dice, tone: dict[str, str]) -> str:
    ridge = dice.choose((_peaks, _waves, _terraces))
    far = ridge(dice, 112, 26)
    mid = _waves(dice, 134, 13)
    near = _waves(dice, 152, 9)
    return "".join(
        f'<path d="M0 {SIZE}L{"L".join(f"{x:.1f} {y:.1f}" for x, y in line)}L{SIZE} {SIZE}Z" fill="{tone[name]}"/>'
        for name, line in (("far", far), ("mid", mid), ("near", near), ("ground", _waves(dice, 168, 5)))
    )


def _waves(dice: Dice, height: float, depth: float) -> list[Point]:
    one, two = dice.between(0, 6.28), dice.between(0, 6.28)
    return [
        (x, height + depth * (0.65 * math.sin(x / 38 + one) + 0.35 * math.sin(x / 17 + two)))
        for x in range(0, SIZE + 1, 6)
    ]


def _peaks(dice: Dice, height: float, depth: float) -> list[Point]:
    points: list[Point] = [(0, height + depth * 0.4)]
    x = dice.between(8, 30)
    while x < SIZE:
        points += [(x, height - depth * dice.between(0.35, 1)), (x + dice.between(18, 30), height + depth * 0.5)]
        x = points[-1][0] + dice.between(12, 26)
    return [*points, (SIZE, height + depth * 0.4)]


def _terraces(dice: Dice, height: float, depth: float) -> list[Point]:
    points: list[Point] = []
    x, y = 0.0, height + depth * 0.4
    while x < SIZE:
        step = dice.between(18, 34)
        points += [(x, y), (x + step, y)]
        x += step + 5
        y = height - depth * dice.between(-0.4, 0.8)
    return [*points, (SIZE, y)]


def _path(dice: Dice, tone: dict[str, str]) -> str:
    """Stones from the foot of the picture to the horizon, smaller and closer the farther they lie, on dark ground."""
    bend, phase = dice.choose((-1, 1)) * dice.between(24, 34), dice.between(-0.5, 0.5)
    far = dice.between(-14, 14)
    # the ground under the path, as a tongue that reaches up to the horizon
    centre = [(_walk(t, bend, phase, far), t) for t in _steps(40)]
    left = [(x - 30 * (1 - t) ** 1.2 - 3, 226 - 92 * t) for x, t in centre]
    right = [(x + 30 * (1 - t) ** 1.2 + 3, 226 - 92 * t) for x, t in centre]
    ground = f'<path d="{_closed(left + right[::-1])}" fill="{tone["ground"]}"/>'
    stones: list[str] = []
    t = 0.02
    while t < 1:
        size = 12.5 * (1 - t) ** 1.15 + 1.6
        side = (-1) ** len(stones) * size * 0.42
        x, y = _walk(t, bend, phase, far) + side, 226 - 92 * t
        tilt = dice.between(-12, 12)
        stones.append(
            f'<ellipse cx="{x:.1f}" cy="{y:.1f}" rx="{size:.1f}" ry="{size * 0.6:.1f}" '
            f'transform="rotate({tilt:.0f} {x:.1f} {y:.1f})"/>'
        )
        t += (size * 1.28 + 2.4) / 92
    return f'{ground}<g fill="{tone["stone"]}">{"".join(stones)}</g>'


def _walk(t: float, bend: float, phase: float, far: float) -> float:
    return MIDDLE + far * t + bend * (1 - t) ** 0.75 * math.sin(phase + 4.4 * t)


def _plants(dice: Dice, tone: dict[str, str]) -> str:
    """A plant or two beside the path, dark against the hills."""
    draw = dice.choose((_agave, _reed, _pine, _fern))
    side = dice.choose((-1, 1))
    first = draw(MIDDLE + side * dice.between(54, 66), dice.between(188, 198), dice.between(30, 38))
    second = draw(MIDDLE - side * dice.between(58, 72), dice.between(172, 180), dice.between(17, 23))
    return f'<g fill="{tone["far"]}">{first}</g><g fill="{tone["mid"]}">{second}</g>'


def _leaf(x: float, y: float, length: float, angle: float, width: float) -> str:
    """A pointed leaf from its foot (x, y) outwards; ``angle`` 0 is upright."""
    tip = (x + length * math.sin(angle), y - length * math.cos(angle))
    across = (width * math.cos(angle), width * math.sin(angle))
    half = ((x + tip[0]) / 2, (y + tip[1]) / 2)
    return (
        f'<path d="M{x:.1f} {y:.1f}Q{half[0] - across[0]:.1f} {half[1] - across[1]:.1f} {tip[0]:.1f} {tip[1]:.1f}'
        f'Q{half[0] + across[0]:.1f} {half[1] + across[1]:.1f} {x:.1f} {y:.1f}Z"/>'
    )


def _agave(x: float, y: float, size: float) -> str:
    angles = (-1.25, 1.25, -0.8, 0.8, -0.38, 0.38, 0)
    return "".join(_leaf(x, y, size * (1 - 0.12 * abs(angle)), angle, size * 0.17) for angle in angles)


def _reed(x: float, y: float, size: float) -> str:
    return "".join(_leaf(x + shift * size, y, size * height, lean, size * 0.09) for shift, height, lean in (
        (-0.3, 1.0, -0.2), (-0.12, 1.35, -0.06), (0.05, 1.15, 0.08), (0.2, 1.45, 0.14), (0.36, 0.9, 0.3)))  # fmt: skip


def _pine(x: float, y: float, size: float) -> str:
    tiers = ""
    for step in range(3):
        width, foot, height = size * (0.52 - 0.12 * step), y - size * 0.42 * step - size * 0.12, size * 0.62
        tiers += f'<path d="M{x - width:.1f} {foot:.1f}L{x + width:.1f} {foot:.1f}L{x:.1f} {foot - height:.1f}Z"/>'
    return f'<path d="M{x - size * 0.07:.1f} {y:.1f}h{size * 0.14:.1f}v{-size * 0.3:.1f}h{-size * 0.14:.1f}Z"/>{tiers}'


def _fern(x: float, y: float, size: float) -> str:
    leaves = "".join(
        _leaf(x, y - size * 0.24 * step, size * (0.55 - 0.09 * step), side * 1.05, size * 0.1)
        for step in range(4)
        for side in (-1, 1)
    )
    return leaves + _leaf(x, y, size * 1.25, 0, size * 0.06)
