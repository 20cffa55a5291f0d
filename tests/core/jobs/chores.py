"""Tasks for tests. What they did is told by lines in a file, which several processes can append to."""

import os
import time
from datetime import timedelta
from pathlib import Path

from celery import shared_task
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import translation

from lms.core import clock, jobs


@shared_task(name="tests.note")
def note(path: str, word: str = "ran") -> None:
    """One line in one write: two processes never mix theirs."""
    with open(path, "ab", buffering=0) as file:
        file.write(f"{word} {os.getpid()}\n".encode())


@shared_task(name="tests.note_apart")
def note_apart(path: str) -> None:
    note(path, "apart")


jobs.reserve("tests.note_apart", queue="apart")


@shared_task(name="tests.fail")
def fail(address: str) -> None:
    raise ValueError(f"cannot reach {address}")


@shared_task(name="tests.note_and_ask_again")
def note_and_ask_again(path: str, key: str) -> None:
    """While it runs the first time, somebody asks for the same work."""
    note(path)
    if len(Path(path).read_text().splitlines()) == 1:
        jobs.enqueue("tests.note_and_ask_again", path, key, dedupe=key)


@shared_task(name="tests.note_surroundings")
def note_surroundings(path: str) -> None:
    Path(path).write_text(f"{connection.in_atomic_block} {translation.get_language()}")


@shared_task(name="tests.enqueue_note")
def enqueue_note(path: str) -> None:
    jobs.enqueue("tests.note", path)


def _give(key: str) -> None:
    expires = clock.now() + timedelta(days=1)  # the loops under test clear away what has expired
    Session.objects.get_or_create(session_key=key, defaults={"session_data": "given", "expire_date": expires})


@shared_task(name="tests.give_once")
def give_once(path: str, key: str, gate: str) -> None:
    """An idempotent task that can be stopped in the middle: it says that it began, waits for the gate, then gives."""
    note(path, "began")
    while not Path(gate).exists():
        time.sleep(0.02)
    _give(key)
    note(path, "gave")


@shared_task(name="tests.give_and_linger")
def give_and_linger(path: str, key: str, gate: str) -> None:
    """As above, but it lingers after it gave, before its result is written."""
    note(path, "began")
    _give(key)
    note(path, "gave")
    while not Path(gate).exists():
        time.sleep(0.02)
