from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Revision

from courses.models import LessonPage, QuizPage
from lms.content.domain.publishing import publish_page, something_public_changed
from lms.content.models import PublishedVersion
from lms.content.queries.published import published_number
from tests.factories.blocks import text_block, true_false
from tests.factories.site import MadeCourse, lesson, make_course, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    return make_course("web", [lesson("one"), quiz("check", true_false("q", answer=True))])


def write(page: Any, *blocks: dict[str, Any]) -> Any:
    page.refresh_from_db()
    page.body = page._meta.get_field("body").stream_block.to_python(list(blocks))
    return publish_page(page=page)


@pytest.mark.slow
def test_publish_page_keeps_a_revision_and_shows_the_page(course: MadeCourse) -> None:
    page = course.page("one")
    revisions = Revision.objects.count()

    published = write(page, text_block("t", "<p>Anew.</p>"))

    assert published.live
    assert published.body[0].value.source == "<p>Anew.</p>"
    assert Revision.objects.count() == revisions + 1
    assert LessonPage.objects.get(pk=page.pk).latest_revision_id == published.latest_revision_id


def test_publish_page_cleans_every_block_as_it_is_written(course: MadeCourse) -> None:
    hostile = "<p onclick='x()'>Good<script>alert(1)</script> <a href='javascript:x'>words</a></p>"
    titled = {"title": "a\u202eb\u200bc", "text": hostile}
    blocks = [
        text_block("t", hostile),
        {"type": "heading", "value": "a\u202eb\u200bc"},
        {"type": "callout", "value": {"tone": "note", **titled}},
        {"type": "steps", "value": {"items": [{"type": "item", "id": "1", "value": titled}]}},
        {"type": "comparison", "value": {"left": titled, "right": titled}},
    ]

    body = write(course.page("one"), *blocks).body

    texts = [body[0].value, body[2].value["text"], body[3].value["items"][0]["text"], body[4].value["right"]["text"]]
    assert {text.source for text in texts} == {"<p>Good words</p>"}
    titles = [body[1].value, body[2].value["title"], body[3].value["items"][0]["title"], body[4].value["left"]["title"]]
    assert set(titles) == {"abc"}


def test_publish_page_cleans_rich_text_outside_of_blocks_too(course: MadeCourse) -> None:
    page: Any = course.page("check")
    page.refresh_from_db()
    page.introduction = "<p>Calm<script>alert(1)</script></p>"

    assert publish_page(page=page).introduction == "<p>Calm</p>"


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", ""), ("minutes", 0), ("minutes", 601), ("slug", "with space"), ("introduction", "x" * 60_000)],
)
def test_publish_page_refuses_what_the_editors_form_refuses(course: MadeCourse, field: str, value: Any) -> None:
    page = QuizPage.objects.get(pk=course.page("check").pk)
    before, number = page.latest_revision_id, published_number()
    setattr(page, field, value)

    with pytest.raises(ValidationError) as refused:
        publish_page(page=page)

    assert list(refused.value.error_dict) == [field]
    assert QuizPage.objects.get(pk=page.pk).latest_revision_id == before
    assert published_number() == number


@pytest.mark.parametrize(
    "block",
    [
        {"type": "callout", "value": {"tone": "shouting", "title": "t", "text": "<p>x</p>"}},
        {"type": "code", "value": {"language": "console", "caption": "", "code": "a\x00b"}},
        {
            "type": "medium",
            "value": {
                "medium": "audio",
                "title": "t",
                "url": "javascript:x",
                "megabytes": 1,
                "minutes": 1,
                "transcript": "<p>x</p>",
            },
        },
        {
            "type": "medium",
            "value": {
                "medium": "audio",
                "title": "t",
                "url": "https://x.example/a",
                "megabytes": 1,
                "minutes": 1,
                "transcript": "",
            },
        },
        {"type": "steps", "value": {"items": []}},
        {"type": "text", "value": "<p>" + "x" * 60_000},
        {"type": "heading", "value": "x" * 201},
    ],
    ids=["tone", "NUL in code", "an address that runs", "no transcript", "no steps", "too long", "too long a heading"],
)
def test_publish_page_refuses_blocks_that_the_editor_refuses(course: MadeCourse, block: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        write(course.page("one"), block)


def test_something_public_changed_draws_another_number_in_the_one_row() -> None:
    numbers = set()
    for _ in range(5):
        something_public_changed()
        numbers.add(published_number())

    assert len(numbers) == 5
    assert PublishedVersion.objects.count() == 1
