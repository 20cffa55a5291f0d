"""A translated page from its original's structure and the words of the ledger."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Field
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, Revision

from lms.content.enums import SegmentKind
from lms.content.models import BasePage, Segment
from lms.content.queries.paragraphs import APART, join, split
from lms.content.queries.pieces import children, kind_of, raw_stream, text_fields

REVISIONS = 60  # how far back we look for what the original used to say
Earlier = Mapping[str, set[str]]


class Words:
    """Path → words, and the paragraphs of each rich text in the order of the original."""

    def __init__(self, rows: Iterable[Segment]) -> None:
        here = sorted((row for row in rows if row.position is not None), key=lambda row: row.position or 0)
        self.of = {row.path: row.translated_text for row in here}
        self.paragraphs: dict[str, list[Segment]] = defaultdict(list)
        for row in here:
            if row.kind == SegmentKind.PARAGRAPH:
                self.paragraphs[row.path.rpartition("/p")[0]].append(row)

    def rich(self, base: str, html: str) -> str:
        """Each paragraph in its place; one without a translation is left out."""
        if base in self.of:
            return self.of[base]
        slots: list[str] = []
        for row in self.paragraphs[base]:
            slots += [row.translated_text, *[""] * row.original_text.count(APART)]
        rich = split(html)
        return join(rich, slots) if len(slots) == len(rich.texts) else ""


def compose(*, target: BasePage, leading: BasePage, rows: Iterable[Segment]) -> None:
    """Fills ``target`` (a new page or the existing translation) field by field.

    The structure is the original's, the words are the ledger's. What is no words (a command, an address, a number)
    follows the original too, unless the translation has one of its own that the original never had.
    """
    words, earlier = Words(rows), earlier_values(leading)
    names = {field.name for field in text_fields(type(leading))}
    for field in own_fields(type(leading)):
        value = getattr(leading, field.name)
        if isinstance(field, StreamField):
            own = raw_stream(getattr(target, field.name)) if target.pk else []
            raw, _is_complete = _build(field.stream_block, raw_stream(value), own, field.name, words, earlier)
            setattr(target, field.name, field.stream_block.to_python(raw))
        elif isinstance(field, RichTextField):
            setattr(target, field.name, words.rich(field.name, value or "") or getattr(target, field.name))
        elif field.name in names:
            setattr(target, field.name, words.of.get(field.name) or getattr(target, field.name))
        elif target.pk is None or _is_shared(getattr(target, field.attname), field.attname, earlier):
            setattr(target, field.attname, getattr(leading, field.attname))


def own_fields(model: type[Page]) -> list["Field[Any, Any]"]:
    """What a page type adds to a page, and the words that every page has."""
    added = [field for field in model._meta.concrete_fields if field.model is not Page and field.editable]
    words = [field for field in text_fields(model) if field not in added]
    kept_apart = ("original_language", model._meta.pk.name)
    return [*words, *(field for field in added if field.name not in kept_apart)]


def earlier_values(page: BasePage) -> Earlier:
    """Name → everything that stood there in the last revisions of the original, as JSON. For what is no words."""
    found: dict[str, set[str]] = defaultdict(set)
    streams = {field.name: field for field in page._meta.concrete_fields if isinstance(field, StreamField)}
    revisions = Revision.page_revisions.filter(object_id=str(page.pk)).order_by("-created_at", "-pk")
    for content in revisions.values_list("content", flat=True)[:REVISIONS]:
        for name, value in content.items():
            if name in streams:
                _note(streams[name].stream_block, json.loads(value or "[]"), name, found)
            else:
                found[name].add(json.dumps(value))
    return found


def _note(block: Any, raw: Any, path: str, found: dict[str, set[str]]) -> None:
    if kind_of(block) is not None:
        return
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock | blocks.BaseStructBlock):
        for child, inner, name in children(block, raw):
            _note(child, inner, f"{path}/{name}", found)
    else:
        found[path].add(json.dumps(raw))


def _is_shared(value: Any, path: str, earlier: Earlier) -> bool:
    return json.dumps(value, default=str) in earlier.get(path, set())


def _build(block: Any, raw: Any, own: Any, path: str, words: Words, earlier: Earlier) -> tuple[Any, bool]:
    """(stored value, whether nothing in it is missing). ``own`` is what the translation has there now, if anything."""
    kind = kind_of(block)
    if kind == SegmentKind.RICH:
        html = words.rich(path, raw or "")
        return html, bool(html) or not (raw or "").strip()
    if kind == SegmentKind.LINES:
        return _lines(raw or [], words.of.get(path, "")), path not in words.of or bool(words.of[path])
    if kind == SegmentKind.LINE:
        return words.of.get(path, ""), bool(words.of.get(path)) or not (raw or "").strip()
    if isinstance(block, blocks.BaseStreamBlock | blocks.ListBlock):
        return _items(block, raw, own, path, words, earlier), True
    if isinstance(block, blocks.BaseStructBlock):
        value, is_complete = {}, True
        for child, inner, name in children(block, raw):
            mine = own.get(name) if isinstance(own, dict) else None
            value[name], is_whole = _build(child, inner, mine, f"{path}/{name}", words, earlier)
            is_complete &= is_whole
        return value, is_complete
    return (raw if own is None or _is_shared(own, path, earlier) else own), True


def _items(block: Any, raw: Any, own: Any, path: str, words: Words, earlier: Earlier) -> list[dict[str, Any]]:
    """Blocks of a stream, items of a list; one that lacks words is left out: the reader sees the original's."""
    mine = {item["id"]: item for item in own or []}
    types = {item["id"]: item["type"] for item in raw or []}
    built = []
    for child, inner, name in children(block, raw):
        known = mine.get(name)
        value, is_complete = _build(child, inner, known["value"] if known else None, f"{path}/{name}", words, earlier)
        if is_complete:
            built.append({"type": types[name], "id": name, "value": value})
    return built


def _lines(raw: list[Any], text: str) -> list[dict[str, Any]]:
    """One item for each line; under the ids of the original where there are as many."""
    lines = text.split("\n") if text else []
    ids = [item["id"] for item in raw] if len(lines) == len(raw) else [None] * len(lines)
    return [
        {"type": "item", "value": line} | ({"id": name} if name else {}) for line, name in zip(lines, ids, strict=True)
    ]
