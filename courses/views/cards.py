"""A course as a card of the catalogue, in one language."""

from typing import Any

from django.conf import settings

from courses.enums import Level
from courses.queries.outline import Course
from lms.content.enums import Language, Topic

# In the words of the page, not each in its own: "written first in Spanish".
LANGUAGE_NAMES = dict(settings.LANGUAGES)


def course_card(course: Course, language: str) -> dict[str, Any]:
    shown, title, path = course.in_language(language)
    return {
        "title": title,
        "path": path,
        "language": shown,
        "summary": course.summaries[shown],
        "level": Level(course.level).label,
        "topic": Topic(course.topic).label,
        "minutes": course.minutes,
        "units": len(course.units),
        "original": LANGUAGE_NAMES[course.original_language],
        "languages": [Language(code).label for code in sorted(course.paths)],
    }
