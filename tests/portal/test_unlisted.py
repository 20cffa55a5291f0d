"""What not everybody may learn of stands in no list for everybody, and members who are outside find no way around."""

from typing import Any

import pytest
from django.test import Client

from courses.domain.learning import enrol
from courses.domain.terms import NewCourseTerms, NewUnitTerms, set_terms
from courses.enums import EnrolmentPolicy
from lms.accounts.models import Person
from lms.content.domain.search_index import rebuild
from tests.factories.blocks import text_block
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db
LISTS = ("/en/search/?q=xylophone", "/en/feed/", "/sitemap.xml", "/en/courses/", "/en/")
TITLE = "hidden-programme"


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    body = {code: [text_block("x", "<p>A xylophone.</p>")] for code in ("en", "es")}
    course = make_course(TITLE, [lesson("deep", body=body)])
    rebuild()
    return course


@pytest.fixture
def outside() -> Person:
    return make_person("Otilia")


def naming(course: MadeCourse, words: str) -> set[str]:
    return {path for path in LISTS if words in Client().get(path).content.decode()}


@pytest.mark.slow
def test_an_open_course_stands_in_every_list(course: MadeCourse) -> None:
    assert naming(course, TITLE) == set(LISTS)


def test_a_private_course_stands_in_none(course: MadeCourse) -> None:
    set_terms(course_key=course.key, course=NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL, is_private=True))

    assert naming(course, TITLE) == set()


def test_the_words_of_a_course_that_one_joins_by_asking_are_not_found(course: MadeCourse) -> None:
    set_terms(course_key=course.key, course=NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL))

    assert naming(course, "/deep/") == set()
    assert naming(course, TITLE) == {"/en/feed/", "/sitemap.xml", "/en/courses/", "/en/"}


def test_a_unit_that_opens_later_is_not_found_before(course: MadeCourse) -> None:
    set_terms(course_key=course.key, units={course.unit("deep"): NewUnitTerms(opens_after_days=2)})

    assert naming(course, "/deep/") == set()


@pytest.mark.parametrize("place", ["questions", "notes"])
def test_questions_and_notes_of_a_private_course_are_for_those_inside(
    course: MadeCourse, outside: Person, place: str
) -> None:
    inside = make_person("Inés")
    enrol(person=inside, course_key=course.key, now=MONDAY)
    set_terms(course_key=course.key, course=NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL, is_private=True))
    address = f"/en/learn/units/{course.unit('deep')}/{place}/"

    assert signed_in(outside).get(address).status_code == 404
    assert signed_in(inside).get(address).status_code == 200
