"""What a learner changed, without what was broken on purpose: a snapshot held against the one of the first moment."""

from collections.abc import Mapping, Sequence
from typing import Any

Change = Mapping[str, Any]
SAME = ("kind", "after", "mode", "owner", "is_text")


def own_changes(now: Sequence[Change], first: Sequence[Change]) -> list[dict[str, Any]]:
    """Both as sandboxd tells them, against the lab's base. What was back to the base again is told as a change too: it is
    often the repair."""
    before = {_place(one): one for one in first}
    found = []
    for one in now:
        was = before.pop(_place(one), None)
        if was is None:
            found.append(dict(one))
        elif any(one.get(name) != was.get(name) for name in SAME):
            old = {"before": was.get("after", ""), "mode_before": was.get("mode"), "owner_before": was.get("owner")}
            found.append(dict(one) | old | {"kind": _kind(one, was)})
    found += [
        dict(was) | {"before": was.get("after", ""), "after": was.get("before", ""), "kind": _back(was)}
        for was in before.values()
    ]
    return sorted(found, key=_place)


def _place(change: Change) -> tuple[str, str]:
    return str(change.get("host", "")), str(change.get("path", ""))


def _kind(now: Change, was: Change) -> str:
    if now.get("kind") == "deleted":
        return "deleted"
    return "added" if was.get("kind") == "deleted" else "changed"


def _back(was: Change) -> str:
    """What breaking had added is gone, what it had deleted is there again, what it had changed is as it was."""
    return {"added": "deleted", "deleted": "added"}.get(str(was.get("kind")), "changed")
