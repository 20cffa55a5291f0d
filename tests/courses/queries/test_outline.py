from typing import Any

import pytest

from courses.queries.outline import catalogue, catalogue_paths, course_by_key, course_of_unit, current_course
from lms.content.queries.published import published_number
from tests.factories.blocks import true_false
from tests.factories.site import MadeCourse, add_unit, lesson, make_course, quiz, take_down

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    units = [
        lesson("one"),
        lesson("only-english", languages=("en",)),
        quiz("check", true_false("q", answer=True)),
        lesson("only-spanish", languages=("es",)),
    ]
    return make_course("web", units, languages=("es", "en"))


def now() -> int:
    return published_number()


@pytest.mark.slow
def test_a_course_is_one_in_both_languages(course: MadeCourse) -> None:
    (found,) = catalogue(now())

    assert (found.key, found.object_key, found.original_language) == (course.key, course.object_key, "es")
    assert found.titles == {"es": "web es", "en": "web en"}
    assert found.paths == {"es": "/es/cursos/web/", "en": "/en/courses/web/"}
    assert found.minutes == 20


def test_units_are_paired_by_key_in_the_order_of_the_original_and_what_only_the_translation_has_comes_last(
    course: MadeCourse,
) -> None:
    (found,) = catalogue(now())

    slugs = ["one", "check", "only-spanish", "only-english"]
    assert [unit.key for unit in found.units] == [course.unit(slug) for slug in slugs]
    assert [unit.kind for unit in found.units] == ["lesson", "quiz", "lesson", "lesson"]
    assert [sorted(unit.paths) for unit in found.units] == [["en", "es"], ["en", "es"], ["es"], ["en"]]


def test_a_unit_answers_in_the_asked_language_or_in_the_one_that_exists(course: MadeCourse) -> None:
    (found,) = catalogue(now())
    one, _, spanish, _ = found.units

    assert one.in_language("en") == ("en", "one en", "/en/courses/web/one/")
    assert spanish.in_language("en") == ("es", "only-spanish es", "/es/cursos/web/only-spanish/")


def test_what_is_not_published_is_not_there(course: MadeCourse) -> None:
    take_down(course, "one", "en")
    (found,) = catalogue(now())
    assert sorted(found.units[0].paths) == ["es"]

    take_down(course, "one", "es")
    (found,) = catalogue(now())
    assert course.unit("one") not in [unit.key for unit in found.units]
    assert course_of_unit(now(), course.unit("one")) is None


def test_a_unit_that_is_published_is_there_at_once(course: MadeCourse) -> None:
    assert len(catalogue(now())[0].units) == 4
    key = add_unit(course, lesson("new"))
    course.unit_pages.pop("new")

    assert key in [unit.key for unit in catalogue(now())[0].units]


def test_an_unpublished_side_of_a_course_takes_its_units_along(course: MadeCourse) -> None:
    page = course.pages["en"]
    page.refresh_from_db()
    page.unpublish()

    (found,) = catalogue(now())
    assert list(found.paths) == ["es"]
    assert [sorted(unit.paths) for unit in found.units] == [["es"], ["es"], ["es"]]


def test_a_course_without_any_published_side_is_not_there(course: MadeCourse) -> None:
    for page in course.pages.values():
        page.refresh_from_db()
        page.unpublish()

    assert catalogue(now()) == ()
    assert current_course(course.key) is None
    assert course_of_unit(now(), course.unit("one")) is None


def test_courses_are_found_by_key_and_by_unit(course: MadeCourse) -> None:
    assert course_by_key(now(), course.key) == catalogue(now())[0]
    assert all(course_of_unit(now(), unit) == catalogue(now())[0] for unit in course.units)
    assert course_by_key(now(), course.unit("one")) is None


def test_asked_twice_the_database_is_asked_once(course: MadeCourse, django_assert_num_queries: Any) -> None:
    number = now()
    catalogue(number)

    with django_assert_num_queries(0):
        catalogue(number)
        course_of_unit(number, course.unit("one"))


@pytest.mark.slow
def test_the_outline_takes_as_many_queries_for_three_courses_as_for_one(
    course: MadeCourse, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(9):  # two of them for the tree of pages, which every page asks for
        assert len(catalogue(-7)) == 1
    make_course("mail", [lesson("a")])
    make_course("basics", [lesson("b"), lesson("c")])
    with django_assert_num_queries(9):
        assert len(catalogue(-8)) == 3


def test_catalogue_paths_hold_both_languages(course: MadeCourse) -> None:
    assert catalogue_paths(now()) == {"en": "/en/courses/", "es": "/es/cursos/"}
