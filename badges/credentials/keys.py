"""Ed25519 (RFC 8032) as ``Multikey`` (Controlled Identifiers 1.0, section 2.2.2): two bytes name the curve, then the key."""

from dataclasses import dataclass, field
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from badges.credentials.errors import CredentialError
from badges.credentials.multibase import base58btc, from_base58btc

_ED25519_PUBLIC = b"\xed\x01"
LENGTH = 32  # bytes, of a public key and of a seed alike
SIGNATURE_LENGTH = 64


class BadKey(CredentialError):
    """``code``: ``not_multibase``, ``not_ed25519``, ``length``."""


@dataclass(frozen=True)
class PublicKey:
    """``raw``: 32 bytes (RFC 8032, section 5.1.5). Raises BadKey."""

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != LENGTH:
            raise BadKey("length")

    @classmethod
    def from_multibase(cls, text: str) -> "PublicKey":
        """Of ``publicKeyMultibase``: ``z6Mk…``. Raises BadKey."""
        try:
            content = from_base58btc(text)
        except ValueError as error:
            raise BadKey("not_multibase") from error
        if not content.startswith(_ED25519_PUBLIC):
            raise BadKey("not_ed25519")
        return cls(content.removeprefix(_ED25519_PUBLIC))

    @property
    def multibase(self) -> str:
        return base58btc(_ED25519_PUBLIC + self.raw)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """RFC 8032, section 5.1.7. A key that is no point of the curve verifies nothing."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Signer(Protocol):
    """Whatever holds a private key: a seed in memory, or a service that never shows it."""

    @property
    def public(self) -> PublicKey: ...

    def sign(self, message: bytes) -> bytes:
        """64 bytes (RFC 8032, section 5.1.6)."""


@dataclass(frozen=True)
class SeedSigner:
    """``seed``: 32 secret bytes, the private key of RFC 8032, section 5.1.5; never printed. Raises BadKey."""

    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.seed) != LENGTH:
            raise BadKey("length")

    @property
    def public(self) -> PublicKey:
        return PublicKey(self._key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, message: bytes) -> bytes:
        return self._key().sign(message)

    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)
