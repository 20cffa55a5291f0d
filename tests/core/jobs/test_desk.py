from datetime import timedelta

import pytest
from wagtail.models import ModelLogEntry

from lms.accounts.models import Person
from lms.core import clock, jobs
from lms.core.jobs import claims, desk
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from tests.core.jobs import chores  # noqa: F401  registers the tasks

pytestmark = pytest.mark.django_db
NOW = clock.now()
LATER = NOW + timedelta(days=1)


@pytest.fixture
def alicia() -> Person:
    """An administrator."""
    return Person.objects.create_superuser("alicia@example.org")


def given_up(dedupe: str = "") -> Job:
    return Job.objects.create(
        task="tests.note", due_at=NOW, state=JobState.DEAD, finished_at=NOW, attempts=8, dedupe=dedupe, last_error="E"
    )


def test_the_desk_shows_what_waits_and_what_was_given_up() -> None:
    waiting = jobs.enqueue("tests.note", "p", due=NOW)
    claims.take(jobs.enqueue("tests.note", "p", due=NOW).pk, now=NOW)
    claims.finish(claims.take(jobs.enqueue("tests.note", "p", due=NOW).pk, now=NOW), now=NOW)
    dead = given_up()

    assert list(desk.on_desk()) == [dead, waiting]
    assert list(desk.on_desk(JobState.DEAD)) == [dead]
    assert desk.counts() == {"waiting": 1, "running": 1, "dead": 1}


def test_a_job_that_was_given_up_begins_anew(alicia: Person) -> None:
    job = given_up()

    desk.run_again(job=job, by=alicia, now=LATER)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.due_at, job.finished_at) == (JobState.WAITING, 0, LATER, None)
    assert ModelLogEntry.objects.values_list("action", "user", "label").get() == (
        "core.run_job_again",
        alicia.pk,
        f"tests.note #{job.pk}",
    )


def test_a_job_that_waits_for_a_retry_runs_now(alicia: Person) -> None:
    job = jobs.enqueue("tests.note", "p", due=LATER)

    desk.run_again(job=job, by=alicia, now=NOW)

    assert claims.peek(now=NOW) == [job.pk]


def test_a_job_is_not_started_again_while_its_work_waits_in_another(alicia: Person) -> None:
    job = given_up(dedupe="note")
    jobs.enqueue("tests.note", "p", dedupe="note")

    with pytest.raises(jobs.AlreadyWaiting):
        desk.run_again(job=job, by=alicia, now=NOW)

    job.refresh_from_db()
    assert job.state == JobState.DEAD
    assert not ModelLogEntry.objects.exists()


def test_a_job_that_runs_can_be_neither_started_again_nor_dropped(alicia: Person) -> None:
    job = jobs.enqueue("tests.note", "p", due=NOW)
    claims.take(job.pk, now=NOW)

    with pytest.raises(jobs.CannotRunAgain):
        desk.run_again(job=job, by=alicia, now=NOW)
    with pytest.raises(jobs.CannotDrop):
        desk.drop(job=job, by=alicia)

    assert Job.objects.get().state == JobState.RUNNING


def test_a_dropped_job_is_gone_and_the_log_says_who(alicia: Person) -> None:
    job = given_up()

    desk.drop(job=job, by=alicia)

    assert not Job.objects.exists()
    assert ModelLogEntry.objects.values_list("action", "user", "object_id", "deleted").get() == (
        "core.drop_job",
        alicia.pk,
        str(job.pk),
        True,
    )


def test_what_was_done_is_forgotten_after_a_week_and_nothing_else() -> None:
    def ended(state: JobState, moment: object) -> Job:
        return Job.objects.create(task="x", due_at=NOW, state=state, finished_at=moment)

    old = NOW - desk.KEEP_DONE
    ended(JobState.DONE, old)
    kept = [ended(JobState.DONE, old + timedelta(seconds=1)), ended(JobState.DEAD, old - timedelta(days=365))]
    kept.append(jobs.enqueue("tests.note", "p", due=old - timedelta(days=365)))

    assert desk.prune_jobs(now=NOW) == 1

    assert list(Job.objects.order_by("pk")) == kept
