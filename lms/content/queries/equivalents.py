"""Words that mean the same, across the two languages and within one: *correo* finds *email*.

The shipped table is ``equivalents.txt`` beside this module; a glossary adds its own through ``lms.core.finding``.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lms.content.queries.published import remember
from lms.core.finding import registered_equivalents
from lms.core.words import EVERY_STOP_WORD, stem, words_of

FILE = Path(__file__).with_suffix(".txt")
LONGEST_PHRASE = 3

Stems = tuple[str, ...]
Phrase = tuple[str, str]  # language, words


class Sense(NamedTuple):
    """One way to say something, as the terms that a page would hold."""

    language: str
    stems: Stems


Table = dict[Stems, frozenset[Sense]]


def equivalents(number: int) -> Table:
    """The stems of a word or phrase, in either language → everything else that means the same."""
    return remember(number, "content.equivalents", lambda: _table([*shipped(), *_registered()]))


@cache
def shipped() -> tuple[tuple[Phrase, ...], ...]:
    """Each line is one meaning: English words = Spanish words, several of them with commas between."""
    lines = (line for line in FILE.read_text("utf-8").splitlines() if "=" in line and not line.startswith("#"))
    return tuple(tuple(_phrases(line)) for line in lines)


def _phrases(line: str) -> Iterator[Phrase]:
    for language, side in zip(("en", "es"), line.split("="), strict=True):
        yield from ((language, words.strip()) for words in side.split(",") if words.strip())


def _registered() -> Iterator[tuple[Phrase, ...]]:
    for english, spanish in registered_equivalents():
        yield ("en", english), ("es", spanish)


def _table(meanings: Iterable[tuple[Phrase, ...]]) -> Table:
    found: dict[Stems, set[Sense]] = defaultdict(set)
    for phrases in meanings:
        senses = {Sense(language, phrase_stems(words_of(words), language)) for language, words in phrases}
        senses = {sense for sense in senses if sense.stems}
        for sense in senses:
            found[sense.stems] |= senses - {sense}
    return {stems: frozenset(senses) for stems, senses in found.items()}


def phrase_stems(words: list[str], language: str) -> Stems:
    return tuple(stem(word, language) for word in words if word not in EVERY_STOP_WORD and len(word) > 1)
