"""Guides, essays, their list and the glossary, as visitors see them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.domain import update_profile
from lms.content.domain.publishing import publish_page
from lms.content.models import GuidePage
from tests.factories.blocks import block_id
from tests.factories.harm import harm_in, main_of
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.writings import key_of, make_essay, make_guide, make_term, step, trouble

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def library(site: Any) -> dict[str, Any]:
    guide = make_guide(topic="web", minutes=30)
    essay = make_essay(topic="security", languages=("es", "en"))
    see = {"type": "page", "id": str(block_id("see")), "value": essay["es"].pk}
    for side in guide.values():
        side.see_also = side._meta.get_field("see_also").stream_block.to_python([see])
        publish_page(page=side)
    return {"guide": guide, "essay": essay}


def text(path: str, browser: Client | None = None) -> str:
    answer = (browser or Client()).get(path)
    assert answer.status_code == 200
    return main_of(answer.content)


HEADINGS = {
    "en": ["What you will have in the end", "What you should see", "When it goes wrong", "Tested on"],
    "es": ["Lo que tendrás al final", "Lo que debes ver", "Cuando algo sale mal", "Probada el"],
}


@pytest.mark.slow
@pytest.mark.parametrize(("language", "path"), [("en", "/en/guides/move/"), ("es", "/es/guias/move/")])
def test_a_guide_shows_all_of_itself(library: Any, language: str, path: str) -> None:
    page = text(path)

    for word in [
        *HEADINGS[language],
        f"The goal {language}.",
        f"Before {language}.",
        f"Second {language}.",
        "$ ls",
        "Debian 12",
    ]:
        assert word in page
    assert page.index("First") < page.index("Second") < page.index("Help")
    assert harm_in(page) == []


def test_the_other_language_of_see_also_is_found_whichever_was_chosen(library: Any) -> None:
    assert 'href="/en/guides/padlock/"' in text("/en/guides/move/")
    assert 'href="/es/guias/padlock/"' in text("/es/guias/move/")


@pytest.mark.parametrize(
    ("day", "is_old"), [("2026-11-25", False), ("2027-11-20", False), ("2027-11-21", True), ("2030-01-01", True)]
)
def test_a_guide_untested_for_a_year_says_so(library: Any, day: str, is_old: bool) -> None:
    with time_machine.travel(f"{day}T12:00:00Z", tick=False):
        browser = signed_in(make_person("Alicia"))
        page = text("/en/guides/move/", browser)

    assert ("Untested for more than a year" in page) is is_old
    assert "20 November 2026" in page


def test_a_guide_that_nobody_tested_says_so(library: Any) -> None:
    make_guide("raw", tested_on=None, tested_with="")

    assert "Not tested yet" in text("/en/guides/raw/")


def test_both_languages_stand_side_by_side(library: Any) -> None:
    page = text("/es/guias/move/?view=both")

    one, two = page.index("Second es."), page.index("Second en.")
    assert one < two
    assert page.count('<div lang="es">') == page.count('<div lang="en">') == 5  # goal, before, two steps, trouble
    assert "Lo que debes ver" in page
    assert "What you should see" in page
    assert "2. Step two" in page


@pytest.mark.slow
def test_a_block_that_one_language_lacks_leaves_its_side_empty(site: Any) -> None:
    guide = make_guide("uneven")
    page = GuidePage.objects.get(pk=guide["es"].pk)
    page.troubles = page._meta.get_field("troubles").stream_block.to_python([trouble("more", "<p>Más.</p>")])
    publish_page(page=page)

    shown = text("/en/guides/uneven/?view=both")

    assert "Help en." in shown
    assert "Más." in shown


def test_the_list_is_by_topic_and_filters(library: Any) -> None:
    page = text("/en/guides/")
    assert page.index('id="web"') < page.index("move en") < page.index('id="security"') < page.index("padlock en")
    assert "written first in Spanish" in page

    assert "padlock en" not in text("/en/guides/?topic=web")
    assert "move en" not in text("/en/guides/?kind=essay")
    assert "No guide fits" in text("/en/guides/?topic=mail")
    assert "padlock en" in text("/en/guides/?topic=cats&kind=%00")


def test_the_list_shows_what_exists_in_the_other_language_alone(library: Any) -> None:
    make_guide("solo", languages=("es",))

    assert '<a href="/es/guias/solo/">solo es</a>' in text("/en/guides/")


def test_the_owner_stands_on_the_page_under_their_name_of_today(library: Any) -> None:
    carmen = make_person("Carmen")
    guide = GuidePage.objects.get(pk=library["guide"]["en"].pk)
    guide.kept_by = carmen
    publish_page(page=guide)
    assert "Carmen" in text("/en/guides/move/")

    update_profile(
        person=carmen,
        chosen_name="Carmela",
        pronouns="ella",
        language="es",
        time_zone="UTC",
        organisations=[],
        now=MONDAY,
    )

    page = text("/en/guides/move/")
    assert "Carmela" in page
    assert "Carmen" not in page


def test_the_glossary_is_sorted_in_its_language_and_names_the_other_word(site: Any) -> None:
    make_term("zone", en="zone", es="Ámbito")
    make_term("backup", en="backup", es="respaldo", forms_es="copia de respaldo")
    make_term("name", en="name", es="ñandú")
    make_term("network", en="network", es="nube")

    english, spanish = text("/en/glossary/"), text("/es/glosario/")

    assert [english.index(f'id="t-{key}"') for key in ("backup", "name", "network", "zone")] == sorted(
        english.index(f'id="t-{key}"') for key in ("backup", "name", "network", "zone")
    )
    order = [spanish.index(f'id="t-{key}"') for key in ("zone", "network", "name", "backup")]
    assert order == sorted(order)
    assert "copia de respaldo" in spanish
    assert '<span lang="en">backup</span>' in spanish


def test_the_navigation_leads_to_the_guides(library: Any) -> None:
    assert '<a href="/es/guias/" aria-current="page">Guías</a>' in Client().get("/es/guias/").content.decode()


@pytest.fixture
def queries(library: Any) -> Callable[[str], int]:
    """Of the second request for a page, by somebody signed in."""
    browser = signed_in(make_person("Beto"))

    def count(path: str) -> int:
        assert browser.get(path).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        return len(asked)

    return count


@pytest.mark.slow
def test_a_guide_asks_as_little_for_three_steps_as_for_one(queries: Callable[[str], int]) -> None:
    make_guide("one", steps=[step("a", "<p>A.</p>")])
    make_guide("three", steps=[step(name, "<p>A.</p>") for name in "abc"], tested_on=date(2026, 1, 1))

    assert queries("/en/guides/one/") == queries("/en/guides/three/") == 4
    assert queries("/en/guides/three/?view=both") == 4


def test_an_essay_asks_the_same(queries: Callable[[str], int]) -> None:
    assert queries("/en/guides/padlock/") == 4


@pytest.mark.slow
def test_the_list_and_the_glossary_ask_as_little_for_three_as_for_one(queries: Callable[[str], int]) -> None:
    make_term("one")
    assert (queries("/en/guides/"), queries("/en/glossary/")) == (3, 3)
    for number in range(3):
        make_guide(f"more-{number}")
        make_term(f"more-{number}")
    assert (queries("/en/guides/"), queries("/en/glossary/")) == (3, 3)


def test_a_stranger_costs_one_query(library: Any) -> None:
    for path in ("/en/guides/move/", "/en/guides/", "/en/glossary/"):
        Client().get(path)
        with CaptureQueriesContext(connection) as asked:
            Client().get(path)
        assert len(asked) == 1


def test_a_preview_of_a_draft_shows_it(library: Any, editor: Any, enter_editor: Any) -> None:
    guide = GuidePage.objects.get(pk=library["guide"]["en"].pk)
    guide.goal = "A goal of a draft."
    guide.save_revision()
    browser = enter_editor(Client(), editor)
    editor.is_superuser = True
    editor.save()

    shown = browser.get(f"/cms/pages/{guide.pk}/view_draft/")

    assert "A goal of a draft." in shown.content.decode()
    assert "A goal of a draft." not in text("/en/guides/move/")
    assert str(key_of("move")) in shown.content.decode()
