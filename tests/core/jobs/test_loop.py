from datetime import timedelta
from pathlib import Path

import pytest

from lms.core import clock, jobs
from lms.core.jobs import loop, registry
from lms.core.jobs.models import Job
from lms.core.jobs.running import Outcome
from lms.core.jobs.states import JobState
from tests.core.jobs import chores  # noqa: F401  registers the tasks

pytestmark = pytest.mark.django_db


def test_drain_runs_what_is_due_and_what_that_enqueues(tmp_path: Path) -> None:
    path = str(tmp_path / "notes")
    jobs.enqueue("tests.enqueue_note", path)
    jobs.enqueue("tests.fail", "somewhere")
    jobs.enqueue("tests.note", path, due=clock.now() + timedelta(days=1))

    assert jobs.drain() == {Outcome.DONE: 2, Outcome.FAILED: 1}

    assert len(Path(path).read_text().splitlines()) == 1
    assert Job.objects.filter(state=JobState.WAITING).count() == 2  # the retry and tomorrow's


def test_drain_can_look_ahead(tmp_path: Path) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    jobs.enqueue("tests.note", str(tmp_path / "notes"), due=tomorrow)

    assert jobs.drain() == {}
    assert jobs.drain(now=tomorrow) == {Outcome.DONE: 1}


def test_work_asked_for_while_it_runs_runs_once_more(tmp_path: Path) -> None:
    path = str(tmp_path / "notes")
    jobs.enqueue("tests.note_and_ask_again", path, "key", dedupe="key")

    jobs.drain()

    assert len(Path(path).read_text().splitlines()) == 2
    assert Job.objects.get().state == JobState.DONE


def test_a_reserved_task_is_run_by_its_own_queue_alone(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    jobs.enqueue("tests.note_apart", str(notes))
    jobs.enqueue("tests.note", str(notes))

    assert loop.run_due(queue="") == {Outcome.DONE: 1}
    assert [line.split()[0] for line in notes.read_text().splitlines()] == ["ran"]
    assert loop.run_due(queue="apart") == {Outcome.DONE: 1}
    assert loop.run_due(queue="apart") == {}


def test_run_one_finds_nothing_to_do_the_second_time(tmp_path: Path) -> None:
    job = jobs.enqueue("tests.note", str(tmp_path / "notes"))

    assert [loop.run_one(job.pk), loop.run_one(job.pk)] == [Outcome.DONE, None]


def test_every_periodic_task_is_registered_and_gets_one_job() -> None:
    names = registry.periods()
    assert {"core.prune_jobs", "core.clear_sessions"} <= set(names)

    made = [loop.keep_periodic(now=clock.now()), loop.keep_periodic(now=clock.now())]

    assert made == [len(names), 0]
    assert set(Job.objects.values_list("task", flat=True)) == set(names)


def test_looking_for_work_in_vain_costs_two_queries(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):
        loop.run_due()
