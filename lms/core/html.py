"""The one door for markup and names from outside: nothing else may use nh3 or bleach.

Stored rich text is Wagtail's database form (``<a linktype="page" id="3">``); it is cleaned when written and again after
Wagtail has expanded it. Every cleaner is idempotent, so what a person saves twice is what they saved once.
"""

import html as markup
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from lms.core.errors import DomainError
from lms.core.richtext import HEADINGS, INLINE, LEAVES, LISTS, shape

TAGS = INLINE | LEAVES | LISTS | {"li", "br", "hr"}
# Understood, though never kept: they end a paragraph (and h1, h5, h6 become the nearest heading that is kept).
FOREIGN = frozenset({"div", "section", "article", "aside", "main", "header", "footer", "pre", "address"})
FOREIGN |= {"dt", "dd", "figcaption", "td", "th", *HEADINGS}
DEEPEST = 24  # tags inside tags; a person never needs more, and editors and PDF makers recurse
ENDLESS = 500  # tags that are still open: a parser looks through all of them at each further one
PASSES = 6
LONGEST_ADDRESS = 300  # bleach's pattern for mail addresses takes minutes over one endless word

# Never of use in text: controls but tab and newline, surrogates, non-characters, bidi embeddings and overrides, deprecated
# format characters, interlinear notes, and the invisible "tag" letters unless they follow the black flag (🏴󠁧󠁢󠁳󠁣󠁴󠁿).
_NEVER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u206a-\u206f\ufff9-\ufffb\U000e0001]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0020-\U000e007f]+"
)
_ISOLATES = re.compile("[\u2066-\u2069]")
_LINK = re.compile(r"(?:https?://[^/?#]|mailto:[^?]|/(?!/)|#|\?)", re.IGNORECASE)
_ENDLESS = re.compile(rf"(\S{{{LONGEST_ADDRESS},}})")
_EXTERNAL = re.compile(r'<a (?=[^>]*\bhref="https?://)([^>]*)>', re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_RAW_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_EMPTY_TAGS = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted((TAGS | FOREIGN) - INLINE))})\b[^>]*>")


class HtmlTooLong(DomainError):
    status = 413
    message = _("This text is too long. Please shorten it, or split it into parts.")


class LineTooLong(DomainError):
    message = _("This is too long for one line. Please shorten it.")


def clean_rich_text(html: str, *, most: int = 50_000) -> str:
    """Rich text for the database. Raises HtmlTooLong before parsing anything longer than ``most`` characters."""
    if len(html) > most:
        raise HtmlTooLong
    clean = _settle(html, _STORED)
    if len(clean) > most:  # escaping can make it longer
        raise HtmlTooLong
    return clean


@lru_cache(maxsize=1024)
def clean_rendered(html: str) -> SafeString:
    """Rich text as the page prints it, after Wagtail has turned its internal links into addresses."""
    return mark_safe(_settle(html, _RENDERED))  # noqa: S308  a cleaner wrote it


def plain_text(html: str) -> str:
    """The words alone, one line per block, entities decoded. Not markup: escape it like any text."""
    spaced = _BLOCK_TAG.sub("\n", _WORDS.clean(_visible(_shallow(html))))
    spaced = _TAG.sub("", spaced)
    lines = (" ".join(line.split()) for line in _visible(markup.unescape(spaced)).split("\n"))
    return "\n".join(line for line in lines if line)


def linkify_text(text: str, *, most: int = 20_000) -> SafeString:
    """Plain text as safe HTML in which web and mail addresses are links. Beyond ``most`` characters nothing is linked."""
    from bleach import linkify

    text = _visible(text)
    pieces = [str(escape(piece)) for piece in _ENDLESS.split(text)]  # every second one is an endless word
    if len(text) <= most and "." in text:
        pieces[::2] = [linkify(piece, callbacks=[_outward], parse_email="@" in piece) for piece in pieces[::2]]
    return mark_safe(_LINKED.clean("".join(pieces)))  # noqa: S308  a cleaner wrote it


def clean_line(text: str, *, most: int = 200) -> str:
    """One line of free text in any script: a name, a title. May come back empty; raises LineTooLong beyond ``most``.

    Keeps emoji sequences, joiners that shape letters, marks and balanced isolates of right-to-left scripts; drops what
    hides, reorders or piles up.
    """
    if len(text) > most * 20:
        raise LineTooLong
    for _pass in range(PASSES):
        tidy = _tidy_line(text)
        if tidy == text:
            break
        text = tidy
    if len(text) > most:
        raise LineTooLong
    return text


def clean_text(text: str, *, most: int) -> str:
    """Plain text of several lines, as a person typed it: what hides or reorders goes, so do blank lines beyond one.
    Raises HtmlTooLong beyond ``most`` characters, before it looks at any of them."""
    if len(text) > most:
        raise HtmlTooLong
    lines = (_HIDDEN.sub("", line).rstrip() for line in unicodedata.normalize("NFC", _visible(text)).split("\n"))
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return tidy if _has_substance(tidy) else ""


def _visible(text: str) -> str:
    """Without what is never of use; isolates stay when every one that opens also closes."""
    text = _NEVER.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if _isolates_balance(text) else _ISOLATES.sub("", text)


def _isolates_balance(text: str) -> bool:
    depth = 0
    for found in _ISOLATES.finditer(text):
        depth += -1 if found.group() == "\u2069" else 1
        if depth < 0:
            return False
    return depth == 0


# --- Rich text -------------------------------------------------------------------------------------------------


