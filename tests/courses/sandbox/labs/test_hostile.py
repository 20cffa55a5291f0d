"""Whatever stands in a lab folder, it is a lab or a list of mistakes, and nothing else."""

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from courses.sandbox.labs import reading
from courses.sandbox.labs.asking import KINDS
from courses.sandbox.labs.mistakes import MOST, BadLab, Mistake
from tests.courses.sandbox.labs.folders import SPEC, told_note

GOOD = told_note()
TREE: dict[str, Any] = yaml.safe_load(GOOD[SPEC])
OF_CHECKS = [("checks", number, name) for number in range(3) for name in TREE["checks"][number]]
PLACES = [
    (),
    *[(name,) for name in TREE],
    *OF_CHECKS,
    ("title", "en"),
    ("parameters", "who"),
    ("hints", 0),
    ("checks", 1),
]
words = st.sampled_from(
    ["en", "es", "key", "path", "port", "run", "one_of", "from", "to", "{who}", "{", "}", "{nonce}", *KINDS]
)
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), words, st.dates())
trees = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words | st.text(max_size=5), inner, max_size=4)
)


def read(files: dict[str, str]) -> None:
    mistakes: tuple[Mistake, ...] = ()
    try:
        assert reading.read("hostile", files).digest == reading.digest(files)
    except BadLab as bad:
        mistakes = bad.mistakes
        files = {}
    assert bool(mistakes) != bool(files)
    assert len(mistakes) <= MOST
    assert all(one.line >= 0 and str(one) for one in mistakes)


def put(tree: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    copy = tree.copy()
    copy[place[0]] = put(tree[place[0]], place[1:], value)
    return copy


@given(st.sampled_from(PLACES), trees)
def test_anything_in_any_place(place: tuple[Any, ...], value: Any) -> None:
    spec = yaml.safe_dump(put(TREE, place, value), allow_unicode=True, sort_keys=False)
    read(GOOD | {SPEC: spec})


@given(
    st.sampled_from([*KINDS]),
    st.dictionaries(st.sampled_from([*{name for kind in KINDS.values() for name in kind.asks}]), trees),
)
def test_any_check_asks_anything(kind: str, asks: dict[str, Any]) -> None:
    check = {"key": "x", "looks_for": {"en": "a", "es": "b"}, kind: asks}
    read(GOOD | {SPEC: yaml.safe_dump(TREE | {"checks": [*TREE["checks"], check]}, sort_keys=False)})


@given(st.integers(0, len(GOOD[SPEC])), st.integers(0, 200), st.text(max_size=30))
def test_any_text_in_place_of_any_other(start: int, length: int, text: str) -> None:
    read(GOOD | {SPEC: GOOD[SPEC][:start] + text + GOOD[SPEC][start + length :]})


@given(st.text() | st.sampled_from([*GOOD, "boot.sh", "check/x.sh"]), st.text())
def test_any_file(path: str, text: str) -> None:
    read(GOOD | {path: text})
