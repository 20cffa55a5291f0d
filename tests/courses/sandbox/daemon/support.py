"""A daemon that really listens, on machines in memory, with a clock that the test moves."""

import asyncio
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field as defaults
from pathlib import Path
from typing import Any

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from courses.sandbox import orders
from courses.sandbox.daemon.app import App
from courses.sandbox.daemon.benches import Bench
from courses.sandbox.daemon.lines import Line
from courses.sandbox.daemon.machines import Machine
from courses.sandbox.daemon.serving import build, listen, server
from courses.sandbox.daemon.settings import Settings
from courses.sandbox.labs import reading
from courses.sandbox.runtimes.fake import FakeDriver
from courses.sandbox.runtimes.port import SandboxDriver

KEY = b"only-for-tests-" + b"k" * 32
SITE = "https://learn.example"
LONGEST = 30.0  # seconds; whoever waits this long has failed
BEGAN = 1_700_000_000.0
ROOT = Path(__file__).resolve().parents[4]
LAB = {
    "lab.yaml": """
format: 1
base: shell
minutes: 10
level: first
topics: [web]
title: {en: Words, es: Palabras}
summary: {en: A file that is wrong., es: Un archivo mal escrito.}
ports: [80]
hints:
  - {en: Look., es: Mira.}
  - {en: Write., es: Escribe.}
checks:
  - key: right
    looks_for: {en: It says right, es: Dice right}
    file: {path: /srv/word, contains: right}
  - key: there
    looks_for: {en: Another one, es: Otro}
    file: {path: /srv/other}
""",
    "break.sh": "set -eu\nwrite /srv/word wrong\n",
    "boot.sh": "set -eu\nserve 80\nserve 81\n",
    "solve.sh": "set -eu\nwrite /srv/word right\nwrite /srv/other x\n",
    "story.en.md": "Something is wrong.\n",
    "story.es.md": "Algo anda mal.\n",
}
DIGEST = reading.digest(LAB)


