"""People with a name and an address; what they do comes from the tests."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.test import Client

from lms.accounts.domain import create_person
from lms.accounts.models import Person

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def make_person(name: str = "Alicia", *, language: str = "en", **fields: Any) -> Person:
    """A learner without a password: tests sign in with ``client.force_login``."""
    address = f"{name.lower()}@example.org"
    return create_person(email=address, password=None, chosen_name=name, language=language, now=MONDAY, **fields)


def signed_in(person: Person, **options: Any) -> Client:
    """A browser of theirs."""
    client = Client(**options)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def later(minutes: int) -> datetime:
    """That many minutes after the Monday on which these tests begin."""
    return MONDAY + timedelta(minutes=minutes)
