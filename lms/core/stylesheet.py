"""Builds the one served stylesheet from the files under static/vereda/css: joined in order of layers, made small.

Colour tokens are written once as ``light-dark(oklch(…), oklch(…))``; browsers that know neither get the same colours
in sRGB, by day and (through a media query) by night.
"""

import math
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "vereda"
SERVED = FOLDER / "vereda.css"
ORDER = ("layers", "reset", "tokens", "base", "layout", "components/*", "print")
COLOUR = re.compile(r"(--[\w-]+):\s*light-dark\((oklch\([^)]*\)),\s*(oklch\([^)]*\))\);")
NUMBERS = re.compile(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)")
STRING = re.compile(r"""("[^"]*"|'[^']*')""")


def build() -> str:
    sources = (path for pattern in ORDER for path in sorted((FOLDER / "css").glob(f"{pattern}.css")))
    return "".join(minify(with_fallbacks(path.read_text("utf-8"))) + "\n" for path in sources)


def colour_tokens() -> dict[str, tuple[str, str]]:
    """Every colour token with its oklch value by day and by night."""
    tokens = (FOLDER / "css" / "tokens.css").read_text("utf-8")
    return {name: (day, night) for name, day, night in COLOUR.findall(tokens)}


def with_fallbacks(css: str) -> str:
    """Takes the colours out of the first rule of ``css`` and writes them three times, the oldest form first."""
    colours = COLOUR.findall(css)
    if not colours:
        return css
    day = "".join(f"{name}:{srgb(light)};" for name, light, _ in colours)
    night = "".join(f"{name}:{srgb(dark)};" for name, _, dark in colours)
    modern = "".join(f"{name}:light-dark({light},{dark});" for name, light, dark in colours)
    rules = (
        f":root{{{day}}}@media (prefers-color-scheme:dark){{:root{{{night}}}}}"
        f"@supports (color:light-dark(oklch(0 0 0),oklch(0 0 0))){{:root{{{modern}}}}}"
    )
    head, first_rule, rest = COLOUR.sub("", css).partition(":root")
    return head + rules + first_rule + rest


def srgb(colour: str) -> str:
    """``oklch(L% C H)`` as ``#rrggbb``, clipped to sRGB. The matrices are those of CSS Color 4, section 10."""
    found = NUMBERS.fullmatch(colour)
    if found is None:
        raise ValueError(f"{colour} is not oklch(L% C H).")
    lightness, chroma, hue = float(found[1]) / 100, float(found[2]), math.radians(float(found[3]))
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(min(max(value, 0), 1))):02x}" for value in linear)


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def minify(css: str) -> str:
    """Takes out comments and spaces that mean nothing. Strings stay as they are; so do the spaces around + in calc()."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    parts = STRING.split(css)
    parts[::2] = [_squeeze(part) for part in parts[::2]]
    return "".join(parts).replace(";}", "}").strip()


def _squeeze(css: str) -> str:
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,>]) ?", r"\1", css)
    css = re.sub(r": ", ":", css)
    return re.sub(r"(?<![\d.\w])0\.(?=\d)", ".", css)
