"""What takes the place of an identifier: invented, and the same for the same identifier within a ticket.

No replacement is a part of another, whoever they stand for, nor of the ticket: so what learners write can be turned back.
"""

import hmac
import re
from collections.abc import Iterator, Sequence
from itertools import count
from math import gcd

from courses.practice.rules.redaction.lists import words
from courses.practice.rules.redaction.terms import Find, Kind
from courses.practice.rules.redaction.views import fold

_PLACEHOLDERS = {
    Kind.SECRET: "KEY", Kind.CARD: "CARD", Kind.BANK_ACCOUNT: "ACCOUNT", Kind.GOVERNMENT_ID: "ID", Kind.STREET: "STREET",
    Kind.COORDINATES: "PLACE", Kind.TICKET_NUMBER: "TICKET", Kind.OTHER: "DATUM",
}  # fmt: skip
_LABELS = frozenset({*_PLACEHOLDERS.values(), "TOKEN", "PASSWORD", "HASH", "COOKIE", "MAC", "UUID"})
PLACEHOLDER = rf"X{{0,9}}(?:{'|'.join(sorted(_LABELS))})-0{{0,9}}\d{{1,10}}(?:-x{{1,64}})?"
_ADDRESS = (
    r"(?:192\.0\.2|198\.51\.100|203\.0\.113|198\.1[89]\.[12]\d\d)\.[12]\d\d|2001:db8(?::[0-9a-f]{4}){2}::[0-9a-f]{4}"
)
# Where a word begins, after an escape too: %40huerto, =40huerto, \u0040huerto.
EDGE = (
    r"(?:(?<![^\W_])|(?<=[%=][0-9A-Fa-f]{2})|(?<=%25[0-9A-Fa-f]{2})|(?<=%2525[0-9A-Fa-f]{2})|(?<=\\u[0-9A-Fa-f]{4})|"
    r"(?<=\\x[0-9A-Fa-f]{2}))"
)
_PHONE = r"[2-9]\d\d-555-01\d\d"
_NAMELIKE = {Kind.EMAIL, Kind.USER_NAME, Kind.URL, Kind.PATH}
_SPANISH = re.compile(
    r"(?<![^\W_])(?:el|la|los|las|de|que|y|en|un|una|no|con|por|para|del|se|mi|al|es|hola|gracias)(?![^\W_])"
)
_ENGLISH = re.compile(
    r"(?<![^\W_])(?:the|of|and|to|a|in|is|it|my|we|our|on|for|with|this|that|not|hello|thanks|hi)(?![^\W_])"
)


def ours() -> re.Pattern[str]:
    """Everything that could be a replacement."""
    names = "|".join(sorted(words("new_people_es") | words("new_people_en"), key=len, reverse=True))
    others = "|".join(sorted(words("new_users") | words("new_groups"), key=len, reverse=True))
    domains = "|".join(sorted(words("new_domains"), key=len, reverse=True))
    return re.compile(
        rf"{PLACEHOLDER}(?![^\W_])|(?<!\d){_ADDRESS}(?!\d)|{EDGE}(?:{_PHONE}|(?:{domains}|sitio\d{{5}})\.example|"
        rf"(?i:{names}|{others})|[A-Z][a-z]{{3}}(?:[bdfglmnprs][aeiou]){{4}}"
        rf"|[a-z]{{4}}(?:[bdfglmnprs][aeiou]){{4}}(?=[@./\s]))(?![^\W_])"
    )


def is_spanish(parts: Sequence[str]) -> bool:
    sample = fold("\n".join(part[:20_000] for part in parts))
    return len(_SPANISH.findall(sample)) >= len(_ENGLISH.findall(sample))


