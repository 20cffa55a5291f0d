"""Letters that a machine cannot print, whichever fonts it has."""

import unicodedata
from functools import cache

from lms.core.pdf import missing_glyphs

RARE = "".join(map(chr, range(0x10280, 0x1E900)))  # scripts that few fonts know


@cache
def unprintable_letter() -> str:
    """One that Unicode has given out and no font here draws. Fails where every font of the world is installed."""
    letters = "".join(sign for sign in RARE if unicodedata.category(sign) == "Lo")
    return missing_glyphs(letters[::100])[-1]


@cache
def unprintable_accent() -> str:
    """The same of signs that stand over, under or around a letter."""
    return missing_glyphs("".join(sign for sign in RARE if unicodedata.category(sign) == "Mn"))[-1]
