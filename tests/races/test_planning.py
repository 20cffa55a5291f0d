"""The same file twice, and the same copy twice, at the same moment: it is made once. And what happens without the locks."""

from collections.abc import Callable
from datetime import date, time
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import NEW_YORK, make_series
from tests.races.together import meet_around, together
from workshops.domain import duplicating, importing
from workshops.domain.duplicating import duplicate_series
from workshops.domain.importing import Row, import_series
from workshops.domain.scheduling import Plan, Words
from workshops.enums import Format, Frequency
from workshops.errors import RunsAlready
from workshops.models import Series
from workshops.rules.recurrence import Rule

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
ROW = Row(
    number=2,
    plan=Plan(
        NEW_YORK,
        date(2027, 9, 2),
        time(18),
        Rule(Frequency.WEEKLY, count=2),
        arranged={"format": Format.ONLINE, "online_seats": 20},
    ),
    words={"en": Words("Night school")},
    original_language="en",
)


def importer() -> Callable[[], Any]:
    return partial(import_series, rows=[ROW], organisers=[make_person("Carmen")], now=MONDAY)


def copier() -> Callable[[], Any]:
    return partial(duplicate_series, series=make_series(), starts_on=date(2027, 9, 2), now=MONDAY)


def together_in(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, call: Callable[[], Any]) -> list[Any]:
    """Both look whether it is there before either makes it, unless something keeps one of them out."""
    meet_around(monkeypatch, module, name, people=2, seconds=1.0)
    return together(call, call)


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)


def test_a_file_handed_in_twice_at_once_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = together_in(monkeypatch, importing, "known_already", importer())

    assert sorted(map(len, made)) == [0, 1]
    assert Series.objects.count() == 1


def test_without_the_lock_on_the_person_postgresql_makes_a_file_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it is there. SQLite lets one writer in at a time."""
    without_locks(monkeypatch)

    together_in(monkeypatch, importing, "known_already", importer())

    assert Series.objects.count() == (2 if connection.vendor == "postgresql" else 1)


def test_a_copy_asked_for_twice_at_once_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made = together_in(monkeypatch, duplicating, "check_copy", copier())

    assert sorted(type(one).__name__ for one in made) == sorted([Series.__name__, RunsAlready.__name__])
    assert Series.objects.count() == 2


def test_without_the_lock_on_the_original_postgresql_copies_it_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it is there. SQLite lets one writer in at a time."""
    without_locks(monkeypatch)

    together_in(monkeypatch, duplicating, "check_copy", copier())

    assert Series.objects.count() == (3 if connection.vendor == "postgresql" else 2)
