"""A small lab to be spoilt: what a test changes in it is what is wrong with it."""

from pathlib import Path

from courses.sandbox.labs import library

HERE = Path(__file__).parent
SPEC = "lab.yaml"


def told_note() -> dict[str, str]:
    return library.files_of(HERE / "told-note")


def with_spec(old: str, new: str) -> dict[str, str]:
    """The folder with one change of lab.yaml, which must hold ``old`` once."""
    files = told_note()
    assert files[SPEC].count(old) == 1, old
    return files | {SPEC: files[SPEC].replace(old, new)}


def line_of(files: dict[str, str], text: str, file: str = SPEC) -> int:
    """From 1, of the first line that holds it."""
    return next(number for number, line in enumerate(files[file].splitlines(), 1) if text in line)
