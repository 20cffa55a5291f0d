"""The source as these tests read it: parsed files of our own packages, and our own templates."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("lms", "courses", "workshops", "badges")
TEMPLATES = ROOT / "templates"
NOT_OURS = {".git", ".tests-migrated", ".venv", ".venv-next", "var", "node_modules"}


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def python_files(part: str = "") -> Iterator[Path]:
    """Our modules without migrations; ``part`` keeps those in a package or module of that name (``domain``, ``views``)."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            names = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in names and (not part or part in names):
                yield path


def templates() -> Iterator[Path]:
    yield from sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"})


def imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every imported name, dotted in full, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def where(path: Path, line: int, what: str) -> str:
    return f"{path.relative_to(ROOT)}:{line}: {what}"


def nothing(found: list[str]) -> None:
    """Fails with every finding on a line of its own."""
    assert not found, "\n" + "\n".join(found)
