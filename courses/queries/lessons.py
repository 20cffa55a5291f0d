"""A lesson's blocks as HTML, rendered once per published number and process."""

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from courses.models import LessonPage
from lms.content.queries.published import remember


@dataclass(frozen=True)
class Row:
    """One block of a lesson. ``id`` is the same in both languages."""

    id: str
    kind: str
    html: SafeString


def lesson_rows(number: int, page: LessonPage, *, is_preview: bool = False) -> list[Row]:
    """What the page shows, in order. A preview is never remembered."""
    if is_preview:
        return _render(page)
    return remember(number, ("lesson", page.pk), lambda: _render(page))


def _render(page: LessonPage) -> list[Row]:
    """In the page's own language, whoever asks: what is drawn is remembered for everybody."""
    with override(page.locale.language_code):
        return [Row(child.id, child.block_type, mark_safe(child.render())) for child in page.body]  # noqa: S308


def both_sides(number: int, page: LessonPage) -> list[dict[str, Any]]:
    """Both languages, block beside block by id; the page's own language first. What one side lacks is empty."""
    versions = LessonPage.objects.live().filter(translation_key=page.translation_key).select_related("locale")
    sides = sorted(versions, key=lambda version: version.pk != page.pk)
    if len(sides) < 2:
        language = page.locale.language_code
        return [{"id": row.id, "sides": [(language, row.html)]} for row in lesson_rows(number, page)]
    (here, there), languages = sides, [side.locale.language_code for side in sides]
    mine, theirs = ({row.id: row.html for row in lesson_rows(number, side)} for side in (here, there))
    order = list(dict.fromkeys([*mine, *theirs]))
    return [
        {"id": key, "sides": list(zip(languages, (mine.get(key, ""), theirs.get(key, "")), strict=True))}
        for key in order
    ]
