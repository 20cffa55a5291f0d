"""What a learner's machine serves, in the browser: ``<key>--<port>.<preview host>``.

Each machine and port is an origin of its own, under a name that is not the site's. The first request brings an order, which
becomes a cookie of that origin; the cookie is ours and never reaches the machine. Which machine and which port is said by
the pass behind the cookie and must be what the host name says; no address from a request is ever connected to.
"""

import asyncio
import re
import secrets
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from urllib.parse import parse_qs

from courses.sandbox.daemon.forwarding import Exchange, NoAnswer, Pairs, sendable, takeable
from courses.sandbox.daemon.gate import Gate
from courses.sandbox.daemon.house import House
from courses.sandbox.daemon.machines import Machine
from courses.sandbox.daemon.states import State
from courses.sandbox.daemon.wire import CLOSED, Receive, Refused, Scope, Send, answer, body_of, header
from courses.sandbox.orders import BadOrder
from courses.sandbox.runtimes.port import RuntimeFailure

COOKIE = "vereda_preview"
LASTS = 4 * 3_600.0  # seconds
MOST_PASSES = 10_000
MOST_AT_ONCE = 8  # requests to one machine
LARGEST_BODY, LARGEST_ANSWER = 1024 * 1024, 16 * 1024 * 1024  # bytes
SECONDS = 60.0
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
PLACE = re.compile(r"([a-z0-9]|[a-z0-9][a-z0-9-]{0,46}[a-z0-9])--([1-9][0-9]{0,4})")
NAME = re.compile(r"[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?")
WORDS = {
    403: "Open this page again from the lab. · Abre otra vez esta página desde el laboratorio.",
    404: "The lab does not show this port. · El laboratorio no muestra este puerto.",
    409: "The machine is not running. · La máquina no está encendida.",
    413: "Too large. · Demasiado grande.",
    502: "Nothing answers there. · Ahí no responde nada.",
    503: "Too many requests at once. · Demasiadas peticiones a la vez.",
    504: "It does not answer in time. · No responde a tiempo.",
}


@dataclass(frozen=True)
class Pass:
    """``name``: the Host that the machine is asked for."""

    key: str
    port: int
    name: str
    until: float


