"""The words of a question where they stand in a text: which passage to show, and what to mark in it."""

import re
from collections.abc import Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from lms.core.words import fold, stem

BREAK = "\n\n"  # between what does not belong to one sentence: a heading and what follows it
PASSAGE = 230  # characters
FAR_ENOUGH = (
    2500  # characters in which a passage is looked for; reading all of ten lessons costs more than finding them
)
BEFORE = 70  # of them in front of the first word that was looked for


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

    def marked(self, text: str) -> SafeString:
        """As HTML: everything escaped, and the words in <mark>."""
        pieces, end = [], 0
        for start, stop in self.places(text):
            pieces += [escape(text[end:start]), "<mark>", escape(text[start:stop]), "</mark>"]
            end = stop
        pieces.append(escape(text[end:]))
        return mark_safe("".join(pieces))  # noqa: S308 escaped piece by piece

    def passage(self, summary: str, text: str) -> str:
        """The summary where a word stands in it or nowhere; else the sentences around the first place in the text."""
        if next(self.places(summary), None) or not text:
            return summary
        first = next(self.places(text[:FAR_ENOUGH]), None)
        return _around(text, first[0]) if first else summary or _around(text, 0)


def _around(text: str, place: int) -> str:
    """Whole words, with an ellipsis where something is left out."""
    start = max(0, place - BEFORE)
    if start:
        start = text.find(" ", start, place) + 1 or place
    end = min(len(text), start + PASSAGE)
    if end < len(text):
        end = text.rfind(" ", start, end) if text.rfind(" ", start, end) > place else end
    cut = " · ".join(" ".join(piece.split()) for piece in text[start:end].split(BREAK) if piece.strip())
    return f"{'… ' if start else ''}{cut}{' …' if end < len(text) else ''}"
