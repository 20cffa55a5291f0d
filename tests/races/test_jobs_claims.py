"""Many want one job."""

import threading
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connections, transaction

from lms.core import clock, jobs
from lms.core.jobs import claims
from lms.core.jobs.models import Job
from tests.core.jobs import chores  # noqa: F401  registers the tasks
from tests.core.jobs.harness import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
RUNNERS = 6


def test_of_several_runners_one_gets_the_job() -> None:
    now = clock.now()
    for _ in range(10):
        job = jobs.enqueue("tests.note", "p", due=now)

        got = at_once(RUNNERS, lambda _, key=job.pk: claims.take(key, now=now))

        assert len([claim for claim in got if claim]) == 1


def test_of_several_runners_one_gets_the_job_that_a_killed_one_held() -> None:
    now = clock.now()
    job = jobs.enqueue("tests.note", "p", due=now)
    claims.take(job.pk, now=now)

    got = at_once(RUNNERS, lambda _: claims.take(job.pk, now=now + claims.LEASE * 2))

    assert [claim.fence for claim in got if claim] == [2]


def test_without_the_condition_every_runner_gets_the_job() -> None:
    """What ``take`` would be without asking again, under a lock, whether the job is still to be had."""
    now = clock.now()
    job = jobs.enqueue("tests.note", "p", due=now)
    everybody_looked = threading.Barrier(RUNNERS)

    def take_without_asking(_: int) -> int:
        [key] = claims.peek(now=now)
        everybody_looked.wait()
        return Job.objects.filter(pk=key).update(state="running", lease_until=now + claims.LEASE)

    assert sum(at_once(RUNNERS, take_without_asking)) == RUNNERS

    job.refresh_from_db()
    assert claims.take(job.pk, now=now) is None


def test_of_several_callers_with_one_key_one_writes_the_row() -> None:
    for number in range(5):
        key = f"note:{number}"

        made = at_once(RUNNERS, lambda _, key=key: jobs.enqueue("tests.note", "p", dedupe=key))

        assert len([job for job in made if job]) == 1
        assert Job.objects.filter(dedupe=key).count() == 1


def test_work_that_is_asked_for_again_sees_what_it_was_asked_for() -> None:
    """The job waits already when a second caller asks. If it ran before that caller's commit, it would miss their rows."""
    now = clock.now()
    job = jobs.enqueue("tests.note", "p", due=now, dedupe="note")
    asked, refused = threading.Event(), threading.Event()
    seen: list[bool] = []

    def runner() -> None:
        asked.wait()
        while not claims.take(job.pk, now=now):  # PostgreSQL refuses at once, SQLite makes us wait
            refused.set()
        seen.append(Session.objects.filter(session_key="rows-of-the-caller").exists())
        connections.close_all()

    thread = threading.Thread(target=runner)
    thread.start()
    with transaction.atomic():
        Session.objects.create(session_key="rows-of-the-caller", expire_date=now + timedelta(days=1))
        jobs.enqueue("tests.note", "p", due=now, dedupe="note")
        asked.set()
        refused.wait(1)
    thread.join()

    assert seen == [True]


def test_a_job_that_ends_while_it_is_asked_for_again_is_not_forgotten() -> None:
    """Finishing and asking again meet in every order; the work that was asked for is done or promised afterwards."""
    now = clock.now()
    for _ in range(10):
        job = jobs.enqueue("tests.note", "p", due=now, dedupe="note")
        claim = claims.take(job.pk, now=now)
        moves = [lambda claim=claim: claims.finish(claim, now=now), lambda: _ask(now)]

        at_once(2, lambda position, moves=moves: moves[position]())

        assert Job.objects.due(now).filter(dedupe="note").count() == 1
        Job.objects.all().delete()


def _ask(now: datetime) -> None:
    with transaction.atomic():
        jobs.enqueue("tests.note", "p", due=now - timedelta(seconds=1), dedupe="note")