class Preview:
    """``suffix``: the host name, with its port, under which machines have theirs; empty: there is none."""

    def __init__(self, house: House, gate: Gate, suffix: str, origins: frozenset[str], *, is_secure: bool) -> None:
        self.house, self.gate, self.suffix = house, gate, suffix
        self.origins, self.is_secure = origins, is_secure
        self._passes: dict[str, Pass] = {}
        self._busy: Counter[str] = Counter()

    def place(self, scope: Scope) -> tuple[str, int] | None:
        """Machine and port of the name that was asked for; None where it is not one of ours. Raises Refused for a name
        that is ours and says nothing."""
        host = header(scope, b"host").lower()
        if not self.suffix or not (host == self.suffix or host.endswith(f".{self.suffix}")):
            return None
        found = PLACE.fullmatch(host.removesuffix(self.suffix).rstrip("."))
        if not found or int(found[2]) > 65_535:
            raise Refused(404, "other")
        return found[1], int(found[2])

    async def serve(self, scope: Scope, receive: Receive, send: Send, place: tuple[str, int]) -> None:
        try:
            if not scope["raw_path"].startswith(b"/") or scope["method"] not in METHODS:
                raise Refused(403, "other")
            order = parse_qs(scope["query_string"].decode("latin-1")).get("order")
            if order and scope["method"] == "GET":
                await self._let_in(scope, send, place, order[-1])
                return
            await self._forward(scope, receive, send, self._pass(scope, place))
        except BadOrder:
            await self._say(send, 403)
        except Refused as refused:
            await self._say(send, refused.status)

    async def _let_in(self, scope: Scope, send: Send, place: tuple[str, int], text: str) -> None:
        order = self.gate.admit(text, "preview", None)
        name = str(order.about.get("name") or "localhost").lower()
        # A host name knows no capitals.
        if order.key.lower() != place[0] or not NAME.fullmatch(name):
            raise Refused(403, "other")
        self._running(order.key, place[1])
        token = secrets.token_urlsafe(24)
        now = self.house.tools.clock()
        if len(self._passes) >= MOST_PASSES:
            self._passes = {one: found for one, found in self._passes.items() if found.until > now}
        self._passes[token] = Pass(order.key, place[1], name, now + LASTS)
        cookie = f"{COOKIE}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={int(LASTS)}"
        path = b"/" + scope["raw_path"].lstrip(b"/\\")
        headers = [(b"location", path), (b"set-cookie", (cookie + "; Secure" * self.is_secure).encode()),
                   (b"referrer-policy", b"no-referrer")]  # fmt: skip
        await answer(send, 303, headers=[*CLOSED, *headers])

    def _pass(self, scope: Scope, place: tuple[str, int]) -> Pass:
        found = self._passes.get(_cookie(scope))
        now = self.house.tools.clock()
        if found is None or found.until < now or (found.key.lower(), found.port) != place:
            raise Refused(403, "no_pass")
        # Another machine's page is the same site to a browser, and sends our cookie along.
        origin, site = header(scope, b"origin").lower(), header(scope, b"sec-fetch-site")
        is_visit = header(scope, b"sec-fetch-mode") == "navigate" and scope["method"] == "GET"
        own = {f"{scheme}://{header(scope, b'host').lower()}" for scheme in ("http", "https")}
        if (site not in ("", "same-origin", "none") and not is_visit) or (origin and origin not in own):
            raise Refused(403, "other_page")
        if header(scope, b"service-worker"):  # it would stay when the machine is gone
            raise Refused(403, "service_worker")
        return found

    def _running(self, key: str, port: int) -> Machine:
        machine = self.house.find(key)
        if machine.state != State.RUNNING or machine.lab is None:
            raise Refused(409, "stopped")
        if port not in self.house.tools.bench.ports(machine.lab, machine.wish.seed):
            raise Refused(404, "port")
        return machine

    async def _forward(self, scope: Scope, receive: Receive, send: Send, found: Pass) -> None:
        machine = self._running(found.key, found.port)
        body = await body_of(receive, LARGEST_BODY)
        machine.touch()
        answered = _Once(send)
        try:
            async with asyncio.timeout(SECONDS), self._connected(found) as exchange:
                await self._exchange(exchange, scope, body, found, answered)
        except TimeoutError as error:
            answered.refuse(504, error)
        except (OSError, NoAnswer, RuntimeFailure) as error:
            answered.refuse(502, error)

    @asynccontextmanager
    async def _connected(self, found: Pass) -> AsyncIterator[Exchange]:
        tools = self.house.tools
        if self._busy[found.key] >= MOST_AT_ONCE:
            raise Refused(503, "busy")
        self._busy[found.key] += 1
        try:
            connection = await tools.crew.quick(tools.driver.connect, found.key, found.port)
            with connection:
                yield Exchange(connection)
        finally:
            self._busy[found.key] -= 1
            if not self._busy[found.key]:
                del self._busy[found.key]

    async def _exchange(self, exchange: Exchange, scope: Scope, body: bytes, found: Pass, answered: "_Once") -> None:
        host = (found.name if found.port in (80, 443) else f"{found.name}:{found.port}").encode()
        target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
        headers = [(b"host", host), *sendable(scope["headers"], COOKIE.encode()), (b"connection", b"close")]
        if body or scope["method"] in ("POST", "PUT", "PATCH"):
            headers.append((b"content-length", str(len(body)).encode()))
        got = await exchange.ask(scope["method"].encode(), target, headers, body)
        if got.length is not None and got.length > LARGEST_ANSWER:
            raise Refused(502, "too_large")
        head = [*takeable(got.headers, COOKIE.encode(), host), *self._held()]
        if got.length is not None:
            head.append((b"content-length", str(got.length).encode()))
        await answered.begin(got.status, head)
        size = 0
        async for part in exchange.body():
            size += len(part)
            if size > LARGEST_ANSWER:
                break
            await answered.go_on(part)
        await answered.end()

    def _held(self) -> Pairs:
        """What holds the page to its own origin, whatever it says itself."""
        framed_by = " ".join(sorted(self.origins))
        allowed = "allow-scripts allow-forms allow-same-origin allow-popups allow-modals allow-downloads"
        policy = (
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; base-uri 'self'; form-action 'self'; "
            f"frame-src 'self'; worker-src 'none'; frame-ancestors {framed_by}; sandbox {allowed}"
        )
        return [
            (b"content-security-policy", policy.encode()),
            (b"cross-origin-opener-policy", b"same-origin"),
            (b"cross-origin-resource-policy", b"same-origin"),
            (b"origin-agent-cluster", b"?1"),
            (b"referrer-policy", b"same-origin"),
            (b"x-content-type-options", b"nosniff"),
            (b"x-robots-tag", b"noindex"),
            (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
        ]

    async def _say(self, send: Send, status: int) -> None:
        await answer(send, status, WORDS.get(status, WORDS[502]).encode())


class _Once:
    """An answer on its way: once its head is gone nothing else can be said instead."""

    def __init__(self, send: Send) -> None:
        self._send, self._has_begun = send, False

    async def begin(self, status: int, headers: Pairs) -> None:
        self._has_begun = True
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def go_on(self, part: bytes) -> None:
        await self._send({"type": "http.response.body", "body": part, "more_body": True})

    async def end(self) -> None:
        await self._send({"type": "http.response.body", "body": b""})

    def refuse(self, status: int, error: Exception) -> None:
        if not self._has_begun:
            raise Refused(status, "no_answer") from error


def _cookie(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"cookie":
            for part in value.split(b";"):
                one, _, token = part.strip().partition(b"=")
                if one == COOKIE.encode():
                    with suppress(UnicodeDecodeError):
                        return str(token.decode("ascii"))
    return ""
