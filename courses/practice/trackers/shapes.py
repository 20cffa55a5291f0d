"""What modules make of answers: the port's words, or a TrackerError where an answer is not as documented."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from courses.practice.trackers.port import (
    MOST_ATTACHMENTS,
    MOST_TEXT,
    Attachment,
    NoSuchTicket,
    Refused,
    Ticket,
    TrackerError,
    tidy,
)

LONGEST_NUMBER = 18  # digits
LONGEST_NAME = 200  # characters, of people, labels, states and files

_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@contextmanager
def shapes() -> Iterator[None]:
    """Around whatever reads an answer, as a block or as ``@shapes()``: what is not there, or is of another kind, is a
    TrackerError."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
        raise TrackerError from None


def moment(written: str) -> datetime:
    """ISO 8601 with an offset, in UTC. Raises ValueError, TypeError."""
    at = datetime.fromisoformat(written)
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(UTC)


def iso(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def known(number: str) -> str:
    """A number as it may stand in an address. Raises NoSuchTicket for one that no ticket can have."""
    is_number = number.isascii() and number.isdigit() and number[0] != "0" and len(number) <= LONGEST_NUMBER
    if not is_number:
        raise NoSuchTicket
    return number


def asked_for(number: str, told: object) -> None:
    """A server that answers with another ticket than it was asked for gives no usable answer. Raises TrackerError."""
    if str(told) != number:
        raise TrackerError


def named(value: object) -> str:
    """Of a person, a label, a state."""
    return tidy(value, LONGEST_NAME)


def attached(told: Iterable[tuple[object, object, object, object]]) -> tuple[Attachment, ...]:
    """From keys, names, sizes and kinds, oldest first; None where a server does not say. Raises ValueError, TypeError for
    a key that could not stand in an address."""
    listed = []
    for key, name, size, kind in told:
        if not _KEY.fullmatch(str(key)):
            raise ValueError
        listed.append(Attachment(str(key), named(name), int(str(size or 0)), named(kind).partition(";")[0].lower()))
    return tuple(listed[-MOST_ATTACHMENTS:])


def stamped(ticket: Ticket) -> Ticket:
    """With a token made of all that we see of it, for servers whose moments of change are coarse."""
    said = [[comment.key, comment.author, comment.text] for comment in ticket.comments]
    about = [ticket.title, ticket.text, ticket.status, ticket.owner, list(ticket.labels), ticket.is_private]
    seen = json.dumps([ticket.changed_at.isoformat(), about, said])
    return replace(ticket, token=hashlib.sha256(seen.encode()).hexdigest())


def holds(text: str, marker: str) -> bool:
    """On a line of its own: whoever quotes it does not take it over."""
    return marker in (line.strip() for line in text.split("\n"))


def marked(text: str, marker: str) -> str:
    """A comment in which ``holds`` finds the marker when it is read again. Raises Refused where it would be cut off."""
    whole = f"{text}\n\n{marker}"
    if len(whole) > MOST_TEXT:
        raise Refused
    return whole
