"""A row written straight into the database, past every form and every clean, is harmless when it is shown."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from courses.models import LessonPage, QuizPage
from lms.content.models.blocks import LineBlock
from tests.core.hostile_markup import PAYLOADS
from tests.factories.blocks import block_id, true_false
from tests.factories.harm import harm_in, main_of
from tests.factories.site import MadeCourse, forget_pages, lesson, make_course, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), quiz("check", true_false("q", answer=True))])


def every_block(hostile: str) -> list[dict[str, Any]]:
    titled = {"title": hostile, "text": hostile}
    values = {
        "heading": hostile,
        "text": hostile,
        "code": {"language": hostile, "caption": hostile, "code": hostile},
        "callout": {"tone": hostile, **titled},
        "steps": {"items": [{"type": "item", "value": titled, "id": str(block_id("s"))}]},
        "comparison": {"left": titled, "right": titled},
        "medium": {
            "medium": hostile,
            "title": hostile,
            "url": hostile,
            "megabytes": "1",
            "minutes": 1,
            "transcript": hostile,
        },
    }
    return [{"type": kind, "value": value, "id": str(block_id(kind))} for kind, value in values.items()]


def show(course: MadeCourse, slug: str, query: str = "") -> str:
    forget_pages()
    page: Any = course.page(slug)
    answer = Client().get(page.path_on_site + query)
    assert answer.status_code == 200
    return main_of(answer.content)


def put(model: Any, page: Any, **fields: Any) -> None:
    """Past the model: only the row changes."""
    model.objects.filter(pk=page.pk).update(**{name: _raw(value) for name, value in fields.items()})


def _raw(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, list) else value


def test_the_finder_finds_harm() -> None:
    found = [harm_in(payload) for payload in ("<script>", "<b onclick=x>", "<a href=' java\tscript:x'>", "<p style=x>")]

    assert all(found)
    assert harm_in("<p><a href='/en/'>x</a> <a href='https://x.example'>y</a></p>") == []


@pytest.mark.slow
def test_every_hostile_payload_in_every_block_is_harmless_when_shown(course: MadeCourse) -> None:
    """All in one page: what the first leaves open would show in what comes after it."""
    blocks = []
    for position, payload in enumerate(PAYLOADS):
        try:
            payload.encode()
        except UnicodeEncodeError:  # a lone surrogate, which no database keeps
            continue
        payload = payload.replace("\x00", "")  # nor NUL
        blocks += [block | {"id": str(block_id(block["type"], str(position)))} for block in every_block(payload)]
    page = course.page("one")
    put(LessonPage, page, body=blocks, title="<script>alert(1)</script>", summary="<img src=x onerror=alert(1)>")

    for query in ("", "?view=both"):
        assert harm_in(show(course, "one", query)) == []


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " JaVa\tScript:alert(1)", "data:text/html,x", "//evil.example/x"]
)
def test_an_address_that_runs_is_no_link(course: MadeCourse, address: str) -> None:
    medium = every_block("words")[-1]
    medium["value"]["url"] = address
    put(LessonPage, course.page("one"), body=[medium])

    shown = show(course, "one")
    assert harm_in(shown) == []
    assert "words" in shown


def test_a_hostile_quiz_is_harmless_when_shown(course: MadeCourse, client: Client) -> None:
    hostile = "</label><script>alert(1)</script>\"'><img src=x onerror=alert(1)>`<b onclick=x()>`"
    question = {
        "type": "true_false",
        "id": str(block_id("q")),
        "value": {"prompt": hostile, "is_true": True, "feedback_true": hostile, "feedback_false": hostile},
    }
    put(QuizPage, course.page("check"), questions=[question], introduction=hostile, summary=hostile)

    assert harm_in(show(course, "check")) == []


def test_words_survive_the_cleaning(course: MadeCourse) -> None:
    put(
        LessonPage,
        course.page("one"),
        body=every_block("<p>Read <b>this</b> &amp; <a href='https://x.example/'>that</a></p>"),
    )

    shown = show(course, "one")
    assert shown.count('<b>this</b> &amp; <a href="https://x.example/"') == 6
    assert "&lt;p&gt;Read &lt;b&gt;this" in shown  # in code and titles it is text


def test_a_line_may_be_as_long_as_its_block_says() -> None:
    assert LineBlock(max_length=500).clean("x" * 500) == "x" * 500
    with pytest.raises(ValidationError):
        LineBlock(max_length=500).clean("x" * 501)
    with pytest.raises(ValidationError):
        LineBlock().clean("x" * 201)
