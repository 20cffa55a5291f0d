"""What only gVisor's runtime must do."""

import subprocess
from pathlib import Path

import pytest

from courses.sandbox.runtimes.port import RuntimeFailure
from courses.sandbox.runtimes.runsc import gate
from courses.sandbox.runtimes.runsc.release import refuse_unless_known


def says(place: Path, words: str) -> Path:
    program = place / "runsc"
    program.write_text(f"#!/bin/sh\necho '{words}'\n", encoding="utf-8")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("words", ["runsc version 0.0~20240729.0", "runsc version release-20261022.0"])
def test_a_release_that_works_is_taken(tmp_path: Path, words: str) -> None:
    assert refuse_unless_known(says(tmp_path, words)) >= 20240729


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("runsc version 0.0~20221219.0", "20240729 or later is needed"),
        ("runsc version VERSION_MISSING", "no day of release"),
    ],
)
def test_another_release_is_refused(tmp_path: Path, words: str, why: str) -> None:
    with pytest.raises(RuntimeFailure, match=why):
        refuse_unless_known(says(tmp_path, words))


def test_a_missing_one_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeFailure, match="deploy/gvisor"):
        refuse_unless_known(tmp_path / "runsc")


def run(place: Path, program: bytes, *words: str) -> subprocess.CompletedProcess[bytes]:
    file = place / "program"
    file.write_bytes(program)
    file.chmod(0o755)
    return subprocess.run((str(file), *words), capture_output=True, check=False, timeout=10)


def test_the_gate_lays_down_limits_and_puts_on_the_filter(tmp_path: Path) -> None:
    entered = run(
        tmp_path, gate.enter([(7, 99)]), "/bin/sh", "-c",
        'ulimit -n; grep -E "^(NoNewPrivs|Seccomp):" /proc/self/status; unshare --user true; echo "$1"', "sh", "last word",
    )  # fmt: skip
    assert entered.stdout.decode().split("\n") == ["99", "NoNewPrivs:\t1", "Seccomp:\t2", "last word", ""]
    assert b"not permitted" in entered.stderr


def test_the_gate_says_what_it_cannot_start(tmp_path: Path) -> None:
    assert run(tmp_path, gate.enter([]), "/no/such/program").returncode == 126


def test_files_are_told_in_order_and_missing_ones_left_out(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"1" * 10_000)
    (tmp_path / "two").write_bytes(b"2")
    told = run(tmp_path, gate.tell(), *(str(tmp_path / name) for name in ("one", "missing", "two")))
    assert told.stdout == b"1" * 10_000 + b"2"
