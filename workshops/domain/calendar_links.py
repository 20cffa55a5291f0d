"""The secret address of somebody's own calendar: made, shown again, replaced."""

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from workshops.models import FeedLink
from workshops.queries.calendars import digest_of

if TYPE_CHECKING:
    from lms.accounts.models import Person

SALT = "workshops.feed"


def make_link(*, person: "Person", now: datetime) -> FeedLink:
    """A new address; the one before opens nothing any more."""
    seed = secrets.token_hex(16)
    link, _ = FeedLink.objects.update_or_create(
        person=person, defaults={"seed": seed, "digest": digest_of(_token(seed)), "made_at": now}
    )
    return link


def remove_link(*, person: "Person") -> None:
    """Their calendar is nowhere any more."""
    FeedLink.objects.filter(person=person).delete()


def token_of(link: FeedLink) -> str:
    """What stands in the address; empty where the key of this installation has changed since, and a new one is needed."""
    token = _token(link.seed)
    return token if digest_of(token) == link.digest else ""


def _token(seed: str) -> str:
    return salted_hmac(SALT, seed, algorithm="sha256").hexdigest()[:48]
