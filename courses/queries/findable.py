"""What the search reads of courses and units. Of a quiz its title and summary: its questions are not to be looked up."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from courses.enums import UnitKind
from courses.models import AssignmentPage, CoursePage, LessonPage, QuestionBankPage, QuizPage
from courses.queries.outline import catalogue
from lms.content.enums import Topic
from lms.content.queries.documents import plain_text, stream_headings, stream_text
from lms.content.queries.tree import leave_out, tree
from lms.core.finding import Document, found_as, name_topics

# Translators: kind of a search result
COURSE = _("Course")

name_topics(Topic.choices)


@found_as("courses.CoursePage", kind="course", name=COURSE, is_news=True)
def course(page: CoursePage) -> Iterator[Document]:
    text = "\n".join([plain_text(page.audience), stream_text(page, "outcomes")])
    yield Document(**_of_page(page, "course"), topic=page.topic, text=text)


@found_as("courses.LessonPage", kind=UnitKind.LESSON, name=UnitKind.LESSON.label, is_part=True)
def lesson(page: LessonPage) -> Iterator[Document]:
    yield Document(
        **_of_page(page, "unit"),
        topic=_topic(page),
        headings=stream_headings(page, "body"),
        text=stream_text(page, "body"),
    )


@found_as("courses.QuizPage", kind=UnitKind.QUIZ, name=UnitKind.QUIZ.label, is_part=True)
def quiz(page: QuizPage) -> Iterator[Document]:
    yield Document(**_of_page(page, "unit"), topic=_topic(page))


@found_as("courses.AssignmentPage", kind=UnitKind.ASSIGNMENT, name=UnitKind.ASSIGNMENT.label, is_part=True)
def assignment(page: AssignmentPage) -> Iterator[Document]:
    yield Document(
        **_of_page(page, "unit"),
        topic=_topic(page),
        headings=stream_headings(page, "body"),
        text=stream_text(page, "body"),
    )


@leave_out
def not_for_everybody(number: int) -> Iterator[UUID]:
    """Private courses; units of courses that one joins by asking, and units that open later: a result shows their words."""
    for course in catalogue(number):
        if course.terms.is_private:
            yield course.key
        for unit in course.units:
            if not course.terms.is_open or unit.terms.opens_at or unit.terms.opens_after_days:
                yield unit.key


@leave_out
def banks(number: int) -> Iterator[UUID]:
    """Published, so that quizzes can draw from them, but not to be read."""
    return (leaf.key for leaf in tree(number).live_of(QuestionBankPage))


def _of_page(page: Any, name: str) -> dict[str, Any]:
    return {
        "key": f"{name}:{page.translation_key}",
        "language": page.locale.language_code,
        "title": plain_text(page.title),
        "summary": plain_text(page.summary),
        "published_at": page.first_published_at,
        "renewed_at": page.last_published_at,
    }


def _topic(page: LessonPage | QuizPage | AssignmentPage) -> str:
    """Of its course."""
    return CoursePage.objects.ancestor_of(page).values_list("topic", flat=True).first() or ""
