"""A signing key's seed under the key-encryption key: AES-256-GCM, bound to the key's name.

Source: NIST SP 800-38D; RFC 5869.
"""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT = b"\x01"
NONCE = 12  # bytes
SHORTEST = 32  # characters of a key-encryption key


class WrongKey(Exception):
    """The key-encryption key is another one, or what was wrapped is damaged."""


def wrap(seed: bytes, key: str, name: str) -> bytes:
    """``key``: the key-encryption key, text with at least 32 random characters; ``name``: of the signing key."""
    nonce = os.urandom(NONCE)
    return FORMAT + nonce + _box(key).encrypt(nonce, seed, name.encode())


def unwrap(wrapped: bytes, key: str, name: str) -> bytes:
    """The seed. Raises WrongKey."""
    if wrapped[:1] != FORMAT:
        raise WrongKey
    try:
        return _box(key).decrypt(wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], name.encode())
    except InvalidTag as error:
        raise WrongKey from error


def _box(key: str) -> AESGCM:
    return AESGCM(HKDF(algorithm=SHA256(), length=32, salt=None, info=b"vereda signing keys").derive(key.encode()))
