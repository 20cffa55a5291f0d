"""Shipped beginnings of courses, in the words of either language: data under courses/skeletons."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from courses.domain.library_file import UnitFile, read_unit
from lms.content.domain.library_entries import Pair, find, load

SKELETONS = Path(__file__).resolve().parent.parent / "skeletons"


@dataclass(frozen=True)
class Skeleton:
    """A course to begin with. Its units are read as those of a course file (docs/course-files.md)."""

    key: str
    names: Pair
    about: Pair
    audience: Pair
    outcomes: tuple[Pair, ...]
    units: tuple[UnitFile, ...]


@cache
def skeletons() -> tuple[Skeleton, ...]:
    """Those that are shipped, in the order of their folders."""
    return tuple(read_skeleton(file.parent) for file in sorted(SKELETONS.glob("*/skeleton.yaml")))


def skeleton_named(key: str) -> Skeleton | None:
    return next((one for one in skeletons() if one.key == key), None)


def read_skeleton(folder: Path) -> Skeleton:
    """Raises BrokenFile, which names the file, the line and the field."""
    file = folder / "skeleton.yaml"
    top = load(file).fields({"key", "name", "about", "audience", "outcomes", "units"})
    key = top["key"].slug()
    units = tuple(read_unit(key, folder / entry.text(most=120), entry) for entry in top["units"].items(least=1))
    if len({unit.key for unit in units}) != len(units):
        raise find(file, "units").wrong("has two units with the same key")
    return Skeleton(
        key=key,
        names=top["name"].line(most=80),
        about=top["about"].line(most=280),
        audience=top["audience"].line(most=400),
        outcomes=tuple(entry.line(most=200) for entry in top["outcomes"].items(least=1)),
        units=units,
    )
