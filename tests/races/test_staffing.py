"""Two answers at once: one place is given once, and one person is in one place. And what happens without the locks."""

from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from lms.mail.models import Message
from tests.factories.people import MONDAY, make_person
from tests.factories.staffing import ask
from tests.factories.workshops import make_session
from tests.races.together import meet_around, meet_before, together
from workshops.domain import commitments, staffing
from workshops.domain.commitments import CONSTRAINT
from workshops.domain.staffing import accept
from workshops.errors import Busy, PlaceFilled
from workshops.models import Assignment

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
EXCLUDE = f"""
ALTER TABLE workshops_assignment ADD CONSTRAINT {CONSTRAINT}
EXCLUDE USING gist (person_id WITH =, tstzrange(busy_from, busy_until) WITH &&) WHERE (holds)
"""


def outcomes_of(outcomes: list[Any]) -> list[str]:
    return sorted(type(one).__name__ for one in outcomes)


def accepted() -> int:
    return Assignment.objects.accepted().count()


def say_yes(row: Assignment) -> Any:
    return partial(accept, assignments=[row], now=MONDAY)


def one_place() -> list[Assignment]:
    return ask(make_session(), make_person("Alicia"), make_person("Beto"))


def one_person() -> list[Assignment]:
    alicia = make_person("Alicia")
    return [ask(make_session(), alicia)[0] for _session in range(2)]


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)


def test_one_place_is_given_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = one_place()
    meet_before(monkeypatch, staffing, "still_wanted", people=2)

    outcomes = together(*map(say_yes, rows))

    assert outcomes_of(outcomes) == sorted([PlaceFilled.__name__, "Answered"])
    assert accepted() == 1
    assert Message.objects.filter(template="workshops/thanked").count() == 1


def test_without_the_lock_on_the_session_postgresql_has_two_who_were_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it is there: both find the place free, both take it, each withdraws the other, and the database has to stop one
    of them with an error. SQLite lets one writer in at a time."""
    rows = one_place()
    is_postgresql = connection.vendor == "postgresql"
    without_locks(monkeypatch)
    meet_around(monkeypatch, staffing, "still_wanted", people=2, seconds=30 if is_postgresql else 0.5)
    meet_before(monkeypatch, staffing, "withdraw_the_others", people=2)

    outcomes = together(*map(say_yes, rows))

    other = "OperationalError" if is_postgresql else PlaceFilled.__name__
    assert outcomes_of(outcomes) == sorted(["Answered", other])


def test_a_person_who_says_yes_to_two_things_at_once_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = one_person()
    meet_before(monkeypatch, commitments, "clash_of", people=2)

    outcomes = together(*map(say_yes, rows))

    assert outcomes_of(outcomes) == sorted([Busy.__name__, "Answered"])
    assert accepted() == 1


def test_without_the_lock_on_the_person_the_database_itself_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes commitments without asking this module is stopped as well: PostgreSQL refuses one of the two, and
    the one who was refused looks again and says what it was. Where both wait for each other, one is let off."""
    rows = one_person()
    is_postgresql = connection.vendor == "postgresql"
    without_locks(monkeypatch)
    meet_around(monkeypatch, commitments, "clash_of", people=2, seconds=2 if is_postgresql else 0.5)

    outcomes = together(*map(say_yes, rows))

    assert outcomes_of(outcomes).count("Answered") == 1
    assert accepted() == 1


def test_without_lock_and_constraint_postgresql_has_them_in_two_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Why both are there. SQLite lets one writer in at a time."""
    rows = one_person()
    is_postgresql = connection.vendor == "postgresql"
    if is_postgresql:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE workshops_assignment DROP CONSTRAINT {CONSTRAINT}")
    try:
        without_locks(monkeypatch)
        meet_around(monkeypatch, commitments, "clash_of", people=2, seconds=30 if is_postgresql else 0.5)

        together(*map(say_yes, rows))

        assert accepted() == (2 if is_postgresql else 1)
    finally:
        if is_postgresql:
            Assignment.objects.all().delete()
            with connection.cursor() as cursor:
                cursor.execute(EXCLUDE)
