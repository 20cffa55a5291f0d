"""Rendered blocks as XHTML that stands alone: nothing to press, nothing to load, every link with its whole address."""

import re
from collections.abc import Callable
from html.parser import HTMLParser

from django.conf import settings
from django.utils.html import escape

VOID = frozenset({"br", "hr", "img"})
# Left out with all that is in them. Of what is in neither list the words stay.
GONE = frozenset(
    {"button", "script", "style", "svg", "math", "form", "template", "iframe", "object", "select", "textarea"}
)
INLINE = "a abbr b bdi cite code em i kbd mark q s small span strong sub sup u"
BLOCKS = "aside blockquote dd details div dl dt figcaption figure h1 h2 h3 h4 li ol p pre section summary ul"
TABLES = "table tbody td th thead tr"
KNOWN = VOID.union(*(names.split() for names in (INLINE, BLOCKS, TABLES)))
LEADS = re.compile(r"https?://[^/]|mailto:|/(?!/)|#", re.IGNORECASE)
NEVER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
KEPT = frozenset({"id", "class", "lang", "href", "src", "alt", "start", "title", "translate", "type"})

# The address of a picture → where it is found in the file; empty where it is left out.
Picture = Callable[[str], str]


class _Rewriter(HTMLParser):
    def __init__(self, picture: Picture, left_out: str) -> None:
        super().__init__(convert_charrefs=True)
        self.picture, self.left_out = picture, left_out
        self.out: list[str] = []
        self.open: list[str] = []
        self.skipping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in GONE:
            self.skipping.append(tag)
        if self.skipping or tag not in KNOWN:
            return
        values = {name: value or "" for name, value in attrs if name in KEPT}
        if tag == "img":
            self._picture(values)
            return
        if tag == "details":
            values["open"] = "open"
        _adapt(values)
        self.out.append(_tag(tag, values, closes=tag in VOID))
        if tag not in VOID:
            self.open.append(tag)

    def _picture(self, values: dict[str, str]) -> None:
        source = self.picture(values.get("src", ""))
        words = values.get("alt", "")
        if source:
            self.out.append(_tag("img", {"src": source, "alt": words}, closes=True))
        else:
            self.out.append(f'<span class="left-out">[{escape(self.left_out)} {escape(words)}]</span>')

    def handle_endtag(self, tag: str) -> None:
        if self.skipping:
            if tag == self.skipping[-1]:
                self.skipping.pop()
            return
        if tag in self.open:
            while self.open[-1] != tag:
                self.out.append(f"</{self.open.pop()}>")
            self.out.append(f"</{self.open.pop()}>")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.out.append(escape(NEVER.sub("", data)))


def standing_alone(html: str, picture: Picture, *, left_out: str = "") -> str:
    """Well-formed XHTML. ``left_out`` is said before the words of a picture that the file does not hold."""
    rewriter = _Rewriter(picture, left_out)
    rewriter.feed(NEVER.sub("", html))
    rewriter.close()
    return "".join(rewriter.out) + "".join(f"</{tag}>" for tag in reversed(rewriter.open))


def whole_address(href: str) -> str:
    """A link into the file stays; one into the site gets the site's name; one that leads nowhere is none."""
    if not LEADS.match(href):
        return ""
    return settings.SITE_URL + href if href.startswith("/") else href


def _adapt(values: dict[str, str]) -> None:
    if not NAME.fullmatch(values.get("id", "a")):
        del values["id"]
    if "href" in values:
        values["href"] = whole_address(values["href"].strip())
    if "lang" in values:
        values["xml:lang"] = values["lang"]


def _tag(name: str, values: dict[str, str], *, closes: bool) -> str:
    attributes = "".join(f' {key}="{escape(NEVER.sub("", value))}"' for key, value in values.items())
    return f"<{name}{attributes}{'/' if closes else ''}>"
