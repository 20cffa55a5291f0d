"""Proposes what to take out of a ticket, and says what still looks identifying."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from courses.practice.rules.redaction import digits, groups, keys, machines, network, passwords, people, places
from courses.practice.rules.redaction.encoded import readable
from courses.practice.rules.redaction.invent import PLACEHOLDER, Inventor, ours
from courses.practice.rules.redaction.known import Names, echoes, find
from courses.practice.rules.redaction.lists import is_given, is_plain, is_surname, words
from courses.practice.rules.redaction.terms import Certainty, Find, Kind, Known, Left, Proposal, Span
from courses.practice.rules.redaction.views import View, fold, readings

DETECTORS = (
    keys.blocks, keys.shapes, keys.headers, keys.options, keys.cued, passwords.mentioned, passwords.pairs, keys.random_runs,
    digits.cards, digits.accounts, digits.papers, digits.births, digits.phones, digits.tickets, digits.registers,
    network.mails, network.spelled_mails, network.links, network.hosts, machines.machines, network.handles,
    places.paths, places.accounts_in_logs, places.coordinates, places.streets,
    people.named, people.placed, people.spoken_of, people.nicknames,
    groups.organisations, groups.told, groups.glued, groups.stations,
)  # fmt: skip
_RANK = (
    Kind.SECRET,
    Kind.CARD,
    Kind.BANK_ACCOUNT,
    Kind.GOVERNMENT_ID,
    Kind.ADDRESS_IP,
    Kind.DOMAIN,
    Kind.EMAIL,
    Kind.URL,
    Kind.PATH,
    Kind.PHONE,
    Kind.PERSON,
    Kind.ORGANISATION,
    Kind.COORDINATES,
    Kind.USER_NAME,
    Kind.TICKET_NUMBER,
    Kind.STREET,
    Kind.OTHER,
)
_PLACE = {kind: place for place, kind in enumerate(_RANK)}
_JOINED = " "  # in place of a key, until it is known how far a joined find goes
_DEPTH = 3  # text in base64 in base64
_SEPARATOR = "\n\n"


def propose(parts: Sequence[str], *, known: Known, salt: bytes) -> Proposal:
    """What ought to be replaced in title, description and comments of one ticket.

    ``salt``: 16 random bytes or more, kept with the ticket, of its own: two tickets cannot be linked by replacements.
    """
    names = Names(known)
    views = [list(readings(part)) for part in parts]
    found = [_finds(read, names, _DEPTH) for read in views]
    told = Names(echoes((one, part) for part, finds in zip(parts, found, strict=True) for one in finds), is_guess=True)
    inventor = Inventor(parts, [*known.people, *known.addresses, *known.organisations], salt)
    spans: list[Span] = []
    for number, (part, finds) in enumerate(zip(parts, found, strict=True)):
        again = [
            replace(one, certainty=Certainty.MAYBE) for view in views[number] for one in _from(view, find(view, told))
        ]
        for one in _merged(part, [*finds, *again]):
            original = part[one.start : one.end]
            new = inventor.replacement(one, len(original))
            spans.append(Span(number, one.start, one.end, one.kind, original, new, one.certainty))
    return Proposal(tuple(spans))


def looks_left(parts: Sequence[str]) -> tuple[Left, ...]:
    """What still looks identifying in what a person wrote. Our own replacements do not; nor do mere capital letters."""
    left: list[Left] = []
    for number, part in enumerate(parts):
        masked = bytearray(len(part))
        for own in _ours().finditer(part):
            masked[own.start() : own.end()] = b"\1" * len(own.group())
        bare = _PLACEHOLDER.sub(lambda own: _CAPITAL.sub("X", own.group()), part)  # CARD-1 announces no number
        finds = [one for one in _finds(readings(bare), Names(Known()), _DEPTH) if _is_foreign(part, one, masked)]
        for one in _merged(part, finds):
            if one.certainty is Certainty.SURE or one.kind not in _QUIET:
                left.append(Left(number, one.start, one.end, one.kind))  # noqa: PERF401
    return tuple(left)


def _is_foreign(part: str, found: Find, masked: bytearray) -> bool:
    """Whether anything of it, but ordinary words around what is ours, is not ours."""
    own = masked[found.start : found.end]
    if not any(own):
        return True
    rest = "".join(" " if hidden else sign for sign, hidden in zip(part[found.start : found.end], own, strict=True))
    rest = _REMAINS.sub(" ", rest)
    return any(
        len(word) > 2
        and not is_plain(word)
        and not (word.isdigit() and len(word) < 7)
        and fold(word) not in words("sensitive_names")
        for word in re.findall(r"[^\W_]+", rest)
    )


_REMAINS = re.compile(
    r"&(?:#\w{1,8}|quot|apos|amp|lt|gt|nbsp|commat|period|colon);?|[%=][0-9A-Fa-f]{2}|\\\\[ux][0-9A-Fa-f]{2,4}"
)
_QUIET = {Kind.PERSON, Kind.ORGANISATION, Kind.USER_NAME, Kind.TICKET_NUMBER, Kind.ADDRESS_IP, Kind.DOMAIN}
_PLACEHOLDER = re.compile(PLACEHOLDER)
_CAPITAL = re.compile("[A-Z]")
_ours = cache(ours)


def strip_for_search(text: str) -> str:
    """Without anything that looks identifying: for an index, so rather too much than too little."""
    views = list(readings(text))
    finds = _finds(views, Names(Known()), _DEPTH)
    told = Names(echoes((one, text) for one in finds), is_guess=True)
    for view in views:
        finds += _from(view, find(view, told))
        finds += _from(view, _listed(view.text))
    pieces, done = list[str](), 0
    for one in _merged(text, finds):
        pieces += text[done : one.start], " "
        done = one.end
    return "".join([*pieces, text[done:]])


def _listed(text: str) -> Iterator[Find]:
    for found in re.finditer(r"[^\W\d_]{2,40}", text):
        word = found.group()
        if (is_given(word) or is_surname(word)) and not is_plain(word):
            yield Find(*found.span(), Kind.PERSON, f"name {fold(word)}", Certainty.MAYBE)


def _finds(views: Iterable[View], names: Names, depth: int) -> list[Find]:
    """In positions of the text of which they are readings."""
    finds: list[Find] = []
    for view in views:
        for detector in DETECTORS:
            finds += _from(view, detector(view.text))
        finds += _from(view, find(view, names))
        if depth:
            finds += _from(view, _inside(view.text, names, depth - 1))
    return finds


def _from(view: View, finds: Iterable[Find]) -> Iterator[Find]:
    for one in finds:
        start, end = view.origin(one.start, one.end)
        yield Find(start, end, one.kind, one.key, one.certainty, one.label)


def _inside(text: str, names: Names, depth: int) -> Iterator[Find]:
    """Encoded stretches that tell something once they are read. All are read as one text, so that it takes one round."""
    stretches, pieces, length = [], [], 0
    for start, end, plain in readable(text):
        stretches.append((length, length + len(plain), start, end))
        pieces.append(plain)
        length += len(plain) + len(_SEPARATOR)
    if not pieces:
        return
    inner = sorted((one.start, one.end) for one in _finds(readings(_SEPARATOR.join(pieces)), names, depth))
    place = 0
    for begin, until, start, end in stretches:
        while place < len(inner) and inner[place][0] < begin:
            place += 1
        if place < len(inner) and inner[place][0] < until:
            yield Find(start, end, Kind.SECRET, text[start:end], label="KEY")


def _merged(text: str, finds: Iterable[Find]) -> list[Find]:
    """None overlaps another, and everything that one covered is covered still."""
    merged: list[Find] = []
    for one in sorted(finds, key=lambda one: (one.start, -one.end, one.certainty is Certainty.MAYBE, _PLACE[one.kind])):
        touches = bool(merged) and one.start == merged[-1].end  # two replacements without a gap could not be told apart
        if not merged or (one.start >= merged[-1].end and not touches):
            merged.append(one)
            continue
        last = merged[-1]
        sure = last.certainty if last.certainty is Certainty.SURE else one.certainty
        if one.end <= last.end:
            merged[-1] = replace(last, certainty=sure)
            continue
        main = min(last, one, key=lambda some: _PLACE[some.kind])
        merged[-1] = Find(last.start, one.end, main.kind, _JOINED, sure, main.label)
    return [replace(one, key=fold(text[one.start : one.end])) if one.key is _JOINED else one for one in merged]
