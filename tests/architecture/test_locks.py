"""What is installed is fixed by hash, agrees with pyproject.toml, and names no host that packages come from."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import NOT_OURS, ROOT

LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-kubernetes.txt")
PIN = re.compile(r"^(?P<name>[a-zA-Z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOREIGN_LOCKS = {"uv.lock", "poetry.lock", "Pipfile.lock", "package-lock.json", "yarn.lock", "pnpm-lock.yaml"}
PACKAGE_ADDRESS = re.compile(
    r"https?://\S+\.(?:whl|tar\.gz|tgz|deb)\b|^\s*--(?:extra-)?index-url|\"resolved\":\s*\"http", re.MULTILINE
)
READABLE = {"", ".cfg", ".css", ".html", ".js", ".json", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml"}


def pins(lock: str) -> dict[str, set[str]]:
    """Every version that a lock fixes for a package: more than one where Python versions differ."""
    found: dict[str, set[str]] = {}
    for match in PIN.finditer((ROOT / lock).read_text(encoding="utf-8")):
        found.setdefault(canonicalize_name(match["name"]), set()).add(match["version"])
    return found


def files() -> list[Path]:
    return [
        path
        for top in ROOT.iterdir()
        if top.name not in NOT_OURS
        for path in ([top] if top.is_file() else top.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "://" not in text
    assert "index-url" not in text


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    blocks = re.split(r"\n(?=[a-zA-Z0-9])", (ROOT / lock).read_text(encoding="utf-8"))

    assert [block.splitlines()[0] for block in blocks if PIN.match(block) and "--hash=sha256:" not in block] == []


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-dev.txt", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["dev"]),
        (
            "requirements-kubernetes.txt",
            PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["kubernetes"],
        ),
    ],
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, wanted: list[str]) -> None:
    locked = pins(lock)
    requirements = [Requirement(line) for line in wanted]

    unmet = [
        str(requirement)
        for requirement in requirements
        if not any(requirement.specifier.contains(v) for v in locked.get(canonicalize_name(requirement.name), ()))
    ]
    assert unmet == [], "run ./vereda lock"


def test_the_development_lock_holds_the_same_versions_as_the_other() -> None:
    development = pins("requirements-dev.txt")

    assert {
        name: versions for name, versions in pins("requirements.txt").items() if development.get(name) != versions
    } == {}


@pytest.mark.slow
def test_no_file_names_a_place_that_packages_come_from() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in files()
        if path.suffix in READABLE
        and path != Path(__file__)
        and PACKAGE_ADDRESS.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_there_is_no_lock_that_carries_addresses() -> None:
    assert [path.name for path in files() if path.name in FOREIGN_LOCKS or path.match("pylock*.toml")] == []
