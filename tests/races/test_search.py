"""Two pages renewed at once: one gives up the last use of a word, the other begins to use it."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection

from lms.content.domain import search_index
from lms.content.domain.publishing import publish_page
from lms.content.domain.search_index import differences, rebuild, renew
from lms.content.models import SearchPosting
from tests.factories.blocks import text_block
from tests.factories.site import MadeCourse, forget_pages, lesson, make_course, make_site
from tests.races.together import meet_around, meet_before, together

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def course() -> Any:
    make_site()
    made = make_course("web", [lesson("one", languages=("en",)), lesson("two", languages=("en",))])
    write(made, "one", "<p>Xylophones</p>")
    rebuild()
    yield made
    forget_pages()


def write(course: MadeCourse, slug: str, html: str) -> None:
    page = course.page(slug)
    page.refresh_from_db()
    page.body = page._meta.get_field("body").stream_block.to_python([text_block("t", html)])
    publish_page(page=page)


def renew_both_at_once(course: MadeCourse, meet: Callable[[Any, str], None]) -> list[Any]:
    """Each has written its own entry, neither has committed, and now each forgets the words that nobody uses."""
    write(course, "one", "<p>Zithers</p>")
    write(course, "two", "<p>Xylophones</p>")
    meet(search_index, "_forget_unused")
    return together(*(partial(renew, source="courses.lessonpage", pk=course.page(slug).pk) for slug in ("one", "two")))


def test_a_word_that_changes_hands_is_kept(course: MadeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = renew_both_at_once(course, partial(meet_before, monkeypatch, people=2))

    assert outcomes == [None, None]
    assert differences() == []
    assert SearchPosting.objects.get(term__stem="xylophon").entry.source_id == course.page("two").pk


def test_without_the_lock_postgresql_refuses_one_of_them(course: MadeCourse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it is there. SQLite lets one writer in at a time."""
    monkeypatch.setattr(search_index, "_lock", lambda: None)
    is_postgres = connection.vendor == "postgresql"

    outcomes = renew_both_at_once(
        course, partial(meet_around, monkeypatch, people=2, seconds=30 if is_postgres else 0.5)
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, IntegrityError)]
    assert len(refused) == (1 if is_postgres else 0)
