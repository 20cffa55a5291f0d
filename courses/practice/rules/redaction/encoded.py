"""Lines that a machine made of readable text: base64, base32, hexadecimal. What is readable in them is read."""

import base64
import binascii
import re
from collections.abc import Iterator

_BASE64 = re.compile(
    r"(?:[A-Za-z0-9+/_-]{40,200}\r?\n[> \t]{0,6}){0,400}+[A-Za-z0-9+/_-]{8,}+(?:={1,2}|(?:%3[dD]){1,2}|(?:=3D){1,2})?"
)
_HEX = re.compile(r"(?<![0-9A-Za-z])(?:0x|\\x)?(?:[0-9a-fA-F]{2}[ :]?){7,}+(?![0-9A-Za-z])")
_BASE32 = re.compile(r"(?<![A-Za-z0-9])[A-Z2-7]{16,}+={0,6}(?![A-Za-z0-9])")
_SPACES = re.compile(r"[\s>]")


def readable(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches that hold text, and the text."""
    for pattern, read in ((_BASE64, _base64), (_HEX, _hex), (_BASE32, _base32)):
        for found in pattern.finditer(text):
            plain = _text(read(found.group()))
            if plain:
                yield found.start(), found.end(), plain


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
