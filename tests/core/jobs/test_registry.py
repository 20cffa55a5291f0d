"""What product code says about jobs, read from its source."""

import ast
from collections.abc import Iterator

import pytest

from lms.core.jobs import registry
from tests.architecture.tree import ROOT, parse, python_files

PUBLISHING = {"delay", "delay_on_commit", "apply_async", "apply_async_on_commit", "send_task"}
MAY_PUBLISH = "lms/core/jobs/nudge.py"


def calls() -> Iterator[tuple[str, ast.Call, str]]:
    """Each method call of our code: where it is, the call, and the method's name."""
    for path in python_files():
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node, node.func.attr


def named_tasks() -> list[tuple[str, str]]:
    """Where a task is named in a call of ``jobs.enqueue`` or ``jobs.every``, and its name."""
    return [
        (place, str(call.args[0].value))
        for place, call, method in calls()
        if method in {"enqueue", "every"} and call.args and isinstance(call.args[0], ast.Constant)
    ]


@pytest.mark.parametrize(("place", "task"), named_tasks())
def test_every_task_that_the_code_names_is_registered(place: str, task: str) -> None:
    assert registry.task_named(task).name == task, place


@pytest.mark.slow
def test_only_the_nudge_publishes_to_the_broker() -> None:
    found = {place.split(":")[0] for place, _, method in calls() if method in PUBLISHING}

    assert found == {MAY_PUBLISH}
