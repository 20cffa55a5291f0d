"""One HTTP exchange with what listens in a machine. It is a learner's program: all that it says is bounded and read
by a parser, and of its head only what concerns its own page goes on.

Source: RFC 9110 (7.6.1 hop-by-hop), RFC 9112, Service Workers (Service-Worker-Allowed), RFC 7838 (Alt-Svc).
"""

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from socket import socket

import h11

Pairs = list[tuple[bytes, bytes]]

LARGEST_HEAD = 32 * 1024  # bytes
CHUNK = 64 * 1024
HOPS = {b"connection", b"keep-alive", b"proxy-authenticate", b"proxy-authorization", b"proxy-connection", b"te",
        b"trailer", b"transfer-encoding", b"upgrade"}  # fmt: skip
# To the machine: nothing about us, and no way around the Host that we say.
NOT_SENT = {b"host", b"content-length", b"expect", b"forwarded", b"referer", b"via", b"x-real-ip"}
# From the machine: what would reach further than its own page, or stay longer than the machine.
NOT_TAKEN = {b"alt-svc", b"clear-site-data", b"content-length", b"cross-origin-opener-policy",
             b"cross-origin-resource-policy", b"nel", b"origin-agent-cluster", b"public-key-pins", b"report-to",
             b"reporting-endpoints", b"server", b"service-worker-allowed", b"set-cookie2", b"strict-transport-security",
             b"x-frame-options", b"referrer-policy", b"date"}  # fmt: skip


class NoAnswer(Exception):
    """It said nothing that is HTTP, or more than it may."""


@dataclass(frozen=True)
class Answer:
    """``length``: of the body, None where its end is the end of the connection or of the chunks."""

    status: int
    headers: Pairs
    length: int | None


def sendable(headers: Sequence[tuple[bytes, bytes]], cookie: bytes) -> Pairs:
    """A browser's head without what is for us: ``cookie`` is the name of ours."""
    gone = HOPS | NOT_SENT | _named(headers)
    kept: Pairs = []
    for name, value in headers:
        if name in gone or name.startswith((b"x-forwarded-", b"sec-websocket-")):
            continue
        if name == b"cookie":
            parts = [part.strip() for part in value.split(b";")]
            value = b"; ".join(part for part in parts if part and part.split(b"=")[0].strip() != cookie)
            if not value:
                continue
        kept.append((name, value))
    return kept


def takeable(headers: Sequence[tuple[bytes, bytes]], cookie: bytes, host: bytes) -> Pairs:
    """A machine's head as the browser may see it. ``host``: the name that we asked for; links to it lead back to us."""
    gone = HOPS | NOT_TAKEN | _named(headers)
    kept: Pairs = []
    for name, value in headers:
        if name in gone:
            continue
        if name == b"set-cookie":
            if value.split(b"=")[0].strip() == cookie:
                continue
            value = re.sub(rb"(?i);\s*domain\s*=[^;]*", b"", value)
        elif name in (b"location", b"content-location"):
            value = re.sub(rb"(?i)^https?://" + re.escape(host.split(b":")[0]) + rb"(:\d+)?(?=/|$)", b"", value) or b"/"
        kept.append((name, value))
    return kept


def _named(headers: Sequence[tuple[bytes, bytes]]) -> set[bytes]:
    """What ``Connection`` says is for the next one alone."""
    return {part.strip().lower() for name, value in headers if name == b"connection" for part in value.split(b",")}


class Exchange:
    """``connection``: to the machine; closed at the end by whoever made it."""

    def __init__(self, connection: socket) -> None:
        connection.settimeout(0)
        self._socket = connection
        self._http = h11.Connection(h11.CLIENT, LARGEST_HEAD)

    async def ask(self, method: bytes, target: bytes, headers: Pairs, body: bytes) -> Answer:
        """Raises NoAnswer, OSError."""
        try:
            request = h11.Request(method=method, target=target, headers=headers)
            said = self._http.send(request) or b""
            if body:
                said += self._http.send(h11.Data(data=body)) or b""
            said += self._http.send(h11.EndOfMessage()) or b""
        except h11.LocalProtocolError as error:
            raise NoAnswer(str(error)) from error
        await asyncio.get_running_loop().sock_sendall(self._socket, said)
        event = await self._next()
        while isinstance(event, h11.InformationalResponse):
            if event.status_code == 101:
                raise NoAnswer("it wants another protocol")
            event = await self._next()
        if not isinstance(event, h11.Response):
            raise NoAnswer("it ended")
        lengths = [int(value) for name, value in event.headers if name == b"content-length"]
        return Answer(event.status_code, list(event.headers), lengths[0] if lengths else None)

    async def body(self) -> AsyncIterator[bytes]:
        """Raises NoAnswer where it ends too early."""
        while True:
            event = await self._next()
            if isinstance(event, h11.Data):
                yield bytes(event.data)
            else:
                return

    async def _next(self) -> object:
        try:
            while True:
                event = self._http.next_event()
                if event is not h11.NEED_DATA:
                    return event
                self._http.receive_data(await asyncio.get_running_loop().sock_recv(self._socket, CHUNK))
        except h11.RemoteProtocolError as error:
            raise NoAnswer(str(error)) from error
