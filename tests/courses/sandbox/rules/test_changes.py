"""What a learner did, apart from what was broken for them."""

from typing import Any

import pytest

from courses.sandbox.rules.changes import own_changes


def change(
    path: str, kind: str = "changed", before: str = "base", after: str = "broken", **more: Any
) -> dict[str, Any]:
    return {
        "host": "lab", "path": path, "kind": kind, "before": before, "after": after, "is_text": True, "mode": 33188,
        "owner": 0,
    } | more  # fmt: skip


def test_nothing_done_is_nothing_changed() -> None:
    first = [change("/a"), change("/b", "added")]

    assert own_changes(first, first) == []
    assert own_changes([], []) == []


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ([change("/a", after="fixed")], ("changed", "broken", "fixed")),
        ([change("/a", mode=33152)], ("changed", "broken", "broken")),
        ([change("/a", "deleted", after="")], ("deleted", "broken", "")),
        ([], ("changed", "broken", "base")),  # as the base has it: that was the repair
    ],
)
def test_a_file_that_was_broken(now: list[dict[str, Any]], expected: tuple[str, str, str]) -> None:
    [found] = own_changes(now, [change("/a")])

    assert (found["kind"], found["before"], found["after"]) == expected


def test_a_file_that_breaking_added_or_deleted() -> None:
    added, deleted = change("/a", "added", before=""), change("/b", "deleted", after="")

    taken_away = own_changes([deleted], [added, deleted])
    brought_back = own_changes([added, change("/b", after="back")], [added, deleted])
    as_it_was = own_changes([added], [added, deleted])

    assert [(one["path"], one["kind"], one["after"]) for one in taken_away] == [("/a", "deleted", "")]
    assert [(one["path"], one["kind"], one["after"]) for one in brought_back] == [("/b", "added", "back")]
    assert [(one["path"], one["kind"], one["after"]) for one in as_it_was] == [("/b", "added", "base")]


def test_hosts_are_kept_apart() -> None:
    first = [change("/a", host="web")]

    [found] = own_changes([*first, change("/a", host="mail")], first)

    assert found["host"] == "mail"
