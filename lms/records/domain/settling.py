"""Everything earned is derived from the record and can be derived again.

A *reader* keeps one cache of what follows from the record. ``settings.RECORD_READERS`` names them in the order in which
they may build on one another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils.module_loading import import_string

Facts = dict[tuple[str, ...], Any]


class Reader(Protocol):
    name: str

    def held(self, person_id: int) -> Facts:
        """What the cache says now."""

    def derived(self, person_id: int) -> Facts:
        """What the record says it should be."""

    def settle(self, *, person_id: int, now: datetime) -> None:
        """Makes the one equal to the other, and promises what is owed for anything new. Idempotent."""


@dataclass(frozen=True)
class Difference:
    reader: str
    person_id: int
    fact: tuple[str, ...]
    held: Any
    derived: Any

    def __str__(self) -> str:
        return f"{self.reader} person={self.person_id} {' '.join(self.fact)}: holds {self.held}, record says {self.derived}"


@cache
def readers() -> tuple[Reader, ...]:
    return tuple(import_string(path) for path in settings.RECORD_READERS)


def settle(*, person_id: int, now: datetime) -> None:
    for reader in readers():
        reader.settle(person_id=person_id, now=now)


def differences(person_id: int) -> Iterator[Difference]:
    for reader in readers():
        held, derived = reader.held(person_id), reader.derived(person_id)
        for fact in sorted(held.keys() | derived.keys()):
            if held.get(fact) != derived.get(fact):
                yield Difference(reader.name, person_id, fact, held.get(fact), derived.get(fact))


def everybody() -> list[int]:
    """Every person: a cache row without any statement behind it is a difference too.

    All keys at once: SQLite refuses to write while a half-read result is older than somebody else's change.
    """
    return list(get_user_model().objects.order_by("pk").values_list("pk", flat=True))
