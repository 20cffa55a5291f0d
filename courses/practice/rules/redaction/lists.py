"""Word lists of the package, folded.

``ordinary.txt``: common words of both languages, those that this project's own messages, manuals and descriptions use in
small letters, and others of everyday talk.
"""

from functools import cache, lru_cache
from pathlib import Path

from courses.practice.rules.redaction.views import fold
from lms.core.words import stem

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
    if is_plain(word) or low in words("ordinary"):
        return True
    return len(low) >= _SHORTEST_INFLECTED and any(stem(low, one) in _stems(one) for one in ("en", "es"))


@cache
def _stems(language: str) -> frozenset[str]:
    """Of the common words, for the forms that the list leaves out: reinicié, defaulting."""
    return frozenset(stem(word, language) for word in words("ordinary"))


_SHORTEST_INFLECTED = 5  # letters: Sid is no form of "side"


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
