"""Everything that is wrong with a rule at once, each by JSON path and code. The web puts words to the codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST = 50
LONGEST_VALUE = 120

Value = int | str | tuple[str, ...]

CODES = frozenset({
    # the shape
    "not_an_object", "not_a_list", "unknown_key", "missing_key", "unknown_format", "unknown_kind", "not_a_number",
    "out_of_range", "unknown_choice", "bad_key", "bad_date",
    # what it says
    "no_parts", "too_deep", "too_many_leaves", "more_than_parts", "same_part_twice", "names_none", "names_two",
    "wrong_object", "n_of_one", "two_units", "no_unit", "dates_reversed", "own_achievement", "never_met",
    "met_by_badges_alone",
})  # fmt: skip


@dataclass(frozen=True)
class Mistake:
    """``path``: ``$.when.parts[0].n``. ``values``: what the sentence for the code needs."""

    code: str
    path: str
    values: Mapping[str, Value] = field(default_factory=dict)


class BadRule(Exception):
    """``mistakes``: the first fifty, in the order in which they were found."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("; ".join(f"{one.path}: {one.code}" for one in mistakes))


class Mistakes:
    """Gathers them while a rule is read."""

    def __init__(self) -> None:
        self._found: list[Mistake] = []

    def add(self, code: str, path: str, **values: object) -> None:
        if len(self._found) < MOST:
            self._found.append(Mistake(code, path, {name: _cut(value) for name, value in values.items()}))

    def refuse(self) -> None:
        """Raises BadRule where there is one."""
        if self._found:
            raise BadRule(tuple(self._found))


def _cut(value: object) -> Value:
    """What a stranger wrote comes back short, and without halves of pairs, which no page can carry."""
    if isinstance(value, int):
        return value
    if isinstance(value, tuple):
        return tuple(map(str, value))
    return str(value)[:LONGEST_VALUE].encode(errors="replace").decode()
