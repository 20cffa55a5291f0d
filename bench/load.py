"""A closed loop: on every kept connection the next request leaves when the last answer is there."""

import gzip
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection

from bench.servers import HOST

CONNECTIONS = 4
WARM_UP = 8  # requests of each connection before the clock: the worker that took it has then seen the page
BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": "en"}


@dataclass(frozen=True)
class Target:
    """``before`` runs in this process ahead of each request. ``marker`` must stand in the page: it is the right one."""

    name: str
    path: str
    requests: int
    marker: str
    headers: Mapping[str, str] = field(default_factory=dict)
    connections: int = CONNECTIONS
    before: Callable[[], object] | None = None


def cost_of(target: Target, port: int, cpu_seconds: Callable[[], float]) -> float:
    """CPU milliseconds of one request, over one pass."""
    connections = [HTTPConnection(HOST, port, timeout=60) for _ in range(target.connections)]
    each = target.requests // target.connections
    with ThreadPoolExecutor(target.connections) as pool:
        try:
            for body in pool.map(lambda one: _ask(target, one, WARM_UP), connections):
                if target.marker.encode() not in body:
                    raise RuntimeError(f"{target.name}: {target.path} does not show {target.marker!r}.")
            begun = cpu_seconds()
            for _ in pool.map(lambda one: _ask(target, one, each), connections):
                pass
            return 1000 * (cpu_seconds() - begun) / (each * target.connections)
        finally:
            for one in connections:
                one.close()


def _ask(target: Target, connection: HTTPConnection, times: int) -> bytes:
    """The last answer of so many, unpacked."""
    body, encoding = b"", None
    for _ in range(times):
        if target.before:
            target.before()
        connection.request("GET", target.path, headers={**BROWSER, **target.headers})
        answer = connection.getresponse()
        body, encoding = answer.read(), answer.getheader("Content-Encoding")
        if answer.status != 200:
            raise RuntimeError(f"{target.name}: {target.path} answered {answer.status}.")
    return gzip.decompress(body) if encoding == "gzip" else body
