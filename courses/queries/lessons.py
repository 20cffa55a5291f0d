"""A lesson's blocks as HTML, rendered once per published number and process."""

from itertools import zip_longest
from typing import Any

from courses.models import LessonPage
from lms.content.queries.published import remember

Row = tuple[str, str]  # (block id, HTML)


def lesson_rows(number: int, page: LessonPage, *, is_preview: bool = False) -> list[Row]:
    """What the page shows, in order. A preview is never remembered."""
    if is_preview:
        return _render(page)
    return remember(number, ("lesson", page.pk), lambda: _render(page))


def _render(page: LessonPage) -> list[Row]:
    return [(child.id, str(child.render())) for child in page.body]


def both_sides(number: int, page: LessonPage) -> list[dict[str, Any]]:
    """The lesson in both languages, block beside block by id; the page's own language first. What one side lacks is empty."""
    versions = LessonPage.objects.live().filter(translation_key=page.translation_key).select_related("locale")
    sides = sorted(versions, key=lambda version: version.pk != page.pk)
    if len(sides) < 2:
        language = page.locale.language_code
        return [{"id": key, "sides": [(language, html)]} for key, html in lesson_rows(number, page)]
    (here, there), languages = sides, [side.locale.language_code for side in sides]
    mine, theirs = dict(lesson_rows(number, here)), dict(lesson_rows(number, there))
    order = list(dict.fromkeys([*mine, *theirs]))
    return [
        {"id": key, "sides": list(zip_longest(languages, [mine.get(key, ""), theirs.get(key, "")]))} for key in order
    ]
