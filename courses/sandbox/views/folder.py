"""The files of a lab as its form shows them: in an order in which one reads them, stories beside each other."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

FEWEST, MOST = 4, 30  # rows of a field
IN_A_ROW = 48  # characters of prose in half of a window
PROSE = re.compile(r"(story|after)\.(en|es)\.md")
SCRIPT = re.compile(r"(?:[a-z0-9-]+\.)?(break|boot|solve)\.sh")
ORDER = ("spec", "story", "after", "break", "boot", "solve", "check", "other")
# What people see first of a file; its name is beside it.
WHAT: dict[str, "StrOrPromise"] = {
    "spec": _("What it is: parameters, hints, checks"),
    "story": _("The ticket, in the member's words"),
    "after": _("What it was, shown when it is solved"),
    "break": _("Breaks a fresh machine, once"),
    "boot": _("Runs whenever the machine starts"),
    # Translators: heading over a script that repairs the machine of a lab
    "solve": _("The solution"),
    "check": _("A check that is a script"),
    "other": _("No lab has a file of this name"),
}


@dataclass(frozen=True)
class File:
    """``number``: in the form. ``theirs``: what somebody else saved meanwhile, where it differs; None where it does not.
    ``is_theirs``: they alone have it, so its text is theirs."""

    number: int
    path: str
    text: str
    rows: int
    what: "StrOrPromise"
    language: str = ""
    theirs: str | None = None
    is_theirs: bool = False


def files_in_order(files: Mapping[str, str], theirs: Mapping[str, str] | None = None) -> list[list[File]]:
    """In groups: one file, or both languages of one text. ``theirs``: all that somebody else saved."""
    theirs_of = {path: text for path, text in (theirs or {}).items() if files.get(path) != text}
    groups: list[list[File]] = []
    for number, path in enumerate(sorted({*files, *theirs_of}, key=_place), 1):
        is_theirs = path not in files
        text = theirs_of[path] if is_theirs else files[path]
        found = PROSE.fullmatch(path)
        language = found[2] if found else ""
        other = None if is_theirs else theirs_of.get(path)
        made = File(
            number, path, text, _rows(text, wraps=bool(language)), WHAT[_kind(path)], language, other, is_theirs
        )
        if groups and language and _is_pair(groups[-1], path):
            groups[-1].append(made)
        else:
            groups.append([made])
    return groups


def names_to_add(files: Iterable[str]) -> list[str]:
    """Suggestions: what a lab may have, and this one has not."""
    have = set(files)
    usual = ("boot.sh", "after.en.md", "after.es.md", "break.sh", "solve.sh", "story.en.md", "story.es.md", "check/")
    return [name for name in usual if name not in have]


def _is_pair(group: list[File], path: str) -> bool:
    return len(group) == 1 and bool(group[0].language) and _kind(group[0].path) == _kind(path)


def _kind(path: str) -> str:
    if path == "lab.yaml":
        return "spec"
    found = PROSE.fullmatch(path) or SCRIPT.fullmatch(path)
    if found:
        return found[1]
    return "check" if path.startswith("check/") else "other"


def _place(path: str) -> tuple[int, str]:
    return ORDER.index(_kind(path)), path


def _rows(text: str, *, wraps: bool) -> int:
    rows = sum(1 + (len(line) // IN_A_ROW if wraps else 0) for line in text.splitlines())
    return min(max(rows + 1, FEWEST), MOST)
