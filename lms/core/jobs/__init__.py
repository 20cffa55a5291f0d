"""Work that happens after the commit. A job is a row in the caller's transaction; a broker is only a wake-up.

Product code uses ``jobs.enqueue`` and, beside a periodic task, ``jobs.every``; nothing else publishes to Celery.
A task runs at least once, so every task is idempotent. Leases compare the clocks of the machines that share the
database: keep them within a few seconds of each other.
"""

from lms.core.jobs.enqueueing import enqueue
from lms.core.jobs.errors import AlreadyWaiting, CannotDrop, CannotRunAgain, NotPlain, UnknownTask
from lms.core.jobs.loop import drain
from lms.core.jobs.registry import every, reserve

__all__ = [
    "AlreadyWaiting",
    "CannotDrop",
    "CannotRunAgain",
    "NotPlain",
    "UnknownTask",
    "drain",
    "enqueue",
    "every",
    "reserve",
]
