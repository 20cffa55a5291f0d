import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from lms.accounts.models import Person
from lms.content.domain.publishing import something_public_changed
from lms.content.models import Drift
from lms.content.queries.published import published_number
from lms.content.queries.report import coverage, house
from lms.core import clock
from tests.content.domain.test_translating import rewrite
from tests.factories.blocks import block_id, text_block
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course(
        "web", [lesson("one"), lesson("two", languages=("es",)), lesson("three")], languages=("es", "en")
    )


@pytest.fixture
def desk(client: Client, editor: Person, enter_editor: Callable[..., Client]) -> Client:
    return enter_editor(client, editor)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_coverage_is_never_whole_while_something_waits() -> None:
    assert [coverage(199, 200), coverage(200, 200), coverage(0, 3), coverage(0, 0), coverage(9999, 10000)] == [
        99, 100, 0, 100, 99,
    ]  # fmt: skip


@pytest.mark.slow
def test_the_oldest_that_waits_stands_first(desk: Client, course: MadeCourse) -> None:
    page = text_of(desk.get("/cms/drift/"))
    assert page.index("two es") < page.index("one es")
    assert f"/cms/translation/{course.unit('two')}/" in page


def test_one_changed_paragraph_is_one_stale_text_in_one_language(desk: Client, course: MadeCourse) -> None:
    rewrite(course.unit("one"), "es", lambda raw: [text_block("one-text", "<p>Otra cosa que leer.</p>")])

    shown = list(csv.reader(io.StringIO(text_of(desk.get("/cms/drift/table.csv?state=stale")).lstrip("\ufeff"))))

    assert len(shown) == 2
    assert shown[1][0:2] == ["one es", "en"]
    assert shown[1][4:10] == ["50", "1", "0", "1", "0", "4"]


def test_filters(desk: Client, course: MadeCourse) -> None:
    def titles(query: str) -> list[str]:
        rows = csv.reader(io.StringIO(text_of(desk.get(f"/cms/drift/table.csv?{query}")).lstrip("\ufeff")))
        return sorted(row[0] for row in list(rows)[1:])

    assert titles("state=missing") == ["two es"]
    assert titles("language=en&words=three") == ["three es"]
    assert titles("language=es&words=three") == []
    assert titles("owner=nobody") == []
    assert titles("state=nonsense&language=xx%00&words=three") == ["three es"]


def test_a_formula_in_a_title_stays_words(desk: Client, site: Any) -> None:
    page = make_course("sums", [], languages=("en",)).pages["en"]
    type(page).objects.filter(pk=page.pk).update(title="=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in text_of(desk.get("/cms/drift/table.csv"))


def test_a_page_that_is_gone_is_not_reported(desk: Client, course: MadeCourse) -> None:
    page = course.page("two", "es")
    page.refresh_from_db()
    page.unpublish()
    assert "two es" not in text_of(desk.get("/cms/drift/"))


def test_the_numbers_of_the_house(desk: Client, course: MadeCourse) -> None:
    english = next(one for one in house(published_number()) if one.language == "en")
    assert english.missing == 2
    assert english.coverage < 100
    assert "stale: 0, missing: 2" in text_of(desk.get("/cms/"))


@pytest.mark.slow
def test_as_many_queries_for_many_pages_as_for_few(desk: Client, course: MadeCourse, editor: Person) -> None:
    def asked(query: str) -> int:
        desk.get(f"/cms/drift/?{query}")
        with CaptureQueriesContext(connection) as statements:
            assert desk.get(f"/cms/drift/?{query}").status_code == 200
        return len(statements)

    few = Drift.objects.count()
    Page.objects.filter(pk=course.page("one", "es").pk).update(owner=editor)
    questions = ("", "language=en&state=fresh&words=e", "owner=diego")
    before = [asked(question) for question in questions]
    more = make_course("more", [lesson(f"unit-{number}") for number in range(8)], languages=("es", "en"))
    Page.objects.filter(translation_key__in=more.units).update(owner=editor)

    assert Drift.objects.count() == few + 9
    assert [asked(question) for question in questions] == before == [14, 14, 14]


def test_the_report_is_that_of_the_last_publication(desk: Client, course: MadeCourse) -> None:
    """Its rows are remembered; whatever changes them makes every process forget."""
    assert "more es" not in text_of(desk.get("/cms/drift/"))
    make_course("more", [], languages=("es", "en"))
    assert "more es" in text_of(desk.get("/cms/drift/"))


def test_an_owner_is_offered_under_the_name_they_have_now(desk: Client, course: MadeCourse, editor: Person) -> None:
    page = course.page("one", "es")
    type(page).objects.filter(pk=page.pk).update(owner=editor)
    something_public_changed()
    assert "<option>Diego</option>" in text_of(desk.get("/cms/drift/"))

    editor.chosen_name = "Dora"
    editor.save(update_fields=["chosen_name"])

    shown = text_of(desk.get("/cms/drift/?owner=dora&words=ONE"))
    assert "<option>Dora</option>" in shown
    assert "<option>Diego</option>" not in shown
    assert "one es" in shown
    assert "two es" not in shown


def test_how_long_something_waits_is_said_in_the_readers_words(desk: Client, course: MadeCourse) -> None:
    Drift.objects.filter(page_key=course.unit("two")).update(since=clock.now() - timedelta(days=9, hours=1))
    something_public_changed()
    assert "1\xa0week, 2\xa0days" in text_of(desk.get("/cms/drift/?words=two"))


# --- What learners see -----------------------------------------------------------------------------------------------


def test_a_stale_paragraph_stays_with_a_dated_notice(course: MadeCourse) -> None:
    rewrite(course.unit("one"), "es", lambda raw: [text_block("one-text", "<p>Otra cosa.</p>")])
    page = Client().get("/en/courses/web/one/").content.decode()
    assert "<p>one en</p>" in page
    assert page.count('<details class="drift">') == 1
    assert "<ins>Otra cosa.</ins>" in page
    assert "drift" not in Client().get("/es/cursos/web/one/").content.decode()


def test_a_missing_block_is_the_originals_with_its_language(course: MadeCourse) -> None:
    rewrite(course.unit("one"), "es", lambda raw: [text_block("new", "<p>Nuevo aquí.</p>"), *raw])
    page = Client().get("/en/courses/web/one/").content.decode()
    assert page.index(f'id="b-{block_id("new")}" lang="es"') < page.index("<p>one en</p>")
    assert "<p>Nuevo aquí.</p>" in page


def test_a_missing_paragraph_stands_in_the_original_under_its_block(course: MadeCourse) -> None:
    rewrite(course.unit("one"), "es", lambda raw: [text_block("one-text", "<p>one es</p><p>Más palabras.</p>")])
    page = Client().get("/en/courses/web/one/").content.decode()
    assert 'lang="es">Más palabras.' in page.replace("<p>", "")
    assert page.count('class="untranslated"') == 1


def test_a_course_page_says_it_too(course: MadeCourse) -> None:
    page: Any = course.pages["es"]
    page.refresh_from_db()
    page.summary = "De otra manera."
    from lms.content.domain.publishing import publish_page

    publish_page(page=page)
    assert '<details class="drift">' in Client().get("/en/courses/web/").content.decode()
