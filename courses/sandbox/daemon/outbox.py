"""What waits to be sent to one browser: bounded, so that whoever does not read costs nothing."""

import asyncio
import json
from collections import deque
from typing import Any

MOST = 256 * 1024  # bytes
MOST_EVENTS = 200
LARGEST = 64 * 1024  # bytes of one message
DENIED, STOPPED, IDLE, TOO_MUCH = 4403, 4404, 4408, 4429
ENDED = 1000


class Outbox:
    """``largest``: what it ever held, in bytes."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self.size = self.largest = 0
        self.code = 0
        self._items: deque[bytes | str] = deque()
        self._changed = asyncio.Event()
        self._has_room = asyncio.Event()
        self._has_room.set()

    async def put(self, content: bytes) -> None:
        """Waits until there is room, or until nothing goes in any more."""
        while self.size + len(content) > self.most and self.size and not self.code:
            self._has_room.clear()
            await self._has_room.wait()
        self._append(content)

    def offer(self, content: bytes) -> bool:
        """For whoever only watches: nobody waits for them. False where all that waited was dropped."""
        fits = self.size + len(content) <= self.most
        if not fits:
            self._items = deque(item for item in self._items if isinstance(item, str))
            self.size = sum(map(len, self._items))
            self.event({"error": "skipped"})
        self._append(content)
        return fits

    def event(self, value: dict[str, Any]) -> None:
        if not self.code and sum(isinstance(item, str) for item in self._items) < MOST_EVENTS:
            self._append(json.dumps(value, separators=(",", ":")))

    def close(self, code: int) -> None:
        """After all that waits."""
        self.code = self.code or code
        self._changed.set()
        self._has_room.set()

    async def next(self) -> bytes | str | int:
        """What is to be sent; a number: the code to close with."""
        while not self._items:
            if self.code:
                return self.code
            self._changed.clear()
            await self._changed.wait()
        item = self._items.popleft()
        if isinstance(item, bytes):
            item = self._with_more(item)
        self.size -= len(item)
        self._has_room.set()
        return item

    def _with_more(self, first: bytes) -> bytes:
        parts, size = [first], len(first)
        while self._items and size < LARGEST:
            more = self._items[0]
            if not isinstance(more, bytes):
                break
            self._items.popleft()
            parts.append(more)
            size += len(more)
        return b"".join(parts)

    def _append(self, item: bytes | str) -> None:
        if self.code:
            return
        self._items.append(item)
        self.size += len(item)
        self.largest = max(self.largest, self.size)
        self._changed.set()
