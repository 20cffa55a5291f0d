"""Stands between a tracker module and its server on 127.0.0.1, and misbehaves when asked to."""

import http.client
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

PATIENCE = 60  # seconds for the server behind
GARBAGE = b"<html>\xff\x00{[[ this is no answer"
OWN_WORK = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade", "accept-encoding", "content-length"}


@dataclass(frozen=True)
class Seen:
    method: str
    path: str


class Proxy:
    """``address`` is used in place of the server's. ``seen``: the requests so far, whatever became of them.

    What it is asked for holds for requests still to come, in the order of asking; afterwards all pass again.
    """

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self.seen: list[Seen] = []
        self._turns: list[str] = []
        self._always = ""
        self._lock = threading.Lock()
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

    @contextmanager
    def always(self, fault: str) -> Iterator[None]:
        """``fail``, ``garbage`` or ``slow``: the server hears of nothing."""
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
            return self._always or (self._turns.pop(0) if self._turns else "pass")

    def forward(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, list[tuple[str, str]], bytes]:
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
            self._reply(200, [("Content-Type", "application/json")], GARBAGE)
        elif turn == "slow":
            released.wait(PATIENCE)
        else:
            status, headers, answer = proxy.forward(self.command, self.path, self._passed_headers(), body)
            if turn == "pass":
                self._reply(status, headers, answer)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _handle  # noqa: N815

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
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass
