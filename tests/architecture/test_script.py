"""The one script: what it says and refuses before it sets anything up."""

import re
import subprocess

import pytest

from tests.architecture.tree import ROOT


def vereda(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(ROOT / "vereda"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, cwd="/")


def test_help_lists_every_command() -> None:
    commands = re.findall(r"^  ([a-z0-9-]+)\) ", (ROOT / "vereda").read_text(encoding="utf-8"), re.MULTILINE)

    listed = re.findall(r"^\./vereda ([a-z0-9-]+)", vereda("help").stdout, re.MULTILINE)

    assert sorted(listed) == sorted([*(set(commands) - {"install-packages"}), "help"])


def test_an_unknown_command_is_refused() -> None:
    result = vereda("fly")

    assert (result.returncode, result.stdout) == (1, "")
    assert "no command 'fly'" in result.stderr


@pytest.mark.parametrize(
    ("argument", "words"),
    [
        ("8123", "run takes NAME=value, not '8123'"),
        ("port=8123", "run takes NAME=value, not 'port=8123'"),
        ("PO-RT=1", "'PO-RT' is not the name of a setting"),
        ("PORT=eight", "PORT=eight is not a number"),
    ],
)
def test_run_refuses_what_is_no_setting(argument: str, words: str) -> None:
    result = vereda("run", argument)

    assert result.returncode == 1
    assert words in result.stderr


def test_the_script_stays_readable() -> None:
    assert len((ROOT / "vereda").read_text(encoding="utf-8").splitlines()) < 400


def test_continuous_integration_runs_the_two_commands_and_nothing_else() -> None:
    lines = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if "vereda" in line] == ["./vereda test", "./vereda test-servers --yes"]
