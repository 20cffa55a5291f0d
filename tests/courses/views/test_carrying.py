"""The way to a file: promised, made by a job, handed out; again when something was published; never by a request."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from courses.domain.carrying import carry_course, tidy_carried
from courses.domain.learning import enrol
from courses.domain.terms import NewCourseTerms, NewUnitTerms, set_terms
from courses.enums import CarriedAs, EnrolmentPolicy
from courses.exports.carrying import write_course
from courses.models import CarriedCourse
from courses.queries.books import open_units
from courses.queries.outline import course_by_key
from lms.content.domain.publishing import something_public_changed
from lms.content.queries.published import published_number
from lms.core.jobs.models import Job
from lms.core.pdf import PdfFailed
from tests.factories.blocks import true_false
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import MadeCourse, lesson, make_course, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}},
    }


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), quiz("check", true_false("q", answer=True))])


def address(course: MadeCourse, name: str = "both.html") -> str:
    return f"/en/learn/courses/{course.key}/carry/{name}"


def make(
    course: MadeCourse, form: CarriedAs = CarriedAs.HTML, languages: str = "both", write: Any = write_course
) -> None:
    carry_course(course_key=course.key, form=form, languages=languages, write=write, now=MONDAY)


def jobs() -> list[list[Any]]:
    return list(Job.objects.filter(task="courses.carry_course").values_list("args", flat=True))


@pytest.mark.slow
def test_a_first_wish_promises_the_file_and_says_so(course: MadeCourse) -> None:
    for _ in range(2):
        answer = Client().get(address(course))

    assert answer.status_code == 202
    assert answer.headers["Refresh"] == "2"
    assert "Your file is being made" in answer.content.decode()
    assert jobs() == [[str(course.key), "html", "both"]]


@pytest.mark.parametrize(
    ("name", "kind", "begins"),
    [
        ("both.html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("en.html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("es.epub", "application/epub+zip", b"PK"),
    ],
)
def test_a_made_file_is_a_download(course: MadeCourse, name: str, kind: str, begins: bytes) -> None:
    languages, _, form = name.partition(".")
    make(course, CarriedAs(form), languages)

    answer = Client().get(address(course, name))

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f'attachment; filename="web-{languages}.{form}"'
    assert answer.getvalue().startswith(begins)
    assert jobs() == []


def test_a_file_of_before_the_last_publishing_is_made_anew_and_thrown_away(course: MadeCourse) -> None:
    make(course)
    old = CarriedCourse.objects.get().file
    something_public_changed()
    assert Client().get(address(course)).status_code == 202

    make(course)

    assert CarriedCourse.objects.count() == 1
    assert not default_storage.exists(old)
    assert Client().get(address(course)).getvalue().startswith(b"<!doctype html>")


def test_a_second_job_makes_nothing(course: MadeCourse) -> None:
    make(course)

    def never(*args: Any, **kwargs: Any) -> None:
        pytest.fail("made twice")

    make(course, write=never)


def test_a_file_that_the_store_lost_is_made_again(course: MadeCourse) -> None:
    make(course)
    default_storage.delete(CarriedCourse.objects.get().file)

    assert Client().get(address(course)).status_code == 202
    assert jobs() == [[str(course.key), "html", "both"]]


def test_a_course_too_long_to_print_is_told_so(course: MadeCourse) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        raise PdfFailed

    make(course, CarriedAs.PDF, "en", write=fails)

    answer = Client().get(address(course, "en.pdf"))
    assert answer.status_code == 200
    assert "could not be made" in answer.content.decode()
    assert "Refresh" not in answer.headers


@pytest.mark.parametrize("name", ["both.zip", "fr.html", "x.pdf", "both.HTML"])
def test_no_such_file_is_404(course: MadeCourse, name: str) -> None:
    assert Client().get(address(course, name)).status_code == 404
    assert jobs() == []


def test_what_is_only_for_some_is_not_carried_away(course: MadeCourse) -> None:
    make(course)
    PageViewRestriction.objects.create(page=course.pages["es"].page_ptr, restriction_type="login")
    something_public_changed()

    assert Client().get(address(course)).status_code == 404
    assert "Carry this course away" not in Client().get("/en/courses/web/").content.decode()


def test_a_unit_that_is_only_for_some_stays_out(course: MadeCourse) -> None:
    PageViewRestriction.objects.create(page=course.page("check").page_ptr, restriction_type="login")
    something_public_changed()
    make(course, languages="en")

    html = Client().get(address(course, "en.html")).getvalue().decode()
    assert "one en" in html
    assert "check en" not in html


def test_the_course_page_leads_to_every_file(course: MadeCourse) -> None:
    page = Client().get("/en/courses/web/").content.decode()

    names = [f"{languages}.{form}" for languages in ("en", "es", "both") for form in ("html", "epub", "pdf")]
    assert [name for name in names if f'href="{address(course, name)}"' not in page] == []


def test_old_files_are_thrown_away_after_a_day(course: MadeCourse) -> None:
    make(course)
    old = CarriedCourse.objects.get().file
    assert tidy_carried(now=MONDAY + timedelta(days=2)) == 0
    something_public_changed()
    assert tidy_carried(now=MONDAY + timedelta(hours=23)) == 0

    assert tidy_carried(now=MONDAY + timedelta(days=1)) == 1
    assert not default_storage.exists(old)


def test_query_counts(course: MadeCourse) -> None:
    """The published number and the row, whatever the course holds."""
    make(course)
    Client().get(address(course)).getvalue()
    with CaptureQueriesContext(connection) as asked:
        Client().get(address(course)).getvalue()
    assert len(asked) == 2


def test_nobody_from_outside_carries_away_a_course_that_one_joins_by_asking(course: MadeCourse) -> None:
    address = f"/en/learn/courses/{course.key}/carry/en.html"
    inside, outside = make_person("Inés"), make_person("Otilia")
    enrol(person=inside, course_key=course.key, now=MONDAY)
    set_terms(course_key=course.key, course=NewCourseTerms(enrolment=EnrolmentPolicy.APPROVAL, is_private=True))

    assert Client().get(address).status_code == 404
    assert signed_in(outside).get(address).status_code == 404
    assert signed_in(inside).get(address).status_code == 202


def test_what_opens_later_is_not_in_the_file_yet(course: MadeCourse) -> None:
    set_terms(course_key=course.key, units={course.unit("check"): NewUnitTerms(opens_after_days=3)})
    number = published_number()
    carried = course_by_key(number, course.key)
    assert carried is not None

    assert [unit.key for unit in open_units(number, carried)] == [course.unit("one")]
