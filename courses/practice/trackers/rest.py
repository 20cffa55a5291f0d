"""JSON over HTTP, as most ticket systems speak it: one request, what its status means, pages, signatures."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from courses.practice.trackers.port import MOST_TEXT, NoSuchTicket, NotAllowed, Refused, Ticket, TrackerError, tidy
from lms.core.clock import now
from lms.core.egress import EgressError, EgressSession, EgressTooLarge

MOST_BYTES = 32 * 1024 * 1024  # of one answer
MOST_PAGES = 1000
LONGEST_NUMBER = 18  # digits
LONGEST_NAME = 200  # characters, of people, labels and states
SECOND = timedelta(seconds=1)
SIZES = ("per_page", "limit")  # what servers call the size of a page

GONE = {301, 404, 410}  # moved to another place is gone from this one
REFUSED = {400, 405, 409, 412, 413, 415, 422, 423}

Query = Mapping[str, str | int]


class TooMuch(TrackerError):
    """An answer of more than MOST_BYTES."""


@dataclass(frozen=True)
class Answer:
    """``value``: the JSON, None where there was no body. ``at``: the server's clock, ours where it does not tell."""

    value: Any
    headers: Mapping[str, str]
    at: datetime

    @property
    def has_next(self) -> bool:
        return 'rel="next"' in self.headers.get("Link", "")

    @property
    def rows(self) -> list[dict[str, Any]]:
        if not isinstance(self.value, list) or not all(isinstance(row, dict) for row in self.value):
            raise TrackerError
        return self.value

    @property
    def row(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            raise TrackerError
        return self.value


def is_without_next(answer: Answer) -> bool:
    return not answer.has_next


def is_empty(answer: Answer) -> bool:
    """The end where a server does not link to the next page."""
    return not answer.rows


class Rest:
    """``headers`` hold the key. One that could not be sent is wrong, and does not get into an error of the library's."""

    def __init__(self, address: str, headers: Mapping[str, str], seconds: float) -> None:
        if not all(value.isascii() and value.isprintable() and value == value.strip() for value in headers.values()):
            raise NotAllowed
        self._address = address.rstrip("/")
        self._headers = {"Accept": "application/json", **headers}
        self._seconds = seconds

    def get(self, path: str, query: Query | None = None) -> Answer:
        return self.ask("GET", path, query=query)

    def find(self, path: str, query: Query | None = None) -> Answer:
        """What every server of the kind has; where it is not there, something else is at that address."""
        try:
            return self.get(path, query)
        except NoSuchTicket:
            raise TrackerError from None

    def ask(
        self, method: str, path: str, *, query: Query | None = None, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Raises NotAllowed, NoSuchTicket (whatever was not there), Refused, or TrackerError for all else but success."""
        data = None if body is None else json.dumps(body).encode()
        headers = self._headers if body is None else self._headers | {"Content-Type": "application/json"}
        try:
            with EgressSession(seconds=self._seconds, most_bytes=MOST_BYTES) as session:
                told = session.request(
                    method,
                    self._address + path,
                    params=dict(query or {}),
                    data=data,
                    headers=headers,
                    allow_redirects=False,
                )
        except EgressTooLarge:
            raise TooMuch from None
        except EgressError:
            raise TrackerError from None
        _raise_for(told.status_code, told.headers)
        return Answer(_parsed(told.content), told.headers, _clock(told.headers.get("Date")))

    def pages(
        self, path: str, query: Query, *, is_last: Callable[[Answer], bool] = is_without_next
    ) -> Iterator[Answer]:
        """Pages by number; the server may make them smaller than it was asked to. Where one is too much they are asked for
        again from the first, half as big: what is on them may come twice."""
        number = 1
        for _ in range(MOST_PAGES):
            try:
                answer = self.get(path, {**query, "page": number})
            except TooMuch:
                query, number = _smaller(query), 1
                continue
            yield answer
            if is_last(answer):
                return
            number += 1
        raise TrackerError

    def pages_by_change(
        self,
        path: str,
        query: Query,
        since: datetime,
        name: str,
        *,
        is_last: Callable[[Answer], bool] = is_without_next,
    ) -> Iterator[Answer]:
        """Pages of what is sorted by ``updated_at``, oldest first. Each begins at the last moment of the one before, not at
        its number: what changes meanwhile moves to the end, and all behind it would move up, one of them past us. So some
        come twice. ``name``: of the parameter that takes the moment."""
        page = 1
        while page <= MOST_PAGES:
            try:
                answer = self.get(path, {**query, name: iso(since), "page": page})
            except TooMuch:
                query, page = _smaller(query), 1
                continue
            yield answer
            if is_last(answer) or not answer.rows:
                return
            with shapes():
                last = moment(answer.rows[-1]["updated_at"]) - SECOND
            since, page = (last, 1) if last > since else (since, page + 1)
        raise TrackerError


@contextmanager
def shapes() -> Iterator[None]:
    """Around whatever reads an answer: one that is not as documented is a TrackerError."""
    try:
        yield
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError):
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


def named(value: object) -> str:
    """Of a person, a label, a state."""
    return tidy(value, LONGEST_NAME)


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


def header(headers: Mapping[str, str], *names: str) -> str:
    """The first of these that was sent, "" if none; names in any case."""
    sent = {name.lower(): value for name, value in headers.items()}
    return next((sent[name.lower()] for name in names if sent.get(name.lower())), "")


def is_same(given: str, right: str) -> bool:
    """In constant time. Nothing is the same as an empty secret."""
    return bool(right) and hmac.compare_digest(given.encode(), right.encode())


def is_signed(given: str, body: bytes, secret: str, digest: str = "sha256") -> bool:
    """``given``: the HMAC in hexadecimal digits."""
    return bool(secret) and is_same(given, hmac.new(secret.encode(), body, digest).hexdigest())


def delivery(headers: Mapping[str, str], body: bytes, *names: str) -> str:
    """What the server calls this delivery; a digest of the body where it does not tell."""
    return header(headers, *names)[:200] or hashlib.sha256(body).hexdigest()


def _smaller(query: Query) -> Query:
    """Raises TooMuch where it is as small as can be."""
    for name in SIZES:
        if int(query.get(name, 0)) > 1:
            return {**query, name: int(query[name]) // 2}
    raise TooMuch


def _raise_for(status: int, headers: Mapping[str, str]) -> None:
    is_hurried = headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in headers
    if status == 401 or (status == 403 and not is_hurried):
        raise NotAllowed
    if status in GONE:
        raise NoSuchTicket
    if status in REFUSED:
        raise Refused
    if not 200 <= status < 300:
        raise TrackerError


def _parsed(body: bytes) -> Any:
    if not body.strip():
        return None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise TrackerError from None


def _clock(date: str | None) -> datetime:
    try:
        return parsedate_to_datetime(date or "").replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return now()
