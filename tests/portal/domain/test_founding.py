from typing import Any

import pytest
from wagtail.models import Locale, Page, Site

from courses.models import CourseIndexPage
from lms.content.models import GlossaryPage, LibraryIndexPage
from lms.content.queries import tree as content_tree
from lms.content.queries.published import published_number
from lms.portal.domain.founding import found_site
from lms.portal.models import HomePage

pytestmark = pytest.mark.django_db


def tree() -> list[Any]:
    return list(
        Page.objects.order_by("path").values("path", "title", "slug", "live", "locale_id", "latest_revision_id")
    )


@pytest.mark.slow
def test_found_site_makes_two_trees_that_are_one_site(settings: Any) -> None:
    settings.SITE_URL = "https://vereda.example"
    home = found_site()

    assert {locale.language_code for locale in Locale.objects.all()} == {"en", "es"}
    homes = {page.locale.language_code: page for page in HomePage.objects.all()}
    assert homes["en"] == home
    assert homes["en"].translation_key == homes["es"].translation_key
    assert {page.path_on_site for page in homes.values()} == {"/en/", "/es/"}
    indexes = {page.locale.language_code: page for page in CourseIndexPage.objects.all()}
    assert {code: page.path_on_site for code, page in indexes.items()} == {"en": "/en/courses/", "es": "/es/cursos/"}
    assert indexes["en"].translation_key == indexes["es"].translation_key
    assert {page.original_language for page in [*homes.values(), *indexes.values()]} == {"en"}
    assert all(page.live and page.first_published_at for page in [*homes.values(), *indexes.values()])
    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id) == ("vereda.example", 443, home.pk)


@pytest.mark.slow
def test_what_wagtail_puts_into_an_empty_database_is_gone() -> None:
    found_site()

    assert set(Page.objects.filter(depth=2).values_list("slug", flat=True)) == {"home-en", "home-es"}


@pytest.mark.slow
def test_found_again_leaves_everything_as_it_is() -> None:
    found_site()
    HomePage.objects.filter(locale__language_code="es").update(heading="Nuestra red")
    before = tree()

    found_site()

    assert tree() == before
    assert HomePage.objects.get(locale__language_code="es").heading == "Nuestra red"


@pytest.mark.slow
def test_a_house_that_stood_before_gets_the_pages_of_guides_and_glossary() -> None:
    found_site()
    for model in (LibraryIndexPage, GlossaryPage):
        for page in model.objects.all():
            page.delete()

    found_site()

    addresses = {
        model: {page.locale.language_code: page.path_on_site for page in model.objects.all()}
        for model in (LibraryIndexPage, GlossaryPage)
    }
    assert addresses == {
        LibraryIndexPage: {"en": "/en/guides/", "es": "/es/guias/"},
        GlossaryPage: {"en": "/en/glossary/", "es": "/es/glosario/"},
    }
    for model in addresses:
        assert len({page.translation_key for page in model.objects.all()}) == 1
        assert all(page.live for page in model.objects.all())


@pytest.mark.slow
def test_found_again_leaves_a_page_down_that_an_editor_took_down() -> None:
    found_site()
    GlossaryPage.objects.get(locale__language_code="es").unpublish()

    found_site()

    assert [page.live for page in GlossaryPage.objects.order_by("pk")] == [True, False]


@pytest.mark.slow
def test_found_again_follows_the_address_of_the_site(settings: Any) -> None:
    found_site()
    settings.SITE_URL = "http://127.0.0.1:8123"
    found_site()

    site = Site.objects.get()
    assert (site.hostname, site.port, site.is_default_site) == ("127.0.0.1", 8123, True)
    assert set(content_tree.tree(published_number()).homes) == {"en", "es"}
