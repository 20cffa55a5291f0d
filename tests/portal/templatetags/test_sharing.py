import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from lms.portal.templatetags.sharing import PICTURE
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), lesson("two", languages=("es",))])


def told(path: str) -> list[tuple[str, str]]:
    page = Client().get(path).content.decode()
    return re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', page)


@pytest.mark.slow
def test_a_page_tells_its_title_words_address_and_languages(course: MadeCourse) -> None:
    assert told("/es/cursos/web/") == [
        ("og:type", "website"),
        ("og:site_name", "Vereda"),
        ("og:title", "web es"),
        ("og:description", "About web."),
        ("og:url", "http://testserver/es/cursos/web/"),
        ("og:image", "http://testserver/static/vereda/share.png"),
        ("og:locale", "es_MX"),
        ("og:locale:alternate", "en_US"),
    ]


def test_what_is_no_page_of_the_tree_tells_nothing(course: MadeCourse) -> None:
    assert told("/en/search/?q=web") == told("/en/accounts/login/") == []


def test_the_picture_is_ours_and_of_the_size_that_is_wanted() -> None:
    file = finders.find(PICTURE)
    assert file
    from PIL import Image

    with Image.open(file) as picture:
        assert picture.size == (1200, 630)
