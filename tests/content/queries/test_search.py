"""What is found, in which order and language, and what never is."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from bench.large_index import fill_index
from lms.content.domain.search_index import rebuild
from lms.content.models import SearchEntry
from lms.content.queries.published import published_number
from lms.content.queries.search import EVERYTHING, Hit, Narrowed, hits, search
from lms.content.queries.search_terms import LONGEST_QUERY, clean_query, understand
from lms.content.queries.tree import tree
from tests.factories.blocks import text_block, true_false
from tests.factories.site import MadeCourse, lesson, make_course, quiz, take_down

pytestmark = pytest.mark.django_db


def said(english: str = "", spanish: str = "") -> dict[str, list[dict[str, Any]]]:
    return {
        "en": [text_block("en", f"<p>{english}</p>")],
        "es": [text_block("es", f"<p>{spanish}</p>")],
    }


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    course = make_course(
        "house",
        [
            lesson("email-only", languages=("en",), body=said("An email arrives. Configuring the backups.")),
            lesson("both", body=said("A torch for the attic", "Una linterna para el desván y su configuración")),
            lesson("spanish-only", languages=("es",), body=said(spanish="Una linterna; archivos y certificados.")),
            quiz("check", true_false("q", answer=True)),
        ],
    )
    rebuild()
    return course


def found(words: str, reader: str = "en", narrowed: Narrowed = EVERYTHING) -> list[Hit]:
    number = published_number()
    results = search(words, reader=reader, number=number, narrowed=narrowed)
    return hits(results, results.keys, reader=narrowed.language or reader, number=number)


def titles(words: str, reader: str = "en", narrowed: Narrowed = EVERYTHING) -> list[str]:
    return [str(hit.title).replace("<mark>", "").replace("</mark>", "") for hit in found(words, reader, narrowed)]


@pytest.mark.parametrize("words", ["correo", "CORREOS", "correo electrónico", "email", "e-mail", "emials"])
def test_a_word_finds_what_means_the_same_in_the_other_language(course: MadeCourse, words: str) -> None:
    assert "email-only en" in titles(words, reader="es")


@pytest.mark.parametrize(
    "words", ["configure", "configuration", "configured", "configuring backup", "back up", "bakcups"]
)
def test_forms_of_a_word_and_one_wrong_letter_find(course: MadeCourse, words: str) -> None:
    assert titles(words)[0] == "email-only en"


@pytest.mark.parametrize("words", ["certificado", "CERTIFICADOS", "certificar", "certficado", "archivo", "archívo"])
def test_accents_case_and_endings_do_not_count_in_spanish(course: MadeCourse, words: str) -> None:
    assert titles(words, reader="es")[0] == "spanish-only es"


def test_a_thing_in_both_languages_is_shown_once_in_the_readers(course: MadeCourse) -> None:
    """Found by a word that only its Spanish side has."""
    [hit] = [hit for hit in found("desván", reader="en") if hit.key == f"unit:{course.unit('both')}"]

    assert (hit.language, hit.address) == ("en", "/en/courses/house/both/")


def test_what_the_reader_can_read_stands_before_what_they_would_have_to_translate(course: MadeCourse) -> None:
    assert titles("linterna", reader="en") == ["both en", "spanish-only es"]
    assert {hit.language for hit in found("linterna", reader="es")} == {"es"}


def test_a_unit_names_its_course_and_a_course_nothing(course: MadeCourse) -> None:
    assert {hit.kind: hit.within for hit in found("house check web")} == {"course": "", "quiz": "house en"}


def test_several_words_prefer_the_page_that_has_all_of_them(course: MadeCourse) -> None:
    assert titles("linterna archivo", reader="es")[0] == "spanish-only es"


def test_facets_name_what_there_is_and_narrow_to_it(course: MadeCourse) -> None:
    results = search("linterna", reader="en", number=published_number())
    assert (results.kinds, results.topics, results.languages) == (("lesson",), ("basics",), ("en", "es"))

    assert titles("linterna", narrowed=Narrowed(language="en")) == ["both en"]
    assert set(titles("linterna", narrowed=Narrowed(language="es"))) == {"spanish-only es", "both es"}
    assert titles("linterna", narrowed=Narrowed(kind="quiz")) == []
    assert titles("linterna", narrowed=Narrowed(topic="mail")) == []


def test_questions_of_a_quiz_are_not_to_be_looked_up(course: MadeCourse) -> None:
    entry = SearchEntry.objects.get(key=f"unit:{course.unit('check')}", language="en")

    assert entry.text == ""


def test_a_page_taken_down_is_gone_before_its_job_ran(course: MadeCourse) -> None:
    take_down(course, "spanish-only")

    assert titles("linterna", reader="es") == ["both es"]


def test_a_limited_page_is_gone_before_its_job_ran(course: MadeCourse) -> None:
    """Also for the people who may see it: a search tells nobody what is kept from them."""
    PageViewRestriction.objects.create(page=course.page("both", "en"), restriction_type="login")

    [hit] = [hit for hit in found("torch") if hit.key == f"unit:{course.unit('both')}"] or [None]

    assert hit is None
    assert [hit.language for hit in found("desván") if hit.key == f"unit:{course.unit('both')}"] == ["es"]


def test_words_that_no_page_has_are_said(course: MadeCourse) -> None:
    query = understand("linterna qwertyuiop", published_number())

    assert query.unknown == ("qwertyuiop",)
    assert titles("linterna qwertyuiop", reader="es") == titles("linterna", reader="es")
    assert understand("lintrena", published_number()).groups[0].meant == ("linterna",)


@pytest.mark.parametrize(
    "words",
    ["", " ", "\x00", "'", '"', "') OR 1=1 --", '"NEAR(a b)" AND NOT *', "%_%", "\u202e\u200f", "((((", "a" * 10_000,
     "word " * 2_000, "🙂", "de la que", "\ud800", "-:!&|<->", "ﷺ" * 300],
)  # fmt: skip
def test_whatever_is_typed_is_harmless(course: MadeCourse, words: str) -> None:
    text = clean_query(words)

    assert len(text) <= LONGEST_QUERY
    assert isinstance(titles(text), list)


def test_words_of_no_meaning_are_looked_for_when_there_are_no_others(course: MadeCourse) -> None:
    assert understand("para", published_number()).unknown == ("para",)


@pytest.mark.slow
@pytest.mark.parametrize(("words", "queries"), [("lesson", 3), ("lesson torch", 4), ("leson", 4), ("qwertyuiop", 2)])
def test_the_number_of_queries_is_that_of_the_question_and_not_of_the_pages(
    course: MadeCourse, words: str, queries: int
) -> None:
    number = published_number()
    tree(number)

    def asked() -> int:
        with CaptureQueriesContext(connection) as statements:
            results = search(words, reader="en", number=number)
            hits(results, results.keys[:10], reader="en", number=number)
        return len(statements)

    asked()
    expected = queries + (words != "qwertyuiop")  # the rows of a page of results
    assert asked() == expected
    fill_index(300, words=["lesson", "torch", "attic", "other"])
    assert asked() == expected
