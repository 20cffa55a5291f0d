"""What can be told of a ticket by looking at it: its language, and whose turn it is."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

# Words that are frequent in one of the two languages and rare in the other.
_OF_SPANISH = """
el la los las un una de del que no en por para con se su sus es está están esta este pero como ya mi me nos lo le al y o si
sí más muy cuando desde hace hola gracias ayuda correo página sitio también porque donde puedo puede tengo
"""
_OF_ENGLISH = """
the a an of to and in is are was were it that this not for on with we our my you your have has had but when since from hello
hi thanks please help mail page site also because where can could would there any been does do
"""
_SPANISH, _ENGLISH = frozenset(_OF_SPANISH.split()), frozenset(_OF_ENGLISH.split())
_WORD = re.compile(r"[a-záéíóúñü]+")


def language_of(text: str, fallback: str = "en") -> str:
    """``"en"`` or ``"es"``, by the small words of the first few thousand characters."""
    words = _WORD.findall(text[:5000].lower())
    spanish, english = sum(one in _SPANISH for one in words), sum(one in _ENGLISH for one in words)
    if spanish == english:
        return fallback
    return "es" if spanish > english else "en"


def turns(
    reporter: str, created_at: datetime, said: Sequence[tuple[str, datetime]]
) -> tuple[str, datetime, datetime | None]:
    """Whose turn it is ("desk" or "member"), since when, and when the member was first answered.

    ``said``: author and moment of every comment, oldest first. It is the turn of whoever did not speak last; several
    comments of one side in a row count from the first of them.
    """
    turn, since, answered = "desk", created_at, None
    for author, at in said:
        next_turn = "desk" if author == reporter else "member"
        if next_turn == "member" and answered is None:
            answered = at
        if next_turn != turn:
            turn, since = next_turn, at
    return turn, since, answered


def paragraphs(text: str) -> list[str]:
    """Parted by empty lines; none is empty."""
    return [part.strip("\n") for part in re.split(r"\n[ \t]*\n", text) if part.strip()]


def is_stale(changed_at: datetime, now: datetime, days: int) -> bool:
    return now - changed_at >= timedelta(days=days)
