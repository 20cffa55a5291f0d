"""What a learner posts: enrolling, going on, marking done; signed in and as a guest."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from courses.domain.guests import SESSION_KEY, adopt_guest_progress
from courses.domain.learning import complete_unit
from courses.models import Completion, Enrolment, UnitProgress
from lms.accounts.models import Person
from lms.core import clock
from lms.records.models import Statement
from tests.conftest import PASSWORD
from tests.factories.blocks import true_false
from tests.factories.people import MONDAY, signed_in
from tests.factories.people import make_person as a_person
from tests.factories.site import MadeCourse, lesson, make_course, quiz, take_down

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    question = true_false("q", answer=True)
    units = [lesson("one"), lesson("two"), lesson("spanish", languages=("es",)), quiz("check", question)]
    return make_course("web", units, languages=("es", "en"))


@pytest.fixture
def alicia(course: MadeCourse) -> Person:
    return a_person("Alicia")


@pytest.fixture
def browser(alicia: Person) -> Client:
    return signed_in(alicia)


def address(name: str, key: Any, language: str = "en") -> str:
    with override(language):
        return reverse(f"courses:{name}", args=[key])


def token(client: Client) -> str:
    """As a browser has it from the last page."""
    client.get("/en/courses/web/one/")
    return client.cookies["csrf"].value


# --- Enrolling and going on --------------------------------------------------------------------------------------


@pytest.mark.slow
def test_enrolling_leads_to_the_first_unit_in_the_language_of_the_page(browser: Client, course: MadeCourse) -> None:
    answer = browser.post(address("enrol", course.key, "es"))

    assert (answer.status_code, answer["Location"]) == (302, "/es/cursos/web/one/")
    assert Enrolment.objects.count() == 1


def test_enrolling_again_enrols_nobody_twice(browser: Client, course: MadeCourse) -> None:
    for _ in range(3):
        assert browser.post(address("enrol", course.key)).status_code == 302

    assert Enrolment.objects.count() == 1
    assert Statement.objects.count() == 1


def test_going_on_leads_to_the_unit_last_opened_in_the_language_last_read(browser: Client, course: MadeCourse) -> None:
    browser.post(address("enrol", course.key))
    for path in ("/en/courses/web/one/", "/es/cursos/web/two/", "/en/courses/web/two/", "/es/cursos/web/one/"):
        browser.get(path)

    assert browser.get(address("continue", course.key, "en"))["Location"] == "/es/cursos/web/one/"
    browser.get("/en/courses/web/two/")
    assert browser.get(address("continue", course.key, "es"))["Location"] == "/en/courses/web/two/"


def test_ways_through_both_languages_keep_one_row_per_unit(browser: Client, course: MadeCourse) -> None:
    browser.post(address("enrol", course.key))
    paths = {
        "one": ("/en/courses/web/one/", "/es/cursos/web/one/"),
        "two": ("/en/courses/web/two/", "/es/cursos/web/two/"),
    }
    last: dict[str, str] = {}
    for turn in range(40):
        slug, language = ("one", "two")[turn * 7 % 5 % 2], turn * 11 % 3 % 2
        browser.get(paths[slug][language])
        last[slug] = ("en", "es")[language]
        assert browser.get(address("continue", course.key))["Location"] == paths[slug][language]

    kept = UnitProgress.objects.all()
    assert {row.unit_key: row.language for row in kept} == {course.unit(slug): code for slug, code in last.items()}


def test_reading_alone_enrols_nobody(browser: Client, course: MadeCourse) -> None:
    browser.get("/en/courses/web/one/")

    assert not Enrolment.objects.exists()
    assert not UnitProgress.objects.exists()


def test_going_on_leads_past_what_is_done_and_to_the_course_at_the_end(
    browser: Client, alicia: Person, course: MadeCourse
) -> None:
    browser.post(address("enrol", course.key))
    complete_unit(person=alicia, unit_key=course.unit("one"), language="en", happened_at=MONDAY, now=MONDAY)
    assert browser.get(address("continue", course.key))["Location"] == "/en/courses/web/two/"

    for unit in course.units:
        complete_unit(person=alicia, unit_key=unit, language="en", happened_at=MONDAY, now=MONDAY)
    assert browser.get(address("continue", course.key))["Location"] == "/en/courses/web/"


def test_a_unit_in_one_language_is_reached_from_the_other(browser: Client, alicia: Person, course: MadeCourse) -> None:
    for slug in ("one", "two", "check"):
        complete_unit(person=alicia, unit_key=course.unit(slug), language="en", happened_at=MONDAY, now=MONDAY)

    assert browser.get(address("continue", course.key, "en"))["Location"] == "/es/cursos/web/spanish/"


@pytest.mark.parametrize(("name", "method"), [("enrol", "post"), ("continue", "get")])
def test_a_stranger_is_asked_to_sign_in_and_brought_back(course: MadeCourse, name: str, method: str) -> None:
    answer = getattr(Client(), method)(address(name, course.key))

    assert answer.status_code == 302
    assert "/login/" in answer["Location"]
    assert f"next={address(name, course.key)}" in answer["Location"]
    assert not Enrolment.objects.exists()


@pytest.mark.parametrize(
    ("name", "method"),
    [("enrol", "post"), ("continue", "get"), ("done", "post"), ("answers", "post"), ("again", "get")],
)
def test_what_is_not_there_is_404(browser: Client, name: str, method: str) -> None:
    assert getattr(browser, method)(address(name, uuid4())).status_code == 404


@pytest.mark.parametrize(
    ("name", "wrong"), [("enrol", "get"), ("continue", "post"), ("done", "get"), ("answers", "get"), ("again", "post")]
)
def test_the_other_method_is_405(browser: Client, course: MadeCourse, name: str, wrong: str) -> None:
    key = course.key if name in ("enrol", "continue") else course.unit("check")

    assert getattr(browser, wrong)(address(name, key)).status_code == 405


# --- Marking done, signed in -------------------------------------------------------------------------------------


def test_done_marks_the_unit_in_the_language_of_the_page_and_leads_to_the_next(
    browser: Client, alicia: Person, course: MadeCourse
) -> None:
    answer = browser.post(address("done", course.unit("one"), "es"))

    assert (answer.status_code, answer["Location"]) == (302, "/es/cursos/web/two/")
    kept = UnitProgress.objects.get(person=alicia)
    assert (kept.unit_key, kept.language) == (course.unit("one"), "es")
    assert kept.done_at


def test_the_last_done_leads_to_the_course_that_says_so(browser: Client, alicia: Person, course: MadeCourse) -> None:
    for slug in ("one", "spanish", "check"):
        complete_unit(person=alicia, unit_key=course.unit(slug), language="en", happened_at=MONDAY, now=MONDAY)

    answer = browser.post(address("done", course.unit("two")), follow=True)

    assert answer.redirect_chain == [("/en/courses/web/", 302)]
    assert "You have finished this course" in answer.content.decode()
    assert Completion.objects.count() == 1


def test_a_quiz_is_not_done_by_saying_so(browser: Client, course: MadeCourse) -> None:
    assert browser.post(address("done", course.unit("check"))).status_code == 404
    assert Client().post(address("done", course.unit("check"))).status_code == 404
    assert not UnitProgress.objects.exists()


def test_a_post_of_somebody_signed_in_without_a_token_is_refused(alicia: Person, course: MadeCourse) -> None:
    strict = signed_in(alicia, enforce_csrf_checks=True)
    for key, name in ((course.unit("one"), "done"), (course.key, "enrol"), (course.unit("check"), "answers")):
        assert strict.post(address(name, key), {"attempt": "1"}).status_code == 403
        assert strict.post(address(name, key), {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert not Statement.objects.exists()

    own = {"csrfmiddlewaretoken": token(strict)}
    assert strict.post(address("done", course.unit("one")), own).status_code == 302
    assert UnitProgress.objects.get().unit_key == course.unit("one")


# --- As a guest --------------------------------------------------------------------------------------------------


def test_a_guest_marks_done_without_a_token_and_sees_it(course: MadeCourse) -> None:
    guest = Client(enforce_csrf_checks=True)
    answer = guest.post(address("done", course.unit("one")), headers={"Sec-Fetch-Site": "same-origin"})

    assert (answer.status_code, answer["Location"]) == (302, "/en/courses/web/two/")
    assert list(guest.session[SESSION_KEY]) == [str(course.unit("one"))]
    assert address("done", course.unit("one")) in Client().get("/en/courses/web/one/").content.decode()
    assert address("done", course.unit("one")) not in guest.get("/en/courses/web/one/").content.decode()
    assert not UnitProgress.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "https://testserver"},
        {"Origin": "null"},
    ],
    ids=str,
)
def test_a_guests_post_from_another_site_is_refused_also_by_an_old_browser(
    course: MadeCourse, headers: dict[str, str]
) -> None:
    guest = Client()
    answer = guest.post(address("done", course.unit("one")), headers=headers)

    assert answer.status_code == 403
    assert SESSION_KEY not in guest.session


@pytest.mark.parametrize(
    "headers",
    [{}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://testserver"}],
    ids=["none known", "typed", "old browser"],
)
def test_a_guests_post_from_here_is_taken(course: MadeCourse, headers: dict[str, str]) -> None:
    guest = Client()

    assert guest.post(address("done", course.unit("one")), headers=headers).status_code == 302
    assert SESSION_KEY in guest.session


def test_what_a_guest_did_is_theirs_once_they_sign_in(course: MadeCourse, alicia: Person) -> None:
    guest = Client()
    before = clock.now()
    for slug, language in (("one", "es"), ("two", "en")):
        guest.post(address("done", course.unit(slug), language))
    after = clock.now()

    guest.force_login(alicia)
    request: Any = guest.get("/en/my/").wsgi_request
    adopt_guest_progress(request, alicia, clock.now())

    kept = {row.unit_key: row for row in UnitProgress.objects.filter(person=alicia)}
    assert {key: row.language for key, row in kept.items()} == {course.unit("one"): "es", course.unit("two"): "en"}
    assert all(row.done_at and before <= row.done_at <= after for row in kept.values())


def test_what_a_guest_did_is_theirs_after_the_real_sign_in_page(
    course: MadeCourse, make_person: Callable[..., Person]
) -> None:
    carmen = make_person("Carmen")
    guest = Client()
    guest.post(address("done", course.unit("one"), "es"))
    with override("en"):
        sign_in = reverse("account_login")

    answer = guest.post(sign_in, {"login": carmen.email, "password": PASSWORD})

    assert answer.status_code == 302
    assert [(row.unit_key, row.language) for row in UnitProgress.objects.filter(person=carmen)] == [
        (course.unit("one"), "es")
    ]
    assert SESSION_KEY not in guest.session


def test_a_guest_cannot_mark_what_left_the_site(course: MadeCourse) -> None:
    take_down(course, "one")
    guest = Client()

    assert guest.post(address("done", course.unit("one"))).status_code == 404
    assert SESSION_KEY not in guest.session
