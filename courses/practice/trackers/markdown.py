"""Plain text for places where Markdown is read, with what GitHub, GitLab and Forgejo add to it: ``@name``, ``#12``, ``!12``,
``/close``, commits, addresses, HTML.

Escaping does not help: GitHub and Forgejo look for names and numbers in what is left once the backslashes are gone, and
characters of no width would be copied along with a command. So paragraphs made of nothing but words stay paragraphs, and
the others stand in fences, where all three show everything as it is and look for nothing
(https://spec.commonmark.org/0.31.2/#fenced-code-blocks). But GitLab looks for ``/close`` before it reads Markdown, in every
line that begins with it outside of what it takes for a fence, which is one of exactly three backticks. So the fences are
indented by a space, and what is in them too: it is taken off again when that is shown.
"""

import re

# Letters, digits and whatever is not ASCII, joined as in "well-known", "and/or", "don't", "3.5", "10:30"; not as in GH-12.
_CHARACTER = r"[A-Za-z0-9\u00a0-\U0010ffff]"
_JOIN = r"(?:(?<=[A-Za-z])[-/](?=[A-Za-z])|(?<=\d)[-:,/](?=\d)|'(?=[A-Za-z])|\.(?=[A-Za-z0-9]))"
_NO_WORD = (
    r"(?!(?i:www\.)|\S*:\S*:|\S*[A-Za-z]\.[A-Za-z]{2}|[\"'(]*[0-9a-fA-F]{7,}(?![A-Za-z0-9]))"  # links, emoji, commits
)
_WORD = rf"{_NO_WORD}[\"'(]*{_CHARACTER}(?:{_CHARACTER}|{_JOIN})*(?:(?<=\d)%)?[.,;:!?)\"']*"
_PROSE = re.compile(rf"(?!\d+[.)])(?:{_WORD})(?: (?:{_WORD}))*")
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_TICKS = re.compile(r"`+")


def to_markdown(text: str) -> str:
    """``text`` has no control characters but tab and newline."""
    if not text.strip():
        return ""
    pieces: list[tuple[bool, str]] = []
    for paragraph in _BLANK.split(text.strip("\n")):
        is_prose = all(_PROSE.fullmatch(line.rstrip()) for line in paragraph.split("\n"))
        if pieces and not is_prose and not pieces[-1][0]:
            paragraph = f"{pieces.pop()[1]}\n\n{paragraph}"
        pieces.append((is_prose, paragraph))
    return "\n\n".join(_lines(piece) if is_prose else _fenced(piece) for is_prose, piece in pieces)


def _lines(paragraph: str) -> str:
    """Two spaces at the end of a line keep the next one a line."""
    return "  \n".join(line.rstrip() for line in paragraph.split("\n"))


def _fenced(piece: str) -> str:
    fence = "`" * max(3, *(len(run) + 1 for run in _TICKS.findall(piece)), 0)
    return "\n".join(f" {line}" for line in [f"{fence}text", *piece.split("\n"), fence])
