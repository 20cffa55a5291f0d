"""Writes THIRD_PARTY_LICENCES.md: every package that runs with Vereda, and its licence as its own metadata states it.

``./vereda lock`` calls it; a test fails when the file is not current.
"""

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "THIRD_PARTY_LICENCES.md"
PIN = re.compile(r"^(?P<name>[a-zA-Z0-9._-]+)(?:\[[^\]]*\])?==", re.MULTILINE)
# Installed on other systems or other versions of Python only, so that their metadata cannot be read here.
ELSEWHERE = {"async-timeout": "Apache-2.0", "brotlicffi": "MIT", "colorama": "BSD-3-Clause"}
PREFACE = """# Licences of others

Vereda itself is free software under the GNU Affero General Public License, version 3 or later ([LICENSE](LICENSE)).
It stands on the packages below. Each keeps its own licence, named here as the package itself states it. `./vereda lock`
writes this file.

Copied into this repository is the terminal of the browser alone, [xterm.js](courses/sandbox/static/sandbox/vendor/README.md)
(MIT). The packages are not:

| Package | Licence |
| --- | --- |
"""


def locked_packages() -> list[str]:
    return sorted(set(PIN.findall((ROOT / "requirements.txt").read_text(encoding="utf-8"))), key=str.lower)


def licence_of(name: str) -> str:
    if name in ELSEWHERE:
        return ELSEWHERE[name]
    about = metadata.metadata(name)
    stated = about.get("License-Expression") or about.get("License") or ""
    classified = [
        classifier.rpartition(" :: ")[2]
        for classifier in about.get_all("Classifier", [])
        if classifier.startswith("License ::") and classifier != "License :: OSI Approved"
    ]
    # Some packages put the whole text of a licence where its name belongs.
    if stated and len(stated) < 60 and "\n" not in stated:
        return stated
    return ", ".join(classified) or "not stated"


def text() -> str:
    return PREFACE + "".join(f"| {name} | {licence_of(name)} |\n" for name in locked_packages())


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
