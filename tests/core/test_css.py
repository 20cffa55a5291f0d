"""The served stylesheet: built from its sources, small, at home, and readable by day and by night."""

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.core.management import CommandError, call_command

from lms.core import stylesheet
from lms.core.stylesheet import FOLDER, SERVED, colour_tokens, minify, srgb, with_fallbacks

CSS = SERVED.read_text("utf-8")
SCRIPT = (FOLDER / "vereda.js").read_bytes()
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"

# What is written on what. LOOK.md: 7:1 for body text, 4.5:1 for every other text, 3:1 for lines that carry meaning.
GROUNDS = ("--paper", "--sheet", "--sunk")
TONES = ("--vereda", "--vereda-deep", "--clay", "--clay-deep")
SOFT = ("--vereda-soft", "--clay-soft", "--gold-soft")
PAIRS = [
    *(("--ink", ground, 7.0) for ground in (*GROUNDS, *SOFT)),
    *(("--quiet", ground, 4.5) for ground in GROUNDS),
    *((tone, ground, 4.5) for tone in TONES for ground in (*GROUNDS, *SOFT)),
    *(("--gold", ground, 4.5) for ground in ("--paper", "--sheet", "--gold-soft")),
    *(("--paper", button, 4.5) for button in ("--vereda", "--vereda-deep")),
    *(("--line", ground, 3.0) for ground in ("--paper", "--sheet")),
    *(("--clay", ground, 3.0) for ground in (*GROUNDS, *SOFT)),
    ("--night-ink", "--night", 7.0),
    ("--night-vereda", "--night", 4.5),
    ("--night-clay", "--night", 4.5),
]  # fmt: skip


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, of two sRGB colours."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_known_colours() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("night", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_colours_can_be_read(ink: str, ground: str, least: float, night: bool) -> None:
    tokens = {name: srgb(pair[night]) for name, pair in colour_tokens().items()}

    assert contrast(tokens[ink], tokens[ground]) >= least


@pytest.mark.parametrize(
    ("oklch", "expected"),
    [
        ("oklch(100% 0 0)", "#ffffff"),
        ("oklch(0% 0 0)", "#000000"),
        ("oklch(62.8% 0.2577 29.23)", "#ff0000"),
        ("oklch(86.64% 0.2948 142.5)", "#00ff00"),
        ("oklch(45.2% 0.3132 264.05)", "#0000ff"),
    ],
)
def test_oklch_becomes_the_srgb_that_browsers_show(oklch: str, expected: str) -> None:
    found = srgb(oklch)

    assert all(abs(int(found[i : i + 2], 16) - int(expected[i : i + 2], 16)) <= 1 for i in (1, 3, 5)), found


def test_srgb_refuses_what_is_not_a_colour() -> None:
    with pytest.raises(ValueError, match="is not oklch"):
        srgb("#ffffff")


def test_every_colour_has_a_fallback_before_it() -> None:
    for name, (day, night) in colour_tokens().items():
        places = [
            CSS.index(f"{name}:{srgb(day)}"),
            CSS.index(f"{name}:{srgb(night)}"),
            CSS.index(f"{name}:light-dark("),
        ]
        assert places == sorted(places)


def test_fallbacks_leave_other_rules_alone() -> None:
    css = ":root{--r: 6px; --a: light-dark(oklch(100% 0 0), oklch(0% 0 0));} p{color: var(--a)}"

    written = with_fallbacks(css)

    assert written.endswith(":root{--r: 6px; } p{color: var(--a)}")
    assert written.startswith(":root{--a:#ffffff;}@media (prefers-color-scheme:dark){:root{--a:#000000;}}@supports")
    assert with_fallbacks("p{color: red}") == "p{color: red}"


def test_minify_takes_out_what_means_nothing() -> None:
    css = """
    /* a note; { } */
    .a > .b , .c :is(p, q) { margin: 0.5rem calc(10.05rem + 0.5vw) ; content: "  : ; 0.5 " ; }
    @media (min-width: 40rem) { .a { color: red } }
    """

    assert minify(css) == (
        '.a>.b,.c :is(p,q){margin:.5rem calc(10.05rem + .5vw);content:"  : ; 0.5 "}@media (min-width:40rem){.a{color:red}}'
    )


def test_served_stylesheet_is_built_from_its_sources() -> None:
    call_command("build_css", "--check")


def test_stale_stylesheet_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stale = tmp_path / "vereda.css"
    stale.write_text("p{color:red}", "utf-8")
    monkeypatch.setattr(stylesheet, "SERVED", stale)

    with pytest.raises(CommandError, match=r"run manage\.py build_css"):
        call_command("build_css", "--check")
    call_command("build_css")

    assert stale.read_text("utf-8") == CSS


def test_stylesheet_and_script_stay_small() -> None:
    """LOOK.md: 12 KB of CSS and 5 KB of scripts, compressed. What a page adds of its own comes on top of ours."""
    assert len(brotli.compress(CSS.encode())) <= 8 * 1024
    assert len(gzip.compress(CSS.encode())) <= 9 * 1024
    assert len(brotli.compress(SCRIPT)) <= 3 * 1024


def test_stylesheet_asks_nothing_of_anybody() -> None:
    assert "@import" not in CSS
    assert all(address.startswith("data:") for address in re.findall(r"""url\(["']?([^"')]*)""", CSS))
    assert not re.findall(rb"https?://", SCRIPT)


def test_every_rule_stands_in_a_layer() -> None:
    outside = re.sub(r"\{(?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\})*\}", "{}", CSS)

    assert set(outside.split()) == {"@layer", "reset,tokens,base,layout,components,print;"} | {
        f"{layer}{{}}" for layer in ("reset", "tokens", "base", "layout", "components", "print")
    }


def test_every_token_that_is_used_exists() -> None:
    defined = set(re.findall(r"(--[\w-]+):", CSS))

    assert set(re.findall(r"var\((--[\w-]+)", CSS)) <= defined
