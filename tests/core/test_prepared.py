"""Through tables of this house: what a prepared question answers is what the ORM answers."""

from datetime import UTC, datetime
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Count

from courses.models import Completion, UnitProgress
from lms.accounts.models import Person
from lms.core.prepared import Parameter, Prepared
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
COLUMNS = ("unit_key", "language", "opened_at", "done_at")


@pytest.fixture
def people() -> tuple[Person, Person]:
    return make_person("Alicia"), make_person("Beto")


def opened(person: Person, *keys: UUID) -> None:
    for key in keys:
        UnitProgress.objects.create(person=person, unit_key=key, language="es", opened_at=NOON)


def of_person() -> Prepared:
    rows = UnitProgress.objects.filter(person_id=Parameter("person")).order_by("pk")
    return Prepared(rows.values_list(*COLUMNS))


def test_rows_are_those_of_the_orm_with_their_types(people: tuple[Person, Person]) -> None:
    alicia, beto = people
    opened(alicia, uuid4(), uuid4())
    opened(beto, uuid4())
    question = of_person()

    for person in (alicia, beto, alicia):
        expected = list(UnitProgress.objects.filter(person=person).order_by("pk").values_list(*COLUMNS))
        assert question.rows(person=person.pk) == expected
    assert question.rows(person=0) == []


def test_it_is_asked_anew_each_time_with_one_statement(
    people: tuple[Person, Person], django_assert_num_queries: object
) -> None:
    question = of_person()
    question.rows(person=people[0].pk)
    opened(people[0], uuid4())

    with django_assert_num_queries(1):  # type: ignore[operator]
        assert len(question.rows(person=people[0].pk)) == 1


def test_constants_and_several_parameters_stand_where_they_were_written(people: tuple[Person, Person]) -> None:
    alicia, _ = people
    keys = [uuid4() for _ in range(3)]
    opened(alicia, *keys)
    known = UnitProgress.objects.filter(unit_key__in=keys[:2], pk__lte=Parameter("most"), person_id=Parameter("person"))
    question = Prepared(known.values_list("unit_key"))

    last = UnitProgress.objects.get(unit_key=keys[0]).pk
    assert question.rows(person=alicia.pk, most=last) == [(keys[0],)]
    assert question.rows(person=alicia.pk, most=0) == question.rows(person=0, most=last) == []
    with pytest.raises(KeyError, match="most"):
        question.rows(person=alicia.pk)


def test_a_filter_that_nothing_fits_asks_nothing(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Prepared(Completion.objects.filter(course_key__in=[]).values_list("pk")).rows() == []


def test_annotations_are_computed(people: tuple[Person, Person]) -> None:
    opened(people[0], uuid4(), uuid4())
    counted = Person.objects.filter(pk=Parameter("person")).annotate(units=Count("unit_progress"))

    assert Prepared(counted.values_list("units")).rows(person=people[0].pk) == [(2,)]


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_over_its_own_connection() -> None:
    alicia = make_person("Alicia")
    opened(alicia, uuid4())
    question = of_person()
    expected = question.rows(person=alicia.pk)
    found = []

    def ask() -> None:
        try:
            found.append(question.rows(person=alicia.pk))
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()

    assert found == [expected]
    assert expected[0][2] == NOON
