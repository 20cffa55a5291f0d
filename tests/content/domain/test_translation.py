from typing import Any

import pytest
from wagtail.models import Page

from courses.models import CoursePage, LessonPage
from lms.content.domain.translation import add_page, add_translation, locale_of
from lms.content.enums import Language
from lms.content.errors import NotAPair, ReverseTranslation
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("pair"), lesson("spanish", languages=("es",))], languages=("es", "en"))


def parent(course: MadeCourse, code: str) -> Any:
    return Page.objects.get(pk=course.pages[code].pk).specific


def draft(**fields: Any) -> LessonPage:
    return LessonPage(title="Anew", slug="anew", body=[], **fields)


@pytest.mark.slow
def test_an_original_takes_the_language_of_its_place_and_is_not_published(course: MadeCourse) -> None:
    page = add_page(parent=parent(course, "es"), page=draft(live=True, original_language="en"))

    page = LessonPage.objects.get(pk=page.pk)
    assert (page.locale.language_code, page.original_language, page.live) == ("es", "es", False)


def test_a_translation_shares_the_key_and_remembers_which_was_first(course: MadeCourse) -> None:
    original = course.page("spanish", "es")

    made = add_translation(original=original, parent=parent(course, "en"), translation=draft())

    made = LessonPage.objects.get(pk=made.pk)
    assert made.translation_key == original.translation_key
    assert (made.locale.language_code, made.original_language, made.live) == ("en", "es", False)


def test_a_second_translation_into_the_same_language_is_refused(course: MadeCourse) -> None:
    before = list(Page.objects.order_by("path").values("path", "title"))

    with pytest.raises(ReverseTranslation):
        add_translation(original=course.page("pair", "es"), parent=parent(course, "en"), translation=draft())

    assert list(Page.objects.order_by("path").values("path", "title")) == before


def test_a_translation_back_over_the_original_is_refused(course: MadeCourse) -> None:
    with pytest.raises(ReverseTranslation):
        add_translation(original=course.page("pair", "en"), parent=parent(course, "es"), translation=draft())

    page: Any = LessonPage.objects.get(pk=course.page("pair", "es").pk)
    assert (page.title, page.original_language) == ("pair es", "es")


def test_a_page_is_no_translation_of_one_in_its_own_language_or_of_another_type(course: MadeCourse) -> None:
    original = course.page("spanish", "es")

    with pytest.raises(NotAPair):
        add_translation(original=original, parent=parent(course, "es"), translation=draft())
    wrong = CoursePage(title="Anew", slug="anew", summary="s")
    with pytest.raises(NotAPair):
        add_translation(original=original, parent=parent(course, "en"), translation=wrong)


def test_locale_of_finds_the_row_of_a_language(course: MadeCourse) -> None:
    assert {locale_of(language).language_code for language in Language} == {"en", "es"}
