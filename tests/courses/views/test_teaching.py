"""Inside the editor: whoever teaches sets terms and begins cohorts; what cannot be so is said in the form."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from courses.models import Cohort, Prerequisite
from courses.queries.outline import current_course
from lms.accounts.domain.groups import prepare_groups
from lms.accounts.models import Person
from tests.factories.people import make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two")])


@pytest.fixture
def desk(course: MadeCourse, trainer: Person, enter_editor: Callable[..., Client]) -> Client:
    prepare_groups()
    return enter_editor(Client(), trainer)


def unit_address(course: MadeCourse, slug: str) -> str:
    return f"/cms/teaching/{course.key}/units/{course.unit(slug)}/"


@pytest.mark.slow
def test_a_trainer_closes_a_unit_and_a_circle_is_refused(desk: Client, course: MadeCourse) -> None:
    assert desk.get(unit_address(course, "two")).status_code == 200
    answer = desk.post(
        unit_address(course, "two"), {"needs": [str(course.unit("one"))], "opens_at": "2030-01-02T10:00"}
    )
    assert answer.status_code == 302
    found = current_course(course.key)
    assert found
    assert found.units[1].terms.needs == (course.unit("one"),)
    assert found.units[1].terms.opens_at is not None

    answer = desk.post(unit_address(course, "one"), {"needs": [str(course.unit("two"))]})

    assert answer.status_code == 200
    assert "círculo" in answer.content.decode()
    assert Prerequisite.objects.count() == 1


def test_a_rule_that_needs_a_key_says_so(desk: Client, course: MadeCourse) -> None:
    answer = desk.post(unit_address(course, "one"), {"rules": ["read", "attended"]})
    assert answer.status_code == 200
    assert "clave de la sesión" in answer.content.decode()
    assert desk.post(unit_address(course, "one"), {"rules": ["attended"], "attended": "session:1"}).status_code == 302


def test_the_terms_of_a_course(desk: Client, course: MadeCourse) -> None:
    address = f"/cms/teaching/{course.key}/"
    assert "one" in desk.get(address).content.decode()
    assert desk.post(address, {"enrolment": "nobody"}).status_code == 200
    assert desk.post(address, {"enrolment": "approval", "due_after_days": "30"}).status_code == 302
    found = current_course(course.key)
    assert found
    assert (found.terms.enrolment, found.terms.due_after_days) == ("approval", 30)


def test_a_cohort_names_its_trainers_and_then_they_alone_teach_the_course(
    desk: Client, course: MadeCourse, editor: Person, enter_editor: Callable[..., Client]
) -> None:
    mara = make_person("Mara")
    address = f"/cms/teaching/{course.key}/cohorts/new/"
    fields = {"name": "Spring", "capacity": "9", "trainers": "nobody@example.org"}
    assert "nobody@example.org" in desk.post(address, fields).content.decode()
    assert desk.post(address, fields | {"trainers": "mara@example.org", "ends_on": "x"}).status_code == 200
    assert desk.post(address, fields | {"trainers": "mara@example.org"}).status_code == 302
    cohort = Cohort.objects.get()
    assert list(cohort.trainers.all()) == [mara]

    assert signed_in(mara).get("/en/learn/desk/").status_code == 200
    assert desk.get(f"/cms/teaching/{course.key}/").status_code == 404
    page = enter_editor(Client(), editor).get(f"/cms/teaching/{course.key}/cohorts/{cohort.pk}/")
    assert f"{cohort.code[:4]}-{cohort.code[4:]}" in page.content.decode()
    assert f"/en/learn/join/{cohort.token}/" in page.content.decode()


def test_nobody_else_gets_there(
    course: MadeCourse, committee_member: Person, enter_editor: Callable[..., Client]
) -> None:
    prepare_groups()
    browser = enter_editor(Client(), committee_member)
    assert browser.get(f"/cms/teaching/{course.key}/").status_code == 404
    assert browser.post(unit_address(course, "one"), {}).status_code == 404
