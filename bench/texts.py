"""Hostile text at the doors: twice as much of it may cost about twice, not four times and more."""

import sys
import time
from collections.abc import Callable, Iterator
from statistics import median

from bench.budgets import TWICE_AS_LONG, Broken
from bench.report import table
from lms.core.html import clean_rich_text, linkify_text, plain_text

MARKUP = ("<b>", "<a href=x><table>", "<ul><li>", "<svg><p>", "&", "<p ", "<table><b>", "<b><p>", "<!--")
WORDS = ("a.a-", "a.", "a@", '"a', '".', "http://", "a.co/(", "x.org ")
LONGEST = {"markup": 50_000, "words": 20_000}  # characters
LEAST = 0.01  # CPU seconds; a shorter time says nothing about growth


def measure_texts(passes: int) -> Iterator[Broken]:
    rows = []
    for kind, pieces, read in (("markup", MARKUP, _read_markup), ("words", WORDS, _read_words)):
        worst, piece = max((_growth(piece, LONGEST[kind], read, passes), piece) for piece in pieces)
        rows.append([f"{kind}, worst: {piece!r}", f"{worst:.2f}", f"{TWICE_AS_LONG:g}"])
        if worst > TWICE_AS_LONG:
            yield Broken(f"twice as long a text of {piece!r}", f"{worst:.2f} × the cost", f"{TWICE_AS_LONG:g}")
    table(sys.stdout, "Twice as long a hostile text, CPU", ("", "× half of it", "at most"), rows)


def _growth(piece: str, longest: int, read: Callable[[str], object], passes: int) -> float:
    whole = (piece * longest)[:longest]
    halves, wholes = [], []
    for _ in range(passes):
        halves.append(_cost(whole[: longest // 2], read))
        wholes.append(_cost(whole, read))
    return median(wholes) / max(median(halves), LEAST)


def _cost(text: str, read: Callable[[str], object]) -> float:
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


def _read_markup(markup: str) -> None:
    clean_rich_text(markup, most=10**6)
    plain_text(markup)


def _read_words(words: str) -> None:
    linkify_text(f"{words}@.", most=10**6)
