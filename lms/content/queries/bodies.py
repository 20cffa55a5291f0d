"""The blocks of a guide or an essay as HTML, drawn once per published number and process."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override
from wagtail.rich_text import expand_db_html

from lms.content.enums import Language
from lms.content.models import WritingPage
from lms.content.queries.glossary import mark_first_uses
from lms.content.queries.pages import live_page_with_key
from lms.content.queries.published import remember
from lms.content.queries.tree import tree
from lms.core.html import clean_rendered

FIELDS = ("steps", "troubles", "body")


@dataclass(frozen=True)
class Row:
    """One block. ``id`` is the same in both languages; ``title`` is set where the page shows it around the block."""

    id: str
    kind: str
    title: str
    html: SafeString


def body_rows(number: int, page: Any, *, is_preview: bool = False) -> list[Row]:
    """Every block of the page, in the order in which it is read. A preview is never remembered."""
    if is_preview:
        return _draw(number, page)
    return remember(number, ("body", page.pk), lambda: _draw(number, page))


def _draw(number: int, page: Any) -> list[Row]:
    """In the page's own language, whoever asks: what is drawn is remembered for everybody."""
    with override(page.locale.language_code):
        rows = [*_before(page)]
        rows += [
            Row(child.id, child.block_type, _title_of(child), child.render({"place": (page.pk, child.id)}))
            for name in FIELDS
            for child in getattr(page, name, ())
        ]
    return with_first_uses(number, rows, page.locale.language_code)


def _before(page: Any) -> Iterator[Row]:
    """What a guide says before its steps is a part of its body too."""
    if hasattr(page, "before"):
        yield Row("before", "before", gettext("Before you start"), clean_rendered(expand_db_html(page.before)))


def _title_of(child: Any) -> str:
    return str(child.value["title"]) if child.block_type in ("step", "trouble") else ""


def with_first_uses(number: int, rows: Iterable[Row], language: str) -> list[Row]:
    rows = list(rows)
    marked = mark_first_uses(number, [str(row.html) for row in rows], language)
    return [
        Row(row.id, row.kind, row.title, mark_safe(html))  # noqa: S308 (drawn by templates)
        for row, html in zip(rows, marked, strict=True)
    ]


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
