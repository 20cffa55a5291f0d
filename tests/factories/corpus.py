"""Reads tickets written by hand, with the secrets that are in them.

``=== name`` begins a ticket, its next line is the title; ``%%%% part`` begins a text;
``%%%% secrets`` what must not be left, one a line; ``%%%% stays`` what must stay readable;
``%%%% known`` what the house knows (``person: …``, ``organisation: …``, ``address: …``).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from courses.practice.rules.redaction import Known
from tests.factories.disguises import expand

FOLDER = Path(__file__).parent.parent / "courses" / "practice" / "rules" / "corpus"


@dataclass(frozen=True)
class Written:
    name: str
    parts: list[str]
    secrets: list[str]
    known: Known
    stays: list[str] = field(default_factory=list)


def tickets() -> Iterator[Written]:
    for file in sorted(FOLDER.glob("*.txt")):
        for text in re.split(r"(?m)^=== ", file.read_text(encoding="utf-8"))[1:]:
            yield _ticket(f"{file.stem}: {text.splitlines()[0]}", text.split("\n", 1)[1])


def _ticket(name: str, text: str) -> Written:
    title, *rest = re.split(r"(?m)^%%%% (\w+)\n", text)
    parts, known = [title.strip()], dict[str, list[str]]()
    lists: dict[str, list[str]] = {"secrets": [], "stays": []}
    for what, body in zip(rest[::2], rest[1::2], strict=True):
        if what == "part":
            parts.append(expand(body))
        elif what in lists:
            lists[what] += [line.strip() for line in body.splitlines() if line.strip()]
        else:
            for line in filter(None, body.splitlines()):
                kind, _, value = line.partition(": ")
                known.setdefault(kind, []).append(value.strip())
    return Written(name, parts, lists["secrets"], _known(known), lists["stays"])


def _known(found: dict[str, list[str]]) -> Known:
    people, addresses, organisations = (tuple(found.get(kind, ())) for kind in ("person", "address", "organisation"))
    return Known(people=people, addresses=addresses, organisations=organisations)
