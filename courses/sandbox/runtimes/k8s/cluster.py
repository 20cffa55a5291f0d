"""The API of Kubernetes, as far as machines need it, through the official client: pods, and streams into their containers.

Source: kubernetes.io, Kubernetes API concepts; the client's own kubernetes/stream/ws_client.py (channels of exec).
"""

import os
import re
import select
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import yaml
from kubernetes import client, config
from kubernetes.client.rest import ApiException
from kubernetes.stream import portforward, stream, ws_client
from websocket import WebSocketException

from courses.sandbox.runtimes.k8s.pods import OWNER, PART
from courses.sandbox.runtimes.port import Ran, RuntimeFailure

CHUNK = 65_536
SECONDS = 30.0  # for an answer of the API
REFUSES = 0.3  # seconds that Kubernetes has to say that nobody listens


class Gone(Exception):
    """There is no such pod."""


class Cluster:
    """``configuration``: None looks where Kubernetes puts it: the service account of our own pod, or KUBECONFIG."""

    def __init__(self, namespace: str, configuration: client.Configuration | None = None) -> None:
        self.namespace = namespace
        if configuration is None:
            configuration = client.Configuration()
            try:
                config.load_incluster_config(configuration)
            except config.ConfigException:
                try:
                    config.load_kube_config(client_configuration=configuration)
                except config.ConfigException as error:
                    raise RuntimeFailure(f"Kubernetes: {error}"[:200]) from error
        self.configuration = configuration

    def _api(self) -> client.CoreV1Api:
        """A new one each time: a stream changes its client while it opens, and we have several threads."""
        return client.CoreV1Api(client.ApiClient(self.configuration))

    def pod(self, name: str) -> dict[str, Any]:
        """Raises Gone."""
        try:
            return self._plain(self._api().read_namespaced_pod(name, self.namespace, _request_timeout=SECONDS))
        except ApiException as error:
            if error.status == 404:
                raise Gone from error
            raise _failure(error) from error

    def pods(self) -> list[dict[str, Any]]:
        try:
            found = self._api().list_namespaced_pod(
                self.namespace, label_selector=f"{PART}={OWNER}", _request_timeout=SECONDS
            )
        except ApiException as error:
            raise _failure(error) from error
        return [self._plain(one) for one in found.items]

    def create(self, pod: Any) -> None:
        """What is there already stays."""
        try:
            self._api().create_namespaced_pod(self.namespace, pod, _request_timeout=SECONDS)
        except ApiException as error:
            if error.status != 409:
                raise _failure(error) from error

    def add(self, name: str, container: dict[str, Any]) -> None:
        """An ephemeral container."""
        body = {"spec": {"ephemeralContainers": [container]}}
        try:
            self._api().patch_namespaced_pod_ephemeralcontainers(name, self.namespace, body, _request_timeout=SECONDS)
        except ApiException as error:
            raise _failure(error) from error

    def delete(self, name: str) -> None:
        try:
            self._api().delete_namespaced_pod(name, self.namespace, grace_period_seconds=0, _request_timeout=SECONDS)
        except ApiException as error:
            if error.status != 404:
                raise _failure(error) from error

    def _plain(self, found: Any) -> dict[str, Any]:
        plain: dict[str, Any] = client.ApiClient(self.configuration).sanitize_for_serialization(found)
        return plain

    def open(self, name: str, container: str, command: Sequence[str], *, tty: bool, stdin: bool = True) -> Any:
        """A WSClient of the client's."""
        try:
            opened = stream(
                self._api().connect_get_namespaced_pod_exec, name, self.namespace, container=container,
                command=list(command), stdin=stdin, stdout=True, stderr=not tty, tty=tty, _preload_content=False,
                binary=True,
            )  # fmt: skip
        except (ApiException, WebSocketException, OSError) as error:
            raise _failure(error) from error
        opened._all = ws_client._IgnoredIO()  # it would keep all that was ever said
        return opened

    def run(
        self, name: str, container: str, command: Sequence[str], *, stdin: bytes = b"", seconds: float, most: int,
        sign: bytes = b"",
    ) -> Ran:  # fmt: skip
        """Both streams, in the order of their coming. ``stdin`` has its end told where the cluster knows how (v5). ``sign``:
        what stands before the exit status and a full stop, where a program says its end itself: the stream goes on while
        anything that it left behind holds its output."""
        until = time.monotonic() + seconds
        opened = self.open(name, container, command, tty=False, stdin=bool(stdin))
        said = _Said(most, sign)
        try:
            for start in range(0, len(stdin), CHUNK):
                opened.write_channel(ws_client.STDIN_CHANNEL, stdin[start : start + CHUNK])
            if stdin:
                opened.close_channel(ws_client.STDIN_CHANNEL)
            while opened.is_open():
                left = until - time.monotonic()
                if left <= 0:
                    return said.ended(None)
                opened.update(timeout=min(left, 1.0))
                said.hear(opened._channels.pop(ws_client.STDERR_CHANNEL, b""))
                code = said.hear(opened._channels.pop(ws_client.STDOUT_CHANNEL, b""))
                if code is not None:
                    return said.ended(code)
            return said.ended(_code(opened))
        except (WebSocketException, OSError) as error:
            raise _failure(error) from error
        finally:
            with suppress(WebSocketException, OSError):
                opened.close()

    def connect(self, name: str, port: int) -> socket.socket:
        """To the pod's loopback. Raises ConnectionRefusedError where nobody listens: the stream says so after it opened, so
        we wait a moment for it."""
        try:
            forwarded = portforward(
                self._api().connect_get_namespaced_pod_portforward, name, self.namespace, ports=str(port)
            )
        except (ApiException, WebSocketException, OSError) as error:
            raise _failure(error) from error
        connection: socket.socket = forwarded.socket(port)._socket
        if select.select([connection], [], [], REFUSES)[0] and forwarded.error(port):
            connection.close()
            raise ConnectionRefusedError(111, "Connection refused")
        return connection


