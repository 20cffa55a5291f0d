"""YAML that does more than hold texts is a mistake, and costs nothing."""

import pytest

from courses.sandbox.labs.mistakes import BadLab, Mistakes
from courses.sandbox.labs.nodes import parse

LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


def told(text: str) -> list[tuple[str, int]]:
    mistakes = Mistakes()
    parse("lab.yaml", text, mistakes)
    try:
        mistakes.refuse()
    except BadLab as bad:
        return [(one.code, one.line) for one in bad.mistakes]
    return []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a: 1\nb: [1", [("yaml", 2)]),
        ("a: 1\n\tb: 2", [("yaml", 2)]),
        ("a: 'x\n", [("yaml", 2)]),
        ("a: \x01", [("yaml", 1)]),
        ("a: 1\nb: \x07", [("yaml", 2)]),
        ("a: 1\na: 2", [("duplicate", 2)]),
        ("x:\n  - {b: 1, c: 2, b: 3}", [("duplicate", 2)]),
        ("? [a, b]\n: 1", [("not_a_name", 1)]),
        ("? {a: b}\n: {c: d}", [("not_a_name", 1)]),
        ("a: &x 1\nb: *x", [("alias", 1), ("alias", 2)]),
        ("a: &x {c: 1}\nb:\n  <<: *x", [("alias", 1), ("alias", 3)]),
        ("a: !!python/object/apply:os.system [id]", [("tag", 1)]),
        ("a: !!str 1", [("tag", 1)]),
        ("a: ! x", [("tag", 1)]),
        ("a: 1\n---\nb: 2", [("two_documents", 2)]),
        ("", [("empty_file", 0)]),
        ("# nothing", [("empty_file", 0)]),
        ("a: *b", [("alias", 1)]),
        ("[" * 60_000, [("too_deep", 1)]),
        ("{a: " * 10_000, [("too_deep", 1)]),
        ("- " * 20_000, [("too_deep", 1)]),
        ("[" + "x," * 30_000 + "]", [("too_many_values", 1)]),
    ],
)
def test_a_mistake_has_a_line(text: str, codes: list[tuple[str, int]]) -> None:
    assert told(text) == codes


def test_aliases_unfold_to_nothing() -> None:
    assert {code for code, _line in told(LAUGHS)} == {"alias"}


def test_values_stay_as_they_are_written() -> None:
    mistakes = Mistakes()
    tree = parse("lab.yaml", "a: 0640\nb: no\nc: 2026-01-01\nd: 1:30\ne: ~\nf: '~'\ng: 'x'\n", mistakes)
    assert not mistakes
    assert tree is not None
    assert {name: (node.text, node.is_nothing, node.line) for name, node in tree.fields.items()} == {
        "a": ("0640", False, 1), "b": ("no", False, 2), "c": ("2026-01-01", False, 3), "d": ("1:30", False, 4),
        "e": ("~", True, 5), "f": ("~", False, 6), "g": ("x", False, 7),
    }  # fmt: skip
