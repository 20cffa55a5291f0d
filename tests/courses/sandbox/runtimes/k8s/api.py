"""A Kubernetes API on loopback, as far as machines use it: its paths, its JSON, its streams. What a container is asked to
run is really run, in ``kubelet.Pod``. Source: Kubernetes API reference; staging/src/k8s.io/kubelet/pkg/cri/streaming."""

import asyncio
import contextlib
import fcntl
import json
import os
import re
import socket
import struct
import termios
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs

import uvicorn

from courses.sandbox.runtimes.bwrap import reaching
from tests.courses.sandbox.runtimes.k8s.kubelet import Pod

PODS = re.compile(r"/api/v1/namespaces/(?P<namespace>[a-z-]+)/pods(/(?P<name>[a-z0-9-]+)(/(?P<part>[a-z]+))?)?")
TOKEN = "of-the-service-account"


class Api:
    """``image_problem``: why no image can be fetched; empty: all can."""

    def __init__(self, folder: Path, base: Path, block: tuple[int, int]) -> None:
        self.folder, self.base, self.block = folder, base, block
        self.pods: dict[str, Pod] = {}
        self.image_problem = ""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            return
        found = PODS.fullmatch(scope["path"])
        allowed = dict(scope["headers"]).get(b"authorization") == f"Bearer {TOKEN}".encode()
        if scope["type"] == "websocket":
            await receive()
            pod = self.pods.get(found["name"] or "") if found else None
            if pod is None or not allowed or found is None:
                await send({"type": "websocket.close", "code": 1008})
                return
            queries = parse_qs(scope["query_string"].decode())
            protocol = "v5.channel.k8s.io" if found["part"] == "exec" else "v4.channel.k8s.io"
            offered = scope["subprotocols"]
            await send({"type": "websocket.accept", "subprotocol": protocol if protocol in offered else None})
            work = _exec if found["part"] == "exec" else _forward
            await work(pod, queries, receive, send)
            return
        content = b""
        while True:
            part = await receive()
            content += part.get("body", b"")
            if not part.get("more_body"):
                break
        kind = dict(scope["headers"]).get(b"content-type")
        if scope["method"] == "PATCH" and kind != b"application/strategic-merge-patch+json":
            allowed = False  # with another kind the containers that are there would have to be named again
        status, answer = self._answer(scope["method"], found, content) if allowed else _status(HTTPStatus.UNAUTHORIZED)
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]}
        )
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})

    def _answer(self, method: str, found: Any, content: bytes) -> tuple[int, dict[str, Any]]:  # noqa: C901
        if found is None or found["namespace"] != "vereda-machines":
            return _status(HTTPStatus.FORBIDDEN)
        name = found["name"]
        if name is None and method == "GET":
            return 200, {"apiVersion": "v1", "kind": "PodList", "metadata": {"resourceVersion": "1"},
                         "items": [pod.described() for pod in self.pods.values()]}  # fmt: skip
        if name is None and method == "POST":
            manifest = json.loads(content)
            if manifest["metadata"]["name"] in self.pods:
                return _status(HTTPStatus.CONFLICT)
            pod = Pod(manifest, self.folder, self.base, self.block)
            self.pods[manifest["metadata"]["name"]] = pod
            return 201, pod.described()
        if name not in self.pods:
            return _status(HTTPStatus.NOT_FOUND)
        if method == "PATCH" and found["part"] == "ephemeralcontainers":
            added = json.loads(content)["spec"]["ephemeralContainers"]
            self.pods[name].manifest["spec"].setdefault("ephemeralContainers", []).extend(added)
            for container in added:
                self.pods[name].start(container)
        elif method == "DELETE":
            pod = self.pods.pop(name)
            pod.end()
            return 200, pod.described()
        return 200, self.pods[name].described(self.image_problem)


def _status(status: HTTPStatus) -> tuple[int, dict[str, Any]]:
    reason = status.phrase.replace(" ", "")
    return status.value, {
        "apiVersion": "v1",
        "kind": "Status",
        "status": "Failure",
        "reason": reason,
        "code": status.value,
    }


