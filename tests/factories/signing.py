"""Keys and what is signed with them, as the signing worker does it."""

from typing import Any

from badges.domain.keys import new_key
from badges.enums import KeyPurpose
from badges.models import SigningKey
from lms.core import jobs
from tests.factories.people import MONDAY

KEK = "only-for-tests-" + "k" * 40


def make_keys(settings: Any) -> dict[KeyPurpose, SigningKey]:
    """One of each purpose, and this process may open them."""
    settings.BADGES_KEK = KEK
    return {purpose: new_key(purpose=purpose, key_encryption_key=KEK, now=MONDAY) for purpose in KeyPurpose}


def sign_what_waits() -> None:
    """As ``manage.py jobs --queue signing --once`` does."""
    jobs.drain(queue="signing")
