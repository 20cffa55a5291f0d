"""Who may do what: orders, each of them once."""

import re

from courses.sandbox import orders
from courses.sandbox.daemon.clocks import Clock
from courses.sandbox.orders import LIFETIME, BadOrder, Order

KEY = re.compile(r"[A-Za-z0-9-]{0,64}")  # it names files


class Gate:
    """What was used is known to this process alone, so whatever was issued before it began is late."""

    def __init__(self, secret: bytes, clock: Clock) -> None:
        self._secret, self._clock = secret, clock
        self._opened = clock()
        self._used: dict[str, float] = {}
        self._barred: dict[tuple[str, str], float] = {}

    def admit(self, text: str, act: str, key: str | None = None) -> Order:
        """``key``: the machine that it must be about; None where the order itself says it. Raises BadOrder, also with
        ``other`` for one that is good for something else."""
        now = self._clock()
        order = orders.read(text, self._secret, now=now)
        if order.issued < self._opened:
            raise BadOrder("late")
        if order.act != act or (key is not None and order.key != key) or not KEY.fullmatch(order.key):
            raise BadOrder("other")
        self._forget_old(now)
        if order.nonce in self._used:
            raise BadOrder("used")
        self._used[order.nonce] = order.issued + LIFETIME
        if order.issued <= self._barred.get((order.key, order.owner), 0.0):
            raise BadOrder("late")
        return order

    def bar(self, key: str, owner: str) -> None:
        """What was issued to them up to now counts no more."""
        self._barred[(key, owner)] = self._clock()

    def _forget_old(self, now: float) -> None:
        if len(self._used) > 1_000 or len(self._barred) > 1_000:
            self._used = {nonce: until for nonce, until in self._used.items() if until >= now}
            self._barred = {who: at for who, at in self._barred.items() if at + LIFETIME >= now}
