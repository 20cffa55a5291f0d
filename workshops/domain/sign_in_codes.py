"""The code on the trainer's screen: six letters that say which session it is and that somebody reads them now.

It follows from the key of the session and the half minute on the server's clock, so nothing is stored, and a projector
whose own clock is wrong does no harm. A code is taken for 90 seconds after it left the screen. Whoever opened the page
with a good code has ten minutes to sign in: the slow log-in of a telephone does not cost them the code.
"""

import unicodedata
from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from workshops.models import Session

# None that is taken for another, and no vowels that make words.
LETTERS = "BCDFGHJKMNPQRTWXYZ"
LENGTH = 6
WINDOW = 30  # seconds
GRACE = 90  # seconds
REMEMBERED = timedelta(hours=26)  # how far back a code is known again as an old one
PROOF = timedelta(minutes=10)
SALT = "workshops.sign-in"


class Reading(StrEnum):
    GOOD = "good"
    OLD = "old"
    UNKNOWN = "unknown"


def code_at(session: Session, at: datetime) -> str:
    """Six letters, in two groups of three on the screen."""
    return _code(session, _window(at))


def seconds_left(at: datetime) -> int:
    """Until the screen shows another code."""
    return WINDOW - int(at.timestamp()) % WINDOW


def read(session: Session, typed: str, at: datetime) -> Reading:
    plain = plain_code(typed)
    if len(plain) != LENGTH:
        return Reading.UNKNOWN
    now, oldest = _window(at), _window(at - REMEMBERED)
    for window in range(now, oldest, -1):
        if constant_time_compare(_code(session, window), plain):
            return Reading.GOOD if window >= now - GRACE // WINDOW else Reading.OLD
    return Reading.UNKNOWN


def plain_code(typed: str) -> str:
    """Case, accents, spaces and dashes do not matter."""
    letters = unicodedata.normalize("NFKD", typed[:40]).upper()
    return "".join(_letters(letters))


def proof_of(session: Session, at: datetime) -> str:
    """Says that a good code was read at this moment."""
    return signing.Signer(salt=SALT).sign(f"{session.pk}:{int(at.timestamp())}")


def is_proof(session: Session, proof: str, at: datetime) -> bool:
    try:
        key, read_at = signing.Signer(salt=SALT).unsign(proof[:200]).split(":")
    except (signing.BadSignature, ValueError):
        return False
    age = at.timestamp() - int(read_at)
    return key == str(session.pk) and 0 <= age <= PROOF.total_seconds()


def _letters(text: str) -> Iterator[str]:
    return (letter for letter in text if letter.isascii() and letter.isalnum())


def _window(at: datetime) -> int:
    return int(at.timestamp()) // WINDOW


def _code(session: Session, window: int) -> str:
    digest = salted_hmac(SALT, f"{session.key}:{window}", algorithm="sha256").digest()
    number = int.from_bytes(digest[:8], "big")
    letters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)
