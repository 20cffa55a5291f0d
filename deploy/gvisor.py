"""Puts a runsc that we know to work where Vereda looks for it, done once by root; again it changes nothing.

Debian 12's own is too old. Its backports have a newer one, so that suite of the machine's own package sources is read for
this alone: no file of the system changes but the program, and nothing of it is updated later. Elsewhere: put an official
release there.
Nothing but Python's own library and apt.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

PROGRAM = Path("/usr/local/lib/vereda/runsc")
OLDEST = 20240729  # as in courses/sandbox/runtimes/runsc/release.py, which this file cannot import
SOURCES = (Path("/etc/apt/sources.list.d"), Path("/etc/apt/sources.list"))


class NotHere(Exception):
    """Why there is none to be had."""


def prepare(program: Path = PROGRAM) -> Path:
    """Raises NotHere; CalledProcessError with the words of the program that refused."""
    if _release(program) >= OLDEST:
        return program
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # apt reads as a user of its own
        found = Path("/usr/bin/runsc")
        if _release(found) < OLDEST:
            found = _from_backports(Path(folder))
        if _release(found) < OLDEST:
            raise NotHere(f"the newest runsc of the package sources is of {_release(found)}, {OLDEST} is needed")
        program.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = program.with_suffix(".half")
        shutil.copyfile(found, half)
        half.chmod(0o755)
        half.replace(program)
    return program


def _release(program: Path) -> int:
    try:
        told = subprocess.run((str(program), "--version"), capture_output=True, check=False, text=True)
    except OSError:
        return 0
    day = re.search(r"\b(20\d{6})\b", told.stdout)
    return int(day[1]) if day else 0


def _from_backports(folder: Path) -> Path:
    suite = f"{_codename()}-backports"
    for name in ("lists/partial", "cache/archives/partial", "unpacked"):
        (folder / name).mkdir(parents=True)
    source = folder / "backports.sources"
    source.write_text(_stanza(suite), encoding="utf-8")
    options = [f"-o=Dir::Etc::sourcelist={source}", "-o=Dir::Etc::sourceparts=-", f"-o=Dir::State::lists={folder}/lists",
               f"-o=Dir::Cache={folder}/cache", "-o=APT::Sandbox::User=root"]  # fmt: skip
    for words in (("update", "-qq"), ("download", "-qq", f"runsc/{suite}")):
        subprocess.run(("apt-get", *options, *words), cwd=folder, check=True, stdin=subprocess.DEVNULL)
    package = next(folder.glob("runsc_*.deb"))
    subprocess.run(("dpkg-deb", "--extract", str(package), str(folder / "unpacked")), check=True)
    return folder / "unpacked/usr/bin/runsc"


def _codename() -> str:
    release = Path("/etc/os-release").read_text(encoding="utf-8")
    found = re.search(r"^VERSION_CODENAME=(\w+)$", release, re.MULTILINE)
    if "ID=debian" not in release.splitlines() or found is None:
        raise NotHere(f"this is not Debian: put an official release at {PROGRAM}")
    return found[1]


def _stanza(suite: str) -> str:
    """The machine's own source of Debian, for another suite. Source: sources.list(5)."""
    own = suite.removesuffix("-backports")
    for file in _files():
        for stanza in re.split(r"\n\s*\n", file.read_text(encoding="utf-8")):
            if re.search(rf"^Suites:.*\b{own}\b(?!-security)", stanza, re.MULTILINE) and "-security" not in stanza:
                return re.sub(r"^Suites:.*$", f"Suites: {suite}", stanza, flags=re.MULTILINE) + "\n"
    for file in _files():
        for line in file.read_text(encoding="utf-8").splitlines():
            words = re.match(rf"deb\s+(?:\[(.*?)\]\s+)?(\S+)\s+{own}\s", line)
            if words:
                signed = re.search(r"signed-by=(\S+)", words[1] or "")
                kept = f"Signed-By: {signed[1]}\n" if signed else ""
                return f"Types: deb\nURIs: {words[2]}\nSuites: {suite}\nComponents: main\n{kept}"
    raise NotHere(f"no package source of {own} on this machine")


def _files() -> list[Path]:
    folder, file = SOURCES
    return [*sorted(folder.glob("*.sources")), *sorted(folder.glob("*.list")), *([file] if file.exists() else [])]


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("This needs root: it writes a program.")
    try:
        print(prepare())
    except NotHere as refusal:
        sys.exit(str(refusal))
