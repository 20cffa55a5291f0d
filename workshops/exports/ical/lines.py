"""Content lines (RFC 5545, section 3.1): escaped, folded at 75 octets, ended by CRLF."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

MOST_OCTETS = 75
_BREAKS = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
# What no text may hold (section 3.1: CONTROL), the C1 controls, and halves of characters.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_IN_PARAMETERS = str.maketrans({"^": "^^", '"': "^'", "\n": "^n", "\t": " "})
_NEEDS_QUOTES = re.compile(r"[^A-Za-z0-9./_@+-]")  # spaces too: some readers trim them away


def text(words: str) -> str:
    """A value of type TEXT (section 3.3.11)."""
    return _clean(words).translate(_ESCAPES)


def parameter(words: str) -> str:
    """A parameter's value (section 3.2), in quotes where it needs them; what quotes cannot hold as RFC 6868 writes it."""
    written = _clean(words).translate(_IN_PARAMETERS)
    return f'"{written}"' if _NEEDS_QUOTES.search(written) else written


def line(name: str, value: str, **parameters: str) -> str:
    """One line, folded. ``value`` is written already: ``text(…)``, a date, an address. Parameters without words are left
    out; an underscore in a parameter's name stands for a hyphen."""
    given = "".join(f";{key.replace('_', '-')}={parameter(words)}" for key, words in parameters.items() if words != "")
    return fold(f"{name}{given}:{value}")


def fold(content: str) -> str:
    """With its CRLF. No character is split: each continuation takes whole ones while they fit."""
    if len(content) <= MOST_OCTETS and content.isascii():
        return f"{content}\r\n"
    octets = content.encode()
    pieces, start, room = [], 0, MOST_OCTETS
    while len(octets) - start > room:
        end = start + room
        while octets[end] & 0xC0 == 0x80:  # in the middle of a character
            end -= 1
        pieces.append(octets[start:end])
        start, room = end, MOST_OCTETS - 1  # the space in front counts
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode() + "\r\n"


def component(name: str, parts: Iterable[str]) -> str:
    """``parts``: lines and components, in order."""
    return f"BEGIN:{name}\r\n{''.join(parts)}END:{name}\r\n"


def utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def wall(at: datetime) -> str:
    """The reading of a clock, without a zone."""
    return at.strftime("%Y%m%dT%H%M%S")


def offset(ahead: timedelta) -> str:
    """UTC-OFFSET (section 3.3.14)."""
    seconds = int(ahead.total_seconds())
    minutes, rest = divmod(abs(seconds), 60)
    sign = "-" if seconds < 0 else "+"
    return f"{sign}{minutes // 60:02}{minutes % 60:02}" + (f"{rest:02}" if rest else "")


def _clean(words: str) -> str:
    return _REFUSED.sub("", _BREAKS.sub("\n", words))
