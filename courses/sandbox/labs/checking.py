"""The checks of a lab, and that every ``{name}`` in it is a parameter."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from courses.sandbox.labs.asking import KINDS, WRITES, Known
from courses.sandbox.labs.mistakes import Mistakes
from courses.sandbox.labs.nodes import Node
from courses.sandbox.labs.parameters import PLACE
from courses.sandbox.labs.shapes import Entry
from courses.sandbox.labs.spec import Check, Words

BESIDE = ("hint", "host", "live", "says")
LONGEST_SENTENCE = 300
CODE = (r"[a-z][a-z0-9_-]{0,30}", "a code in lower case")
WRONG = "wrong"
WORD = re.compile(r"[a-z0-9_-]+")
TOLD = re.compile(r"value ([a-z][a-z0-9_]*):")
WITH_NONCE = ("http",)
PROSE = re.compile(r"(story|after)\.(en|es)\.md")


@dataclass(frozen=True)
class Wanted:
    """What checks may name: hosts, so many hints, files."""

    known: Known
    hosts: tuple[str, ...]
    hints: int
    files: Mapping[str, str]


def read_checks(entry: Entry, wanted: Wanted) -> tuple[Check, ...]:
    found: list[Check] = []
    for one in entry.items(2, 20):
        check = _check(one, wanted)
        if check.key and check.key in {other.key for other in found}:
            one.wrong("duplicate", name=check.key)
        found.append(check)
    return tuple(found)


def _check(entry: Entry, wanted: Wanted) -> Check:
    given = entry.fields(("key", "looks_for"), (*BESIDE, *KINDS))
    kinds = [name for name in given if name in KINDS]
    if len(kinds) != 1:
        entry.wrong("two_kinds" if kinds else "no_kind", kinds=", ".join(kinds), choices=", ".join(KINDS))
    asks = {name: KINDS[name].read(given[name], wanted.known) for name in kinds}
    kind = kinds[0] if kinds else ""
    is_live = given["live"].flag() if "live" in given else False
    if is_live and any(name in WRITES or "plant" in asked for name, asked in asks.items()):
        given["live"].wrong("live_writes")
    return Check(
        key=given["key"].slug() if "key" in given else "",
        kind=kind,
        looks_for=given["looks_for"].words(LONGEST_SENTENCE) if "looks_for" in given else Words("", ""),
        asks=asks.get(kind, {}),
        host=_host(given, wanted),
        hint=_hint(given, wanted),
        is_live=is_live,
        says=_says(given["says"], kinds, wanted.files.get(str(asks.get("script", {}).get("run"))))
        if "says" in given
        else {},
    )


def _host(given: Mapping[str, Entry], wanted: Wanted) -> str:
    name = given["host"].text() if "host" in given else ""
    if name and name not in wanted.hosts:
        given["host"].wrong("unknown_host", name=name)
    return name


def _hint(given: Mapping[str, Entry], wanted: Wanted) -> int:
    number = given["hint"].number(0, 100) if "hint" in given else 0
    if number > wanted.hints:
        given["hint"].wrong("unknown_hint", number=number)
    return number


def _says(entry: Entry, kinds: list[str], script: str | None) -> dict[str, Words]:
    said = {}
    for code, one in entry.named().items():
        if not re.fullmatch(CODE[0], code):
            one.wrong("bad_shape", value=code, shape=CODE[1])
        if kinds and "script" not in kinds and code != WRONG:
            one.wrong("says_alone")
        elif script is not None and code not in WORD.findall(script):
            one.wrong("never_said", said=code)
        said[code] = one.words(LONGEST_SENTENCE)
    return said


def scripts_run(checks: Node) -> Iterator[str]:
    for check in checks.items:
        script = check.fields.get("script")
        yield from (script.fields["run"].text,) if script and "run" in script.fields else ()


def look_at_places(root: Entry, given: Mapping[str, Entry], files: Mapping[str, str], known: Known) -> None:
    """``given``: of the whole lab."""
    names = frozenset(known.parameters)
    for name in ("title", "summary", "hints", "ports"):
        if name in given:
            _look(given[name].node, root.file, names, names, root.mistakes)
    for check in given["checks"].node.items if "checks" in given else ():
        _look_at_check(check, root, names, files)
    for path, content in files.items():
        if PROSE.fullmatch(path):
            for number, line in enumerate(content.splitlines(), 1):
                _look_at_text(line, (path, number), names, names, root.mistakes)


def _look_at_check(check: Node, root: Entry, names: frozenset[str], files: Mapping[str, str]) -> None:
    for name, node in check.fields.items():
        more: set[str] = set()
        if name in WITH_NONCE:
            more = {"nonce"}
        elif name == "says":
            more = set(_told(check.fields.get("script"), files))
        _look(node, root.file, names | more, names, root.mistakes)


def _told(script: Node | None, files: Mapping[str, str]) -> Iterator[str]:
    """The names of the values that a script tells."""
    run = script.fields.get("run") if script else None
    yield from TOLD.findall(files.get(run.text, "")) if run else ()


def _look(node: Node, file: str, allowed: frozenset[str], names: frozenset[str], mistakes: Mistakes) -> None:
    if node.kind == "text":
        _look_at_text(node.text, (file, node.line), allowed, names, mistakes)
    for one in chain(node.items, node.fields.values()):
        _look(one, file, allowed, names, mistakes)


def _look_at_text(
    text: str, place: tuple[str, int], allowed: frozenset[str], names: frozenset[str], mistakes: Mistakes
) -> None:
    for found in PLACE.finditer(text):
        if found[1] not in allowed:
            mistakes.add("unknown_parameter", *place, name=found[1])
    rest = PLACE.sub(" ", text)
    for name in names:
        half: Any = re.search(rf"\{{{name}(?![a-z0-9_])|(?<![a-z0-9_${{])(?<!\$\{{){name}\}}", rest)
        if half:
            mistakes.add("unbalanced", *place, text=half[0])
