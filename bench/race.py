"""Many people press one button at the same moment: everybody's answer, and how long it took."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection
from threading import Barrier
from urllib.parse import urlencode

from bench.figures import quantile
from bench.servers import HOST

HANDS = 40
TOKEN = "x" * 32  # of a form and its cookie, which is all that a CSRF check compares


@dataclass(frozen=True)
class Raced:
    """``took``: milliseconds of each submit. ``refused``: answers that were not a redirect."""

    seconds: float
    took: tuple[float, ...]
    refused: tuple[int, ...]

    @property
    def per_minute(self) -> float:
        return 60 * len(self.took) / self.seconds

    def at(self, share: float) -> float:
        return quantile(self.took, share)


def race(port: int, path: str, cookies: Sequence[str]) -> Raced:
    """One submit of each of these people, on as many connections as there are hands."""
    start = Barrier(HANDS + 1)

    def hand(number: int) -> list[tuple[float, int]]:
        connection = HTTPConnection(HOST, port, timeout=120)
        connection.connect()
        start.wait()
        try:
            return [_press(connection, path, cookie) for cookie in cookies[number::HANDS]]
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as pool:
        hands = [pool.submit(hand, number) for number in range(HANDS)]
        start.wait()
        begun = time.perf_counter()
        pressed = [one for each in hands for one in each.result()]
        seconds = time.perf_counter() - begun
    return Raced(
        seconds, tuple(took for took, _status in pressed), tuple(status for _took, status in pressed if status != 302)
    )


def _press(connection: HTTPConnection, path: str, cookie: str) -> tuple[float, int]:
    form = sha256(f"{path} {cookie}".encode()).hexdigest()[:32]
    body = urlencode({"submit_key": form, "csrfmiddlewaretoken": TOKEN})
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    begun = time.perf_counter()
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    answer.read()
    return 1000 * (time.perf_counter() - begun), answer.status
