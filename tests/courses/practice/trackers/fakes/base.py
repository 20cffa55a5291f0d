"""What the fake ticket systems have in common: tickets in memory, a clock of their own, and HTTP on 127.0.0.1.

Each of them answers in the shapes that its makers document, for no more calls than the modules make; what it does not
know is answered 404, and ``strange`` remembers it.
"""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar, TypeVar
from urllib.parse import parse_qsl, urlsplit

from courses.practice.trackers.port import Access

BOT, MEMBER = "vereda", "member"
SECRET, READER_SECRET = "bot-secret-0123456789", "reader-secret-0123456789"
JSON = dict[str, Any]


@dataclass
class Said:
    key: int
    author: str
    text: str
    at: datetime
    is_internal: bool = False
    is_system: bool = False
    form: str = "text/plain"


@dataclass
class Filed:
    key: int
    name: str
    content: bytes


@dataclass
class Held:
    number: int
    title: str
    text: str
    reporter: str
    address: str
    created: datetime
    changed: datetime
    status: str
    said: list[Said] = field(default_factory=list)
    turns: list[tuple[str, datetime]] = field(default_factory=list)
    files: list[Filed] = field(default_factory=list)
    is_private: bool = False
    is_request: bool = False  # of a pull or a merge
    group: str = ""


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    query: Mapping[str, str]
    body: JSON
    headers: Mapping[str, str]  # names in lower case
    may_write: bool


@dataclass(frozen=True)
class Told:
    value: Any = None  # bytes go out as they are
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Route = tuple[str, str, Callable[..., Told]]


class Fake:
    """``tick``: how far its clock goes before each thing that happens. ``forced``: what to answer whatever is asked."""

    kind: ClassVar[str]
    closing_action: ClassVar[str] = "close"
    open_status: ClassVar[str] = "open"
    space: ClassVar[str] = "helpers/desk"
    page: ClassVar[int] = 100

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
        self.tick = timedelta(seconds=61)
        self.tickets: dict[int, Held] = {}
        self.numbers = self.keys = 0
        self.forced: dict[str, Told] = {}  # path without query → answer
        self.asked: list[Asked] = []
        self.strange: list[str] = []
        self.before: Callable[[Asked], None] = lambda asked: None
        self.lock = threading.RLock()
        self.address = ""

    # --- As the contract wants its servers -----------------------------------------------------------------------------

    @property
    def access(self) -> Access:
        return Access(self.address, BOT, SECRET, self.space)

    def access_without_rights(self) -> Access:
        return replace(self.access, login="reader", secret=READER_SECRET)

    def create(self, title: str, text: str, *, reporter: str = MEMBER, address: str = "") -> str:
        with self.lock:
            self.numbers += 1
            at = self.moment()
            held = Held(self.numbers, title, text, reporter, address, at, at, self.open_status, group=self.space)
            self.tickets[held.number] = held
            return str(held.number)

    def comment(self, number: str, text: str) -> None:
        self.say(self.tickets[int(number)], text)

    def attach(self, number: str, name: str, content: bytes) -> None:
        with self.lock:
            self.keys += 1
            self.tickets[int(number)].files.append(Filed(self.keys, name, content))

    def close(self, number: str) -> None:
        self.turn(self.tickets[int(number)], "closed")

    def reopen(self, number: str) -> None:
        self.turn(self.tickets[int(number)], self.open_status)

    def delete(self, number: str) -> None:
        with self.lock:
            del self.tickets[int(number)]

    def comments(self, number: str) -> list[str]:
        return [said.text for said in self.tickets[int(number)].said if not (said.is_internal or said.is_system)]

    def is_closed(self, number: str) -> bool:
        return self.tickets[int(number)].status == "closed"

    def times_closed(self, number: str) -> int:
        return sum(status == "closed" for status, _ in self.tickets[int(number)].turns)

    # --- What happens --------------------------------------------------------------------------------------------------

    def moment(self) -> datetime:
        with self.lock:
            self.now += self.tick
            return self.now

    def say(self, held: Held, text: str, *, by: str = MEMBER, **more: Any) -> Said:
        with self.lock:
            self.keys += 1
            said = Said(self.keys, by, text, self.moment(), **more)
            held.said.append(said)
            self.touch(held)
            return said

    def turn(self, held: Held, status: str) -> None:
        with self.lock:
            if held.status != status:
                held.turns.append((status, self.moment()))
                held.status, held.changed = status, self.now

    def touch(self, held: Held) -> None:
        held.changed = self.now

    # --- HTTP ----------------------------------------------------------------------------------------------------------

    def routes(self) -> list[Route]:
        raise NotImplementedError

    def secret(self, headers: Mapping[str, str]) -> str:
        raise NotImplementedError

    def answer(self, method: str, address: str, headers: Mapping[str, str], body: bytes) -> Told:
        parts = urlsplit(address)
        given = self.secret(headers)
        if given not in (SECRET, READER_SECRET):
            return Told({"message": "401 Unauthorized"}, 401)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(method, parts.path, query, json.loads(body or b"{}"), headers, given == SECRET)
        self.before(asked)
        with self.lock:
            self.asked.append(asked)
            if parts.path in self.forced:
                return self.forced[parts.path]
            for verb, pattern, handle in self.routes():
                if verb == method and (found := re.fullmatch(pattern, parts.path)):
                    return handle(asked, *found.groups())
            self.strange.append(f"{method} {parts.path}")
            return Told({"message": "404 Not Found"}, 404)

    def held(self, number: str) -> Held | None:
        return self.tickets.get(int(number))

    def paged(self, asked: Asked, rows: list[Any], size: str = "per_page") -> Told:
        """With a link to the next page, and no bigger than this server likes its pages."""
        most = min(int(asked.query.get(size, 30)), self.page)
        number = int(asked.query.get("page", 1))
        part = rows[(number - 1) * most : number * most]
        link = f'<{self.address}{asked.path}?page={number + 1}>; rel="next"' if number * most < len(rows) else ""
        return Told(part, headers={"X-Total-Count": str(len(rows))} | ({"Link": link} if link else {}))


F = TypeVar("F", bound=Fake)


class _Conversation(BaseHTTPRequestHandler):
    fake: Fake

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        told = self.fake.answer(self.command, self.path, headers, body)
        written = told.value if isinstance(told.value, bytes) else json.dumps(told.value).encode()
        written = b"" if told.value is None else written
        self.send_response_only(told.status)
        self.send_header("Date", format_datetime(self.fake.now, usegmt=True))
        for name, value in told.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    do_GET = do_POST = do_PUT = do_PATCH = _handle  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def running(fake: F) -> Iterator[F]:
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Conversation", (_Conversation,), {"fake": fake})) as server:
        server.daemon_threads = True
        fake.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join()


def iso(at: datetime, *, timespec: str = "seconds") -> str:
    return at.isoformat(timespec=timespec).replace("+00:00", "Z")
