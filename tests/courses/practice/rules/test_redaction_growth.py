"""However it is made, a text takes time in proportion to its length. Work is compared, not measured against a clock.

``pieces.txt``: what hostile texts are made of, one JSON string a line.
"""

import gc
import json
import math
import random
import time
from base64 import encodebytes
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from courses.practice.rules.redaction import Known, apply, looks_left, propose, restore, strip_for_search
from courses.practice.rules.redaction.encoded import readable
from courses.practice.rules.redaction.engine import DETECTORS
from courses.practice.rules.redaction.known import Names, find
from courses.practice.rules.redaction.lists import words
from courses.practice.rules.redaction.views import View, readings

SALT = b"0123456789abcdef"
HOUSE = Known(
    people=("Ana Pérez López", "Tobias Quillmark"),
    addresses=("ana.perez@huertolospinos.org",),
    organisations=("Huerto Los Pinos",),
)
PIECES = [json.loads(line) for line in (Path(__file__).parent / "pieces.txt").read_text(encoding="utf-8").splitlines()]
Work = Callable[[str], object]
TIMES, MOST = 8, 11  # so many times the text; in proportion it takes eight times the work, by squares sixty-four times
SHORTEST = 0.002  # seconds of the processor: less says nothing
ATTEMPTS = 6


def filled(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def cost(work: Work, text: str) -> float:
    gc.disable()  # it would come round in long texts alone
    begun = time.process_time()
    work(text)
    took = time.process_time() - begun
    gc.enable()
    return took


def grows_faster(work: Work, short: str, long: str) -> bool:
    """In each of several attempts, at its best: another process may disturb one, none makes squares of all."""
    best = math.inf
    for _attempt in range(ATTEMPTS):
        best = min(best, cost(work, long))
        if best <= SHORTEST or best <= MOST * cost(work, short):
            return False
    return True


def stages() -> Iterator[tuple[str, Work]]:
    names = Names(HOUSE)
    for detector in DETECTORS:
        yield detector.__name__, lambda text, detector=detector: list(detector(text))  # type: ignore[misc]
    yield "readings", lambda text: list(readings(text))
    yield "known", lambda text: list(find(View(text), names))
    yield "encoded", lambda text: list(readable(text))


def whole(text: str) -> object:
    return apply([text], propose([text], known=HOUSE, salt=SALT).spans)


def left(text: str) -> object:
    return looks_left([text])


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_hostile_text_comes_to_an_end(piece: str) -> None:
    text = filled(piece, 500)
    (done,) = apply([text], propose([text], known=HOUSE, salt=SALT).spans)
    assert isinstance(strip_for_search(done), str)


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_no_detector_takes_squares_of_time(piece: str) -> None:
    short, long = filled(piece, 1_500), filled(piece, TIMES * 1_500)
    assert [name for name, work in stages() if grows_faster(work, short, long)] == []


@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_nothing_takes_squares_of_time_together(piece: str) -> None:
    assert not grows_faster(whole, filled(piece, 400), filled(piece, TIMES * 400))


def _prose(dice: random.Random, plain: list[str]) -> str:
    name = f"{dice.choice(sorted(words('first_names')))} {dice.choice(sorted(words('surnames')))}".title()
    return f"{' '.join(dice.choices(plain, k=9)).capitalize()} {name}. {' '.join(dice.choices(plain, k=6))}.\n"


def _log(dice: random.Random, plain: list[str]) -> str:
    address = f"45.{dice.randint(1, 250)}.{dice.randint(1, 250)}.{dice.randint(1, 250)}"
    return (
        f'2026-03-02 10:14:55 [error] "/var/www/a/{dice.choice(plain)}.php" client: {address}, host: "www.pinos.org"\n'
    )


def _strangers(dice: random.Random, _plain: list[str]) -> str:
    name = "".join(dice.choice("bcdfglmnprst") + dice.choice("aeiou") for _ in range(4))
    return f"hola, soy {name.title()} y mi correo es {name}{dice.randint(1, 99)}@{name[::-1]}.org\n"


def _sixes(dice: random.Random, _plain: list[str]) -> str:
    one, other = dice.randint(4096, 65535), dice.randint(4096, 65535)
    return f"2001:470:{one:x}::{other:x} (951) 5{dice.randint(10, 99)}-{dice.randint(1000, 9999)}\n"


def _coded(dice: random.Random, plain: list[str]) -> str:
    return encodebytes(" ".join(dice.choices(plain, k=30)).encode()).decode()


@pytest.mark.slow
@pytest.mark.parametrize("line", [_prose, _log, _strangers, _sixes, _coded])
@pytest.mark.parametrize(
    "work", [whole, strip_for_search, lambda text: looks_left([text])], ids=["propose", "strip", "left"]
)
def test_large_tickets_take_no_squares_of_time(line: Callable[[random.Random, list[str]], str], work: Work) -> None:
    dice, plain = random.Random(7), sorted(words("plain"))
    lines = [line(dice, plain) for _ in range(TIMES * 32)]
    work("".join(lines[:10]))  # lists are read once
    assert not grows_faster(work, "".join(lines[:32]), "".join(lines))


@pytest.mark.slow
def test_many_comments_take_no_squares_of_time() -> None:
    dice = random.Random(7)
    parts = [_strangers(dice, []) for _ in range(TIMES * 30)]

    def work(count: str) -> object:
        return propose(parts[: int(count)], known=HOUSE, salt=SALT)

    assert not grows_faster(work, "30", "240")


@pytest.mark.slow
def test_restoring_takes_no_squares_of_time() -> None:
    mapping = {f"KEY-{'0' * (len(str(number)) - 1)}{number}": f"secret {number}" for number in range(1, 2_000)}
    written = [f"the key {new} and the Fern. " for new in mapping]
    assert not grows_faster(lambda text: restore(text, mapping), "".join(written[: 2_000 // TIMES]), "".join(written))
