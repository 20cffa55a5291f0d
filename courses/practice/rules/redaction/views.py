"""Texts as a reader would understand them, with the way back to where each character stood.

A view takes one layer of disguise off: invisible characters, full-width and look-alike letters, HTML entities,
percent-encoding, quoted-printable, escapes of programs, punycode, letters that stand apart. Detectors read views; what they
find is told in positions of the original. Making one takes time linear in the text.
"""

import html
import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, lru_cache


class View:
    """A text made from another by replacing some stretches; all the rest stands as it was."""

    def __init__(self, text: str, parent: "View | None" = None) -> None:
        self.text = text
        self.parent = parent
        self._starts = array("I")  # of replaced stretches, here; one sign for one sign needs no note
        self._ends = array("I")
        self._from = array("I")  # the same, in the parent
        self._to = array("I")

    def replaced(self, pattern: re.Pattern[str], put: Callable[[re.Match[str]], str]) -> "View":
        """A view of this one; itself where nothing changes."""
        pieces: list[str] = []
        view, done, length = View("", self), 0, 0
        for found in pattern.finditer(self.text):
            new = put(found)
            if new == found.group():
                continue
            kept = self.text[done : found.start()]
            pieces += kept, new
            length += len(kept)
            if len(new) != 1 or len(found.group()) != 1:
                view._starts.append(length)
                view._ends.append(length + len(new))
                view._from.append(found.start())
                view._to.append(found.end())
            length += len(new)
            done = found.end()
        if not done:
            return self
        pieces.append(self.text[done:])
        view.text = "".join(pieces)
        return view

    def cut(self, gaps: list[tuple[int, int]]) -> "View":
        """A view with an empty line in place of each gap."""
        view, pieces, done, length = View("", self), list[str](), 0, 0
        for start, end in gaps:
            pieces += self.text[done:start], "\n\n"
            length += start - done
            view._starts.append(length)
            length += 2
            view._ends.append(length)
            view._from.append(start)
            view._to.append(end)
            done = end
        view.text = "".join([*pieces, self.text[done:]])
        return view

    @cached_property
    def low(self) -> "View":
        """In small letters without accents."""
        return folded(self)

    @cached_property
    def bare(self) -> "View":
        """``low``, letters and digits only."""
        return squeezed(self.low)

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Where ``text[start:end]`` (not empty) stands in the original."""
        if self.parent is None:
            return start, end
        return self.parent.origin(*self.above(start, end))

    def above(self, start: int, end: int) -> tuple[int, int]:
        """The same in the parent."""
        first, _ = self._place(start)
        _, last = self._place(end - 1)
        return first, max(first + 1, last)

    def _place(self, at: int) -> tuple[int, int]:
        before = bisect_right(self._starts, at) - 1
        if before < 0:
            return at, at + 1
        if at < self._ends[before]:
            return self._from[before], self._to[before]
        there = self._to[before] + at - self._ends[before]
        return there, there + 1


_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
)
_ODD = re.compile(f"[A-Za-z][\u0300-\u036f]{{1,4}}|[{_INVISIBLE}\u0300-\u036f]|[^\\x00-\\x7f]")
_HIDDEN = re.compile(f"[{_INVISIBLE}]")
_LOOKALIKE = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеорсухіјѕԁһӏԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρɑɡ‐‑‒–—−∙․﹒。．＠﹫",
    "ABESIJKMHOPCTXYaeopcyxijsdhlqwABEZHIKMNOPTYXovpag------.....@@",
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,23});")
_PERCENT = re.compile(r"%[0-7][0-9A-Fa-f]|%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3}")
_QUOTED = re.compile(r"(?<![A-Za-z0-9+/]{20})=(?:\r?\n)|=[2-7][0-9A-F]|=[C-F][0-9A-F](?:=[89AB][0-9A-F]){1,3}")
_MIME_WORD = re.compile(r"=\?[\w-]{2,20}\?[Qq]\?([^?\s]{0,400})\?=")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})|\\u\{([0-9a-fA-F]{1,6})\}|(?<!\\)\\++(?=[/@\"'])")
_PUNYCODE = re.compile(r"(?<![\w-])xn--([a-z0-9-]{1,59})", re.IGNORECASE)
_APART = re.compile(r"(?<![^\W_])[^\W_](?:[ \u00a0][\w.@+-](?![\w])){3,80}")
_MARKS = re.compile(r"[^\x00-\x7f]")
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}
_BETWEEN = re.compile(r"[\W_]+")


def _plain(found: re.Match[str]) -> str:
    sign = found.group()
    if len(sign) > 1:
        return unicodedata.normalize("NFC", sign)
    if _HIDDEN.match(sign):
        return ""
    return unicodedata.normalize("NFKC", sign.translate(_LOOKALIKE)) if not unicodedata.combining(sign) else sign


def _bytes_of(text: str, sign: str) -> str:
    raw = bytes.fromhex(text.replace(sign, ""))
    read = raw.decode("utf-8", "replace")
    return raw.decode("latin-1") if "\ufffd" in read else read


def _quoted(found: re.Match[str]) -> str:
    return "" if found.group()[1] in "\r\n" else _bytes_of(found.group(), "=")


def _code(found: re.Match[str]) -> str:
    number = found.group(1) or found.group(2) or found.group(3)
    if number is None:
        return ""
    point = int(number, 16)
    return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else " "


def _puny(found: re.Match[str]) -> str:
    try:
        return found.group(1).lower().encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return found.group()


def _base(found: re.Match[str]) -> str:
    spread = unicodedata.normalize("NFKD", found.group().casefold())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def clean(text: str) -> View:
    """Without invisible characters, and with ordinary letters for full-width and look-alike ones."""
    return View(text).replaced(_ODD, _plain)


def decoded(view: View) -> View:
    """Entities, percent-encoding and escapes read, more than once for what was encoded more than once."""
    for _ in range(_ROUNDS):
        before = view
        view = view.replaced(_ENTITY, lambda found: html.unescape(found.group()))
        view = view.replaced(_PERCENT, lambda found: _bytes_of(found.group(), "%"))
        if view is before:
            break
    view = view.replaced(_ESCAPE, _code)
    return view.replaced(_ODD, _plain)


def readings(text: str) -> Iterator[View]:
    """Every view in which identifiers are looked for; the plainest first, the others only around what is disguised."""
    first = clean(text)
    yield first
    coded = decoded(around(first, _CODED))
    for view in (
        coded,
        around(first, _MIME_WORD).replaced(_MIME_WORD, _mime_word),
        around(first, _QUOTED).replaced(_QUOTED, _quoted),
        around(first, _PUNYCODE).replaced(_PUNYCODE, _puny),
        around(first, _APART).replaced(_APART, _together),
        around(coded, _APART).replaced(_APART, _together),
    ):
        if view.text.strip():
            yield view


_ROUNDS = 4
_CODED = re.compile("|".join(pattern.pattern for pattern in (_ENTITY, _PERCENT, _ESCAPE)))
_SPACE = re.compile(r"\s")
_MARGIN = 300  # signs around a disguise; what belongs together stands nearer


def around(view: View, pattern: re.Pattern[str]) -> View:
    """Only what stands near a match; empty lines for the rest."""
    text = view.text
    near = _joined([found.start() - _MARGIN, found.end() + _MARGIN] for found in pattern.finditer(text))
    stretches = _joined([_word_begin(text, begin), _word_end(text, end)] for begin, end in near)
    edges = [0, *(edge for stretch in stretches for edge in stretch), len(view.text)]
    return view.cut([(one, two) for one, two in zip(edges[::2], edges[1::2], strict=True) if one < two])


def _joined(stretches: Iterable[list[int]]) -> list[list[int]]:
    """Those that touch as one."""
    joined: list[list[int]] = []
    for begin, end in stretches:
        if joined and begin <= joined[-1][1]:
            joined[-1][1] = end
        else:
            joined.append([max(0, begin), end])
    return joined


def _word_begin(text: str, at: int) -> int:
    """A piece of a word would look like another word."""
    before = text[max(0, at - _MARGIN) : max(0, at)]
    return max(0, at) - (len(before) - 1 - max(before.rfind(sign) for sign in " \n\t"))


def _word_end(text: str, at: int) -> int:
    space = _SPACE.search(text, at, at + _MARGIN)
    return space.start() if space else min(at + _MARGIN, len(text))


def _mime_word(found: re.Match[str]) -> str:
    return _QUOTED.sub(_quoted, found.group(1)).replace("_", " ")


def _together(found: re.Match[str]) -> str:
    return found.group().replace(" ", "").replace("\u00a0", "")


def folded(view: View) -> View:
    """Small letters without accents."""
    plain = view.replaced(_MARKS, _base)
    return View(plain.text.translate(_SMALL), plain)


def squeezed(view: View) -> View:
    """Letters and digits only."""
    return view.replaced(_BETWEEN, lambda _: "")


def fold(text: str) -> str:
    """The form in which words are compared."""
    return _fold_word(text) if len(text) <= _WORD_LENGTH else _fold(text)


def _fold(text: str) -> str:
    low = text.lower() if text.isascii() else unicodedata.normalize("NFKD", _ODD.sub(_plain, text).casefold())
    return low if low.isascii() else "".join(sign for sign in low if not unicodedata.combining(sign))


_WORD_LENGTH = 40
_fold_word = lru_cache(maxsize=1 << 16)(_fold)


def squeeze(text: str) -> str:
    return _BETWEEN.sub("", fold(text))
