"""The blocks of a guide or an essay as HTML, drawn once per published number and process."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override
from wagtail.rich_text import expand_db_html

from lms.content.enums import Language
from lms.content.models import GuidePage, WritingPage
from lms.content.queries.glossary import mark_first_uses
from lms.content.queries.pages import live_page_with_key
from lms.content.queries.published import remember
from lms.content.queries.tree import tree
from lms.core.html import clean_rendered
from lms.core.templatetags.components import inline

FIELDS = ("steps", "troubles", "body")


@dataclass(frozen=True)
class Row:
    """One block. ``id`` is the same in both languages; ``title`` and the ``number`` of a step are set where the page shows
    them around the block."""

    id: str
    kind: str
    title: str
    html: SafeString
    number: int = 0


def body_rows(number: int, page: Any, *, is_preview: bool = False) -> list[Row]:
    """Every block of the page, in the order in which it is read. A preview is never remembered."""
    if is_preview:
        return _draw(number, page)
    return remember(number, ("body", page.pk), lambda: _draw(number, page))


def _draw(number: int, page: Any) -> list[Row]:
    """In the page's own language, whoever asks: what is drawn is remembered for everybody."""
    language = page.locale.language_code
    with override(language):
        rows = [*_opening(page), *_blocks(page)]
    marked = mark_first_uses(number, [str(row.html) for row in rows], language)
    return [
        replace(row, html=mark_safe(html))  # noqa: S308 (drawn by templates)
        for row, html in zip(rows, marked, strict=True)
    ]


def _opening(page: Any) -> Iterator[Row]:
    """What a guide says before its steps is a part of its body too."""
    if isinstance(page, GuidePage):
        yield Row("goal", "goal", gettext("What you will have in the end"), format_html("<p>{}</p>", inline(page.goal)))
        yield Row("before", "before", gettext("Before you start"), clean_rendered(expand_db_html(page.before)))


def _blocks(page: Any) -> Iterator[Row]:
    for name in FIELDS:
        for position, child in enumerate(getattr(page, name, ()), start=1):
            title = str(child.value["title"]) if child.block_type in ("step", "trouble") else ""
            html = child.render({"place": (page.pk, child.id)})
            yield Row(child.id, child.block_type, title, html, position if child.block_type == "step" else 0)


@dataclass(frozen=True)
class Pair:
    """A block in both languages, the reader's own first; what one side lacks is None."""

    id: str
    kind: str
    sides: tuple[tuple[str, Row | None], ...]


def both_bodies(number: int, page: WritingPage) -> list[Pair]:
    """Block beside block, by id."""
    here = page.locale.language_code
    there = str(Language(here).other)
    other = live_page_with_key(number, page.translation_key, there)
    mine = {row.id: row for row in body_rows(number, page)}
    if other is None or other.pk == page.pk:
        return [Pair(row.id, row.kind, ((here, row),)) for row in mine.values()]
    theirs = {row.id: row for row in body_rows(number, other)}
    return [
        Pair(key, (mine.get(key) or theirs[key]).kind, ((here, mine.get(key)), (there, theirs.get(key))))
        for key in _merged(list(mine), list(theirs))
    ]


def _merged(mine: list[str], theirs: list[str]) -> list[str]:
    """My order; what only they have comes behind what it stands behind there."""
    order = list(mine)
    before: str | None = None
    for key in theirs:
        if key not in order:
            order.insert(order.index(before) + 1 if before in order else 0, key)
        before = key
    return order


def is_in_both(number: int, page: WritingPage) -> bool:
    return len(tree(number).sides.get(page.translation_key, {})) > 1
