"""Lines that a machine made of readable text: base64, base32, hexadecimal. What is readable in them is read."""

import base64
import binascii
import re
from collections.abc import Iterator

_BASE64 = re.compile(
    r"(?:(?:[A-Za-z0-9+/_-]{40,200}+\r?\n[> \t]{0,6}(?=[A-Za-z0-9+/_-]))++[A-Za-z0-9+/_-]++|[A-Za-z0-9+/_-]{8,}+)"
    r"(?:={1,2}|(?:%3[dD]){1,2}|(?:=3D){1,2})?"
)
# Whatever follows, so that a run is read once: where it stops within a word, that word is left out.
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x|\\x)?(?:[0-9a-fA-F]{2}[ :]?){7,}+")
_BASE32 = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{16,}+={0,6}(?![A-Za-z0-9])")
_LAST_WORD = re.compile(r"[0-9a-zA-Z]+$")
_LINE = re.compile(r"[^\s>]{8,}")
_SPACES = re.compile(r"[\s>]")


def readable(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches that hold text, and the text."""
    for found in _BASE64.finditer(text):
        yield from _lines(found.group(), found.start())
    for found in _HEX.finditer(text):
        written = found.group()
        if written[-1].isalnum() and text[found.end() : found.end() + 1].isalnum():
            written = _LAST_WORD.sub("", written)
        written = written.rstrip(" :")
        plain = _text(_hex(written))
        if plain:
            yield found.start(), found.start() + len(written), plain
    for found in _BASE32.finditer(text):
        plain = _text(_base32(found.group()))
        if plain:
            yield found.start(), found.end(), plain


def _lines(written: str, at: int) -> Iterator[tuple[int, int, str]]:
    """As one text; where that makes none, because a line of prose stands at an end, each line by itself."""
    plain = _text(_base64(written))
    if plain:
        yield at, at + len(written), plain
    elif "\n" in written:
        for line in _LINE.finditer(written):
            raw = _base64(line.group())  # letters of several bytes may be cut at its ends
            plain = next(
                filter(None, (_text(raw[first : len(raw) - last]) for first in range(3) for last in range(3))), ""
            )
            if plain:
                yield at + line.start(), at + line.end(), plain


def _base64(written: str) -> bytes:
    bare = _SPACES.sub("", re.split(r"=|%3", written, maxsplit=1)[0]).replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(bare[: len(bare) - (len(bare) % 4 == 1)] + "=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _hex(written: str) -> bytes:
    bare = re.sub(r"^(?:0x|\\x)|[ :]", "", written)
    return bytes.fromhex(bare[: len(bare) // 2 * 2])


def _base32(written: str) -> bytes:
    bare = written.rstrip("=")
    try:
        return base64.b32decode(bare + "=" * (-len(bare) % 8))
    except (binascii.Error, ValueError):
        return b""


def _text(raw: bytes) -> str:
    """ "" where it is not text."""
    if len(raw) < 5:
        return ""
    for name in ("utf-8", "utf-16-le"):
        try:
            read = raw.decode(name)
        except UnicodeDecodeError:
            continue
        odd = sum(
            not (sign.isascii() and (sign.isprintable() or sign in "\r\n\t")) and not sign.isalpha() for sign in read
        )
        ascii_signs = sum(sign.isascii() for sign in read)
        if odd <= len(read) * 0.02 and ascii_signs > len(read) * 0.7:
            return read
    return ""
