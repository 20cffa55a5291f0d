"""The clock, which tests move, and how often something may happen."""

from collections.abc import Callable

Clock = Callable[[], float]  # seconds since 1970


class Bucket:
    """``rate`` a second, and ``burst`` at once."""

    def __init__(self, rate: float, burst: float, clock: Clock) -> None:
        self.rate, self.burst, self._clock = rate, burst, clock
        self._left, self._at = burst, clock()

    def take(self, number: float = 1.0) -> bool:
        now = self._clock()
        self._left = min(self.burst, self._left + max(0.0, now - self._at) * self.rate)
        self._at = now
        if number > self._left:
            return False
        self._left -= number
        return True
