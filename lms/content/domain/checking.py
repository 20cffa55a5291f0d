"""Whether a text can stand for an original: the same placeholders, the same tags, links that lead to the same places."""

import re
from collections import Counter
from collections.abc import Mapping

from lms.content.enums import SegmentKind
from lms.content.errors import EmptyTranslation, OtherLinks, OtherPlaceholders, OtherTags, TooManyParagraphs
from lms.content.queries.paragraphs import APART, normal, split
from lms.core.html import clean_line, clean_rich_text, plain_text
from lms.core.richtext import INLINE

LONGEST_LINE = 2000
_PLACEHOLDER = re.compile(r"%\([A-Za-z_]\w*\)[sd]|%[sd]\b|\{[A-Za-z_]\w*\}")
_TAG = re.compile(r"<(/?)([A-Za-z!?][\w:-]*)([^>]*)(>?)")
_LINK = re.compile(r'\b(href|linktype|id)="([^"]*)"')
_LINK_TAG = re.compile(r"<a\b[^>]*>")
_BLANK_LINE = re.compile(r"\n[ \t\r]*\n\s*")


def check_translation(*, kind: str, original: str, text: str, siblings: Mapping[str, str]) -> str:
    """The text as it is stored. ``siblings``: number of a page that the original links to → its translation's.

    Raises an error that says what is wrong (BadTranslation), or HtmlTooLong and LineTooLong.
    """
    if Counter(_PLACEHOLDER.findall(original)) != Counter(_PLACEHOLDER.findall(text)):
        raise OtherPlaceholders
    if kind == SegmentKind.LINE:
        clean = clean_line(text, most=LONGEST_LINE)
    elif kind == SegmentKind.LINES:
        lines = (clean_line(line, most=LONGEST_LINE) for line in text.split("\n"))
        clean = "\n".join(line for line in lines if line)
    elif kind == SegmentKind.PARAGRAPH:
        parts = _BLANK_LINE.split(text.replace("\r\n", "\n").strip())
        clean = APART.join(_paragraph(part) for part in parts)
        _compare_tags(original, clean, siblings)
    else:
        clean = _whole(text)
        _compare_links(original, clean, siblings)
    if not plain_text(clean):
        raise EmptyTranslation
    return to_siblings(clean, siblings)


def _paragraph(text: str) -> str:
    """One paragraph of inline markup, in which nothing had to be mended."""
    rich = split(clean_rich_text(f"<p>{text}</p>"))
    if not rich.texts:
        raise OtherTags if "<" in text else EmptyTranslation
    if len(rich.texts) > 1 or rich.tags != ("p",):
        raise TooManyParagraphs
    [clean] = rich.texts
    if _every_tag(text) != _every_tag(clean):
        raise OtherTags
    return clean


def _whole(text: str) -> str:
    clean = clean_rich_text(text)
    if _every_tag(text) != _every_tag(clean):
        raise OtherTags
    return clean


def _every_tag(text: str) -> Counter[tuple[str, str]]:
    found = _TAG.findall(normal(text))
    return Counter((closing, name.lower()) for closing, name, _rest, end in found if end or name)


def _compare_tags(original: str, text: str, siblings: Mapping[str, str]) -> None:
    mine, theirs = (
        Counter(name for closing, name, _rest, _end in _TAG.findall(normal(one)) if not closing and name in INLINE)
        for one in (original, text)
    )
    if mine != theirs:
        raise OtherTags
    _compare_links(original, text, siblings)


def _compare_links(original: str, text: str, siblings: Mapping[str, str]) -> None:
    """In any order; a link to a page may lead to that page or to its translation."""
    if _links(original, siblings) != _links(text, siblings):
        raise OtherLinks


def _links(text: str, siblings: Mapping[str, str]) -> Counter[tuple[tuple[str, str], ...]]:
    found = (_LINK.findall(tag) for tag in _LINK_TAG.findall(to_siblings(text, siblings)))
    return Counter(tuple(sorted(one)) for one in found)


def to_siblings(text: str, siblings: Mapping[str, str]) -> str:
    """Links to pages lead to their translations, where there are any."""

    def renumber(found: re.Match[str]) -> str:
        tag = found.group()
        if 'linktype="page"' not in tag:
            return tag
        return re.sub(r'\bid="(\d+)"', lambda number: f'id="{siblings.get(number[1], number[1])}"', tag)

    return _LINK_TAG.sub(renumber, text) if siblings else text


def linked_pages(text: str) -> set[str]:
    """Numbers of the pages that a text links to."""
    tags = (dict(_LINK.findall(tag)) for tag in _LINK_TAG.findall(text))
    return {tag["id"] for tag in tags if tag.get("linktype") == "page" and tag.get("id", "").isdigit()}
