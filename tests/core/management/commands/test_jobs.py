from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from lms.core import jobs
from tests.core.jobs import chores  # noqa: F401  registers the tasks
from tests.core.jobs.harness import lines


@pytest.mark.django_db
def test_once_runs_what_is_due_and_says_how_it_went(tmp_path: Path) -> None:
    jobs.enqueue("tests.enqueue_note", str(tmp_path / "notes"))
    jobs.enqueue("tests.fail", "somewhere")
    said = StringIO()

    call_command("jobs", "--once", stdout=said)
    call_command("jobs", "--once", stdout=said)

    assert said.getvalue() == "done: 2, failed: 1\nnone due\n"
    assert lines(tmp_path / "notes") == ["ran"]


def test_sweep_without_a_broker_is_refused() -> None:
    with pytest.raises(CommandError, match="BROKER_URL is not set"):
        call_command("jobs", "--sweep")
