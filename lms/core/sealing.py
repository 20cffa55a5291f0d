"""Text that a stolen copy of the database does not open: the key comes from SECRET_KEY, one for each purpose."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes

__all__ = ["InvalidToken", "seal", "unseal"]


def seal(text: str, *, purpose: str) -> str:
    """Encrypts and authenticates (Fernet: AES-128-CBC with HMAC-SHA256). What one purpose sealed no other opens."""
    return _box(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str) -> str:
    """Also what was sealed under a former key, while that one stands in SECRET_KEY_FALLBACKS. Raises InvalidToken."""
    return _box(purpose).decrypt(sealed.encode()).decode()


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key, purpose)) for key in keys])


def _derived(key: str | bytes, purpose: str) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(force_bytes(key), purpose.encode(), hashlib.sha256))