class _Said:
    def __init__(self, most: int, sign: bytes) -> None:
        self.most, self.output, self.total = most, bytearray(), 0
        self._sign, self._last = re.compile(re.escape(sign) + rb"(\d{1,3})\.$") if sign else None, b""
        self._held = len(sign) + 4

    def hear(self, content: bytes) -> int | None:
        """The exit status, once it is said."""
        self.total += len(content)
        self.output += content[: self.most + self._held - len(self.output)]
        self._last = (self._last + content)[-self._held :]
        found = self._sign.search(self._last) if self._sign else None
        if found is None:
            return None
        self.total -= len(found[0])
        return int(found[1])

    def ended(self, code: int | None) -> Ran:
        return Ran(code, bytes(self.output[: min(self.total, self.most)]), self.total > self.most)


class StreamTerminal:
    """A thread carries bytes between the stream and ``file``, one end of a pair of ours."""

    def __init__(self, opened: Any, columns: int, rows: int) -> None:
        ours, self._theirs = socket.socketpair()
        self.file = ours.detach()
        os.set_blocking(self.file, False)
        self._opened, self._says = opened, threading.Lock()
        self.resize(columns, rows)
        self._thread = threading.Thread(target=self._carry, name="terminal", daemon=True)
        self._thread.start()

    def resize(self, columns: int, rows: int) -> None:
        size = f'{{"Width":{max(1, min(columns, 500))},"Height":{max(1, min(rows, 500))}}}'
        self._say(ws_client.RESIZE_CHANNEL, size.encode())

    def _say(self, channel: int, content: bytes) -> None:
        with self._says, suppress(WebSocketException, OSError):
            self._opened.write_channel(channel, content)

    def _carry(self) -> None:
        wire = self._opened.sock.sock
        try:
            while self._opened.is_open():
                ready = select.select([self._theirs, wire], [], [], 30.0)[0]
                if self._theirs in ready:
                    typed = self._theirs.recv(CHUNK)
                    if not typed:
                        return
                    self._say(ws_client.STDIN_CHANNEL, typed)
                if wire in ready:
                    self._opened.update(timeout=0)
                    self._theirs.sendall(self._opened._channels.pop(ws_client.STDOUT_CHANNEL, b""))
        except (WebSocketException, OSError, ValueError):
            return
        finally:
            self._theirs.close()
            with suppress(WebSocketException, OSError):
                self._opened.close()

    def close(self) -> None:
        """The stream ends, and with its terminal the program behind it."""
        os.close(self.file)
        self._thread.join(timeout=5.0)


def _code(opened: Any) -> int:
    """Source: Kubernetes, k8s.io/apimachinery, metav1.Status; its cause ``ExitCode``."""
    said = yaml.safe_load(opened._channels.pop(ws_client.ERROR_CHANNEL, b"") or b"{}") or {}
    if said.get("status") == "Success":
        return 0
    for cause in (said.get("details") or {}).get("causes") or ():
        if cause.get("reason") == "ExitCode":
            return int(cause["message"])
    raise RuntimeFailure(f"exec: {str(said.get('message') or 'ended without a word')[:200]}")


def _failure(error: Exception) -> RuntimeFailure:
    if isinstance(error, ApiException):
        return RuntimeFailure(f"Kubernetes answers {error.status} {error.reason}")
    return RuntimeFailure(f"Kubernetes: {type(error).__name__}")
