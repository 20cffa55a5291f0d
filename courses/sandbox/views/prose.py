"""The little Markdown that labs are written in: paragraphs, quotations, headings, lists, blocks of code; in them `code`,
**strong** and *emphasis*. Everything is escaped first, and there is no way to write a tag or a link."""

import re
from collections.abc import Callable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
EMPHASIS = re.compile(r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![\w*])")
HEADING = re.compile(r"#{1,4} +(.+)")
ITEM = re.compile(r"(?:[-*]|\d{1,3}[.)]) +")
NUMBERED = re.compile(r"\d")
DEEPEST = 4


def to_html(text: str) -> SafeString:
    """Headings begin below that of the page's part, at the third level."""
    return mark_safe("".join(_blocks(text.replace("\r\n", "\n").split("\n"), 0)))  # noqa: S308  escaped piece by piece


def to_line(text: str) -> SafeString:
    return mark_safe(_inline(text))  # noqa: S308  escaped piece by piece


def _blocks(lines: list[str], depth: int) -> Iterator[str]:
    place = 0
    while place < len(lines):
        line = lines[place]
        begins = place
        if not line.strip():
            place += 1
        elif line.startswith("```"):
            place = _until(lines, place + 1, lambda one: one.startswith("```"))
            yield f'<pre tabindex="0" translate="no"><code>{escape(chr(10).join(lines[begins + 1 : place]))}</code></pre>'
            place += 1
        elif found := HEADING.fullmatch(line):
            place += 1
            yield f"<h3>{_inline(found[1])}</h3>"
        elif line.startswith(">") and depth < DEEPEST:
            place = _until(lines, place, lambda one: not one.startswith(">"))
            inner = [one[1:].removeprefix(" ") for one in lines[begins:place]]
            yield f"<blockquote>{''.join(_blocks(inner, depth + 1))}</blockquote>"
        elif ITEM.match(line) and depth < DEEPEST:
            place = _until(lines, place, lambda one: bool(one.strip()) and not _is_in_list(one))
            yield _list(lines[begins:place], depth)
        else:
            place = _until(lines, place + 1, _ends_paragraph)
            yield f"<p>{_inline(' '.join(one.strip() for one in lines[begins:place]))}</p>"


def _until(lines: list[str], place: int, ends: Callable[[str], bool]) -> int:
    while place < len(lines) and not ends(lines[place]):
        place += 1
    return place


def _ends_paragraph(line: str) -> bool:
    return not line.strip() or line.startswith((">", "```")) or bool(HEADING.fullmatch(line) or ITEM.match(line))


def _is_in_list(line: str) -> bool:
    return line.startswith("  ") or bool(ITEM.match(line))


def _list(lines: list[str], depth: int) -> str:
    items: list[list[str]] = []
    for line in lines:
        found = ITEM.match(line)
        if found:
            items.append([line[found.end() :]])
        else:
            items[-1].append(line.strip() if not line.strip() else line.lstrip())
    tag = "ol" if NUMBERED.match(lines[0]) else "ul"
    return f"<{tag}>{''.join(f'<li>{_item(one, depth)}</li>' for one in items)}</{tag}>"


def _item(lines: list[str], depth: int) -> str:
    made = list(_blocks(lines, depth + 1))
    if len(made) == 1 and made[0].startswith("<p>"):
        return made[0].removeprefix("<p>").removesuffix("</p>")
    return "".join(made)


def _inline(text: str) -> str:
    pieces: list[str] = []
    last = 0
    for found in CODE.finditer(text):
        pieces += [_emphasised(text[last : found.start()]), f"<code>{escape(found[2].strip())}</code>"]
        last = found.end()
    return "".join([*pieces, _emphasised(text[last:])])


def _emphasised(text: str) -> str:
    return EMPHASIS.sub(r"<em>\1</em>", STRONG.sub(r"<strong>\1</strong>", str(escape(text))))
