from collections.abc import Iterator

from courses.enums import UnitKind
from courses.models import AssignmentPage, CoursePage, LessonPage, QuizPage, UnitPage
from courses.queries.outline import Unit

KINDS: dict[type[UnitPage], UnitKind] = {
    LessonPage: UnitKind.LESSON,
    QuizPage: UnitKind.QUIZ,
    AssignmentPage: UnitKind.ASSIGNMENT,
}


def draft_units(course: CoursePage) -> Iterator[Unit]:
    """The units of a course that is not published, as its preview shows them: in one language, drafts included."""
    language = course.locale.language_code
    for page in course.get_children().specific():
        if isinstance(page, UnitPage):
            page.locale = course.locale
            yield Unit(
                key=page.translation_key,
                kind=KINDS[type(page)],
                minutes=page.minutes,
                titles={language: page.draft_title},
                paths={language: page.path_on_site},
                first_published_at=page.first_published_at or page.latest_revision_created_at,
            )
