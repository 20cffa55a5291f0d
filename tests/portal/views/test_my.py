import re
from typing import Any

import pytest
from django.test import Client

from badges.domain.achievements import define_achievement
from courses.domain.learning import complete_unit, enrol
from lms.accounts.models import Person
from lms.records.domain.settling import settle
from tests.factories.blocks import true_false
from tests.factories.harm import harm_in, main_of
from tests.factories.people import MONDAY, later, make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    course = make_course("web", [lesson("one"), quiz("check", true_false("q", answer=True))])
    names = {"en": "Keeper of the web", "es": "Guarda de la web"}
    define_achievement(key="web", object_key=course.object_key, names=names, criteria=names, now=MONDAY)
    return course


@pytest.fixture(scope="module")
def mail(course: MadeCourse) -> MadeCourse:
    return make_course("mail", [lesson("post")], languages=("es", "en"))


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return make_person("Alicia")


def my_page(person: Person, language: str = "en") -> str:
    answer = signed_in(person).get(f"/{language}/my/")
    assert answer.status_code == 200
    return main_of(answer.content)


def finish(person: Person, course: MadeCourse) -> None:
    for unit in course.units:
        complete_unit(person=person, unit_key=unit, language="en", happened_at=MONDAY, now=MONDAY)
    settle(person_id=person.pk, now=MONDAY)


@pytest.mark.slow
def test_a_stranger_is_asked_to_sign_in(course: MadeCourse) -> None:
    answer = Client().get("/es/my/")

    assert answer.status_code == 302
    assert answer["Location"].endswith("?next=/es/my/")


def test_somebody_new_is_led_to_the_courses(alicia: Person) -> None:
    page = my_page(alicia)

    assert "Nothing begun yet" in page
    assert 'href="/en/courses/"' in page
    assert "Badges and certificates appear here" in page


@pytest.mark.slow
def test_the_one_next_thing_comes_first(alicia: Person, course: MadeCourse, mail: MadeCourse) -> None:
    enrol(person=alicia, course_key=course.key, now=later(1))
    enrol(person=alicia, course_key=mail.key, now=later(2))

    page = my_page(alicia)

    going_on = re.findall(r'href="/en/learn/courses/([0-9a-f-]+)/continue/"', page)
    assert going_on == [str(mail.key)]
    assert page.count("0 of ") == 2


def test_what_is_finished_is_earned_and_links_to_its_certificate(
    alicia: Person, course: MadeCourse, mail: MadeCourse
) -> None:
    finish(alicia, course)
    enrol(person=alicia, course_key=mail.key, now=later(5))

    page = my_page(alicia, "es")

    code = alicia.awards.get().certificate.code
    assert f'<a href="/es/certificates/{code}/">Guarda de la web</a>' in page
    assert f"/es/learn/courses/{mail.key}/continue/" in page
    assert f"/es/learn/courses/{course.key}/continue/" not in page


def test_two_people_see_their_own(alicia: Person, course: MadeCourse) -> None:
    finish(alicia, course)

    assert "Keeper of the web" not in my_page(make_person("Beto"))


def test_a_hostile_name_is_text(course: MadeCourse) -> None:
    person = make_person("Dalia")
    Person.objects.filter(pk=person.pk).update(chosen_name="<script>alert(1)</script>\"'><img src=x onerror=x>")

    answer = signed_in(person).get("/en/my/")
    page = answer.content.decode()
    assert harm_in(main_of(page)) == []
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("language", "asked", "led"),
    [("en", "es-MX,es;q=0.9", "/es/"), ("es", "en-GB", "/en/"), ("en", "fr", "/en/"), ("en", "", "/en/")],
)
def test_the_front_door_leads_to_the_readers_language(course: MadeCourse, language: str, asked: str, led: str) -> None:
    answer = Client().get("/", headers={"Accept-Language": asked})

    assert (answer.status_code, answer["Location"]) == (302, led)
    assert "Accept-Language" in answer["Vary"]


def test_the_home_page_shows_a_learner_their_next_step_and_a_stranger_none(alicia: Person, course: MadeCourse) -> None:
    enrol(person=alicia, course_key=course.key, now=MONDAY)
    address = f"/en/learn/courses/{course.key}/continue/"

    assert address in main_of(signed_in(alicia).get("/en/").content)
    stranger = main_of(Client().get("/en/").content)
    assert address not in stranger
    assert "/en/courses/web/" in stranger