def _settle(html: str, cleaner: nh3.Cleaner) -> str:
    """Cleans until nothing changes: unwrapping one tag can bring two links together, which the next reading parts again.

    Text that will not settle, or is nested beyond reason, keeps its words and loses its tags.
    """
    start = html = _shallow(html)
    for _pass in range(PASSES):
        once = _EXTERNAL.sub(r'<a \1 rel="noopener noreferrer">', shape(cleaner.clean(_visible(html))))
        if once == html and _depth(once) <= DEEPEST:
            return once
        html = once
    return "".join(f"<p>{_minimal(line)}</p>" for line in plain_text(start).split("\n") if line)


def _minimal(text: str) -> str:
    """Escapes as the cleaner does, so that its output does not change again."""
    return text.replace("&", "&amp;").replace("\xa0", "&nbsp;").replace("<", "&lt;").replace(">", "&gt;")


def _shallow(html: str) -> str:
    """Before anything parses it: the words alone where tags are opened without an end."""
    return html if _depth(html, _RAW_TAG) <= ENDLESS else re.sub(r"<[^<>]*>?", "\n", html)


def _depth(html: str, tag: re.Pattern[str] = _TAG) -> int:
    depth = deepest = 0
    for closing, name in tag.findall(html):
        if name.lower() not in _EMPTY_TAGS:
            depth += -1 if closing else 1
            deepest = max(deepest, depth)
    return deepest


def _address(value: str) -> str | None:
    """The address of a link, or None. Invisible characters go first: they would hide a scheme from the check."""
    value = re.sub(r"\s", "", _ISOLATES.sub("", _visible(value.strip())))
    if not _LINK.match(value):
        return None
    return re.sub(r"[<>\"'`\\{}|^]", lambda found: quote(found.group()), value)


def _stored_attribute(tag: str, name: str, value: str) -> str | None:
    """``id`` is Wagtail's row number (or wagtail-localize's ``a1``): never a name that scripts could find."""
    if name == "href":
        return _address(value)
    pattern = {"linktype": r"page|document", "id": r"a?[0-9]{1,9}", "data-block-key": r"[a-z0-9]{1,12}"}.get(name, "")
    return value if re.fullmatch(pattern, value) else None


def _rendered_attribute(tag: str, name: str, value: str) -> str | None:
    return _address(value) if name == "href" else None


def _cleaner(
    tags: frozenset[str],
    attributes: dict[str, set[str]],
    attribute_filter: Callable[[str, str, str], str | None] | None = None,
) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags),
        attributes=attributes,
        attribute_filter=attribute_filter,
        link_rel=None,
        url_schemes={"http", "https", "mailto"},
    )


_KEYED = {tag: {"data-block-key"} for tag in ("p", "li", "h2", "h3", "h4", "blockquote")}
_STORED = _cleaner(TAGS | FOREIGN, {"a": {"href", "id", "linktype"}, **_KEYED}, _stored_attribute)
_RENDERED = _cleaner(TAGS | FOREIGN, {"a": {"href"}}, _rendered_attribute)
_LINKED = _cleaner(frozenset({"a"}), {"a": {"href", "rel"}})
_WORDS = _cleaner(TAGS | FOREIGN, {})


def _outward(attributes: dict[Any, str], new: bool) -> dict[Any, str] | None:
    """bleach's callback: only what looks like an address on purpose becomes a link. README.md is a file, not a site."""
    href, words = _address(attributes.get((None, "href"), "")), attributes.get("_text", "").lower()
    if href is None or not (href.startswith("mailto:") or words.startswith(("http://", "https://", "www."))):
        return None
    attributes[(None, "href")] = href
    if not href.startswith("mailto:"):
        attributes[(None, "rel")] = "nofollow noopener noreferrer"
    return attributes


# --- Lines -----------------------------------------------------------------------------------------------------

_SPACE = re.compile(r"[\s\x1c-\x1f\u2028\u2029\u3164\uffa0\u115f\u1160\u2800]+")
_HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\ufeff\ufff0-\ufff8\U000e0000\U000e0100-\U000e0fff]"
)
_JOINERS = re.compile("[\u200c\u200d]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f]{2,}")
_MARKS = re.compile("([\u200e\u200f]){2,}")
MOST_COMBINING = 8  # accents on one letter; Hebrew with cantillation needs four


def _tidy_line(text: str) -> str:
    text = _visible(_SPACE.sub(" ", text))
    text = _HIDDEN.sub("", text)
    text = _MARKS.sub(r"\1", _SELECTORS.sub(lambda found: found.group()[0], text))
    text = _JOINERS.sub(lambda found: _joiner(text, found), text)
    text = _few_marks(unicodedata.normalize("NFC", text))
    return _SPACE.sub(" ", text).strip() if _has_substance(text) else ""


def _joiner(text: str, found: re.Match[str]) -> str:
    """A joiner stands alone between two characters that it can join; otherwise it is only there to hide."""
    before, after = text[: found.start()][-1:], text[found.end() :][:1]
    return found.group()[0] if _joins(before) and _joins(after) else ""


def _joins(character: str) -> bool:
    """Letters, marks and symbols outside the scripts that never shape (ASCII, Latin, Greek, Cyrillic)."""
    return bool(character) and ord(character) > 0x058F and unicodedata.category(character)[0] in "LMSN"


def _few_marks(text: str) -> str:
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run <= MOST_COMBINING:
            kept.append(character)
    return "".join(kept)


def _has_substance(text: str) -> bool:
    """Something that can be seen: a letter, a number, a sign; also what this Python's Unicode does not know yet."""
    kinds = {unicodedata.category(character) for character in text}
    return any(kind[0] in "LNPSC" and kind != "Cf" for kind in kinds)
