"""REST as Request Tracker and Redmine speak it: JSON both ways, everything that went wrong told by the status."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import requests

from courses.practice.trackers.port import NoSuchTicket, NotAllowed, Refused, TrackerError
from lms.core.clock import now
from lms.core.egress import EgressError, EgressSession, EgressTooLarge

MOST_BYTES = 32 * 1024 * 1024  # of one answer
LONGEST_NUMBER = 9  # digits

P = ParamSpec("P")
R = TypeVar("R")
Query = Sequence[tuple[str, str]]


class TooMuch(TrackerError):
    """An answer of more than MOST_BYTES."""


class Changed(TrackerError):
    """412: what ``If-Match`` named is not how it is now. 409: somebody else is saving it."""


@dataclass(frozen=True)
class Answer:
    """``value``: the JSON of the body, None where there is no body. ``etag`` without its quotes. ``at``: the server's clock
    (or that of the proxy before it)."""

    value: Any
    etag: str
    at: datetime


class Rest:
    def __init__(self, address: str, headers: Mapping[str, str], seconds: float) -> None:
        self._address = address.rstrip("/")
        self._headers = {"Accept": "application/json", **headers}
        self._seconds = seconds

    def get(self, path: str, query: Query = ()) -> Answer:
        return self._send("GET", path, query=query)

    def write(self, method: str, path: str, value: Any, *, match: str = "") -> Answer:
        """With ``match``: raises Changed where the thing is another by now. Raises Refused for what is well understood."""
        return self._send(method, path, value=value, headers={"If-Match": f'"{match}"'} if match else {})

    def _send(
        self, method: str, path: str, *, query: Query = (), value: Any = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        sent = {**self._headers, **(headers or {})}
        body = None
        if value is not None:
            sent["Content-Type"] = "application/json"
            body = json.dumps(value).encode()
        try:
            with EgressSession(seconds=self._seconds, most_bytes=MOST_BYTES) as session:
                url = f"{self._address}{path}"
                answer = session.request(method, url, params=query, data=body, headers=sent, allow_redirects=False)
        except EgressTooLarge:
            raise TooMuch from None
        except EgressError:
            raise TrackerError from None
        return _read(answer, is_writing=value is not None)


def _read(answer: requests.Response, *, is_writing: bool) -> Answer:
    status = answer.status_code
    if status in (401, 403):
        raise NotAllowed
    if status in (404, 410):
        raise NoSuchTicket
    if status in (409, 412):
        raise Changed
    if is_writing and status in (400, 422):
        raise Refused
    if not 200 <= status < 300:
        raise TrackerError
    etag = (answer.headers.get("ETag") or "").removeprefix("W/").strip('"')
    at = _clock(answer.headers.get("Date"))
    if not answer.content.strip():
        return Answer(None, etag, at)
    try:
        return Answer(json.loads(answer.content), etag, at)
    except (ValueError, RecursionError):
        raise TrackerError from None


def _clock(header: str | None) -> datetime:
    try:
        return parsedate_to_datetime(header or "").replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return now()


def shaped(read: Callable[P, R]) -> Callable[P, R]:
    """A reader of answers: whatever is not there, or is of another kind, is a TrackerError."""

    @wraps(read)
    def guarded(*arguments: P.args, **named: P.kwargs) -> R:
        try:
            return read(*arguments, **named)
        except (LookupError, TypeError, ValueError, AttributeError, OverflowError):
            raise TrackerError from None

    return guarded


def numbered(number: str) -> str:
    """Raises NoSuchTicket for what cannot be the number of one."""
    if not (number.isascii() and number.isdigit() and len(number) <= LONGEST_NUMBER):
        raise NoSuchTicket
    return number
