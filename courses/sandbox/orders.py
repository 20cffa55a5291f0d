"""Signed orders of the site to ``sandboxd``: one act on one machine, for one minute, once. Nothing here knows Django.

An order is JSON in base64url, a dot, and its HMAC-SHA-256 (RFC 2104) in base64url. The daemon knows nobody: ``owner`` is a
number that the site made out of a person, ``name`` what others at the same terminal read.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LIFETIME = 60  # seconds
LONGEST = 6000


class BadOrder(Exception):
    """``reason``: ``unreadable``, ``forged``, ``late``, ``used``."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Order:
    """``act``: what may be done, ``key``: with which machine. ``issued``: seconds since 1970. ``nonce``: known once."""

    act: str
    key: str
    owner: str = ""
    name: str = ""
    about: Mapping[str, Any] = field(default_factory=dict)
    issued: float = 0.0
    nonce: str = ""


def sign(order: Order, secret: bytes, *, now: float) -> str:
    fresh = asdict(order) | {"about": dict(order.about), "issued": now, "nonce": secrets.token_urlsafe(12)}
    body = _encode(json.dumps(fresh, separators=(",", ":"), sort_keys=True).encode())
    return f"{body}.{_encode(_code(body, secret))}"


def read(text: str, secret: bytes, *, now: float) -> Order:
    """Raises BadOrder. Whoever takes an order remembers its ``nonce`` until ``issued`` + ``LIFETIME``."""
    body, dot, code = text.partition(".")
    if not dot or len(text) > LONGEST:
        raise BadOrder("unreadable")
    try:
        given = _decode(code)
    except ValueError as error:
        raise BadOrder("unreadable") from error
    if not hmac.compare_digest(given, _code(body, secret)):
        raise BadOrder("forged")
    order = Order(**json.loads(_decode(body)))
    if not order.issued - 5 <= now <= order.issued + LIFETIME:
        raise BadOrder("late")
    return order


def _code(body: str, secret: bytes) -> bytes:
    return hmac.digest(secret, b"vereda.order." + body.encode(), hashlib.sha256)


def _encode(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
