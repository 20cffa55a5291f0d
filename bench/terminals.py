"""Terminals through the real daemon: how long a key takes to come back, from one of them and from twenty at once."""

import http.client
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from bench.servers import free_port
from courses.sandbox.labs import library
from courses.sandbox.orders import Order, sign

KEYS, MANY, PAUSE = 200, 20, 0.05  # presses of each; terminals at once; seconds between two presses
SITE = "http://127.0.0.1"
LONGEST = 30.0


def echoes(folder: Path, images: Path, slug: str = "forbidden-page") -> dict[str, list[float]]:
    """Seconds, key by key: ``one`` terminal alone, and each of ``MANY`` while all of them are typed into."""
    with daemon(folder, images) as (port, key):
        lab = library.read_folder(library.LIBRARY / slug)
        house = House(port, key)
        house.ask("PUT", f"/v1/labs/{lab.digest}", "lab", lab.digest, body=dict(lab.files))
        terminals = [house.opened(f"bench-{number}", lab.digest) for number in range(MANY)]
        try:
            alone = pressed(terminals[0])
            found: list[list[float]] = [[] for _ in terminals]
            threads = [
                threading.Thread(target=lambda at=at, one=one: found[at].extend(pressed(one)))
                for at, one in enumerate(terminals)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            for one in terminals:
                one.close()
    return {"one": alone, "many": [took for each in found for took in each]}


@contextmanager
def daemon(folder: Path, images: Path) -> Iterator[tuple[int, bytes]]:
    port, key = free_port(), secrets.token_hex(32)
    given = {"SANDBOX_KEY": key, "SANDBOX_DATA": str(folder / "sandboxd"), "SANDBOX_BIND": f"127.0.0.1:{port}",
             "SANDBOX_ORIGINS": SITE, "SANDBOX_IMAGES": str(images), "SANDBOX_MOST": str(MANY + 1),
             "PATH": os.environ["PATH"]}  # fmt: skip
    command = [sys.executable, "-m", "courses.sandbox.daemon"]
    with subprocess.Popen(command, env=given, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        try:
            for line in process.stderr:
                if "listens on" in line:
                    break
            threading.Thread(target=process.stderr.read, daemon=True).start()
            yield port, key.encode()
        finally:
            process.terminate()


class House:
    def __init__(self, port: int, key: bytes) -> None:
        self.port, self.key = port, key

    def order(self, act: str, machine: str, about: Mapping[str, Any]) -> str:
        return sign(Order(act, machine, f"owner of {machine}", "Bench", about), self.key, now=time.time())

    def ask(self, method: str, path: str, act: str, machine: str, body: Mapping[str, Any]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        headers = {"Authorization": f"Bearer {self.order(act, machine, {})}"}
        connection.request(method, path, json.dumps(body), headers)
        status = connection.getresponse().status
        if status >= 300:
            raise RuntimeError(f"{path}: {status}")

    def opened(self, machine: str, lab: str) -> ClientConnection:
        """A terminal whose shell has said that it listens."""
        about = {"lab": lab, "seed": 1, "language": "en", "restore": "", "wall": 600, "idle": 600, "mode": "rw"}
        order = self.order("terminal", machine, about)
        opened = connect(
            f"ws://127.0.0.1:{self.port}/terminal", origin=SITE,
            subprotocols=["vereda.terminal", f"order.{order}"], compression=None, open_timeout=LONGEST,
        )  # fmt: skip
        until(opened, b"# ")
        return opened


def pressed(terminal: ClientConnection) -> list[float]:
    took = []
    for _ in range(KEYS):
        begun = time.perf_counter()
        terminal.send(b"x")
        until(terminal, b"x")
        took.append(time.perf_counter() - begun)
        time.sleep(PAUSE)
    return took


def until(terminal: ClientConnection, words: bytes) -> None:
    said = b""
    while words not in said:
        message = terminal.recv(LONGEST)
        if isinstance(message, bytes):
            said += message
