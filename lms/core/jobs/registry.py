"""Which tasks exist, by name, and which of them come round by themselves."""

from functools import cache
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from lms.core.jobs.errors import UnknownTask

EVERY = "every:"  # the dedupe key of a periodic job is this and the name of its task
_periods: dict[str, int] = {}
_queues: dict[str, str] = {}


def every(task: str, *, seconds: int) -> None:
    """Stands beside the task it names: a job for it exists from then on, and follows itself after ``seconds``."""
    _periods[task] = seconds


def reserve(task: str, *, queue: str) -> None:
    """Stands beside the task it names: nobody but the runners of that queue runs it (``manage.py jobs --queue``)."""
    _queues[task] = queue


def queue_of(task: str) -> str:
    """The name of the queue that the task is reserved for; empty for all others."""
    load()
    return _queues.get(task, "")


def periods() -> dict[str, int]:
    load()
    return _periods


@cache
def load() -> Any:
    """The Celery application with every ``tasks`` module of the installed apps imported."""
    application = import_string(settings.JOBS_APPLICATION)
    application.loader.import_default_modules()
    return application


def task_named(name: str) -> Any:
    task = load().tasks.get(name)
    if task is None:
        raise UnknownTask(
            f"No installed app has a task named {name!r}: is its tasks.py there, with @shared_task(name=…)?"
        )
    return task
