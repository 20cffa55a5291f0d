from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from lms.core import clock, health, jobs
from lms.core.environment import Environment
from lms.core.jobs import claims
from lms.core.jobs.models import Job
from lms.core.models import WriteProbe
from tests.core.jobs import chores  # noqa: F401  registers the tasks

NOW = clock.now()
FAR = "203.0.113.9"


@pytest.fixture(autouse=True)
def no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test asks anew what /readyz would otherwise remember for a second."""
    monkeypatch.setattr(health, "REMEMBER", -1.0)


@pytest.fixture
def extra_check() -> Iterator[list[str | None]]:
    """A registered check that answers what the test puts into the list."""
    answers: list[str | None] = [None]

    def check(now: datetime) -> str | None:
        if answers[0] == "raise":
            raise ValueError("beto@example.org")
        return answers[0]

    health.register("extra", check)
    yield answers
    health._checks.pop("extra")


def test_healthz_answers_without_the_database(client: Client) -> None:
    """Without the mark for the database any query fails this test."""
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_readyz_writes_and_tells_allowed_addresses_everything(client: Client, extra_check: list[str | None]) -> None:
    response = client.get("/readyz", REMOTE_ADDR="127.0.0.1")

    assert response.status_code == 200
    checks = response.json()["checks"]
    assert {"database", "migrations", "jobs", "extra"} <= set(checks)
    assert set(checks.values()) == {"ok"}
    assert clock.now() - WriteProbe.objects.get().written_at < timedelta(minutes=1)


@pytest.mark.django_db
def test_readyz_says_no_and_why(client: Client, extra_check: list[str | None]) -> None:
    extra_check[0] = "The mail waits."

    response = client.get("/readyz", REMOTE_ADDR="127.0.0.1")

    assert response.status_code == 503
    assert response.json()["ready"] is False
    assert response.json()["checks"]["extra"] == "The mail waits."


@pytest.mark.django_db
@pytest.mark.parametrize(("answer", "status", "body"), [(None, 200, b"ok\n"), ("The mail waits.", 503, b"not ok\n")])
def test_readyz_tells_strangers_only_yes_or_no(
    client: Client, extra_check: list[str | None], answer: str | None, status: int, body: bytes
) -> None:
    extra_check[0] = answer

    response = client.get("/readyz", REMOTE_ADDR=FAR)

    assert (response.status_code, response.content) == (status, body)


@pytest.mark.django_db
def test_a_check_that_raises_is_a_problem_without_its_message(client: Client, extra_check: list[str | None]) -> None:
    extra_check[0] = "raise"

    response = client.get("/readyz", REMOTE_ADDR="127.0.0.1")

    assert response.json()["checks"]["extra"] == "The check ended with ValueError."


@pytest.mark.django_db
def test_readyz_asks_the_database_once_a_second(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    monkeypatch.setattr(health, "REMEMBER", 60.0)
    monkeypatch.setattr(health, "_last", None)
    client.get("/readyz")

    with django_assert_num_queries(0):
        client.get("/readyz")


@pytest.mark.django_db
def test_a_migration_that_is_not_applied_is_named() -> None:
    assert health.migrations_applied(NOW) is None
    MigrationRecorder.Migration.objects.filter(app="core", name="0001_initial").delete()

    assert health.migrations_applied(NOW) == "1 migrations are not applied, core.0001_initial first."


@pytest.mark.django_db
def test_a_job_may_be_five_minutes_late() -> None:
    job = jobs.enqueue("tests.note", "p", due=NOW)

    assert health.jobs_on_time(NOW + timedelta(minutes=4, seconds=59)) is None
    assert health.jobs_on_time(NOW + timedelta(minutes=6)) == "A job has been due for 6 minutes: do the job loops run?"

    claims.take(job.pk, now=NOW)
    assert health.jobs_on_time(NOW + timedelta(minutes=5, seconds=59)) is None  # it runs, and its lease ended just now
    assert health.jobs_on_time(NOW + timedelta(minutes=7)) is not None


@pytest.mark.django_db
def test_a_job_that_waits_for_its_moment_or_was_given_up_is_not_late() -> None:
    jobs.enqueue("tests.note", "p", due=NOW + timedelta(days=1))
    Job.objects.create(task="x", due_at=NOW - timedelta(days=1), state="dead", finished_at=NOW)

    assert health.jobs_on_time(NOW) is None


@pytest.mark.django_db
def test_a_queue_that_is_reserved_is_not_told_as_everybodys_jobs() -> None:
    Job.objects.create(task="tests.note", queue="apart", due_at=NOW, created_at=NOW)
    assert health.jobs_on_time(NOW + timedelta(hours=1)) is None


@pytest.mark.parametrize("value", ["localhost", "10.0.0.1/8", "127.0.0.1, 300.0.0.1"])
def test_a_wrong_list_of_addresses_refuses_to_start(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="READYZ_ALLOW"):
        Environment({"READYZ_ALLOW": value}).networks("READYZ_ALLOW")


def test_addresses_and_networks_of_both_families_are_understood() -> None:
    networks = Environment({"READYZ_ALLOW": "127.0.0.1, 10.0.0.0/8,2001:db8::/32"}).networks("READYZ_ALLOW")

    assert [str(network) for network in networks] == ["127.0.0.1/32", "10.0.0.0/8", "2001:db8::/32"]
