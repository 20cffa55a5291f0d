"""Finds what the house knows already, however it is written."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise, permutations

from courses.practice.rules.redaction.lists import is_given, is_ordinary, is_plain, is_surname, words
from courses.practice.rules.redaction.terms import Certainty, Find, Kind, Known
from courses.practice.rules.redaction.views import View, fold, squeeze

MAYBE, SURE = Certainty.MAYBE, Certainty.SURE

_LETTERS = re.compile(r"[^\W\d_]+")
_PIECES = re.compile(r"[^\W_]+")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_LONGEST_WORD = 64
_SHORTEST_NICK = 3
_HEAD = 5  # signs of the shortest needle
_FEW = 100  # needles that are searched faster one by one than by their heads
_MOST_PIECES = 8  # of a name, that are put together in pairs


class Names:
    """Ready to be looked for: words as whole words, needles anywhere. Their number costs nothing but memory."""

    def __init__(self, known: Known, *, is_guess: bool = False) -> None:
        """``is_guess``: found in the ticket; ordinary words in it name nobody."""
        self.is_guess = is_guess
        self.words: dict[str, Find] = {}
        self.needles: dict[str, Find] = {}
        self._lengths: dict[str, set[int]] = {}  # of needles, by their first signs
        for person in known.people:
            self._person(person)
        for address in known.addresses:
            self._address(address)
        for organisation in known.organisations:
            self._organisation(organisation)

    def _word(self, word: str, kind: Kind, key: str, certainty: Certainty) -> None:
        self.words.setdefault(word, Find(0, 0, kind, key, certainty))

    def _needle(self, needle: str, kind: Kind, key: str, certainty: Certainty) -> None:
        if len(needle) >= _HEAD and needle not in self.needles:
            self.needles[needle] = Find(0, 0, kind, key, certainty)
            self._lengths.setdefault(needle[:_HEAD], set()).add(len(needle))

    def needles_in(self, text: str) -> Iterator[tuple[int, str]]:
        """Where each begins."""
        if len(self.needles) <= _FEW:
            for needle in self.needles:
                at = text.find(needle)
                while at >= 0:
                    yield at, needle
                    at = text.find(needle, at + 1)
            return
        for at in range(len(text) - _HEAD + 1):
            for length in self._lengths.get(text[at : at + _HEAD], ()):
                needle = text[at : at + length]
                if needle in self.needles:
                    yield at, needle

    def _person(self, person: str) -> None:
        if "@" in person:
            self._address(person)
            return
        pieces = [piece for piece in _LETTERS.findall(fold(person)) if piece not in words("small_words")]
        names = [piece for piece in pieces if len(piece) > 1]
        for name in names if not self.is_guess else filter(_tells, names):
            self._word(name, Kind.PERSON, f"name {name}", MAYBE)
            for short in _short(name):
                self._word(short, Kind.PERSON, f"name {short}", MAYBE)
            if len(name) >= 5 and not is_plain(name):
                self._needle(name, Kind.PERSON, f"name {name}", MAYBE)
        whole = squeeze(person)
        forms = {whole, "".join(pieces), "".join(reversed(pieces)), whole[::-1]}
        for first, other in permutations(list(dict.fromkeys(pieces))[:_MOST_PIECES], 2):
            forms |= {
                first + other,
                first[0] + other,
                other + first[0],
                first[:3] + other if len(other) > 3 else whole,
            }
        for form in forms:
            self._needle(form, Kind.PERSON, f"name {form}", SURE if len(form) > 6 else MAYBE)
            if len(form) > 2 and len(form) < 5 and form not in words("plain"):
                self._word(form, Kind.PERSON, f"name {form}", MAYBE)

    def _address(self, address: str) -> None:
        local, _, domain = fold(address).strip().rpartition("@")
        domain = domain.removeprefix("https://").removeprefix("http://").split("/")[0].strip(".")
        bare = squeeze(local)
        if bare and bare not in words("generic_users"):
            self._needle(bare, Kind.USER_NAME, f"user {local}", SURE)
            if not is_plain(bare):
                self._word(bare, Kind.USER_NAME, f"user {local}", MAYBE)
            for piece in _LETTERS.findall(local):
                if len(piece) > 2 and not is_plain(piece) and piece not in words("generic_users"):
                    self._word(piece, Kind.PERSON, f"name {piece}", MAYBE)
        labels = domain.removeprefix("www.").split(".")
        if domain in words("public") or len(labels) < 2:
            return
        self._needle(squeeze(domain), Kind.DOMAIN, domain, SURE)
        for label in labels[:-1]:
            name = squeeze(label)
            if len(name) > 3 and not is_plain(name) and name not in words("generic_labels") and name != "example":
                self._needle(name, Kind.ORGANISATION, f"org {name}", MAYBE)
                self._word(name, Kind.ORGANISATION, f"org {name}", MAYBE)

    def _organisation(self, organisation: str) -> None:
        pieces = [piece for piece in _PIECES.findall(fold(organisation)) if piece not in words("small_words")]
        key = f"org {squeeze(organisation)}"
        for form in (squeeze(organisation), "".join(pieces), squeeze(organisation)[::-1]):
            self._needle(form, Kind.ORGANISATION, key, SURE)
            if len(form) > 1 and not is_plain(form):
                self._word(form, Kind.ORGANISATION, key, SURE)
        initials = "".join(piece[0] for piece in pieces)
        if len(initials) > 2 and not is_plain(initials):
            self._word(initials, Kind.ORGANISATION, f"org {initials}", MAYBE)
        for piece in pieces:
            if len(piece) > 3 and not is_plain(piece) and piece not in words("organisations") and not piece.isdigit():
                self._word(piece, Kind.ORGANISATION, f"org {piece}", MAYBE)
        telling = [piece for piece in pieces if piece not in words("organisations")]
        if len(telling) > 1:
            self._needle("".join(telling), Kind.ORGANISATION, key, MAYBE)


def _tells(name: str) -> bool:
    return len(name) > 2 and (not is_plain(name) or is_given(name) or is_surname(name))


def _short(name: str) -> Iterator[str]:
    """Sid, Ifi, Efra."""
    lengths = range(_SHORTEST_NICK, len(name) - 1) if not is_plain(name) else ()
    return (name[:length] for length in lengths if not is_ordinary(name[:length]))


def find(view: View, names: Names) -> Iterator[Find]:
    """In positions of ``view``."""
    if not names.words and not names.needles:
        return
    low, text = view.low, view.low.text
    for found in _PIECES.finditer(text):
        what = names.words.get(found.group())
        if what is not None:
            yield _at(what, *_back(low, view, found.start(), found.end()), view.text)
            yield from _beside(what, view, found)
    yield from _humps(view, names)
    if not names.needles:
        return
    short = view.bare
    done: dict[str, int] = {}
    for at, needle in names.needles_in(short.text):
        what = names.needles[needle]
        start, end = _steps(short, low, at, at + len(needle))
        if end <= done.get(needle, 0):
            continue  # in the same word
        begin, until = _whole(text, start, end)
        if not _told(text[begin:until], names) and not _crosses(text, start, end, what):
            done[needle] = until
            yield _at(what, *_back(low, view, begin, until), view.text)


_BEFORE = re.compile(r"(?<![^\W_])([^\W\d_]{3,40})[._]$")
_AFTER = re.compile(r"[._]([^\W\d_]{3,40})(?![^\W_])")


def _beside(what: Find, view: View, name: re.Match[str]) -> Iterator[Find]:
    """The other name of pilar.arrieta."""
    text = view.low.text
    before = _BEFORE.search(text, max(0, name.start() - 42), name.start())
    for found in (before, _AFTER.match(text, name.end())) if what.kind is Kind.PERSON else ():
        word = found.group(1) if found else ""
        if found and not is_plain(word) and not any(word in words(kind) for kind in _NOT_NAMES):
            beside = Find(0, 0, Kind.PERSON, f"name {word}", MAYBE)
            yield _at(beside, *_back(view.low, view, *found.span(1)), view.text)


_NOT_NAMES = ("file_ends", "tlds", "generic_labels", "generic_users", "hosting")


def _humps(view: View, names: Names) -> Iterator[Find]:
    """anaPerez2024."""
    for found in re.finditer(r"[^\W_]+", view.text):
        word = found.group()
        if word.isalpha() and (word.islower() or word.istitle() or len(word) > _LONGEST_WORD):
            continue
        cuts = [0, *(hump.start() for hump in _HUMPS.finditer(word)), len(word)]
        pieces = [fold(word[one:two]) for one, two in pairwise(cuts) if two - one > 2] if len(cuts) > 2 else []
        what = next((names.words[piece] for piece in pieces if piece in names.words), None)
        if what:
            yield Find(found.start(), found.end(), what.kind, f"name {fold(word)}", MAYBE)


def _at(what: Find, start: int, end: int, text: str) -> Find:
    alone = squeeze(text[start:end])
    key = what.key if what.kind is not Kind.PERSON or what.key.endswith(f" {alone}") else f"name {alone}"
    return Find(start, end, what.kind, key, what.certainty, what.label)


def _steps(view: View, until: View, start: int, end: int) -> tuple[int, int]:
    """Positions in ``until``, an ancestor of ``view``."""
    step: View | None = view
    while step is not None and step is not until:
        start, end = step.above(start, end)
        step = step.parent
    return start, end


def _back(low: View, view: View, start: int, end: int) -> tuple[int, int]:
    return _steps(low, view, start, end)


def _told(text: str, names: Names) -> bool:
    """Every word of it is found by itself."""
    return all(piece in names.words for piece in _PIECES.findall(text))


def _crosses(text: str, start: int, end: int, what: Find) -> bool:
    """Parts of several words that make a name only by chance, as in "la sopa blo…"."""
    inside = text[start:end]
    if _PIECES.fullmatch(inside) or (what.certainty is SURE and what.kind is not Kind.PERSON):
        return False
    before, after = text[start - 1 : start], text[end : end + 1]
    return (before.isalnum() or after.isalnum()) or len(inside) > len(what.key) + 6


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Out to the ends of the words that it stands in."""
    first, last = start, end
    while start > 0 and first - start < _LONGEST_WORD and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and end - last < _LONGEST_WORD and text[end].isalnum():
        end += 1
    return start, end


def _is_machine(found: Find) -> bool:
    """root@nopalera"""
    kind, _, label = found.key.partition("label ")
    return found.kind is Kind.DOMAIN and not kind and len(label) > 3 and "." not in label and not is_ordinary(label)


def echoes(finds: Iterable[tuple[Find, str]]) -> Known:
    """What was found once in a ticket and may stand elsewhere in another form."""
    people, addresses = dict[str, None](), dict[str, None]()
    for found, _ in finds:
        if found.kind is Kind.PERSON:
            word = found.key.removeprefix("name ")
            if not is_plain(word) and len(word) > 2:
                people[word] = None
        elif found.kind in {Kind.EMAIL, Kind.USER_NAME, Kind.PATH, Kind.URL} and len(found.key) < 60:
            name = found.key.split(" ", 1)[-1]
            if len(name) > 2 and not is_plain(name) and not name.isdigit():
                people[name] = None
        elif _is_machine(found):
            people[found.key.removeprefix("label ")] = None
        elif found.kind is Kind.DOMAIN and "." in found.key and not found.key.startswith("example."):
            addresses[found.key] = None
    return Known(people=tuple(people), addresses=tuple(addresses))
