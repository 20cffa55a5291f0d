"""Bitstring Status List 1.0 (W3C): one bit for each credential, the first bit leftmost, gzip (RFC 1952), base64url.

One gzip member holds the whole list and nothing follows it. Sizes are looked at before and while it is unpacked.
"""

import gzip
import re
import zlib
from collections.abc import Collection

from badges.credentials.errors import CredentialError
from badges.credentials.multibase import base64url, from_base64url

SHORTEST = 131_072  # bits: fewer would tell from the length who is meant (section 6.1)
LONGEST = 2**24  # bits
_LONGEST_TEXT = LONGEST // 8 * 4 // 3 + 1024  # characters of a list that does not shrink
_GZIP = 16 + zlib.MAX_WBITS


class BadStatusList(CredentialError):
    """``code``: ``not_multibase``, ``not_gzip``, ``too_short``, ``too_long``, ``length`` (no whole bytes), ``index``."""


def encode(indexes: Collection[int], length: int = SHORTEST) -> str:
    """``encodedList``, ``u…``, of a list of ``length`` bits in which those at ``indexes`` are set. Raises BadStatusList."""
    if length % 8:
        raise BadStatusList("length")
    _look_at_length(length)
    bits = bytearray(length // 8)
    for index in indexes:
        _look_at_index(index, length)
        bits[index // 8] |= 0x80 >> index % 8
    return base64url(gzip.compress(bits, mtime=0))


def is_set(encoded: str, index: int) -> bool:
    """Raises BadStatusList."""
    bits = _decode(encoded)
    _look_at_index(index, len(bits) * 8)
    return bool(bits[index // 8] & 0x80 >> index % 8)


def read_index(given: object) -> int:
    """``statusListIndex``: an integer as text in base 10 (section 2.1), or as a number, as 1EdTech writes it. Raises
    BadStatusList."""
    if isinstance(given, str) and re.fullmatch(r"[0-9]{1,15}", given):
        return int(given)
    if type(given) is not int or given < 0:
        raise BadStatusList("index")
    return given


def _decode(encoded: str) -> bytes:
    if len(encoded) > _LONGEST_TEXT:
        raise BadStatusList("too_long")
    try:
        packed = from_base64url(encoded)
    except ValueError as error:
        raise BadStatusList("not_multibase") from error
    unpacking = zlib.decompressobj(_GZIP)
    try:
        bits = unpacking.decompress(packed, LONGEST // 8 + 1)
    except zlib.error as error:
        raise BadStatusList("not_gzip") from error
    _look_at_length(len(bits) * 8)
    if not unpacking.eof or unpacking.unused_data:
        raise BadStatusList("not_gzip")
    return bits


def _look_at_length(length: int) -> None:
    if length < SHORTEST:
        raise BadStatusList("too_short")
    if length > LONGEST:
        raise BadStatusList("too_long")


def _look_at_index(index: int, length: int) -> None:
    if type(index) is not int or not 0 <= index < length:
        raise BadStatusList("index")
