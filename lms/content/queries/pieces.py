"""What a page says, as texts with names. The one place that knows which parts of a page are words.

A name (``base``) is the field and the ids of blocks, which both languages share. Code and output, addresses, choices and
numbers are no words. A plain list of lines (the accepted answers of a question) is one text, for the two languages may
have different numbers of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from lms.content.enums import SegmentKind
from lms.content.models.blocks import VerbatimBlock
from lms.content.queries.paragraphs import Rich, split

# Of what every page has, these are words.
SHARED = ("title", "seo_title", "search_description")


@dataclass(frozen=True)
class Piece:
    """``texts`` is one text, or the paragraphs of a rich text. A piece without texts stands for what is not there."""

    base: str
    kind: str
    texts: tuple[str, ...]
    tags: tuple[str, ...] = ()
    html: str = ""

    @property
    def is_rich(self) -> bool:
        return self.kind == SegmentKind.RICH


def pieces_of(page: Page) -> list[Piece]:
    """In the order of the page; empty texts are left out."""
    found = [piece for field in text_fields(type(page)) for piece in _of_field(page, field)]
    return [piece for piece in found if piece.texts]


def text_fields(model: type[Page]) -> list[Any]:
    own = [
        field
        for field in model._meta.concrete_fields
        if field.model not in (Page, *Page._meta.parents)
        and isinstance(field, (models.CharField, models.TextField, StreamField))
        and not field.choices
        and field.name not in getattr(model, "same_in_both", ())
        and field.editable
        and not isinstance(field, (models.URLField, models.SlugField, models.EmailField))
    ]
    return [Page._meta.get_field(name) for name in SHARED] + own


def _of_field(page: Page, field: Any) -> Iterator[Piece]:
    value = getattr(page, field.name)
    if isinstance(field, StreamField):
        yield from walk(field.stream_block, raw_stream(value), field.name)
    elif isinstance(field, RichTextField):
        yield rich_piece(field.name, value or "")
    else:
        yield line_piece(field.name, value or "")


def raw_stream(value: Any) -> list[dict[str, Any]]:
    """As it is stored: lists and mappings of plain values."""
    return list(value.get_prep_value()) if value else []


def walk(block: Any, raw: Any, path: str) -> Iterator[Piece]:
    kind = kind_of(block)
    if kind == SegmentKind.RICH:
        yield rich_piece(path, raw or "")
    elif kind == SegmentKind.LINES:
        lines = [str(item["value"] if isinstance(item, dict) else item) for item in raw or []]
        yield Piece(path, kind, ("\n".join(lines),) if lines else ())
    elif kind == SegmentKind.LINE:
        yield line_piece(path, raw or "")
    else:
        for child, inner, name in children(block, raw):
            yield from walk(child, inner, f"{path}/{name}")


def children(block: Any, raw: Any) -> Iterator[tuple[Any, Any, str]]:
    """(definition, stored value, name) of what stands in a block."""
    if isinstance(block, blocks.StreamBlock):
        for item in raw or []:
            if item["type"] in block.child_blocks:
                yield block.child_blocks[item["type"]], item["value"], item["id"]
    elif isinstance(block, blocks.ListBlock):
        for item in raw or []:
            yield block.child_block, item["value"], item["id"]
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield child, (raw or {}).get(name), name


def kind_of(block: Any) -> str | None:
    """None where the block holds no words itself."""
    if isinstance(block, VerbatimBlock) or getattr(block.meta, "translatable", True) is False:
        return None
    if isinstance(block, blocks.RichTextBlock):
        return SegmentKind.RICH
    if isinstance(block, (blocks.CharBlock, blocks.TextBlock)):
        return SegmentKind.LINE
    if type(block) is blocks.ListBlock and kind_of(block.child_block) == SegmentKind.LINE:
        return SegmentKind.LINES
    return None


def line_piece(base: str, text: str) -> Piece:
    text = text.strip()
    return Piece(base, SegmentKind.LINE, (text,) if text else ())


def rich_piece(base: str, html: str) -> Piece:
    rich: Rich = split(html)
    return Piece(base, SegmentKind.RICH, rich.texts, rich.tags, html if rich.texts else "")
