"""Authenticator apps: how their secrets are kept, and the shared secret of a demo person."""

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

from django.apps import apps
from django.conf import settings
from django.db import transaction

from lms.accounts.errors import OnlyInDevelopment
from lms.accounts.models import Person
from lms.core.sealing import seal, unseal

PERIOD = 30  # seconds; RFC 6238's default, and what every app assumes
DIGITS = 6
PURPOSE = "lms.accounts.second_factor"


def encrypt(text: str) -> str:
    """A stolen copy of the database alone opens nobody's second factor: the key comes from SECRET_KEY."""
    return seal(text, purpose=PURPOSE)


def decrypt(sealed: str) -> str:
    """Also what was sealed under a former key, while that one stands in SECRET_KEY_FALLBACKS."""
    return unseal(sealed, purpose=PURPOSE)


@transaction.atomic
def set_totp(*, person: Person, secret: str = "", now: datetime) -> str:
    """Gives a demo person an authenticator with this secret (or a new one), and answers the secret. Development only."""
    if not settings.DEVELOPMENT:
        raise OnlyInDevelopment
    secret = secret or base64.b32encode(secrets.token_bytes(20)).decode()
    apps.get_model("mfa", "Authenticator").objects.update_or_create(
        user_id=person.pk, type="totp", defaults={"data": {"secret": encrypt(secret)}, "created_at": now}
    )
    return secret


def kept_secret(*, person: Person) -> str:
    """The secret of a person's authenticator app, or nothing. Development only."""
    if not settings.DEVELOPMENT:
        raise OnlyInDevelopment
    kept = apps.get_model("mfa", "Authenticator").objects.filter(user_id=person.pk, type="totp").first()
    return decrypt(kept.data["secret"]) if kept else ""


def current_code(*, secret: str, now: datetime) -> str:
    """The code that an authenticator app shows at this moment (RFC 6238, SHA-1)."""
    counter = struct.pack(">Q", int(now.timestamp()) // PERIOD)
    digest = hmac.digest(base64.b32decode(secret, casefold=True), counter, hashlib.sha1)
    offset = digest[-1] & 0x0F
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 10**DIGITS:0{DIGITS}}"


def totp_address(*, person: Person, secret: str) -> str:
    """What a QR code for an authenticator app holds."""
    label = quote(f"{settings.SITE_NAME}:{person.email}")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': settings.SITE_NAME}, quote_via=quote)}"