async def _exec(pod: Pod, queries: dict[str, list[str]], receive: Any, send: Any) -> None:  # noqa: C901
    """Channels: 0 what it is given, 1 and 2 what it says, 3 how it ended, 4 the size of its terminal, 255 the end of one."""
    command = pod.command(queries["container"][0], queries["command"])
    has_terminal = queries.get("tty") == ["true"]
    ours, theirs = os.openpty() if has_terminal else (None, None)
    ends = asyncio.subprocess.PIPE if theirs is None else theirs
    given = ends if queries.get("stdin") == ["true"] else asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        *(("/usr/bin/setsid", "--ctty", "--wait") if has_terminal else ()), *command, stdin=given, stdout=ends, stderr=ends,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
    )  # fmt: skip
    if theirs is not None:
        os.close(theirs)
    sending = asyncio.Lock()

    async def say(channel: int, content: bytes) -> None:
        async with sending:
            await send({"type": "websocket.send", "bytes": bytes([channel]) + content})

    async def carry(channel: int, stream: asyncio.StreamReader) -> None:
        while said := await stream.read(30_000):
            await say(channel, said)

    async def carry_terminal(file: int) -> None:
        loop = asyncio.get_running_loop()
        with contextlib.suppress(OSError):
            while said := await loop.run_in_executor(None, os.read, file, 30_000):
                await say(1, said)

    async def take() -> None:
        while (message := await receive())["type"] != "websocket.disconnect":
            content = message.get("bytes") or b"\x63"
            if content[0] == 4 and ours is not None:
                size = json.loads(content[1:])
                fcntl.ioctl(ours, termios.TIOCSWINSZ, struct.pack("HHHH", size["Height"], size["Width"], 0, 0))
            elif content[:2] == b"\xff\x00" and process.stdin:
                process.stdin.close()
            elif content[0] == 0 and ours is not None:
                os.write(ours, content[1:])
            elif content[0] == 0 and process.stdin:
                process.stdin.write(content[1:])
                with contextlib.suppress(ConnectionError):
                    await process.stdin.drain()
        if has_terminal:
            process.kill()

    taking = asyncio.create_task(take())
    if ours is not None:
        await carry_terminal(ours)
    else:
        assert process.stdout is not None
        assert process.stderr is not None
        await asyncio.gather(carry(1, process.stdout), carry(2, process.stderr))
    code = await process.wait()
    code = code if code >= 0 else 128 - code  # ended by a signal
    ended: dict[str, Any] = {"metadata": {}, "status": "Success"}
    if code:
        ended = {"metadata": {}, "status": "Failure", "reason": "NonZeroExitCode",
                 "message": f"command terminated with non-zero exit code: exit status {code}",
                 "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]}}  # fmt: skip
    with contextlib.suppress(Exception):  # whoever left does not hear it
        await say(3, json.dumps(ended).encode())
        await send({"type": "websocket.close", "code": 1000})
    taking.cancel()
    if ours is not None:
        os.close(ours)


async def _forward(pod: Pod, queries: dict[str, list[str]], receive: Any, send: Any) -> None:
    """Channel 0 is the connection, 1 what went wrong; each begins with the port."""
    port = int(queries["ports"][0])
    for channel in (0, 1):
        await send({"type": "websocket.send", "bytes": bytes([channel]) + struct.pack("<H", port)})
    try:
        connection = reaching.connect(SimpleNamespace(inside=pod.outside.pid), port)  # type: ignore[arg-type]
    except OSError as error:
        await send({"type": "websocket.send", "bytes": b"\x01" + f"error forwarding port {port}: {error}".encode()})
        await receive()
        return
    connection.setblocking(False)
    reader, writer = await asyncio.open_connection(sock=connection)

    async def back() -> None:
        while said := await reader.read(30_000):
            await send({"type": "websocket.send", "bytes": b"\x00" + said})
        await send({"type": "websocket.close", "code": 1000})

    returning = asyncio.create_task(back())
    while (message := await receive())["type"] != "websocket.disconnect":
        writer.write((message.get("bytes") or b"")[1:])
    returning.cancel()
    writer.close()


@contextmanager
def served(api: Api) -> Iterator[str]:
    """Its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(api, log_level="warning", lifespan="off", ws="websockets-sansio"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        for pod in api.pods.values():
            pod.end()
        server.should_exit = True
        thread.join(timeout=10)
