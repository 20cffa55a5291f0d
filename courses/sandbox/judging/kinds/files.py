"""file: looked at through the kernel, without a program of anybody's."""

from collections.abc import Mapping
from typing import Any

from courses.sandbox.judging.bench import PASSED, Bench, Failed, Finding, Unsure, text_of
from courses.sandbox.runtimes.port import Seen

FOUND_NONE, NO_PATTERN = 1, 2
# Whether the last step of the path is a link is seen from beside: looking follows it.
IS_LINK = 'test -L "/srv$1"'


def judge_file(bench: Bench, asked: Mapping[str, Any]) -> Finding:
    path, wanted = asked["path"], asked["kind"]
    seen = bench.look(path)
    if wanted == "absent":
        if seen is not None:
            raise Failed("there", path=path)
        return PASSED
    if seen is None:
        raise Failed("missing", path=path)
    kind = "link" if wanted == "link" and bench.sh(IS_LINK, path).code == 0 else seen.kind
    if kind != wanted:
        raise Failed("missing" if kind == "link" else "other_kind", path=path, kind=kind, wanted=wanted)
    _look_at_rights(bench, seen, asked)
    _look_at_size(seen, asked)
    if asked["contains"] or asked["lacks"] or "matches" in asked:
        _look_at_content(bench, bench.content(path), asked)
    return PASSED


def _look_at_rights(bench: Bench, seen: Seen, asked: Mapping[str, Any]) -> None:
    path = asked["path"]
    if "mode" in asked and seen.mode != int(asked["mode"], 8):
        raise Failed("mode", path=path, mode=f"{seen.mode:04o}", wanted=asked["mode"].zfill(4))
    for name, number, file in (("owner", seen.owner, "/etc/passwd"), ("group", seen.group, "/etc/group")):
        if name in asked and number != bench.number_of(asked[name], file):
            raise Failed(name, path=path, wanted=asked[name], **{name: bench.name_of(number, file)})


def _look_at_size(seen: Seen, asked: Mapping[str, Any]) -> None:
    if "larger" in asked and seen.size <= asked["larger"]:
        raise Failed("small", path=asked["path"], size=seen.size, wanted=asked["larger"])
    if "smaller" in asked and seen.size >= asked["smaller"]:
        raise Failed("large", path=asked["path"], size=seen.size, wanted=asked["smaller"])


def _look_at_content(bench: Bench, content: bytes, asked: Mapping[str, Any]) -> None:
    text, path = text_of(content), asked["path"]
    for one in asked["contains"]:
        if one not in text:
            raise Failed("file_lacks", path=path, text=one)
    for one in asked["lacks"]:
        if one in text:
            raise Failed("file_holds", path=path, text=one)
    if "matches" in asked:
        _match(bench, content, asked)


def _match(bench: Bench, content: bytes, asked: Mapping[str, Any]) -> None:
    """Beside, where whoever takes a second for ten letters harms nobody."""
    ran = bench.run(("/bin/grep", "-a", "-c", "-P", "-e", asked["matches"]), stdin=content, seconds=5)
    if ran.code == FOUND_NONE:
        raise Failed("no_match", path=asked["path"], pattern=asked["matches"])
    if ran.code == NO_PATTERN:
        raise Unsure("unreadable")
