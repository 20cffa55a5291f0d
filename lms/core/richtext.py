"""The shape of rich text that the page editor can open again.

A parser accepts any nesting; the editor's own reader stops with an error at a list item outside a list or a paragraph
inside a link, and the page could not be edited any more. ``shape`` takes markup that a cleaner has just written (every
``<`` in it begins a tag, every attribute is quoted) and puts each tag where it may stand; a tag unknown here is the
border of a paragraph:

    document = (paragraph | heading | blockquote | list | <hr/> | inline)*     inline = text, <br/> or an inline tag
    list     = item*      item = inline, then at most a list
"""

import re

INLINE = frozenset({"b", "strong", "i", "em", "code", "sup", "sub", "a"})
LEAVES = frozenset({"p", "h2", "h3", "h4", "blockquote"})
LISTS = frozenset({"ul", "ol"})
HEADINGS = {"h1": "h2", "h5": "h4", "h6": "h4"}
DEEPEST_LIST = 4  # the editor knows five levels
MOST_INLINE = 16

_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_LINK_TO = re.compile(r' (?:href="|id="a?[0-9])')


def shape(html: str) -> str:
    shaper = _Shaper()
    for closing, name, attributes, text in _TOKEN.findall(html):
        if text:
            shaper.write(text)
        elif closing:
            shaper.close(name)
        else:
            shaper.open(name, attributes)
    return shaper.finish()


class _Shaper:
    """Inline tags are opened only when something is written inside them, and closed at the end of every block."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.blocks: list[str] = []  # open block tags, outermost first
        self.wanted: list[tuple[str, str]] = []  # inline tags that the text stands in
        self.opened: list[tuple[str, str]] = []  # those of them already written
        self.bordered = False  # a foreign block began or ended: the next text is a paragraph of its own

    # --- what comes in

    def write(self, text: str) -> None:
        if not text.strip() and not self._in_leaf() and (self.blocks or self.bordered or not self.wanted):
            if not self.blocks:
                self.out.append(text)
            return
        self._begin_where_text_may_stand()
        self.out.append(text)

    def open(self, name: str, attributes: str) -> None:
        name = HEADINGS.get(name, name)
        if name in INLINE:
            self._want_inline(name, attributes)
        elif name in LEAVES:
            self._open_leaf(name, attributes)
        elif name in LISTS:
            self._open_list(name)
        else:
            self._open_other(name, attributes)

    def close(self, name: str) -> None:
        name = HEADINGS.get(name, name)
        if name in INLINE:
            self._drop_inline(name)
        elif name == "li":
            self._leave_item()
        elif name in LEAVES:
            if name in self.blocks:
                self._end_until(name)
        elif name in LISTS:
            if name in [tag for tag in self.blocks if tag in LISTS][-1:]:
                self._end_until(name)
        else:
            self._border()

    def _open_other(self, name: str, attributes: str) -> None:
        if name == "br":
            self._write_break()
        elif name == "hr":
            self._leave_all()
            self.out.append("<hr/>")
        elif name == "li":
            self._leave_item()
            if not self.blocks:
                self._begin("ul")
            self._begin("li", attributes)
        else:
            self._border()

    def _write_break(self) -> None:
        """Between blocks a line break means nothing to the editor; between inline text at the top it stays."""
        if (self.blocks and self.blocks[-1] in LISTS) or (self.bordered and not self.blocks):
            return
        self._open_inline()
        self.out.append("<br/>")

    def finish(self) -> str:
        self._leave_all()
        return "".join(self.out)

    # --- blocks

    def _in_leaf(self) -> bool:
        return bool(self.blocks) and self.blocks[-1] not in LISTS

    def _lists(self) -> int:
        return sum(tag in LISTS for tag in self.blocks)

    def _begin_where_text_may_stand(self) -> None:
        if self.blocks and self.blocks[-1] in LISTS:
            self._begin("li")
        elif self.bordered and not self.blocks:
            self._begin("p")
        self._open_inline()

    def _border(self) -> None:
        if self.blocks and self.blocks[-1] in ("li", "blockquote"):
            self._break_unless_fresh()
        elif not self._lists():
            self._leave_all()
            self.bordered = True

    def _begin(self, name: str, attributes: str = "") -> None:
        self._close_inline()
        self.bordered = False
        self.blocks.append(name)
        self.out.append(f"<{name}{attributes}>")

    def _end(self) -> str:
        self._close_inline()
        name = self.blocks.pop()
        self.out.append(f"</{name}>")
        return name

    def _end_until(self, name: str) -> None:
        while self._end() != name:
            pass

    def _leave_all(self) -> None:
        self._close_inline()
        while self.blocks:
            self._end()

    def _leave_item(self) -> None:
        """Ends the item that is open in the innermost list, if one is."""
        while self.blocks and self.blocks[-1] not in LISTS:
            self._end()

    def _open_list(self, name: str) -> None:
        if self._lists() >= DEEPEST_LIST:
            return
        if not self.blocks or "li" not in self.blocks:
            self._leave_all()
        elif self.blocks[-1] in LISTS:
            self._begin("li")
        self._begin(name)

    def _open_leaf(self, name: str, attributes: str) -> None:
        """A paragraph inside an item or a quotation is a line of it; any other block ends what was open."""
        if self.blocks and self.blocks[-1] in LISTS:
            self._begin("li")
        if self.blocks and self.blocks[-1] in ("li", "blockquote"):
            self._break_unless_fresh()
            return
        self._leave_all()
        self._begin(name, attributes)

    def _break_unless_fresh(self) -> None:
        self._close_inline()
        if not self.out[-1].startswith((f"<{self.blocks[-1]}", "<br")):
            self.out.append("<br/>")

    # --- inline

    def _want_inline(self, name: str, attributes: str) -> None:
        within = [tag for tag, _ in self.wanted]
        if len(within) >= MOST_INLINE or (name == "a" and ("a" in within or not _links(attributes))):
            return
        self.wanted.append((name, _link_attributes(attributes) if name == "a" else ""))

    def _open_inline(self) -> None:
        for name, attributes in self.wanted[len(self.opened) :]:
            self.out.append(f"<{name}{attributes}>")
            self.opened.append((name, attributes))

    def _close_inline(self) -> None:
        while self.opened:
            self.out.append(f"</{self.opened.pop()[0]}>")

    def _drop_inline(self, name: str) -> None:
        places = [place for place, (tag, _) in enumerate(self.wanted) if tag == name]
        if not places:
            return
        while len(self.opened) > places[-1]:
            self.out.append(f"</{self.opened.pop()[0]}>")
        del self.wanted[places[-1]]


def _links(attributes: str) -> bool:
    """A link leads somewhere: to an address, or to a row (``linktype`` and ``id``)."""
    return bool(_LINK_TO.search(attributes))


def _link_attributes(attributes: str) -> str:
    """With ``linktype`` the row is the address; an ``href`` beside it would only be a second opinion."""
    if ' linktype="' not in attributes:
        return attributes
    if not re.search(r' id="[0-9]', attributes):
        return re.sub(r' linktype="[^"]*"', "", attributes)
    return re.sub(r' (?:href|rel)="[^"]*"', "", attributes)
