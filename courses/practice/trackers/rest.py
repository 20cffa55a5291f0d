"""JSON over HTTP, as all ticket systems but Trac speak it: one request, what its status means, pages."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from courses.practice.trackers.port import NoSuchTicket, NotAllowed, Refused, TooMuch, TrackerError
from courses.practice.trackers.shapes import iso, moment, shapes
from courses.practice.trackers.wire import clock, parsed, send
from lms.core.egress import Response

MOST_PAGES = 10_000  # of one list
SECOND = timedelta(seconds=1)
SIZES = ("per_page", "limit")  # what servers call the size of a page

GONE = {404, 410}
MOVED = 301  # to another place: where a kind says so of a ticket, it is gone from this one
CHANGED = {409, 412}
REFUSED = {400, 405, 413, 415, 422, 423}

Query = Mapping[str, str | int]


class Changed(TrackerError):
    """412: what ``If-Match`` named is not how it is now. 409: somebody else is saving it."""


@dataclass(frozen=True)
class Answer:
    """``value``: the JSON, None where there was no body. ``at``: the server's clock, or that of the proxy before it; ours
    where neither tells."""

    value: Any
    headers: Mapping[str, str]
    at: datetime

    @property
    def etag(self) -> str:
        """Without its quotes."""
        return (self.headers.get("ETag") or "").removeprefix("W/").strip('"')

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


def turns() -> range:
    """So often a list is gone on with; one that has no end by then is no usable answer."""
    return range(MOST_PAGES)


class Rest:
    """``headers`` hold the key. One that could not be sent is wrong, and does not get into an error of the library's."""

    def __init__(
        self, address: str, headers: Mapping[str, str], seconds: float, *, is_gone_where_moved: bool = False
    ) -> None:
        if not all(value.isascii() and value.isprintable() and value == value.strip() for value in headers.values()):
            raise NotAllowed
        self._address = address.rstrip("/")
        self._headers = {"Accept": "application/json", **headers}
        self._seconds = seconds
        self._gone = GONE | {MOVED} if is_gone_where_moved else GONE

    def get(self, path: str, query: Query | None = None, *, most: int = 0) -> Answer:
        """``most``: bytes of the answer, where it may be no longer than that."""
        return self.ask("GET", path, query=query, most=most)

    def find(self, path: str, query: Query | None = None) -> Answer:
        """What every server of the kind has; where it is not there, something else is at that address."""
        try:
            return self.get(path, query)
        except NoSuchTicket:
            raise TrackerError from None

    def fetch(self, path: str, *, most: int) -> bytes:
        """A file as it is. Raises TooMuch where it has more than ``most`` bytes, else as ``ask`` does."""
        return self._send("GET", path, {"Accept": "*/*"}, None, most).body

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Query | None = None,
        body: Mapping[str, Any] | None = None,
        match: str = "",
        most: int = 0,
    ) -> Answer:
        """``match``: raises Changed where the thing has another ETag by now. Raises NotAllowed, NoSuchTicket (whatever was
        not there), Refused (of what was written), or TrackerError for all else but success."""
        data = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        headers |= {"If-Match": f'"{match}"'} if match else {}
        told = self._send(method, f"{path}?{urlencode(query)}" if query else path, headers, data, most)
        value = parsed(told.body) if told.body.strip() else None
        return Answer(value, told.headers, clock(told.headers.get("Date")))

    def _send(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None, most: int = 0) -> Response:
        told = send(
            method,
            self._address + path,
            headers={**self._headers, **headers},
            body=body,
            seconds=self._seconds,
            most=most,
        )
        self._raise_for(told.status, told.headers, is_writing=body is not None)
        return told

    def _raise_for(self, status: int, headers: Mapping[str, str], *, is_writing: bool) -> None:
        is_hurried = headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in headers
        if status == 401 or (status == 403 and not is_hurried):
            raise NotAllowed
        if status in self._gone:
            raise NoSuchTicket
        if status in CHANGED:
            raise Changed
        if is_writing and status in REFUSED:
            raise Refused
        if not 200 <= status < 300:
            raise TrackerError

    def pages(
        self, path: str, query: Query, *, is_last: Callable[[Answer], bool] = is_without_next
    ) -> Iterator[Answer]:
        """Pages by number; the server may make them smaller than it was asked to. Where one is too much they are asked for
        again from the first, half as big: what is on them may come twice."""
        number = 1
        for _ in turns():
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
        for _ in turns():
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


def _smaller(query: Query) -> Query:
    """Raises TooMuch where it is as small as can be."""
    for name in SIZES:
        if int(query.get(name, 0)) > 1:
            return {**query, name: int(query[name]) // 2}
    raise TooMuch
