"""One rule after the other, on pages that lack nothing but what the rule looks for."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.enums import Check
from courses.queries.checklist import Finding, Manuscript, Side, Thing, findings
from courses.queries.manuscripts import manuscripts, recently_written
from tests.factories.blocks import one_choice, text_block, true_false
from tests.factories.site import lesson, make_course, quiz

TEXT = {"type": "text", "id": "t1", "value": "<p>Words.</p>"}
PICTURE = {"image": 7, "alt_text": "A laptop sends an envelope to a server.", "decorative": False}


def side(page_id: int, language: str, **data: Any) -> Side:
    return Side(page_id, language, f"{page_id} {language}", {"summary": "What it is about.", **data})


def unit(number: int, *, languages: tuple[str, ...] = ("en", "es"), **data: Any) -> Thing:
    data = {"minutes": 10, "body": [TEXT], **data}
    pages = {code: side(number * 10 + i, code, **data) for i, code in enumerate(languages)}
    return Thing(UUID(int=number), pages)


def course(*units: Thing, languages: tuple[str, ...] = ("en", "es"), **data: Any) -> Manuscript:
    pages = {code: side(i + 1, code, **data) for i, code in enumerate(languages)}
    return Manuscript(Thing(uuid4(), pages), units)


def found(manuscript: Manuscript, *, has_achievement: bool = True) -> list[tuple[Check, int, str]]:
    return [(one.check, one.page_id, one.block) for one in findings(manuscript, has_achievement=has_achievement)]


def block(kind: str, value: Any, name: str = "b1") -> dict[str, Any]:
    return {"type": kind, "id": name, "value": value}


def test_a_course_that_lacks_nothing_has_no_findings() -> None:
    assert findings(course(unit(1), unit(2)), has_achievement=True) == []


def test_a_finding_says_where_it_is_mended() -> None:
    manuscript = course(unit(1, summary=" "))

    assert findings(manuscript, has_achievement=True) == [
        Finding(Check.NO_SUMMARY, 10, "en", "10 en"),
        Finding(Check.NO_SUMMARY, 11, "es", "11 es"),
    ]


@pytest.mark.parametrize(
    ("manuscript", "expected"),
    [
        (course(), [(Check.NO_UNITS, 1, "")]),
        (course(unit(1, languages=("es",)), languages=("es",)), [(Check.LANGUAGE_MISSING, 1, "")]),
        (course(unit(1, languages=("es",))), [(Check.UNIT_LANGUAGE_MISSING, 10, "")]),
        (course(unit(1), summary=""), [(Check.NO_SUMMARY, 1, ""), (Check.NO_SUMMARY, 2, "")]),
        (course(unit(1, minutes=None)), [(Check.NO_MINUTES, 10, ""), (Check.NO_MINUTES, 11, "")]),
        (course(unit(1, body=[])), [(Check.NOTHING_IN_IT, 10, ""), (Check.NOTHING_IN_IT, 11, "")]),
    ],
)
def test_what_is_missing_of_pages_is_found(manuscript: Manuscript, expected: Any) -> None:
    assert found(manuscript) == expected


def test_a_course_that_earns_nothing_is_found() -> None:
    assert found(course(unit(1)), has_achievement=False) == [(Check.NO_ACHIEVEMENT, 1, "")]


@pytest.mark.parametrize(
    ("body", "check"),
    [
        (block("picture", {"image": PICTURE | {"alt_text": ""}, "caption": ""}), Check.NO_ALT),
        (block("picture", {"image": PICTURE | {"alt_text": None}, "caption": ""}), Check.NO_ALT),
        (block("picture", {"image": PICTURE | {"decorative": True}, "caption": ""}), Check.NO_ALT),
        (block("picture", {"image": PICTURE | {"alt_text": "IMG_2041.JPG"}}), Check.ALT_IS_FILE_NAME),
        (block("picture", {"image": PICTURE | {"alt_text": "DSC 00231"}}), Check.ALT_IS_FILE_NAME),
        (block("medium", {"url": "https://example.org/a.mp4", "transcript": "<p>\xa0</p>"}), Check.NO_TRANSCRIPT),
        (block("steps", {"items": [block("item", {"transcript": ""}, "inner")]}, "outer"), Check.NO_TRANSCRIPT),
    ],
)
def test_what_a_block_lacks_is_found(body: dict[str, Any], check: Check) -> None:
    where = "inner" if body["type"] == "steps" else "b1"

    assert found(course(unit(1, languages=("en",), body=[TEXT, body]), languages=("en",))) == [
        (Check.LANGUAGE_MISSING, 1, ""),
        (check, 10, where),
    ]


@pytest.mark.parametrize(
    "body",
    [
        block("picture", {"image": PICTURE, "caption": ""}),
        block("picture", {"image": PICTURE | {"alt_text": "Error 404 as the browser shows it"}}),
        block("medium", {"transcript": "<p>All that is said.</p>"}),
    ],
)
def test_a_block_that_lacks_nothing_is_not_found(body: dict[str, Any]) -> None:
    assert found(course(unit(1, body=[body]))) == []


def test_every_answer_without_feedback_is_found() -> None:
    options = [block("item", {"text": "a", "feedback": words}, name) for name, words in (("o1", ""), ("o2", "So."))]
    questions = [
        block("one_choice", {"prompt": "?", "options": options}, "q1"),
        block("true_false", {"prompt": "?", "feedback_true": "", "feedback_false": " "}, "q2"),
        block("short_text", {"prompt": "?", "feedback_right": "Yes.", "feedback_wrong": ""}, "q3"),
        block("open", {"prompt": "?", "words": 40, "feedback": ""}, "q4"),
        block("draw", {"bank": 7, "count": 2, "tag": ""}, "q5"),
    ]

    assert found(course(unit(1, languages=("en",), questions=questions), languages=("en",)))[1:] == [
        (Check.NO_FEEDBACK, 10, "o1"),
        (Check.NO_FEEDBACK, 10, "q2"),
        (Check.NO_FEEDBACK, 10, "q2"),
        (Check.NO_FEEDBACK, 10, "q3"),
        (Check.NO_FEEDBACK, 10, "q4"),
    ]


@pytest.mark.slow
@pytest.mark.django_db
def test_manuscripts_hold_the_newest_drafts_of_both_languages(site: Any, editor: Any) -> None:
    made = make_course("web", [lesson("first"), quiz("check", true_false("sure", answer=True), languages=("en",))])
    page = made.page("first", "es")
    page.summary, page.draft_title = "Solo en el borrador", "primero"
    page.title = "primero"
    page.save_revision(user=editor)

    manuscript = manuscripts([made.key])[made.key]

    assert [list(thing.sides) for thing in (manuscript.course, *manuscript.units)] == [
        ["en", "es"], ["en", "es"], ["en"]
    ]  # fmt: skip
    assert manuscript.units[0].sides["es"].data["summary"] == "Solo en el borrador"
    assert manuscript.units[0].sides["es"].title == "primero"
    assert manuscript.units[1].sides["en"].data["questions"][0]["type"] == "true_false"
    assert manuscripts([uuid4()]) == {}


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("many", [3, 30])
def test_a_checklist_costs_the_same_for_every_course(site: Any, many: int) -> None:
    made = make_course("web", [lesson(f"u{i}") for i in range(many - 1)] + [quiz("q", one_choice("a", "b", "c"))])

    with CaptureQueriesContext(connection) as queries:
        manuscript = manuscripts([made.key])[made.key]

    assert len(manuscript.units) == many
    assert len(queries) == 2


@pytest.mark.slow
@pytest.mark.django_db
def test_the_course_that_was_written_in_last_comes_first(site: Any, editor: Any) -> None:
    old, new = make_course("old", [lesson("a")]), make_course("new", [lesson("b")])
    assert recently_written(most=5) == [new.key, old.key]

    page = old.page("a", "es")
    page.body = page._meta.get_field("body").stream_block.to_python([text_block("x", "<p>x</p>")])
    page.save_revision(user=editor)

    assert recently_written(most=5) == [old.key, new.key]
    assert recently_written(most=1) == [old.key]