class Inventor:
    """``taken``: texts, known names included, in which no replacement may occur."""

    def __init__(self, parts: Sequence[str], taken: Sequence[str], salt: bytes) -> None:
        self._text = fold("\n".join([*parts, *taken]))
        self._salt = salt
        self._made: dict[tuple[str, str], str] = {}
        people = "new_people_es" if is_spanish(parts) else "new_people_en"
        self._people = self._pool([word.title() for word in words(people)], "Flor", "Zaru", "Quim")
        self._users = self._pool(words("new_users"), "nube", "zimo", "quel")
        self._groups = self._pool([word.title() for word in words("new_groups")], "Gran", "Brux", "Vonk")
        self._domains = (
            f"{word}.example"
            for word in self._pool(words("new_domains"), "sitio1", "lugar1", "paraje1", is_numbered=True)
        )
        self._addresses, self._addresses_six, self._phones = self._v4(), self._v6(), self._phone_numbers()
        self._numbers: dict[str, Iterator[int]] = {}
        self._names: dict[str, str] = {}

    def _order(self, word: str) -> bytes:
        return hmac.digest(self._salt, word.encode(), "sha256")

    def _mixed(self, first: int, end: int, word: str) -> Iterator[int]:
        """Each number once, in an order of this ticket."""
        size, chance = end - first, self._order(word)
        start, step = int.from_bytes(chance[:4], "big"), int.from_bytes(chance[4:8], "big")
        while gcd(step, size) > 1:
            step += 1
        yield from (first + (start + step * place) % size for place in range(size))

    def _pool(self, choices: Sequence[str] | frozenset[str], *stems: str, is_numbered: bool = False) -> Iterator[str]:
        yield from (word for word in sorted(choices, key=self._order) if fold(word) not in self._text)
        stem = next((stem for stem in stems if fold(stem) not in self._text), f"{stems[-1]}x")
        for number in count(1000 if is_numbered else 0):
            yield f"{stem[:5]}{10_000 + number}" if is_numbered else stem + _syllables(number)

    def _v4(self) -> Iterator[str]:
        nets = ["192.0.2", "198.51.100", "203.0.113"]
        more = (f"198.1{eight}.{third}" for eight in (8, 9) for third in range(100, 256))
        used = set(re.findall(r"(?=(\d{2,3}\.\d{1,2}\.\d{1,3}\.[12]\d\d))", self._text))
        for net in (*sorted(nets, key=self._order), *more):
            for last in self._mixed(100, 255, net):
                if f"{net}.{last}" not in used:
                    yield f"{net}.{last}"
        yield from self._v6()

    def _v6(self) -> Iterator[str]:
        used = set(re.findall(r"2001:db8(?::[0-9a-f]{4}){2}::[0-9a-f]{4}", self._text))
        for number in count(int.from_bytes(self._order("six")[:1], "big")):
            address = f"2001:db8:{0x1000 + number // 60_000:04x}:{0x1000:04x}::{0x1000 + number % 60_000:04x}"
            if address not in used:
                yield address

    def _phone_numbers(self) -> Iterator[str]:
        used = {
            int(last) for last in re.findall(r"555\D{0,3}01\D?(\d\d)", self._text)
        }  # of whatever area, however written
        for area in self._mixed(201, 990, "area"):
            yield from (f"{area}-555-01{last:02}" for last in self._mixed(0, 100, f"area {area}") if last not in used)

    def replacement(self, found: Find, length: int) -> str:
        """Of what was found; ``length`` in signs, for placeholders of keys."""
        key = found.key.split(" ", 1)[-1] if found.kind in _NAMELIKE else found.key
        family = "user" if found.kind in _NAMELIKE else found.kind.value + found.label
        if (family, key) not in self._made:
            self._made[family, key] = self._make(found, length)
        return self._made[family, key]

    def _make(self, found: Find, length: int) -> str:
        if found.kind is Kind.PERSON:
            return next(self._people)
        if found.kind in _NAMELIKE or (found.kind is Kind.DOMAIN and found.key.startswith("label ")):
            return next(self._users)
        if found.kind is Kind.DOMAIN:
            return next(self._domains)
        if found.kind is Kind.ORGANISATION:
            return next(self._groups)
        if found.kind is Kind.ADDRESS_IP:
            return next(self._addresses_six if ":" in found.key else self._addresses)
        if found.kind is Kind.PHONE:
            return next(self._phones, "") or self._placeholder("DATUM", 0)
        return self._placeholder(found.label or _PLACEHOLDERS[found.kind], length if found.kind is Kind.SECRET else 0)

    def _placeholder(self, label: str, length: int) -> str:
        """KEY-1 … KEY-9, KEY-010 … KEY-099, KEY-00100: no number is the beginning of another."""
        if label not in self._names:
            name = label
            while fold(f"{name}-") in self._text:
                name = f"X{name}"
            self._names[label] = name
            self._numbers[label] = count(1)
        number = str(next(self._numbers[label]))
        start = f"{self._names[label]}-{'0' * (len(number) - 1)}{number}"
        rest = min(length, 64) - len(start) - 1
        return f"{start}-{'x' * rest}" if rest > 3 else start


def _syllables(number: int) -> str:
    """Four of them, always: words of one length are no part of one another."""
    sounds = [first + second for first in "bdfglmnprs" for second in "aeiou"]
    made = []
    for _ in range(4):
        number, place = divmod(number, len(sounds))
        made.append(sounds[place])
    return "".join(made) + (_syllables(number) if number else "")
