"""As many queries for three rows as for one. What strangers and pages need is remembered: each page was asked for before."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from badges.domain.achievements import define_achievement
from courses.domain.learning import complete_unit, enrol
from courses.domain.quizzes import Given, save_answers
from lms.accounts.models import Person
from lms.records.domain.settling import settle
from tests.factories.blocks import text_block, true_false
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def courses(site: Any) -> list[MadeCourse]:
    """Three courses; the first has one unit of a kind, the others three."""
    blocks = [text_block(f"t{i}", f"<p>{i}</p>") for i in range(3)]
    long = {"en": blocks, "es": blocks}
    return [
        make_course("small", [lesson("one"), quiz("check", true_false("q0", answer=True))]),
        make_course(
            "large",
            [
                lesson("one", body=long),
                lesson("two"),
                lesson("three"),
                quiz("check", *[true_false(f"q{i}", answer=True) for i in range(1, 4)]),
            ],
        ),
        make_course("third", [lesson("one")]),
    ]


@pytest.fixture
def alicia(courses: list[MadeCourse]) -> Person:
    return make_person("Alicia")


@pytest.fixture
def queries(alicia: Person) -> Callable[[str], int]:
    """Of the second request for a page, by somebody signed in."""
    browser = signed_in(alicia)

    def count(path: str) -> int:
        assert browser.get(path).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        return len(asked)

    return count


def enrol_in(person: Person, *courses: MadeCourse) -> None:
    for minute, course in enumerate(courses):
        enrol(person=person, course_key=course.key, now=later(minute))


@pytest.mark.slow
def test_catalogue(queries: Callable[[str], int], courses: list[MadeCourse]) -> None:
    assert queries("/en/courses/") == 3
    for course in courses[1:]:
        for page in course.pages.values():
            page.refresh_from_db()
            page.unpublish()
    assert queries("/en/courses/") == 3


def test_home(queries: Callable[[str], int], alicia: Person, courses: list[MadeCourse]) -> None:
    """One of them: the sessions of this week that one can register for."""
    enrol_in(alicia, courses[0])
    assert queries("/en/") == 6
    enrol_in(alicia, *courses)
    assert queries("/en/") == 6


def test_course_page(queries: Callable[[str], int], alicia: Person, courses: list[MadeCourse]) -> None:
    assert queries("/en/courses/small/") == 5
    enrol_in(alicia, *courses)
    for path in ("/en/courses/small/", "/en/courses/large/"):  # one more: the dates that she set for herself
        assert queries(path) == 6


def test_lesson(queries: Callable[[str], int], alicia: Person, courses: list[MadeCourse]) -> None:
    for path in ("/en/courses/small/one/", "/en/courses/large/one/"):
        assert queries(path) == 5
    enrol_in(alicia, *courses)
    for path in ("/en/courses/small/one/", "/en/courses/large/one/"):
        assert queries(path) == 5


def test_lesson_opened_for_the_first_time(alicia: Person, courses: list[MadeCourse]) -> None:
    """The pages are remembered, the person comes anew: one statement more."""
    enrol_in(alicia, *courses)
    Client().get("/en/courses/small/one/")
    browser = signed_in(alicia)
    browser.get("/en/courses/large/one/")

    with CaptureQueriesContext(connection) as asked:
        browser.get("/en/courses/small/one/")

    assert len(asked) == 6


def test_quiz(queries: Callable[[str], int], alicia: Person, courses: list[MadeCourse]) -> None:
    enrol_in(alicia, *courses)
    for course, names in ((courses[0], ["q0"]), (courses[1], ["q1", "q2", "q3"])):
        path = f"/en/courses/{course.slug}/check/"
        assert queries(path) == 6
        given = [Given(true_false(name, answer=True).id, ("true",)) for name in names]
        save_answers(person=alicia, unit_key=course.unit("check"), number=1, given=given, language="en", now=MONDAY)
        assert queries(path) == 7


def test_my_page(queries: Callable[[str], int], alicia: Person, courses: list[MadeCourse]) -> None:
    for course in courses:
        names = {"en": course.slug, "es": course.slug}
        define_achievement(key=course.slug, object_key=course.object_key, names=names, criteria=names, now=MONDAY)
    for course in (courses[:1], courses):
        for one in course:
            for unit in one.units:
                complete_unit(person=alicia, unit_key=unit, language="en", happened_at=MONDAY, now=MONDAY)
        settle(person_id=alicia.pk, now=MONDAY)
        assert queries("/en/my/") == 10  # two of them: what one has a seat in or does, and what one is asked


@pytest.mark.slow
def test_long_course_and_long_quiz(queries: Callable[[str], int], alicia: Person, site: Any) -> None:
    """Enrolled, with something done and something answered; `./vereda bench` does the same with 200 and 100."""
    for size in (2, 24):
        asked = [true_false(f"{size}-{number}", answer=True) for number in range(size)]
        course = make_course(f"of-{size}", [*(lesson(f"unit-{n}") for n in range(size)), quiz("check", *asked)])
        enrol_in(alicia, course)
        complete_unit(person=alicia, unit_key=course.units[0], language="en", happened_at=MONDAY, now=MONDAY)
        given = [Given(one.id, ("true",)) for one in asked[: size // 2]]
        save_answers(person=alicia, unit_key=course.unit("check"), number=1, given=given, language="en", now=MONDAY)
        assert queries(f"/en/courses/of-{size}/") == 6
        assert queries(f"/en/courses/of-{size}/check/") == 7
