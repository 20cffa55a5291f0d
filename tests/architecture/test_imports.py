"""The contracts of pyproject.toml hold, and each of them really catches what it forbids."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT

PLANTED = {
    "lms/core/clock.py": "import lms.portal",
    "courses/queries/__init__.py": "import courses.views\nimport badges.models",
    "badges/enums.py": "import bleach",
    "badges/models.py": "import weasyprint",
    "badges/domain/__init__.py": "import celery",
    "lms/records/utils.py": "",
    "lms/gadgets/__init__.py": "",
}
CAUGHT = {
    "an import from a lower floor to a higher one": "lms.core.clock -> lms.portal",
    "an import between neighbours": "courses.queries -> badges.models",
    "an import from reads to views": "courses.queries -> courses.views",
    "bleach beside its door": "badges.enums -> bleach",
    "weasyprint beside its door": "badges.models -> weasyprint",
    "a queue in a domain": "badges.domain -> celery",
    "a module with no place in the layers": "lms.records.utils",
    "a room that the house does not know": "lms.gadgets",
}


def copy_of_the_tree(folder: Path) -> Path:
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("*.pyc", "static", "library"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-logo", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    folder = copy_of_the_tree(tmp_path_factory.mktemp("planted"))
    for name, line in PLANTED.items():
        (folder / name).parent.mkdir(exist_ok=True)
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{line}\n")
    return lint_imports(folder)


@pytest.mark.slow
def test_the_tree_keeps_every_contract(tmp_path: Path) -> None:
    result = lint_imports(copy_of_the_tree(tmp_path))

    assert "0 broken" in result.stdout, result.stdout
    assert result.returncode == 0


@pytest.mark.slow
def test_a_tree_with_planted_imports_is_refused(planted: subprocess.CompletedProcess[str]) -> None:
    assert planted.returncode == 1, planted.stdout


@pytest.mark.parametrize("what", CAUGHT)
def test_a_planted_import_is_named(planted: subprocess.CompletedProcess[str], what: str) -> None:
    assert CAUGHT[what] in planted.stdout, planted.stdout
