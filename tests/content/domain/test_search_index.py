"""What is published is in the index after its job; what is not, is not; and the index says what it lacks."""

from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from lms.content.domain.publishing import publish_page
from lms.content.domain.search_index import Difference, differences, mend, rebuild, renew_later
from lms.content.models import SearchEntry, SearchPosting, SearchSlip, SearchTerm, SearchWord
from lms.core import jobs
from lms.core.jobs.models import Job
from tests.factories.blocks import text_block
from tests.factories.site import MadeCourse, lesson, make_course, take_down
from tests.factories.writings import make_essay, make_guide, make_term, trouble

pytestmark = pytest.mark.django_db
LESSON = "courses.lessonpage"


@pytest.fixture(scope="module")
def course(site: Any) -> MadeCourse:
    course = make_course("web", [lesson("one"), lesson("two", languages=("en",))])
    rebuild()
    Job.objects.all().delete()
    return course


def rows() -> list[tuple[Any, ...]]:
    """Everything that the index says, without the numbers that the database gave."""
    return sorted(SearchPosting.objects.values_list("term__language", "term__stem", "entry__key", "place"))


def terms() -> set[str]:
    return set(SearchTerm.objects.values_list("stem", flat=True))


def rewrite(page: Any, html: str) -> None:
    page.refresh_from_db()
    page.body = page._meta.get_field("body").stream_block.to_python([text_block("t", html)])
    publish_page(page=page)


@pytest.mark.slow
def test_what_is_published_is_found_after_its_job(course: MadeCourse) -> None:
    rewrite(course.page("one"), "<p>Xylophones</p>")
    assert "xylophon" not in terms()

    jobs.drain()

    assert "xylophon" in terms()
    assert differences() == []


def test_publishing_again_before_the_job_runs_promises_one_job(course: MadeCourse) -> None:
    for word in ("Xylophones", "Zithers"):
        rewrite(course.page("one"), f"<p>{word}</p>")

    assert Job.objects.filter(task="content.renew_search").count() == 1


def test_words_that_stand_nowhere_any_more_are_forgotten(course: MadeCourse) -> None:
    rewrite(course.page("one"), "<p>Xylophones and zithers</p>")
    jobs.drain()
    rewrite(course.page("one"), "<p>Zithers</p>")
    jobs.drain()

    assert "zither" in terms()
    assert "xylophon" not in terms()
    assert not SearchWord.objects.filter(form="xylophones").exists()
    assert SearchSlip.objects.exclude(word__in=SearchWord.objects.all()).count() == 0


def test_a_page_that_was_taken_down_leaves_the_index(course: MadeCourse) -> None:
    take_down(course, "one", "es")
    jobs.drain()

    left = SearchEntry.objects.get(key=f"unit:{course.unit('one')}")
    assert (left.language, left.is_in_both) == ("en", False)


def test_a_page_that_is_limited_leaves_the_index_and_comes_back(course: MadeCourse) -> None:
    limited = PageViewRestriction.objects.create(page=course.pages["en"], restriction_type="login")
    jobs.drain()
    english = SearchEntry.objects.filter(language="en")
    assert not english.filter(source_id__in=[course.pages["en"].pk, course.page("one").pk, course.page("two").pk])

    limited.delete()
    jobs.drain()
    assert english.filter(source=LESSON).count() == 2


def test_a_page_that_was_deleted_leaves_the_index(course: MadeCourse) -> None:
    page = course.page("two")
    page.refresh_from_db()
    page.delete()
    jobs.drain()

    assert not SearchEntry.objects.filter(source=LESSON, source_id=page.pk).exists()


def test_a_draft_does_not_enter(course: MadeCourse) -> None:
    page = course.page("one")
    page.refresh_from_db()
    page.title = "Xylophones"
    page.save_revision()
    rebuild()

    assert "xylophon" not in terms()


def test_differences_are_named_and_mended(course: MadeCourse) -> None:
    one, two = (SearchEntry.objects.get(source_id=course.page(name).pk, source=LESSON) for name in ("one", "two"))
    SearchEntry.objects.filter(pk=one.pk).update(stamp="old")
    SearchEntry.objects.filter(pk=two.pk).update(source_id=987654)

    found = set(differences())

    assert found == {
        Difference(LESSON, one.source_id, "en", "changed"),
        Difference(LESSON, two.source_id, "en", "missing"),
        Difference(LESSON, 987654, "en", "left over"),
    }
    assert mend() == 3
    assert differences() == []
    assert mend() == 0


def test_what_nobody_describes_any_more_is_mended_away(course: MadeCourse) -> None:
    SearchEntry.objects.filter(source_id=course.page("two").pk).update(source="gone.thing")

    mend()

    assert not SearchEntry.objects.filter(source="gone.thing").exists()
    assert differences() == []


def test_a_rebuild_says_what_many_renewals_said(course: MadeCourse) -> None:
    rewrite(course.page("one"), "<p>Zithers, configuring and the backups of backups</p>")
    jobs.drain()
    renewed = rows()

    rebuild()

    assert rows() == renewed
    assert len(renewed) == len(set(renewed))


def test_a_thing_that_nobody_described_promises_nothing(course: MadeCourse) -> None:
    renew_later(source="portal.HomePage", pk=1)

    assert not Job.objects.filter(task="content.renew_search").exists()


@pytest.mark.slow
def test_guides_essays_and_terms_are_found_by_what_they_say(course: MadeCourse) -> None:
    make_guide("move", troubles=[trouble("gone", "<p>Bassoons.</p>")])
    make_essay("padlock", body=[text_block("b", "<p>Clarinets.</p>")])
    term = make_term("tuba", en="tuba", es="tuba", forms_en="sousaphone")
    jobs.drain()
    assert {"bassoon", "clarinet", "sousaphon"} <= terms()

    term.delete()
    jobs.drain()

    assert "sousaphon" not in terms()
    assert differences() == []
