from typing import Any

import pytest
from django.utils.translation import override

from courses.queries.lessons import both_sides, lesson_rows
from lms.content.queries.published import published_number
from tests.factories.blocks import block_id, text_block
from tests.factories.site import MadeCourse, lesson, make_course

pytestmark = pytest.mark.django_db


def recording(title: str) -> dict[str, Any]:
    value = {
        "medium": "audio",
        "title": title,
        "url": "https://media.example/a.ogg",
        "megabytes": "1.5",
        "minutes": 3,
        "transcript": "<p>Words.</p>",
    }
    return {"type": "medium", "id": str(block_id("recording")), "value": value}


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    body = {"en": [text_block("t", "<p>One.</p>"), recording("Talk")], "es": [recording("Charla")]}
    return make_course("web", [lesson("one", body=body)])


def test_rows_are_the_blocks_in_order_under_their_shared_ids(course: MadeCourse) -> None:
    rows = lesson_rows(published_number(), course.page("one"))

    assert [(row.id, row.kind) for row in rows] == [
        (str(block_id("t")), "text"),
        (str(block_id("recording")), "medium"),
    ]
    assert "One." in rows[0].html


def test_rows_are_drawn_once(course: MadeCourse, django_assert_num_queries: Any) -> None:
    number = published_number()
    first = lesson_rows(number, course.page("one"))

    with django_assert_num_queries(0):
        assert lesson_rows(number, course.page("one")) is first
    assert lesson_rows(number, course.page("one"), is_preview=True) is not first


def test_the_words_around_a_block_are_in_the_language_of_its_page_whoever_asks_first(course: MadeCourse) -> None:
    """A Spanish reader who looks at both sides draws the English side too, and it is remembered for everybody."""
    with override("es"):
        both_sides(published_number(), course.page("one", "es"))

    with override("en"):
        english, spanish = (lesson_rows(published_number(), course.page("one", code))[-1].html for code in ("en", "es"))
    assert "<summary>Transcript</summary>" in english
    assert "<summary>Transcripción</summary>" in spanish


def test_both_sides_are_paired_by_id_own_language_first(course: MadeCourse) -> None:
    sides = both_sides(published_number(), course.page("one", "es"))

    assert [row["id"] for row in sides] == [str(block_id("recording")), str(block_id("t"))]
    assert [[language for language, _ in row["sides"]] for row in sides] == [["es", "en"]] * 2
    assert sides[1]["sides"][0] == ("es", "")
