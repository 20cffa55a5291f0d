"""Takes identifiers out of a ticket, and brings back those that stood in it where somebody wrote of them."""

import re
from collections.abc import Iterable, Iterator, Sequence

from courses.practice.rules.redaction.invent import EDGE, PLACEHOLDER
from courses.practice.rules.redaction.terms import Span
from courses.practice.rules.redaction.views import clean, decoded


def _standing(spans: Iterable[Span]) -> Iterator[Span]:
    """By part and position; of two that overlap the first."""
    part, done = -1, 0
    for span in sorted(spans, key=lambda span: (span.part, span.start, -span.end)):
        if span.part != part or span.start >= done:
            part, done = span.part, span.end
            yield span


def apply(parts: Sequence[str], spans: Iterable[Span]) -> list[str]:
    """The parts with replacements. Spans may be fewer or more than proposed; of two that overlap the first counts."""
    texts: list[list[str]] = [[] for _ in parts]
    done = [0] * len(parts)
    for span in _standing(spans):
        texts[span.part] += parts[span.part][done[span.part] : span.start], span.replacement
        done[span.part] = span.end
    return ["".join([*text, part[end:]]) for text, part, end in zip(texts, parts, done, strict=True)]


def mapping_of(spans: Iterable[Span]) -> dict[str, str]:
    """Replacement → original, of those that ``apply`` puts in; of several ways in which it was written the plainest."""
    best: dict[str, str] = {}
    for span in _standing(spans):
        if span.replacement not in best or _plainness(span.original) < _plainness(best[span.replacement]):
            best[span.replacement] = span.original
    return best


def _plainness(text: str) -> tuple[bool, bool, bool]:
    """Smaller is plainer. Accents are worth keeping, capitals only are not."""
    return clean(text).text != text or decoded(clean(text)).text != text or "\n" in text, text.isupper(), text.isascii()


_BEGIN = re.compile(rf"{EDGE}|(?={PLACEHOLDER})|(?<=[^\W\d_])(?=\d)")


def restore(text: str, mapping: dict[str, str]) -> str:
    """The real identifiers in place of the invented ones: whole words, the longest first, each once, in capitals or not."""
    lengths: dict[str, list[int]] = {}
    known = {new.lower(): new for new in mapping if new}
    for low in sorted(known, key=len, reverse=True):
        lengths.setdefault(low[0], []).append(len(low))
    pieces, done = list[str](), 0
    for begin in _BEGIN.finditer(text) if known else ():
        at = begin.start()
        if at < done:
            continue
        for length in dict.fromkeys(lengths.get(text[at : at + 1].lower(), ())):
            written, new = text[at : at + length], known.get(text[at : at + length].lower(), "")
            if new and not text[at + length : at + length + 1].isalnum() and _means(written, new, text, at):
                pieces += text[done:at], mapping.get(written, mapping[new])
                done = at + length
                break
    return "".join([*pieces, text[done:]])


def _means(written: str, new: str, text: str, at: int) -> bool:
    """Not where "Fern" was put in and the fern in the yard is spoken of."""
    if written == new or written.isupper() or new == new.lower() or any(sign.isdigit() for sign in new):
        return True
    before, after = text[at - 1 : at], text[at + len(written) : at + len(written) + 2]
    return before in _JOINS or (after[:1] in _JOINS and after[1:].isalnum())


_JOINS = frozenset("@/._-=#~%\\")
