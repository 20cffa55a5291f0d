"""Multibase (Controlled Identifiers 1.0, section 2.4): a letter that names the alphabet, then the bytes in it."""

import base64
import re

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGITS = {letter: number for number, letter in enumerate(_ALPHABET)}
_LONGEST_58 = 128  # characters; keys and signatures have fewer, and the time grows with the square


def base58btc(content: bytes) -> str:
    """``z…``."""
    number, digits = int.from_bytes(content), ""
    while number:
        number, digit = divmod(number, 58)
        digits = _ALPHABET[digit] + digits
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + "1" * zeros + digits


def from_base58btc(text: str) -> bytes:
    """Of ``z…``, at most 128 characters. Raises ValueError."""
    digits = text[1:]
    if not text.startswith("z") or len(text) > _LONGEST_58 or not _DIGITS.keys() >= set(digits):
        raise ValueError("not base58btc")
    number = 0
    for letter in digits:
        number = number * 58 + _DIGITS[letter]
    zeros = len(digits) - len(digits.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)


def base64url(content: bytes) -> str:
    """``u…``, without padding."""
    return "u" + base64.urlsafe_b64encode(content).decode().rstrip("=")


def from_base64url(text: str) -> bytes:
    """Of ``u…``, without padding. Raises ValueError."""
    if not re.fullmatch(r"u[A-Za-z0-9_-]*", text):
        raise ValueError("not base64url")
    return base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4))
