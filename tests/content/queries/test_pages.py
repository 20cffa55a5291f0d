from typing import Any

import pytest
from django.core.files.base import ContentFile
from wagtail.models import Page, PageViewRestriction

from lms.content.models import Picture
from lms.content.queries import pages
from lms.content.queries.published import published_number
from lms.content.queries.tree import tree
from tests.factories.files import png
from tests.factories.site import MadeCourse, lesson, make_course, take_down

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("pair"), lesson("english", languages=("en",))])


def at(language: str, path: str) -> Page | None:
    return pages.live_page_at(published_number(), language, path)


def fresh(page: Any) -> Any:
    return Page.objects.get(pk=page.pk).specific


@pytest.mark.slow
def test_a_page_is_found_by_its_address(course: MadeCourse) -> None:
    assert at("en", "courses/web/pair/") == course.page("pair")
    assert at("es", "cursos/web/pair/") == course.page("pair", "es")
    assert type(at("en", "")).__name__ == "HomePage"


@pytest.mark.parametrize("path", ["courses/web/", "cursos/web/english/", "nowhere/", "courses", "../en/courses/"])
def test_what_is_not_at_an_address_is_none(course: MadeCourse, path: str) -> None:
    assert at("es", path) is None


def test_a_page_is_forgotten_when_it_is_unpublished_and_found_when_it_is_back(course: MadeCourse) -> None:
    assert at("en", "courses/web/pair/")
    take_down(course, "pair", "en")
    assert at("en", "courses/web/pair/") is None

    fresh(course.page("pair")).get_latest_revision().publish()
    assert at("en", "courses/web/pair/")


def test_a_page_is_forgotten_when_it_is_deleted(course: MadeCourse) -> None:
    assert at("en", "courses/web/pair/")
    fresh(course.page("pair")).delete()

    assert at("en", "courses/web/pair/") is None


@pytest.mark.slow
def test_a_page_is_found_at_its_new_place_after_a_move_or_another_slug(course: MadeCourse) -> None:
    other = make_course("mail")
    assert at("en", "courses/web/pair/")
    assert at("en", "courses/mail/pair/") is None

    fresh(course.page("pair")).move(Page.objects.get(pk=other.pages["en"].pk), pos="last-child")
    assert at("en", "courses/web/pair/") is None
    assert at("en", "courses/mail/pair/")

    page = fresh(course.page("pair"))
    page.slug = "couple"
    page.save_revision().publish()
    assert at("en", "courses/mail/pair/") is None
    assert at("en", "courses/mail/couple/")


def test_everything_below_follows_a_slug(course: MadeCourse) -> None:
    assert at("en", "courses/web/pair/")
    page = fresh(course.pages["en"])
    page.slug = "net"
    page.save_revision().publish()

    assert at("en", "courses/web/pair/") is None
    assert at("en", "courses/net/pair/")


def test_a_page_that_an_editor_makes_private_is_private_at_once_and_so_is_what_is_below(course: MadeCourse) -> None:
    page = course.page("pair")
    assert not pages.is_restricted(published_number(), page)

    restriction = PageViewRestriction.objects.create(page=course.pages["en"], restriction_type="login")
    assert pages.is_restricted(published_number(), page)
    assert not pages.is_restricted(published_number(), course.page("pair", "es"))

    restriction.delete()
    assert not pages.is_restricted(published_number(), page)


def test_pages_forget_a_picture_that_is_drawn_again(course: MadeCourse) -> None:
    picture = Picture.objects.create(title="A path", file=ContentFile(png(8, 4), name="path.png"))
    number = published_number()

    picture.file = ContentFile(png(10, 4), name="path.png")
    picture.save()

    assert published_number() != number


def test_both_addresses_of_a_thing(course: MadeCourse) -> None:
    found = pages.sibling_paths(published_number(), course.page("pair", "es"))

    assert found == {"en": "/en/courses/web/pair/", "es": "/es/cursos/web/pair/"}
    assert course.page("pair", "es").path_on_site == found["es"]


def test_the_language_switch_leads_to_the_same_page_or_the_nearest_above_it(course: MadeCourse) -> None:
    number = published_number()

    assert pages.nearest_sibling_path(number, course.page("pair"), "es") == "/es/cursos/web/pair/"
    assert pages.nearest_sibling_path(number, course.page("english"), "es") == "/es/cursos/web/"
    assert pages.nearest_sibling_path(number, course.page("english"), "en") == "/en/courses/web/english/"


def test_the_language_switch_never_leads_to_what_is_not_published(course: MadeCourse) -> None:
    for page in (course.page("pair", "es"), course.pages["es"]):
        fresh(page).unpublish()

    assert pages.nearest_sibling_path(published_number(), course.page("pair"), "es") == "/es/cursos/"


def test_a_thing_is_found_by_its_key_in_the_asked_language_or_the_one_that_exists(course: MadeCourse) -> None:
    number = published_number()

    assert pages.live_page_with_key(number, course.unit("pair"), "es") == course.page("pair", "es")
    assert pages.live_page_with_key(number, course.unit("english"), "es") == course.page("english")
    take_down(course, "pair")
    assert pages.live_page_with_key(published_number(), course.unit("pair"), "es") is None


def test_asked_again_the_database_is_not(course: MadeCourse, django_assert_num_queries: Any) -> None:
    number = published_number()
    found = pages.live_page_at(number, "en", "courses/web/pair/")
    assert found
    pages.is_restricted(number, found)
    pages.sibling_paths(number, found)

    with django_assert_num_queries(0):
        pages.live_page_at(number, "en", "courses/web/pair/")
        pages.is_restricted(number, found)
        pages.nearest_sibling_path(number, found, "es")


def test_a_page_is_read_whole_with_its_locale_in_one_statement(
    course: MadeCourse, django_assert_num_queries: Any
) -> None:
    for page in (course.page("pair"), course.page("pair", "es"), course.pages["en"]):
        expected = fresh(page)
        number = published_number()
        _, language, path = expected.path_on_site.split("/", 2)
        tree(number)
        with django_assert_num_queries(1):
            found = pages.live_page_at(number, language, path)
            assert found
            assert found.locale.language_code == language
        assert type(found) is type(expected)
        values = [[str(getattr(one, f.attname)) for f in expected._meta.concrete_fields] for one in (found, expected)]
        assert values[0] == values[1]
        found.full_clean()
        page.refresh_from_db()
        page.save_revision().publish()  # a new number, and what is remembered is forgotten
