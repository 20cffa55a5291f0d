"""Numbers said in words, or in digits with words between."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from courses.practice.rules.redaction.lists import numbers, words
from courses.practice.rules.redaction.terms import Certainty, Find, Kind
from courses.practice.rules.redaction.views import fold

_WORD = re.compile(r"[^\W_]{1,80}")
_QUAD = re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])")
_GAP = 6  # signs between two words of one number
_LONGEST_DIGITS, _LONGEST_WORD = 8, 80


def said(text: str, is_date: re.Pattern[str]) -> Iterator[Find]:
    run: list[tuple[int, int, str]] = []
    for found in _WORD.finditer(text):
        word = found.group() if found.group().isdigit() else fold(found.group())
        digits = word if word.isdigit() and len(word) <= _LONGEST_DIGITS else _digits(word)
        gap = text[run[-1][1] : found.start()] if run else ""
        if run and (len(gap) > _GAP or gap.count("\n") > 1 or (":" in gap and digits is not None and len(digits) == 2)):
            yield from _heard(run, text, is_date)
            run = []
        if digits is not None:
            run.append((found.start(), found.end(), digits))
        elif run and word in words("joins"):
            run.append((found.start(), found.end(), ""))
        elif run:
            yield from _heard(run, text, is_date)
            run = []
    yield from _heard(run, text, is_date)


def _digits(word: str) -> str | None:
    """Of one word, which may be several: cincocincocinco, cincuentayuno."""
    return _composed(word) if word[:2] in _heads() else None


@lru_cache(maxsize=1 << 14)
def _composed(word: str) -> str | None:
    if word in numbers():
        return numbers()[word]
    pieces = _pieces().findall(word) if _pieces_only().fullmatch(word) else []
    return "".join(numbers()[piece] for piece in pieces) or None


@cache
def _heads() -> frozenset[str]:
    return frozenset(word[:2] for word in numbers())


@cache
def _pieces() -> re.Pattern[str]:
    return re.compile("|".join(sorted(numbers(), key=len, reverse=True)))


@cache
def _pieces_only() -> re.Pattern[str]:
    return re.compile(rf"(?:(?:{_pieces().pattern})y?)++")


def _heard(run: list[tuple[int, int, str]], text: str, is_date: re.Pattern[str]) -> Iterator[Find]:
    while run and not run[-1][2]:
        run.pop()
    number = "".join(digits for _, _, digits in run)
    worded = any(not digits or end - start > len(digits) for start, end, digits in run)
    shown = text[run[0][0] : run[-1][1]] if run else ""
    if (
        is_date.search(shown)
        or _QUAD.search(shown)
        or re.search(r"(?:ports?|puertos?)\W{1,3}$", fold(text[max(0, run[0][0] - 10) : run[0][0]] if run else ""))
    ):
        return
    if worded and len(number) >= 7 and (len(run) >= 3 or shown.isalpha()):
        certainty = Certainty.SURE if len(number) >= 10 else Certainty.MAYBE
        yield Find(run[0][0], run[-1][1], Kind.PHONE, number[-10:], certainty)
