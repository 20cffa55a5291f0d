from typing import Any

import pytest
from django.core.management import call_command

from courses.domain.learning import complete_unit
from courses.models import Completion, UnitProgress
from lms.accounts.models import Person
from lms.records.models import Statement
from tests.factories.people import later, make_person
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two")])


@pytest.fixture
def people(course: MadeCourse) -> list[Person]:
    people = [make_person(name) for name in ("Alicia", "Beto")]
    for person in people:
        for unit in course.units:
            complete_unit(person=person, unit_key=unit, language="en", happened_at=later(1), now=later(2))
    return people


@pytest.mark.slow
def test_rebuild_check_of_a_true_house_is_quiet(people: list[Person], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("records", "rebuild", "--check")

    assert capsys.readouterr().out == "2 people, 0 differences\n"


def test_rebuild_check_prints_the_diff_changes_nothing_and_exits_1(
    people: list[Person], course: MadeCourse, capsys: pytest.CaptureFixture[str]
) -> None:
    alicia, beto = people
    Completion.objects.filter(person=alicia).update(completed_at=later(50))
    UnitProgress.objects.filter(person=beto, unit_key=course.unit("two")).update(done_at=None)

    with pytest.raises(SystemExit) as left:
        call_command("records", "rebuild", "--check")

    assert left.value.code == 1
    assert capsys.readouterr().out.splitlines() == [
        f"courses person={alicia.pk} completed {course.key}: holds {later(50)}, record says {later(2)}",
        f"courses person={beto.pk} done {course.unit('two')}: holds None, record says {later(1)}",
        "2 people, 2 differences",
    ]
    assert Completion.objects.get(person=alicia).completed_at == later(50)
    assert UnitProgress.objects.filter(person=beto, done_at=None).count() == 1


def test_rebuild_mends_what_check_found_and_writes_no_statement(
    people: list[Person], capsys: pytest.CaptureFixture[str]
) -> None:
    statements = list(Statement.objects.order_by("pk").values())
    held = list(Completion.objects.order_by("person_id").values("person_id", "completed_at"))
    Completion.objects.all().delete()

    call_command("records", "rebuild")
    call_command("records", "rebuild", "--check")

    assert capsys.readouterr().out.splitlines()[-1] == "2 people, 0 differences"
    assert list(Completion.objects.order_by("person_id").values("person_id", "completed_at")) == held
    assert list(Statement.objects.order_by("pk").values()) == statements


def test_rebuild_of_a_true_house_changes_no_row(people: list[Person]) -> None:
    before = [list(table.objects.order_by("pk").values()) for table in (Completion, UnitProgress, Statement)]

    call_command("records", "rebuild")

    assert [list(table.objects.order_by("pk").values()) for table in (Completion, UnitProgress, Statement)] == before
