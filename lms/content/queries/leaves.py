"""The pieces of text within one block: what a member may propose to change, and how they see it while they write.

A *part* of a page is a block of one of its streams by id, or one of its rich-text fields by name. A *leaf* is a text in it:
a line, a rich text, or code. Everything here works on what the database keeps, so nothing that is no leaf can change.
"""

import html as markup
import re
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from wagtail import blocks

from lms.content.enums import LeafKind
from lms.content.models.blocks import CleanRichTextBlock, LineBlock, VerbatimBlock
from lms.core.html import clean_line, clean_rich_text

STREAMS = ("steps", "troubles", "body")
RICH_FIELDS = ("before",)
LONGEST_TYPED = 20_000
_KEY = re.compile(r' data-block-key="[^"]*"')
_SPACE = re.compile(r"\s+")
_EDGE = re.compile(r"(?: ?</?(?:p|ul|ol|li|h[2-4]|blockquote)>)+ ?| ?<br/> ?")
_EMPTY = re.compile(r"<p></p>")
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_TAG = re.compile(r"</?[a-z][^>]*>", re.IGNORECASE)
_END = re.compile(r"(</(?:p|ul|ol|li|h[2-4]|blockquote)>|<(?:ul|ol)>)(?!\n|$)")


@dataclass(frozen=True)
class Leaf:
    """``stored`` is what the database keeps, ``typed`` what the form shows of it. ``path`` is its place in the block."""

    path: str
    kind: LeafKind
    label: str
    stored: str

    @property
    def has_markup(self) -> bool:
        """Whether the form must show tags, because plain paragraphs would lose something."""
        return self.kind == LeafKind.HTML and _plain(bare(self.stored)) is None

    @property
    def typed(self) -> str:
        if self.kind != LeafKind.HTML:
            return self.stored
        text = bare(self.stored)
        plain = _plain(text)
        return _END.sub(r"\1\n", text) if plain is None else plain

    def from_typed(self, typed: str) -> str:
        """What the database would keep of it. Raises the errors of ``lms.core.html``."""
        typed = typed.replace("\r\n", "\n").replace("\r", "\n")
        if self.kind == LeafKind.LINE:
            return clean_line(" ".join(typed.split()), most=300)
        if self.kind == LeafKind.VERBATIM:
            return typed.replace("\x00", "").rstrip("\n")
        if not self.has_markup and not _TAG.search(typed):
            paragraphs = [" ".join(piece.split()) for piece in re.split(r"\n\s*\n", typed) if piece.strip()]
            typed = "".join(f"<p>{markup.escape(piece, quote=False)}</p>" for piece in paragraphs)
        return clean_rich_text(re.sub(r">\s*\n\s*<", "><", typed.strip()))

    def differs(self, new: str) -> bool:
        if self.kind != LeafKind.HTML:
            return new != self.stored
        return bare(new) != bare(self.stored)


def bare(html: str) -> str:
    """Rich text without the editor's own marks and without space that nobody sees: what two versions are compared by."""
    if not html:
        return ""
    text = _SPACE.sub(" ", _KEY.sub("", clean_rich_text(html)))
    return _EMPTY.sub("", _EDGE.sub(lambda found: found.group().replace(" <", "<").strip(), text)).strip()


def _plain(html: str) -> str | None:
    """Paragraphs as plain text, blank lines between them; None where there is more than paragraphs."""
    pieces = _PARAGRAPH.findall(html)
    if "".join(f"<p>{piece}</p>" for piece in pieces) != html or any("<" in piece or "&" in piece for piece in pieces):
        return None
    return "\n\n".join(pieces)


@dataclass(frozen=True)
class Part:
    """``field`` of the page; ``position`` in its stream, None for a rich-text field."""

    name: str
    field: str
    position: int | None
    title: str
    leaves: tuple[Leaf, ...]


def part_of(page: Any, name: str) -> Part | None:
    """None where the page has no such part, or nothing in it that is text."""
    if name in RICH_FIELDS and hasattr(page, name):
        label = page._meta.get_field(name).verbose_name
        return Part(name, name, None, "", (Leaf("", LeafKind.HTML, str(label).capitalize(), getattr(page, name)),))
    for field in STREAMS:
        stream: Any = getattr(page, field, None)
        for position, raw in enumerate(stream.raw_data if stream is not None else ()):
            if raw["id"] == name:
                block = stream.stream_block.child_blocks[raw["type"]]
                leaves = tuple(_leaves(block, raw["value"], "", str(block.label)))
                title = str(raw["value"].get("title", "")) if isinstance(raw["value"], dict) else ""
                return Part(name, field, position, title, leaves) if leaves else None
    return None


def editable_parts(page: Any, *, but: Collection[str] = ()) -> set[str]:
    """The names of all parts that hold text, without blocks of the kinds in ``but``."""
    names = {name for name in RICH_FIELDS if hasattr(page, name)}
    for field in STREAMS:
        stream: Any = getattr(page, field, None)
        for raw in stream.raw_data if stream is not None else ():
            block = stream.stream_block.child_blocks[raw["type"]]
            if raw["type"] not in but and next(_leaves(block, raw["value"], "", ""), None):
                names.add(raw["id"])
    return names


def with_changes(page: Any, part: Part, new: Mapping[str, str]) -> Any:
    """What ``part.field`` of the page becomes with these leaves: raw stream data, or a rich text."""
    if part.position is None:
        return new[""]
    raw = deepcopy(list(getattr(page, part.field).raw_data))
    block = raw[part.position]
    for path, text in new.items():
        if path == "":
            block["value"] = text
        else:
            *way, last = path.split(".")
            target = block["value"]
            for step in way:
                target = _inner(target[int(step)] if isinstance(target, list) else target[step])
            target[last] = text
    return raw


def _inner(value: Any) -> Any:
    """The value of a list's item, which is wrapped with its id."""
    return value["value"] if isinstance(value, dict) and value.get("type") == "item" else value


def _leaves(block: Any, value: Any, path: str, label: str) -> Iterator[Leaf]:
    kind = _kind_of(block)
    if kind is not None:
        yield Leaf(path, kind, label, str(value or ""))
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            if value.get(name) is not None:
                yield from _leaves(child, value[name], f"{path}.{name}".lstrip("."), str(child.label))
    elif isinstance(block, blocks.ListBlock) and isinstance(value, list):
        for i, item in enumerate(value):
            yield from _leaves(block.child_block, _inner(item), f"{path}.{i}".lstrip("."), f"{i + 1}")


def _kind_of(block: Any) -> LeafKind | None:
    if isinstance(block, CleanRichTextBlock):
        return LeafKind.HTML
    if isinstance(block, LineBlock):
        return LeafKind.LINE
    return LeafKind.VERBATIM if isinstance(block, VerbatimBlock) else None
