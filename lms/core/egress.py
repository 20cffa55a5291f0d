"""The only way out to another host.

A name is resolved once; if any of its addresses is not public the whole name is refused, unless the operator lists it in
EGRESS_ALLOW. The connection goes to the address that was checked, while Host header, SNI and certificate keep the name:
an answer that changes in between changes nothing. Each redirect passes the same gate. Size and time are capped whole, so
neither an endless body nor one byte a second gets through. Nothing is taken from the environment.
"""

import ipaddress
import json
import logging
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import urllib3
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from lms.core.errors import DomainError

log = logging.getLogger(__name__)

MOST_BYTES = 2 * 1024 * 1024
MOST_REDIRECTS = 5
# What may follow a redirect to another host; anything else that a caller sets could be a key.
HARMLESS_HEADERS = {"accept", "accept-encoding", "accept-language", "connection", "user-agent"}

Resolver = Callable[[str, int], list[str]]

# Global unicast is 2000::/3. Not public in it: Teredo and siblings, documentation, 6to4, documentation.
_IPV6_PUBLIC = ipaddress.IPv6Network("2000::/3")
_IPV6_NOT = [ipaddress.IPv6Network(net) for net in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_IPV4_NOT = [ipaddress.IPv4Network(net) for net in ("192.88.99.0/24", "192.0.0.0/24")]  # 6to4 relays, protocol matters


class EgressError(DomainError, requests.RequestException):
    """People are told the same for every kind, so that nobody can feel their way around the inner network."""

    status = 502
    message = _("The other site could not be reached, or gave no usable answer.")


class EgressRefused(EgressError):
    """A scheme, an address or a redirect that we do not follow."""


class EgressFailed(EgressError):
    """No connection, no valid certificate, no valid answer."""


class EgressTooSlow(EgressError):
    pass


class EgressTooLarge(EgressError):
    pass


@dataclass(frozen=True)
class Response:
    """``headers`` finds names in any case. A status of 400 and more is an answer too."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise EgressFailed from error


def request(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    timeout: float = 10.0,
    most_bytes: int = MOST_BYTES,
    follow: bool = True,
    resolver: Resolver | None = None,
) -> Response:
    """One request and its redirects within ``timeout`` seconds in all. Raises a kind of EgressError."""
    with EgressSession(seconds=timeout, most_bytes=most_bytes, resolver=resolver) as session:
        answer = session.request(method, url, headers=dict(headers or {}), data=body, allow_redirects=follow)
        return Response(answer.status_code, answer.headers, answer.content, answer.url)


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system's resolver says; also of every odd spelling of a number that it accepts."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether the world could know this address. IPv6 forms that carry an IPv4 address inside are not public."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        return parsed in _IPV6_PUBLIC and not any(parsed in net for net in _IPV6_NOT)
    return parsed.is_global and not parsed.is_multicast and not any(parsed in net for net in _IPV4_NOT)


def _is_allowed(name: str) -> bool:
    return name in {allowed.strip("[]").rstrip(".").lower() for allowed in settings.EGRESS_ALLOW}


class EgressSession(requests.Session):
    """For libraries that want a session of requests (allauth's OpenID Connect). Raises EgressError, a RequestException."""

    def __init__(
        self, *, seconds: float = 10.0, most_bytes: int = MOST_BYTES, resolver: Resolver | None = None
    ) -> None:
        super().__init__()
        self.trust_env = False
        self.max_redirects = MOST_REDIRECTS
        self.headers["User-Agent"] = f"{settings.SITE_NAME} (+{settings.SITE_URL})"
        self.headers["Connection"] = "close"
        self.verify = settings.EGRESS_CA_BUNDLE or True
        self._seconds = seconds
        self._deadline: _Deadline | None = None
        self.adapters.clear()
        gate = _Gate(session=self, most_bytes=most_bytes, resolver=resolver or resolve)
        self.mount("https://", gate)
        self.mount("http://", gate)

    def request(self, *arguments: Any, **options: Any) -> requests.Response:
        try:
            return super().request(*arguments, **options)
        except EgressError:
            raise
        except (requests.RequestException, ValueError) as error:  # an address that is none, too many redirects
            raise EgressFailed from error

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Redirects come back through here; the clock of the first call runs for all of them."""
        if self._deadline is not None:
            return super().send(request, **options)
        with _Deadline(self._seconds) as self._deadline:
            try:
                return super().send(request, **options)
            finally:
                self._deadline = None

    def get_adapter(self, url: str) -> BaseAdapter:
        if urlsplit(url).scheme.lower() not in ("http", "https"):
            raise EgressRefused
        return super().get_adapter(url)

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        """A redirect to another host takes no keys and no body along, and none leads from https to http."""
        before, after = urlsplit(str(response.request.url)), urlsplit(str(prepared_request.url))
        if before.scheme == "https" and after.scheme != "https":
            raise EgressRefused
        if self.should_strip_auth(before.geturl(), after.geturl()):
            if prepared_request.body:
                raise EgressRefused
            for name in [name for name in prepared_request.headers if name.lower() not in HARMLESS_HEADERS]:
                del prepared_request.headers[name]

    @property
    def deadline(self) -> "_Deadline":
        if self._deadline is None:
            raise EgressRefused
        return self._deadline


def requests_session() -> EgressSession:
    """What allauth's adapter hands to its providers."""
    return EgressSession()


class _Deadline:
    """Ends every connection of a request when its time is over, whatever the other side is doing."""

    def __init__(self, seconds: float) -> None:
        self.ends_at = time.monotonic() + seconds
        self._lifelines: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "_Deadline":
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for line in self._lifelines:
                line.close()
            self._lifelines.clear()

    def left(self) -> float:
        seconds = self.ends_at - time.monotonic()
        if seconds <= 0:
            raise _TimeIsUp
        return seconds

    def is_over(self) -> bool:
        return time.monotonic() >= self.ends_at

    def watch(self, connection: socket.socket) -> None:
        """A second handle: TLS takes the first one apart."""
        with self._lock:
            self._lifelines.append(connection.dup())

    def _cut(self) -> None:
        with self._lock:
            for line in self._lifelines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)


class _NotPublic(Exception):
    """Not an OSError: urllib3 would take it for a broken line."""


class _TimeIsUp(Exception):
    pass


class _TooMuch(Exception):
    pass


class _Gate(HTTPAdapter):
    """Resolves, checks, connects and reads, all under one deadline. Every request has a connection of its own."""

    def __init__(self, *, session: EgressSession, most_bytes: int, resolver: Resolver) -> None:
        self._session = session
        self._most_bytes = most_bytes
        self._resolver = resolver
        super().__init__(max_retries=0)

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        gate = self

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return gate.connect(self.host, self.port)

        class Encrypted(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return gate.connect(self.host, self.port)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class EncryptedPool(HTTPSConnectionPool):
            ConnectionCls = Encrypted

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": EncryptedPool}

    def connect(self, host: str, port: int) -> socket.socket:
        """A line to the first of the name's addresses that answers; every one of them has passed the check."""
        name = host.strip("[]").rstrip(".").lower()
        addresses = self._resolver(name, port)
        if not (_is_allowed(name) or (addresses and all(is_public(address) for address in addresses))):
            raise _NotPublic(name)
        failure: OSError = ConnectionError("no address")
        for address in addresses:
            try:
                line = socket.create_connection((address, port), timeout=self._session.deadline.left())
            except OSError as error:
                failure = error
            else:
                self._session.deadline.watch(line)
                return line
        raise failure

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        host = urlsplit(str(request.url)).hostname
        deadline = self._session.deadline
        try:
            answer = super().send(
                request,
                stream=True,
                timeout=deadline.left(),
                verify=options.get("verify") or True,
                cert=options.get("cert"),
            )
            self._read(answer)
            if deadline.is_over():  # the cut looks like the end of a body that has no length
                raise _TimeIsUp
        except _NotPublic as error:
            log.warning("Refused to connect to %s: its address is not public", host)
            raise EgressRefused from error
        except _TooMuch as error:
            log.warning("Stopped reading from %s after %s bytes", host, self._most_bytes)
            raise EgressTooLarge from error
        except (_TimeIsUp, requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            log.info("No usable answer from %s: %s", host, type(error).__name__)
            raise (EgressTooSlow if deadline.is_over() else EgressFailed) from error
        finally:
            self.poolmanager.clear()
        return answer

    def _read(self, answer: requests.Response) -> None:
        """The whole body into memory, decompressed, unless it grows too long."""
        chunks, size = [], 0
        for chunk in answer.iter_content(64 * 1024):
            size += len(chunk)
            if size > self._most_bytes:
                answer.close()
                raise _TooMuch
            chunks.append(chunk)
        answer._content = b"".join(chunks)
        answer.close()
