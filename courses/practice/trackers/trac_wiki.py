"""Plain text as wiki text of Trac that reads the same (https://trac.edgewall.org/wiki/WikiFormatting).

Trac has no sign that escapes anything whatever, and plug-ins add syntax. So only what is certainly prose stays bare:
words of letters, numbers, ordinary punctuation. Every other run of words becomes inline code, as one would write a
command or an address, and a paragraph whose spaces matter becomes a preformatted block: Trac looks into neither. Its
mails may show the source; it is easy to read there too.
"""

import re

_SIGN = "[%$€£+°\u2600-\u27bf\ufe0f\U0001f300-\U0001faff]"  # with the little pictures
_WORD = rf"(?:{_SIGN}*(?:[^\W\d_]+|\d+){_SIGN}*|{_SIGN}+)"
_PROSE = re.compile(rf"[(\"'«“‘¿¡]?{_WORD}(?:[-'’/.,]{_WORD})*…?[.,;:?!]?[)\"'»”’]?[.,;:?!]?|[-–—&]")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")  # together they may be a name: r12, PC-7
_HUMP = re.compile(r"[a-zß-öø-ÿ][A-ZÀ-ÖØ-Þ]")  # as in WikiStart
_LIST = re.compile(r"(?:\d+|[a-zA-Z]|[ivxIVX]{1,5})\.|[-•*]")  # Trac begins a list also where there is no indentation
_BLOCK = re.compile(r"\s*(?:\{\{\{|\}\}\}|#!)")  # a line of this kind means something within a block too


def to_wiki(text: str) -> str:
    lines = [line.rstrip() for line in text.split("\n")]
    paragraphs = re.split(r"\n{2,}", "\n".join(lines).strip("\n"))
    return "\n\n".join(_laid_out(each) if _needs_its_spaces(each) else _inline(each) for each in paragraphs)


def _needs_its_spaces(paragraph: str) -> bool:
    lines = paragraph.split("\n")
    spaced = any(line[:1].isspace() or re.search(r"\s{2}|\t", line) for line in lines)
    return spaced and not any(_BLOCK.match(line) for line in lines)


def _laid_out(paragraph: str) -> str:
    return "{{{\n" + paragraph + "\n}}}"


def _inline(paragraph: str) -> str:
    return "\n".join(_line(line) for line in paragraph.split("\n"))


def _line(line: str) -> str:
    """Neighbours that are no prose share one span, with the spaces between them."""
    if line[:1].isspace():
        return _code(line)
    runs: list[tuple[bool, str, str]] = []  # is it prose, the space before it, what it is
    pieces = ["", *re.split(r"(\s+)", line)]
    for gap, word in zip(pieces[::2], pieces[1::2], strict=True):
        is_prose = _is_prose(word, begins=not runs)
        if runs and not is_prose and not runs[-1][0]:
            _, before, words = runs.pop()
            gap, word = before, words + gap + word
        runs.append((is_prose, gap, word))
    return "".join(gap + (word if is_prose else _code(word)) for is_prose, gap, word in runs)


def _is_prose(word: str, *, begins: bool) -> bool:
    if begins and _LIST.fullmatch(word):
        return False
    is_name = _HUMP.search(word) or (_LETTER.search(word) and _DIGIT.search(word))
    return not is_name and _PROSE.fullmatch(word) is not None


def _code(run: str) -> str:
    """In backticks, else in braces; where neither can hold all of it, its backticks stand in braces of their own."""
    if "`" not in run:
        return f"`{run}`"
    if "}}}" not in run and not run.endswith("}") and not run.lstrip().startswith("#!"):
        return f"{{{{{{{run}}}}}}}"
    return "".join(_code(part) for part in re.split(r"(`+)", run) if part)
