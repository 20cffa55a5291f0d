from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.core import clock, jobs
from lms.core.jobs import claims
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState
from tests.core.jobs import chores  # noqa: F401  registers the tasks

pytestmark = pytest.mark.django_db
NOW = clock.now()
Enter = Callable[[Client, Person], Client]
LIST_QUERIES = 12  # nine of them are the editor's own


def given_up(**fields: object) -> Job:
    return Job.objects.create(
        task="tests.fail",
        args=["carmen@example.org"],
        due_at=NOW,
        state=JobState.DEAD,
        finished_at=NOW,
        attempts=8,
        last_error="ValueError at tests/core/jobs/chores.py:29 in fail",
        **fields,
    )


@pytest.fixture
def desk(client: Client, make_person: Callable[..., Person], enter_editor: Enter) -> Client:
    return enter_editor(client, make_person("Greta", Role.ADMIN, language="en"))


def test_the_list_tells_what_happened_and_not_to_whom(desk: Client) -> None:
    given_up()
    jobs.enqueue("tests.note", "p", due=NOW.replace(year=2099))

    page = desk.get(reverse("core_jobs:list"))

    text = page.content.decode()
    assert page.status_code == 200
    assert "tests.fail" in text
    assert "ValueError at tests/core/jobs/chores.py:29 in fail" in text
    assert "tests.note" in text
    assert "carmen" not in text


@pytest.mark.parametrize(("state", "shown"), [("dead", ["tests.fail"]), ("waiting", ["tests.note"])])
def test_the_list_can_be_narrowed(desk: Client, state: str, shown: list[str]) -> None:
    given_up()
    jobs.enqueue("tests.note", "p")

    page = desk.get(reverse("core_jobs:list"), {"state": state})

    assert [job.task for job in page.context["jobs"]] == shown


@pytest.mark.parametrize("query", ["?state=running", "?state=%00", "?p=minus", "?p=9999"])
def test_a_strange_address_shows_the_list(desk: Client, query: str) -> None:
    given_up()

    page = desk.get(reverse("core_jobs:list") + query)

    assert [job.task for job in page.context["jobs"]] == ["tests.fail"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_jobs(
    desk: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        given_up()
    desk.get(reverse("core_jobs:list"))

    with django_assert_num_queries(LIST_QUERIES):
        desk.get(reverse("core_jobs:list"))


def test_an_administrator_runs_a_job_again(desk: Client) -> None:
    job = given_up()

    answer = desk.post(reverse("core_jobs:again", args=[job.pk]), follow=True)

    job.refresh_from_db()
    assert job.state == JobState.WAITING
    assert "The job runs again in a moment." in answer.content.decode()


def test_an_administrator_drops_a_job(desk: Client) -> None:
    job = given_up()

    answer = desk.post(reverse("core_jobs:drop", args=[job.pk]), follow=True)

    assert not Job.objects.exists()
    assert "What it promised will not happen." in answer.content.decode()


def test_a_refusal_is_explained(desk: Client) -> None:
    job = given_up(dedupe="note")
    jobs.enqueue("tests.note", "p", dedupe="note")

    answer = desk.post(reverse("core_jobs:again", args=[job.pk]), follow=True)

    assert str(jobs.AlreadyWaiting.message) in answer.content.decode()


@pytest.mark.parametrize("name", ["again", "drop"])
def test_a_job_that_runs_or_is_gone_cannot_be_acted_on(desk: Client, name: str) -> None:
    job = jobs.enqueue("tests.note", "p", due=NOW)
    claims.take(job.pk, now=NOW)

    assert desk.post(reverse(f"core_jobs:{name}", args=[job.pk]), follow=True).status_code == 404
    assert desk.post(reverse(f"core_jobs:{name}", args=[job.pk + 1]), follow=True).status_code == 404
    assert desk.get(reverse(f"core_jobs:{name}", args=[job.pk])).status_code == 405


@pytest.mark.parametrize("name", ["again", "drop"])
def test_an_editor_sees_the_list_and_changes_nothing(
    client: Client, editor: Person, enter_editor: Enter, name: str
) -> None:
    job = given_up()
    enter_editor(client, editor)

    page = client.get(reverse("core_jobs:list"))
    answer = client.post(reverse(f"core_jobs:{name}", args=[job.pk]))

    assert page.status_code == 200
    assert "<form" not in page.content.decode().partition("<table")[2]
    assert answer.status_code in (302, 403)
    job.refresh_from_db()
    assert job.state == JobState.DEAD


def test_a_learner_does_not_see_the_list(client: Client, learner: Person, sign_in: Enter) -> None:
    sign_in(client, learner)

    answer = client.get(reverse("core_jobs:list"))

    assert answer.status_code in (302, 403)
