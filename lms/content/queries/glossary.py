"""Words of the glossary in a text. The glossary gives its words through ``terms``; without one there are no hits."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class TermWords:
    """One term: language → its word."""

    words: dict[str, str]


@dataclass(frozen=True)
class Hit:
    word: str
    translation: str


def terms() -> list[TermWords]:
    """Every term of the glossary, in one query. There is no glossary yet."""
    return []


def glossary_hits(text: str, language: str, known: list[TermWords]) -> list[Hit]:
    """Terms whose word in ``language`` stands in ``text``, in the order of the glossary."""
    other = "es" if language == "en" else "en"
    return [
        Hit(term.words[language], term.words[other])
        for term in known
        if term.words.get(language) and term.words.get(other) and _stands_in(term.words[language], text)
    ]


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
