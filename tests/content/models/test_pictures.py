from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from courses.models import LessonPage
from lms.content.domain.publishing import publish_page
from lms.content.models import Picture, PictureRendition
from lms.content.models.blocks import PictureBlock
from lms.content.models.pictures import RENDITION_FILTERS
from tests.factories.files import png
from tests.factories.harm import main_of
from tests.factories.site import MadeCourse, forget_pages, lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one")])


@pytest.fixture
def picture(course: MadeCourse) -> Picture:
    """In both languages of the lesson."""
    picture = Picture.objects.create(title="A path", file=ContentFile(png(600, 300), name="path.png"))
    for language, words in (("en", "A path & a <b>tree</b>"), ("es", "Una vereda")):
        page = LessonPage.objects.get(pk=course.page("one", language).pk)
        image = {"image": picture.pk, "alt_text": words, "decorative": False}
        raw = [{"type": "picture", "value": {"image": image, "caption": "`ls`"}}]
        page.body = page._meta.get_field("body").stream_block.to_python(raw)
        publish_page(page=page)
    return picture


def get_lesson() -> str:
    return main_of(Client().get("/en/courses/web/one/").content)


@pytest.mark.slow
def test_the_renditions_are_there_when_a_picture_is_saved(picture: Picture) -> None:
    made = {rendition.filter_spec: (rendition.width, rendition.height) for rendition in picture.renditions.all()}

    assert made == {
        "width-480|format-webp": (480, 240),
        "width-960|format-webp": (600, 300),
        "width-960|format-jpeg": (600, 300),
    }
    assert set(made) == set(RENDITION_FILTERS)
    assert all(Path(rendition.file.path).stat().st_size for rendition in picture.renditions.all())


def test_saving_a_title_draws_nothing_again(picture: Picture) -> None:
    before = list(picture.renditions.order_by("pk").values())
    picture.title = "Another path"
    picture.save()

    assert list(picture.renditions.order_by("pk").values()) == before


def test_a_lesson_shows_the_picture_with_its_words_and_its_measures(picture: Picture) -> None:
    shown = get_lesson()

    assert 'alt="A path &amp; a &lt;b&gt;tree&lt;/b&gt;"' in shown
    assert 'width="600" height="300"' in shown
    assert "480w" in shown
    assert "<figcaption><code>ls</code></figcaption>" in shown


def test_a_request_never_draws(picture: Picture) -> None:
    """Not even where the renditions are gone: then the original is shown."""
    picture.renditions.all().delete()
    forget_pages()

    shown = get_lesson()

    assert not PictureRendition.objects.exists()
    assert picture.file.url in shown
    assert "srcset" not in shown


@pytest.mark.parametrize("caption", ["", "A rack"])
def test_a_picture_that_is_not_chosen_yet_is_previewed_and_compared(caption: str) -> None:
    """Wagtail keeps drafts while they are written, also this one."""
    block = PictureBlock()
    begun, empty = (block.to_python({"image": None, "caption": words}) for words in (caption, ""))

    assert block.render(begun).strip() == ""
    comparison = block.get_comparison_class()
    assert comparison(block, True, False, begun, None).htmlvalue(begun) == caption
    assert caption in comparison(block, True, True, empty, begun).htmldiff()
