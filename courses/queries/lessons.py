"""A lesson's blocks as HTML, rendered once per published number and process."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from courses.models import LessonPage
from lms.content.queries.glossary import mark_first_uses
from lms.content.queries.notices import NONE, Notices, notices_on
from lms.content.queries.published import remember


@dataclass(frozen=True)
class Row:
    """One block of a lesson. ``id`` is the same in both languages; ``language`` is set where the block has no translation
    yet and the original stands for it."""

    id: str
    kind: str
    html: SafeString
    language: str = ""


def lesson_rows(number: int, page: LessonPage, *, is_preview: bool = False) -> list[Row]:
    """What the page shows, in order. A preview is never remembered."""
    if is_preview:
        return _render(number, page)
    return remember(number, ("lesson", page.pk), lambda: _render_with_notices(number, page))


def _render(number: int, page: LessonPage) -> list[Row]:
    """In the page's own language, whoever asks: what is drawn is remembered for everybody."""
    language = page.locale.language_code
    with override(language):
        drawn = mark_first_uses(number, [child.render({"place": (page.pk, child.id)}) for child in page.body], language)
    return [Row(child.id, child.block_type, mark_safe(html)) for child, html in zip(page.body, drawn, strict=True)]  # noqa: S308


def _render_with_notices(number: int, page: LessonPage) -> list[Row]:
    """Where the original moved on, a quiet word under the block; what has no translation is shown in the original."""
    rows, notices = _render(number, page), notices_on(number, page)
    if notices is NONE or not notices.by_block:
        return rows
    own = {row.id for row in rows}
    noted = [replace(row, html=row.html + notices.by_block.get(row.id, SafeString(""))) for row in rows]
    if notices.lacking - own:
        noted = _with_originals(number, page, noted, notices)
    head = [Row("drift", "drift", notices.of_page)] if notices.of_page else []
    return head + noted


def _with_originals(number: int, page: LessonPage, rows: list[Row], notices: Notices) -> list[Row]:
    """Each block that only the original has, after the block that it follows there."""
    original = LessonPage.objects.live().filter(
        translation_key=page.translation_key, locale__language_code=page.original_language
    )
    leading = original.select_related("locale").first()
    if leading is None:
        return rows
    own = {row.id for row in rows}
    before = ""
    for row in _render(number, leading):
        if row.id not in own and row.id in notices.lacking:
            place = next((i + 1 for i, one in enumerate(rows) if one.id == before), 0)
            rows = [*rows[:place], replace(row, language=page.original_language), *rows[place:]]
        before = row.id if row.id in {one.id for one in rows} else before
    return rows


def both_sides(number: int, page: LessonPage) -> list[dict[str, Any]]:
    """Both languages, block beside block by id; the page's own language first. What one side lacks is empty."""
    versions = LessonPage.objects.live().filter(translation_key=page.translation_key).select_related("locale")
    sides = sorted(versions, key=lambda version: version.pk != page.pk)
    if len(sides) < 2:
        language = page.locale.language_code
        return [{"id": row.id, "sides": [(language, row.html)]} for row in lesson_rows(number, page)]
    (here, there), languages = sides, [side.locale.language_code for side in sides]
    mine, theirs = (
        {row.id: row.html for row in lesson_rows(number, side) if not row.language} for side in (here, there)
    )
    order = list(dict.fromkeys([*mine, *theirs]))
    return [
        {"id": key, "sides": list(zip(languages, (mine.get(key, ""), theirs.get(key, "")), strict=True))}
        for key in order
    ]
