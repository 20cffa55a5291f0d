"""Tables for a terminal."""

from collections.abc import Sequence
from typing import TextIO


def table(out: TextIO, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The first column to the left, numbers to the right."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    out.write(f"\n{title}\n")
    for row in (head, *rows):
        cells = [row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        out.write("  " + "  ".join(cells).rstrip() + "\n")


def kilobytes(size: int) -> str:
    return f"{size / 1000:.1f}"
