"""HTTP as ASGI hands it over, without a framework: capped bodies, JSON, and refusals as exceptions."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[Any], Awaitable[None]]
Headers = Iterable[tuple[bytes, bytes]]

PLAIN = "text/plain; charset=utf-8"
JSON = "application/json"
CLOSED = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Refused(Exception):
    """``error``: a code for the site, which has the words."""

    def __init__(self, status: int, error: str) -> None:
        self.status, self.error = status, error
        super().__init__(error)


def header(scope: Scope, name: bytes) -> str:
    """Its value, or nothing; where it stands several times none of them is believed."""
    found = [value for one, value in scope["headers"] if one == name]
    return found[0].decode("latin-1").strip() if len(found) == 1 else ""


async def body_of(receive: Receive, most: int) -> bytes:
    """Raises Refused where it is longer than ``most`` bytes, or where whoever sent it left."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise Refused(400, "left")
        body += message.get("body", b"")
        if len(body) > most:
            raise Refused(413, "too_large")
        if not message.get("more_body"):
            return bytes(body)


def parsed(body: bytes) -> dict[str, Any]:
    """Raises Refused where it is no JSON object."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "unreadable") from error
    if not isinstance(value, dict):
        raise Refused(400, "unreadable")
    return value


async def answer(
    send: Send, status: int, content: bytes = b"", kind: str = PLAIN, headers: Headers = CLOSED
) -> None:  # fmt: skip
    head = [*headers, (b"content-length", str(len(content)).encode())]
    if content:
        head.append((b"content-type", kind.encode()))
    await send({"type": "http.response.start", "status": status, "headers": head})
    await send({"type": "http.response.body", "body": content})


async def answer_json(send: Send, status: int, value: Any) -> None:
    await answer(send, status, json.dumps(value, separators=(",", ":")).encode(), JSON)
