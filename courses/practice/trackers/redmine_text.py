"""Plain text as Redmine's formatters show it unchanged: Textile, CommonMark and the older Markdown.

The API does not tell which of them a site has chosen, so what is written must be inert in all of them. All keep character
references: a sign that would be markup is written as one. Redmine looks for its own links and macros after the
formatter, which by then may have turned the reference into the sign again; there a word joiner (U+2060), which nobody
sees, stands in between. Addresses on the web stay as they are
where they hold no signs.
"""

import re
from itertools import pairwise

JOINER = "\u2060"

_PLAIN = r"(?:[A-Za-z0-9/.]|(?<=[A-Za-z0-9])-(?=[A-Za-z0-9]))+"  # of an address without signs
_OWN = re.compile(
    r"(?<=\[)(?=\[)|(?<=\{)(?=\{)|(?<=#)(?=[#\dn])|(?<=@)(?=\S)"  # [[page]] {{macro}} #12 #note-3 @name
    r"|(?<=\br)(?=\d)|(?<=_r)(?=\d)|(?<=!)(?=[^\s\w])"  # r12, and the sign with which Redmine itself escapes
    rf"|(?<=[A-Za-z\"])(?=:\S)(?!(?<=http)://{_PLAIN}(?:[ \t]|$))(?!(?<=https)://{_PLAIN}(?:[ \t]|$))"
    r"|(?<=www)(?=\.)"  # source:path javascript:… www.example.org
)
_MARKUP = re.compile(
    r"&(?=[#A-Za-z])|[<*^~\[{|\\`#@]|\"(?=:)|!(?=\S)|%(?=\S)|\+(?=\S)|\?(?=\?)|(?<=\?)\?|=(?==)|(?<==)=|(?<=[A-Z])\("
    r"|(?<![^\W_])_|_(?![^\W_])|(?<!\w)-(?=\S)|-(?=-)|(?<=-)-"
)
_START = re.compile(
    r"(?:\d{1,9}|(?:p|h\d|bq|bc|fn\d+|pre|table|notextile|clear)\S{0,99}?)(?P<sign>[.)])(?=\s|:|$)|(?P<other>[-+>=])"
)


def to_redmine(text: str) -> str:
    """Two spaces at the end of a line keep it apart from the next one in CommonMark."""
    lines = [_line(line.rstrip()) for line in text.split("\n")]
    ends = ["  \n" if line and after else "\n" for line, after in pairwise(lines)]
    return "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))


def _line(line: str) -> str:
    bare = line.lstrip(" \t")
    indent = line[: len(line) - len(bare)].expandtabs(4)
    start = _START.match(bare)
    place = start.start(start.lastgroup or 0) if start else -1
    parts = ("", "", bare) if place < 0 else (bare[:place], _reference(bare[place]), bare[place + 1 :])
    before, sign, after = parts
    return "&#160;" * len(indent) + _inert(before) + sign + _inert(after)


def _inert(text: str) -> str:
    return _MARKUP.sub(lambda found: _reference(found[0]), _OWN.sub(JOINER, text))


def _reference(sign: str) -> str:
    return f"&#{ord(sign)};"
