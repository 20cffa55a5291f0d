"""What import-linter cannot see: habits of the code that are read from its syntax."""

import ast
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.tree import PACKAGES, imported, nothing, parse, python_files, where

WEB_IN_DOMAIN = (
    "django.http",
    "django.shortcuts",
    "django.contrib.messages",
    "wagtail.admin",
    "requests",
    "urllib.request",
)
SIGNALS = ("django.db.models.signals", "django.dispatch")
# Wagtail tells nobody who may see a page, or of a picture drawn again; what is remembered of pages is forgotten there.
FORGETTING = "lms/content/apps.py"
# The one way out, and the supervisor that asks its own child whether it answers yet.
OUTWARD = ("lms/core/egress", "lms/core/supervisor.py")
OTHER_HOSTS = ("requests", "httpx", "urllib.request", "urllib3", "http.client")


def begins(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def found_imports(part: str, prefixes: tuple[str, ...]) -> list[str]:
    return [
        where(path, line, name)
        for path in python_files(part)
        for line, name in imported(parse(path))
        if begins(name, prefixes)
    ]


@pytest.mark.parametrize("part", ["domain", "rules", "queries", "enums", "errors"])
def test_below_the_views_nothing_knows_of_the_web(part: str) -> None:
    nothing(found_imports(part, WEB_IN_DOMAIN))


@pytest.mark.slow
def test_nobody_listens_to_models() -> None:
    """Callers call: a rule that hangs on a save signal runs at times that nobody reads in the code."""
    nothing([line for line in found_imports("", SIGNALS) if not line.startswith(FORGETTING)])


@pytest.mark.slow
def test_other_hosts_are_reached_through_egress_alone() -> None:
    nothing([line for line in found_imports("", OTHER_HOSTS) if not line.startswith(OUTWARD)])


def test_views_get_objects_through_queries() -> None:
    """``Model.objects.get`` in a view forgets to ask who may see it: ``visible_to(person)`` does not."""
    found = [
        where(path, node.lineno, ast.unparse(node))
        for path in python_files("views")
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Attribute)
        and node.attr in {"get", "filter", "all"}
        and isinstance(node.value, ast.Attribute)
        and node.value.attr in {"objects", "_default_manager"}
    ]
    nothing(found)


@pytest.mark.slow
def test_only_the_job_table_talks_to_the_queue() -> None:
    """``task.delay()`` sends before the commit, or loses it after: product code calls ``jobs.enqueue``."""
    found = [
        where(path, node.lineno, ast.unparse(node.func))
        for path in python_files()
        for node in ast.walk(parse(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"delay", "apply_async", "delay_on_commit", "send_task"}
    ]
    nothing([line for line in found if not line.startswith("lms/core/jobs")])


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in python_files():
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                yield where(path, node.lineno, ""), node


def task_names() -> set[str]:
    return {
        keyword.value.value
        for _, call in calls("shared_task")
        for keyword in call.keywords
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
    }


@pytest.mark.slow
def test_every_job_that_is_promised_has_a_task() -> None:
    promised = {
        call.args[0].value: place
        for place, call in calls("enqueue")
        if call.args and isinstance(call.args[0], ast.Constant)
    }
    assert promised, 'no enqueue("name") found: has it another name now?'
    known = task_names()
    nothing([f"{place}{name} is no task" for name, place in promised.items() if name not in known])


def our_models() -> Iterator[type[models.Model]]:
    for model in apps.get_models():
        if model.__module__.split(".")[0] in PACKAGES:
            yield model


def constrained_fields(model: type[models.Model]) -> set[str]:
    names: set[str] = set()
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            names |= {str(leaf[0]).split("__")[0] for leaf in leaves(constraint.condition)}
    return names


def leaves(condition: object) -> Iterator[tuple[object, object]]:
    for child in getattr(condition, "children", []):
        if isinstance(child, tuple):
            yield child
        else:
            yield from leaves(child)


def test_every_state_is_held_by_the_database() -> None:
    """A state that the database does not know cannot be in a row, whoever writes it."""
    loose = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.local_concrete_fields
        if (field.name == "state" or field.name.endswith("_state")) and field.name not in constrained_fields(model)
    ]
    nothing(loose)


def test_a_file_fits_in_a_head() -> None:
    nothing(
        [
            where(path, lines, "more than 400 lines")
            for path in python_files()
            if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
        ]
    )


@pytest.mark.slow
def test_a_function_fits_on_a_screen() -> None:
    long = [
        where(path, node.lineno, f"{node.name}: {length} lines")
        for path in python_files()
        for node in ast.walk(parse(path))
        if isinstance(node, ast.FunctionDef)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > 60
    ]
    nothing(long)
