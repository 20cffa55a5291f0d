"""Stands between a tracker module and its server on 127.0.0.1, and misbehaves when asked to."""

import gzip
import http.client
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PATIENCE = 60  # seconds for the server behind
GIGABYTE = 2**30
CHUNK = bytes(64 * 1024)
GARBAGE = b"<html>\xff\x00{[[ this is no answer"
OWN_WORK = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "accept-encoding", "content-length"}

Answer = tuple[int, list[tuple[str, str]], bytes]


@dataclass(frozen=True)
class Seen:
    method: str
    path: str


@cache
def bomb() -> bytes:
    """A gigabyte of nothing, in a thousandth of it: gzip takes one part after another for one file."""
    return gzip.compress(bytes(2**24)) * (GIGABYTE // 2**24)


class Proxy:
    """``address`` is used in place of the server's. ``seen``: the requests so far, whatever became of them.

    What it is asked for holds for requests still to come, in the order of asking; afterwards all pass again.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self.seen: list[Seen] = []
        self._turns: list[str | Callable[[], object]] = []
        self._always = ""
        self._lock = threading.Lock()
        self._first: dict[str, Answer] | None = None
        self._mistakes: tuple[str, str] | None = None
        self.garbage = GARBAGE
        self.elsewhere = (302, "http://127.0.0.1:9/")  # where a redirect leads
        self.sent = 0  # bytes of answers without an end
        self.released = threading.Event()  # ends what is slow
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": self}))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}{parts.path}"

    def pass_on(self, times: int) -> None:
        self._turns += ["pass"] * times

    def lose_reply(self, times: int = 1) -> None:
        """The server does what it is asked; nobody hears of it."""
        self._turns += ["lose"] * times

    def fail(self, times: int = 1) -> None:
        """Answers 500; the server hears of nothing."""
        self._turns += ["fail"] * times

    def once(self, fault: str) -> None:
        """One of those that ``always`` knows."""
        self._turns.append(fault)

    @contextmanager
    def mistaking(self, number: str, other: str) -> Iterator[None]:
        """The server is asked for the other ticket in its place."""
        self._mistakes = (rf"(?:(?<=/)|(?<=\[)|(?<=%3D\+)){number}(?!\w|\.0)", other)
        try:
            yield
        finally:
            self._mistakes = None

    def repeat_itself(self) -> None:
        """Whatever is asked for at one path, whichever page of it, is answered as it was first."""
        self._first = {}

    def meanwhile(self, happens: Callable[[], object]) -> None:
        """Something happens just before the server gets the request."""
        self._turns.append(happens)

    @contextmanager
    def always(self, fault: str) -> Iterator[None]:
        """``fail``, ``garbage``, ``redirect``, ``endless``, ``bomb``; ``slow``, which does not answer, or ``drip``, which
        answers a byte at a time: the server hears of nothing."""
        self._always = fault
        try:
            yield
        finally:
            self._always = ""
            self.released.set()
            self.released = threading.Event()

    def as_usual(self) -> None:
        self._turns.clear()

    def close(self) -> None:
        self.released.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(PATIENCE)

    def turn(self, seen: Seen) -> str:
        with self._lock:
            self.seen.append(seen)
            turn = self._always or (self._turns.pop(0) if self._turns else "pass")
        if isinstance(turn, str):
            return turn
        turn()
        return "pass"

    def forward(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if self._first is None:
            return self._ask(method, path, headers, body)
        bare = path.partition("?")[0]
        if bare not in self._first:
            self._first[bare] = self._ask(method, path, headers, body)
        return self._first[bare]

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        if self._mistakes:
            pattern, other = self._mistakes
            path, body = re.sub(pattern, other, path), re.sub(pattern.encode(), other.encode(), body)
        line = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            line.close()


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        proxy, released = self.proxy, self.proxy.released
        turn = proxy.turn(Seen(self.command, self.path))
        self.close_connection = True
        if turn == "fail":
            self._reply(500, [], b"Internal error")
        elif turn == "garbage":
            self._reply(200, [("Content-Type", "application/json")], proxy.garbage)
        elif turn == "slow":
            released.wait(PATIENCE)
        elif turn == "redirect":
            status, address = proxy.elsewhere
            self._reply(status, [("Location", address)], b"")
        elif turn == "bomb":
            self._reply(200, [("Content-Type", "application/json"), ("Content-Encoding", "gzip")], bomb())
        elif turn in ("endless", "drip"):
            self._go_on(CHUNK if turn == "endless" else b" ", released)
        else:
            status, headers, answer = proxy.forward(self.command, self.path, self._passed_headers(), body)
            if turn == "pass":
                self._reply(status, headers, answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _handle  # noqa: N815

    def _go_on(self, part: bytes, released: threading.Event) -> None:
        self.send_response_only(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(GIGABYTE))
        self.end_headers()
        with suppress(OSError):  # who reads has hung up
            for _ in range(GIGABYTE // len(part)):
                self.wfile.write(part)
                self.proxy.sent += len(part)
                if len(part) == 1 and released.wait(0.02):
                    return

    def _passed_headers(self) -> dict[str, str]:
        return {name: value for name, value in self.headers.items() if name.lower() not in OWN_WORK}

    def _reply(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in OWN_WORK:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            with suppress(OSError):  # who reads has hung up
                self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
