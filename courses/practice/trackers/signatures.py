"""Webhooks: who signed one, and which delivery it is."""

import hashlib
import hmac
from collections.abc import Mapping


def header(headers: Mapping[str, str], *names: str) -> str:
    """The first of these that was sent, "" if none; names in any case."""
    sent = {name.lower(): value for name, value in headers.items()}
    return next((sent[name.lower()] for name in names if sent.get(name.lower())), "")


def is_same(given: str, right: str) -> bool:
    """In constant time. Nothing is the same as an empty secret."""
    return bool(right) and hmac.compare_digest(given.encode(), right.encode())


def is_signed(given: str, body: bytes, secret: str, digest: str = "sha256") -> bool:
    """``given``: the HMAC in hexadecimal digits."""
    return bool(secret) and is_same(given, hmac.new(secret.encode(), body, digest).hexdigest())


def delivery(headers: Mapping[str, str], body: bytes, *names: str) -> str:
    """What the server calls this delivery; a digest of the body where it does not tell."""
    return header(headers, *names)[:200] or hashlib.sha256(body).hexdigest()
