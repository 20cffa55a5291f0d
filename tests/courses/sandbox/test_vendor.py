"""What was copied from others is what they published."""

import hashlib
import re
from pathlib import Path

from tests.architecture.tree import ROOT

VENDOR = Path(ROOT) / "courses" / "sandbox" / "static" / "sandbox" / "vendor"


def test_copied_files_are_what_they_were() -> None:
    listed = dict(reversed(line.split("  ")) for line in (VENDOR / "SHA256SUMS").read_text().splitlines())
    there = {path.name for path in VENDOR.iterdir()} - {"SHA256SUMS", "README.md"}

    assert set(listed) == there
    assert {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in there} == listed


def test_every_copied_program_has_its_licence() -> None:
    text = (VENDOR / "README.md").read_text()

    for name in re.findall(r"\]\((LICENSE[^)]*)\)", text):
        assert "Permission is hereby granted" in (VENDOR / name).read_text()
    for path in VENDOR.glob("*.*s*"):
        if path.suffix in (".mjs", ".css"):
            assert f"`{path.name}`" in text
