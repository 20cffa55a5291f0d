"""The keys that credentials and status lists are signed with. Their seeds can be read where BADGES_KEK is set: in the
signing worker, and by whoever runs ``manage.py badges keys`` with it; never in the process that answers the web."""

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from badges.credentials.documents import Issuer, PublicKeyOf
from badges.credentials.keys import SeedSigner, Signer
from badges.credentials.wrapping import WrongKey, unwrap, wrap
from badges.enums import KEY_TRANSITIONS, KeyPurpose, KeyState
from badges.errors import NoKeyEncryptionKey, NoSigningKey
from badges.models import SigningKey


def issuer() -> Issuer:
    return Issuer(settings.SITE_URL, settings.SITE_NAME)


def published_keys() -> list[PublicKeyOf]:
    """All that anything was signed with and that nobody else has: the old ones too."""
    keys = SigningKey.objects.exclude(state=KeyState.COMPROMISED).order_by("pk")
    return [PublicKeyOf(one.name, one.public) for one in keys]


def new_key(*, purpose: KeyPurpose, key_encryption_key: str, now: datetime) -> SigningKey:
    """A new active one; the one before retires, and what it signed stands."""
    with transaction.atomic():
        for old in SigningKey.objects.select_for_update().filter(purpose=purpose, state=KeyState.ACTIVE):
            _set_state(old, KeyState.RETIRED, retired_at=now)
        name = _name(purpose, now)
        signer = SeedSigner(secrets.token_bytes(32))
        secret = wrap(signer.seed, key_encryption_key, name)
        public = signer.public.multibase
        return SigningKey.objects.create(name=name, purpose=purpose, public=public, secret=secret, made_at=now)


def declare_compromised(*, key: SigningKey, since: datetime, now: datetime) -> SigningKey:
    """Somebody else may have had it since then. It is not published any more, so nothing that it signed verifies, by
    whomever; ours is signed anew (``issuing.sign_anew``, ``status.promise_list``). Raises NoSigningKey while it is the
    active one: make another first."""
    if key.state == KeyState.ACTIVE:
        raise NoSigningKey
    _set_state(key, KeyState.COMPROMISED, compromised_since=min(since, now))
    key.refresh_from_db()
    return key


def active_key(purpose: KeyPurpose) -> SigningKey:
    """Raises NoSigningKey."""
    found = SigningKey.objects.filter(purpose=purpose, state=KeyState.ACTIVE).first()
    if found is None:
        raise NoSigningKey
    return found


def can_sign(purpose: KeyPurpose, key_encryption_key: str) -> bool:
    found = SigningKey.objects.filter(purpose=purpose, state=KeyState.ACTIVE).first()
    try:
        return found is not None and bool(unwrap(bytes(found.secret), key_encryption_key, found.name))
    except WrongKey:
        return False


def signer_of(key: SigningKey) -> Signer:
    """Raises NoKeyEncryptionKey, and ``WrongKey`` where it is another one."""
    if not settings.BADGES_KEK:
        raise NoKeyEncryptionKey
    return SeedSigner(unwrap(bytes(key.secret), settings.BADGES_KEK, key.name))


def _name(purpose: KeyPurpose, now: datetime) -> str:
    """``key-2026-01``, ``status-2026-01``: of a year, in order."""
    stem = f"{'key' if purpose is KeyPurpose.CREDENTIALS else purpose}-{now:%Y}-"
    return f"{stem}{SigningKey.objects.filter(name__startswith=stem).count() + 1:02d}"


def _set_state(key: SigningKey, state: KeyState, **changes: datetime) -> None:
    before = [old for old, following in KEY_TRANSITIONS.items() if state in following]
    SigningKey.objects.filter(pk=key.pk, state__in=before).update(state=state, **changes)
