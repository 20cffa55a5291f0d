"""Word lists of the package, folded.

``ordinary.txt``: common words of both languages, those of the frequency lists of wordfreq 3.1.1 (CC BY-SA 4.0) that the
hunspell dictionaries en_US (SCOWL, BSD) and es_MX (GPL 3 or later) know in small letters.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from courses.practice.rules.redaction.views import fold

_FOLDER = Path(__file__).parent / "words"


@cache
def words(name: str) -> frozenset[str]:
    """Of ``words/<name>.txt``: words apart by any space."""
    return frozenset(fold((_FOLDER / f"{name}.txt").read_text(encoding="utf-8")).split())


@cache
def public_names() -> frozenset[str]:
    """icloud, gmail: of services that everybody uses."""
    return frozenset(domain.split(".")[0] for domain in words("public"))


@lru_cache(maxsize=1 << 16)
def is_plain(word: str) -> bool:
    """An ordinary word of support, capitalised or not: nobody's name."""
    low = fold(word)
    return low in words("plain") or (low.endswith("s") and low[:-1] in words("plain"))


@lru_cache(maxsize=1 << 16)
def is_ordinary(word: str) -> bool:
    """A common word of either language; may be somebody's name where more speaks for it than a capital letter."""
    low = fold(word)
    return is_plain(word) or any(form in words("ordinary") for form in (low, *_stems(low)))


def _stems(low: str) -> Iterator[str]:
    """Of a form that a list of common words leaves out: reinicié, defaulting, mándamelo."""
    bare = _PREFIX.sub("", low)
    for stem in (bare, _SUFFIX.sub("", bare), _SUFFIX.sub("", low)):
        if len(stem) >= _SHORTEST_STEM:
            yield from (stem, f"{stem}e")


_PREFIX = re.compile(r"^(?:re|des|un|pre|auto)")
_SUFFIX = re.compile(r"(?:s|es|ing|ed|er|ly|mente|(?:me|te|se|nos|les?)?l[oa]s?|me|se|nos|les?)$")
_SHORTEST_STEM = 5  # letters


@lru_cache(maxsize=1 << 16)
def is_given(word: str) -> bool:
    return fold(word) in words("first_names")


@lru_cache(maxsize=1 << 16)
def is_surname(word: str) -> bool:
    return fold(word) in words("surnames")


@lru_cache(maxsize=1 << 16)
def is_ambiguous(word: str) -> bool:
    """A name that is an ordinary word as well ("Rosa", "Will")."""
    low = fold(word)
    return low in words("ambiguous") or low in words("plain")


@cache
def numbers() -> dict[str, str]:
    """Numbers said in words → digits; none for words as "double"."""
    lines = (_FOLDER / "numbers.txt").read_text(encoding="utf-8").splitlines()
    return {word: digits.strip("-") for word, digits in (line.split() for line in lines)}