@dataclass
class MovedClock:
    now: float = BEGAN

    def __call__(self) -> float:
        return self.now


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """Whoever asks a daemon: the site with its orders, and browsers."""

    port: int
    clock: Callable[[], float]

    def order(self, act: str, key: str = "", owner: str = "7", name: str = "Alicia", **about: Any) -> str:
        return orders.sign(orders.Order(act, key, owner, name, about), KEY, now=self.clock())

    def ask(
        self, method: str, path: str, order: str = "", body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            sent = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
            given = ({"Authorization": f"Bearer {order}"} if order else {}) | dict(headers or {})
            connection.request(method, path, sent, given)
            answer = connection.getresponse()
            return Reply(answer.status, {name.lower(): text for name, text in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def do(self, act: str, key: str, body: Any = None, owner: str = "7", **about: Any) -> Reply:
        """One act on a machine, with a fresh order."""
        method = "GET" if act in ("state", "transcript", "recording") else "POST"
        path = f"/v1/machines/{key}" + ("" if act == "state" else f"/{act}")
        return self.ask(method, path, self.order(act, key, owner, **about), body)

    def send_lab(self) -> None:
        assert self.ask("PUT", f"/v1/labs/{DIGEST}", self.order("lab", DIGEST), LAB).status == 204

    def start(self, key: str, owner: str = "7", **about: Any) -> Reply:
        return self.do("start", key, None, owner, **(wish() | about))

    def started(self, key: str, owner: str = "7", **about: Any) -> Any:
        self.send_lab()
        answer = self.start(key, owner, **about)
        assert answer.status == 200, answer.content
        assert answer.json["state"] == "running"
        return answer.json

    def terminal(
        self, key: str, mode: str = "rw", owner: str = "7", name: str = "Alicia", origin: str = SITE, **about: Any
    ) -> "Browser":
        return self.browser(self.order("terminal", key, owner, name, mode=mode, **(wish() | about)), origin)

    def browser(
        self, order: str | None, origin: str | None = SITE, path: str = "/terminal", host: str = ""
    ) -> "Browser":
        protocols = [Subprotocol("vereda.terminal")] + ([Subprotocol(f"order.{order}")] if order else [])
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        opening = connect(
            f"ws://{host or f'127.0.0.1:{self.port}'}{path}", origin=Origin(origin) if origin else None,
            subprotocols=protocols, compression=None, max_size=None, max_queue=4, proxy=None, open_timeout=LONGEST,
            close_timeout=1, sock=connection,
        )  # fmt: skip
        return Browser(opening.__enter__())


@dataclass
class Daemon(Client):
    """``driver``: what it began with. Started and stopped by ``with``."""

    data: Path
    driver: SandboxDriver = defaults(default_factory=FakeDriver)
    most: int = 40
    per_person: int = 2
    room: Callable[[], bool] = lambda: True
    clock: MovedClock = defaults(default_factory=MovedClock)  # type: ignore[assignment]  it can be called
    preview: str = "preview.localhost:8011"

    def __enter__(self) -> "Daemon":
        self._listening = listen("127.0.0.1", 0)
        self.port = self._listening.getsockname()[1]
        settings = Settings(
            KEY, self.data, origins=frozenset({SITE}), preview=self.preview, runtime="fake", most=self.most,
            per_person=self.per_person, images=self.data / "images",
        )  # fmt: skip
        self.app: App = build(settings, self.driver, Bench(settings.images, needs_images=False), self.clock, self.room)
        self._server = server(self.app)
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        wait(lambda: self._server.started)
        return self

    def __exit__(self, *error: object) -> None:
        self._server.should_exit = True
        self._thread.join(LONGEST)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        self.loop = asyncio.new_event_loop()
        try:
            self.loop.run_until_complete(self._server._serve([self._listening]))
        finally:
            self.loop.close()

    def within(self, work: Coroutine[Any, Any, Any]) -> Any:
        """In the daemon's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(LONGEST)

    def move(self, seconds: float) -> None:
        """Time passes, and the daemon does what it brings."""
        self.clock.now += seconds
        self.within(self._pass())

    async def _pass(self) -> None:
        for machine in list(self.app.house.machines.values()):
            async with machine.lock:  # whose lock is taken, its time waits
                pass
        before = set(self.app.house._tasks)
        await self.app.house.tick(self.clock.now)
        await asyncio.gather(*(self.app.house._tasks - before))

    def machine(self, key: str) -> Machine:
        return self.app.house.machines[key]

    def line(self, key: str, number: int = 1) -> Line:
        return self.machine(key).terminals.lines[number]


def wish(**about: Any) -> dict[str, Any]:
    return {"lab": DIGEST, "seed": 1, "language": "es", "restore": "", "wall": 7_200, "idle": 1_200} | about


@dataclass
class Browser:
    """One terminal. ``shown``: all bytes; ``events``: all that was said about them."""

    connection: ClientConnection
    shown: bytes = b""
    events: list[Any] = defaults(default_factory=list)
    code: int | None = None

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *error: object) -> None:
        self.connection.close()

    def press(self, keys: bytes) -> None:
        """Once there is a shell."""
        self._until(lambda: bool(self.shown))
        self.connection.send(keys)

    def flood(self, message: bytes | str, times: int = 1) -> None:
        """Until the daemon has had enough."""
        with suppress(ConnectionClosed):
            for _ in range(times):
                self.connection.send(message)

    def say(self, **words: Any) -> None:
        self.connection.send(json.dumps(words))

    def until_shown(self, text: bytes) -> bytes:
        return self._until(lambda: text in self.shown) and self.shown

    def until_told(self, name: str, fits: Callable[[Any], bool] = lambda value: True) -> Any:
        def found() -> list[Any]:
            return [event[name] for event in self.events if name in event and fits(event[name])]

        self._until(lambda: bool(found()))
        return found()[-1]

    def until_closed(self) -> int | None:
        self._until(lambda: self.code is not None)
        return self.code

    def _until(self, done: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + LONGEST
        while not done():
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError((self.shown[-500:], self.events[-5:], self.code))
            try:
                message = self.connection.recv(timeout=left)
            except ConnectionClosed as closed:
                self.code = closed.rcvd.code if closed.rcvd else 1006
                if done():
                    break
                raise
            if isinstance(message, bytes):
                self.shown += message
            else:
                self.events.append(json.loads(message))
        return True


def wait(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + LONGEST
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)


class Process(Client):
    """``python -m courses.sandbox.daemon``, as whoever runs the tests. ``pid``: its number."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.clock = time.time
        given = {"SANDBOX_DATA": str(data), "SANDBOX_KEY": KEY.decode(), "SANDBOX_BIND": "127.0.0.1:0",
                 "SANDBOX_ORIGINS": SITE, "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "courses.sandbox.daemon"], env=given | environment, cwd=ROOT,
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> "Process":
        wait(lambda: any("listens on" in line for line in self.said) or self.process.poll() is not None)
        found = [line.rpartition(":")[2] for line in self.said if "listens on" in line]
        assert found, self.said
        self.port = int(found[0])
        return self

    def __exit__(self, *error: object) -> None:
        self.process.kill()
        self.ended()

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        code = self.process.wait(LONGEST)
        self._reader.join(LONGEST)
        assert self.process.stderr
        self.process.stderr.close()
        return code

    def _read(self) -> None:
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line.rstrip())
