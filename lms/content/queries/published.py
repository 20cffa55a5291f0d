"""What this process remembers of published pages.

Everything remembered hangs on one number in the database (one small query a request) that is drawn anew when anything
public changes; a new number forgets it all. What is remembered is shared by threads: treat it as read-only.
"""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from lms.content.models import PublishedVersion
from lms.core.prepared import Prepared

NUMBERS = Prepared(PublishedVersion.objects.values_list("number"))
MOST_REMEMBERED = 4000

T = TypeVar("T")
_lock = Lock()
_number = -1
_remembered: dict[Hashable, Any] = {}


def published_number() -> int:
    """The number of what is public now. One query."""
    return int(next(iter(NUMBERS.rows()), (0,))[0])


def remember(number: int, key: Hashable, build: Callable[[], T]) -> T:
    """``build()`` once per process, key and published number."""
    global _number  # noqa: PLW0603
    with _lock:
        if number != _number or len(_remembered) > MOST_REMEMBERED:
            _remembered.clear()
            _number = number
        elif key in _remembered:
            return _remembered[key]
    value = build()
    with _lock:
        if number == _number:
            _remembered[key] = value
    return value


def forget(key: Hashable) -> None:
    """For what was true for a while only."""
    with _lock:
        _remembered.pop(key, None)


def number_for(request: Any) -> int:
    """The published number that this request works with, asked for once."""
    if not hasattr(request, "published_number"):
        request.published_number = published_number()
    return int(request.published_number)
