"""A lab folder, as it lies on a disk or was typed into a form, into a ``Lab``: or everything that is wrong with it.

The folder is a stranger's: sizes are looked at before contents, and YAML can do nothing here but hold texts.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from courses.sandbox.labs import checking
from courses.sandbox.labs.asking import Known, is_in_network, port
from courses.sandbox.labs.mistakes import BadLab, Mistakes
from courses.sandbox.labs.nodes import parse
from courses.sandbox.labs.shapes import LONGEST_TEXT, Entry
from courses.sandbox.labs.spec import Host, Lab, Level, Parameter, Words

__all__ = ["BadLab", "digest", "read"]

SPEC = "lab.yaml"
LARGEST_FILE = 64 * 1024
LARGEST_FOLDER = 1024 * 1024
MOST_FILES = 100
LONGEST_PATH = 100
BASES = ("dns", "files", "mail", "shell", "web")
MUST = ("format", "minutes", "level", "topics", "title", "summary", "hints", "checks")
MAY = ("base", "hosts", "parameters", "ports")
STORIES = ("story.en.md", "story.es.md")
AFTERS = ("after.en.md", "after.es.md")
TURNS = ("break", "boot", "solve")
NAME = (r"[a-z]([a-z0-9-]{0,18}[a-z0-9])?", "a short name in lower case")
PARAMETER = r"[a-z][a-z0-9_]{0,30}"
RESERVED = {"nonce", "seed"}
FURTHEST = 10**15  # numbers that parameters draw


def read(slug: str, files: Mapping[str, str]) -> Lab:
    """Raises BadLab with all mistakes."""
    mistakes = Mistakes()
    _look_at_files(files, mistakes)
    mistakes.refuse()
    root = parse(SPEC, files[SPEC], mistakes) if SPEC in files else None
    if SPEC not in files:
        mistakes.add("missing_file", SPEC)
    lab = _lab(slug, files, Entry.of(root, SPEC, mistakes)) if root else None
    mistakes.refuse()
    assert lab is not None  # noqa: S101  without a mistake there is a root
    return lab


def digest(files: Mapping[str, str]) -> str:
    """SHA-256 over all paths and contents, sorted, each with its length before it."""
    found = hashlib.sha256()
    for path in sorted(files):
        for part in (path.encode(), files[path].encode()):
            found.update(len(part).to_bytes(8) + part)
    return found.hexdigest()


def _look_at_files(files: Mapping[str, str], mistakes: Mistakes) -> None:
    whole = 0
    for path, content in list(files.items())[:MOST_FILES]:
        if not _is_path(path):
            mistakes.add("path", path=path)
            continue
        size = _size(content)
        if size is None or "\0" in content:
            mistakes.add("not_text", path)
            continue
        whole += size + len(path)
        if size > LARGEST_FILE:
            mistakes.add("too_large", path, most=LARGEST_FILE)
    if len(files) > MOST_FILES:
        mistakes.add("too_many_files", most=MOST_FILES)
    if whole > LARGEST_FOLDER:
        mistakes.add("folder_too_large", most=LARGEST_FOLDER)


def _size(content: object) -> int | None:
    try:
        return len(content.encode()) if isinstance(content, str) else None
    except UnicodeEncodeError:  # half of a pair
        return None


def _is_path(path: str) -> bool:
    return (
        re.fullmatch(r"[A-Za-z0-9._/-]+", path) is not None
        and len(path) <= LONGEST_PATH
        and not path.startswith("/")
        and ".." not in path.split("/")
        and str(PurePosixPath(path)) == path
    )


def _lab(slug: str, files: Mapping[str, str], root: Entry) -> Lab:
    given = root.fields(MUST, MAY)
    if "format" in given and given["format"].node.text != "1":
        given["format"].wrong("unknown_format", value=given["format"].node.text)
    hosts = tuple(_hosts(root, given))
    parameters = tuple(_parameters(given["parameters"])) if "parameters" in given else ()
    scripts = frozenset(path for path in files if re.fullmatch(r"check/[^/]+\.sh", path))
    known = Known({one.name: one for one in parameters}, scripts)
    hints = tuple(one.words(LONGEST_TEXT) for one in given["hints"].items(2, 10)) if "hints" in given else ()
    wanted = checking.Wanted(known, tuple(host.name for host in hosts), len(hints), files)
    checks = checking.read_checks(given["checks"], wanted) if "checks" in given else ()
    ports = tuple(port(one, known) for one in given["ports"].items(most=8)) if "ports" in given else ()
    run = set(checking.scripts_run(given["checks"].node)) if "checks" in given else set()
    _look_at_roles(files, hosts, run, root.mistakes)
    checking.look_at_places(root, given, files, known)
    return Lab(
        slug=slug,
        digest=digest(files),
        minutes=given["minutes"].number(10, 40) if "minutes" in given else 10,
        level=_level(given),
        topics=tuple(one.slug() for one in given["topics"].items(1, 8)) if "topics" in given else (),
        title=_words(given, "title", 100),
        summary=_words(given, "summary", 300),
        story=Words(files.get(STORIES[0], ""), files.get(STORIES[1], "")),
        hosts=hosts,
        parameters=parameters,
        checks=checks,
        hints=hints,
        ports=ports,
        files=dict(files),
    )


def _level(given: Mapping[str, Entry]) -> Level:
    found = given["level"].choice([*Level]) if "level" in given else ""
    return Level(found) if found in [*Level] else Level.FIRST


def _words(given: Mapping[str, Entry], name: str, most: int) -> Words:
    return given[name].words(most) if name in given else Words("", "")


def _hosts(root: Entry, given: Mapping[str, Entry]) -> Iterator[Host]:
    if ("base" in given) == ("hosts" in given):
        root.wrong("base_and_hosts")
    if "hosts" not in given:
        yield Host("lab", given["base"].choice(BASES) if "base" in given else "")
        return
    entries = given["hosts"].items(1, 5)
    seen: set[str] = set()
    for entry in entries:
        one = entry.fields({"name", "base"}, {"address"})
        host = Host(
            one["name"].shaped(*NAME) if "name" in one else "",
            one["base"].choice(BASES) if "base" in one else "",
            one["address"].text() if "address" in one else "",
        )
        _look_at_address(entry, one.get("address"), is_alone=len(entries) == 1)
        for value in {host.name, host.address} - {""}:
            if value in seen:
                entry.wrong("duplicate", name=value)
            seen.add(value)
        yield host


def _look_at_address(host: Entry, address: Entry | None, *, is_alone: bool) -> None:
    if address is None:
        if not is_alone:
            host.wrong("missing_field", name="address")
    elif is_alone:
        address.wrong("lone_address")
    elif not is_in_network(address.node.text):
        address.wrong("outside_network", address=address.node.text)


def _parameters(entry: Entry) -> Iterator[Parameter]:
    for name, one in entry.named().items():
        if not re.fullmatch(PARAMETER, name):
            one.wrong("bad_shape", value=name, shape="a name in lower case (like_this)")
        if name in RESERVED:
            one.wrong("reserved", name=name)
        given = one.named()
        if "one_of" in given:
            one.fields({"one_of"})
            yield Parameter(name, tuple(choice.text(100) for choice in given["one_of"].items(1, 50)))
        else:
            bounds = one.fields({"from", "to"}, {"one_of"})
            numbers = {key: bounds[key].number(0, FURTHEST) for key in ("from", "to") if key in bounds}
            least, most = numbers.get("from", 0), numbers.get("to", numbers.get("from", 0))
            if least > most:
                one.wrong("backwards")
            yield Parameter(name, (), least, max(least, most))


def _look_at_roles(files: Mapping[str, str], hosts: tuple[Host, ...], run: set[str], mistakes: Mistakes) -> None:
    """Every file has one, and everybody who is needed is there."""
    before = [f"{host.name}." for host in hosts] if len(hosts) > 1 else [""]
    scripts = {turn: [f"{name}{turn}.sh" for name in before] for turn in TURNS}
    known = {SPEC, *STORIES, *AFTERS, *(name for names in scripts.values() for name in names)}
    for path in files.keys() - known:
        if not re.fullmatch(r"check/[^/]+\.sh", path):
            mistakes.add("unknown_file", path)
        elif path not in run:
            mistakes.add("unused_script", path)
    needed = [[one] for one in STORIES] + [scripts["break"], scripts["solve"]]
    needed += [[one] for one in AFTERS] if files.keys() & set(AFTERS) else []
    for names in needed:
        if not files.keys() & set(names):
            mistakes.add("missing_file", names[0])
    for path, content in files.items():
        if not content.strip():
            mistakes.add("empty_file", path)
