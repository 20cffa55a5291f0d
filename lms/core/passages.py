"""The words of a question where they stand in a text: which passage to show, and what to mark in it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lms.core.words import fold, stem

PASSAGE = 230  # characters
BEFORE = 70  # of them in front of the first word that was looked for


class Piece(NamedTuple):
    text: str
    is_marked: bool


class Marker:
    """Finds words by their stems in one language. Most stems are how the word begins; the others are seldom met."""

    def __init__(self, stems: frozenset[str], language: str) -> None:
        self.stems, self.language = stems, language
        starts = sorted({re.escape(one[: max(3, len(one) - 1)] if len(one) > 3 else one) for one in stems})
        self.pattern = re.compile(rf"(?<![^\W_])(?:{'|'.join(starts)})[^\W_]*") if starts else None

    def places(self, text: str) -> Iterator[tuple[int, int]]:
        if self.pattern is None:
            return
        for match in self.pattern.finditer(fold(text)):
            if stem(match[0], self.language) in self.stems:
                yield match.span()

    def marked(self, text: str) -> list[Piece]:
        pieces, end = [], 0
        for start, stop in self.places(text):
            if start > end:
                pieces.append(Piece(text[end:start], is_marked=False))
            pieces.append(Piece(text[start:stop], is_marked=True))
            end = stop
        return [*pieces, Piece(text[end:], is_marked=False)] if end < len(text) else pieces

    def passage(self, summary: str, text: str) -> str:
        """The summary where a word stands in it or nowhere; else the sentences around the first place in the text."""
        if next(self.places(summary), None) or not text:
            return summary
        first = next(self.places(text), None)
        return _around(text, first[0]) if first else summary or _around(text, 0)


def _around(text: str, place: int) -> str:
    """Whole words, with an ellipsis where something is left out."""
    start = max(0, place - BEFORE)
    if start:
        start = text.find(" ", start, place) + 1 or place
    end = min(len(text), start + PASSAGE)
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > place else end
    cut = " ".join(text[start:end].split())
    return f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}"
