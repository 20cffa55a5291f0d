"""The daemon as a process of its own, on machines in memory."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from courses.sandbox.runtimes.rights import USER
from deploy.sandbox_host import prepare
from tests.courses.sandbox.daemon.support import KEY, ROOT, SITE, Process, wait

WRONG = {
    "SANDBOX_KEY": {"SANDBOX_KEY": "short"},
    "SANDBOX_KEY or SANDBOX_KEY_FILE": {"SANDBOX_KEY": ""},
    "SANDBOX_KEY_FILE": {"SANDBOX_KEY": "", "SANDBOX_KEY_FILE": "/no/such/file"},
    "SANDBOX_DATA": {"SANDBOX_DATA": "data"},
    "SANDBOX_BIND": {"SANDBOX_BIND": "8011"},
    "SANDBOX_ORIGINS": {"SANDBOX_ORIGINS": ""},
    "SANDBOX_PREVIEW": {"SANDBOX_PREVIEW": "http://preview.example/"},
    "SANDBOX_RUNTIME": {"SANDBOX_RUNTIME": "docker"},
    "SANDBOX_MOST": {"SANDBOX_MOST": "-1"},
    "SANDBOX_PER_PERSON": {"SANDBOX_PER_PERSON": "many"},
}


@pytest.fixture
def data() -> Iterator[Path]:
    """Where whom we become can write, too: pytest closes its own folders to everybody else."""
    if os.geteuid() == 0:
        prepare(comes_last=False)
    folder = Path(tempfile.mkdtemp(prefix="vereda-sandboxd-", dir="/var/tmp"))
    folder.chmod(0o711)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_refuses_to_start_and_says_which(data: Path, name: str) -> None:
    process = Process(data, **{"SANDBOX_RUNTIME": "fake"} | WRONG[name])
    assert process.ended() == 2
    assert len(process.said) == 1
    assert f"does not start: {name}: " in process.said[0]
    assert "short" not in process.said[0]


def test_an_address_in_use_is_said(data: Path) -> None:
    with Process(data, SANDBOX_RUNTIME="fake") as first:
        second = Process(data, SANDBOX_RUNTIME="fake", SANDBOX_BIND=f"127.0.0.1:{first.port}")
        assert second.ended() == 2
        assert "SANDBOX_BIND: Address already in use" in second.said[0]


def test_the_key_may_lie_in_a_file_that_only_root_reads(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(KEY + b"\n")
    file.chmod(0o600)
    with Process(data, SANDBOX_RUNTIME="fake", SANDBOX_KEY="", SANDBOX_KEY_FILE=str(file)) as daemon:
        daemon.started("one")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has something to lay down")
def test_root_is_laid_down_for_good(data: Path) -> None:
    with Process(data, SANDBOX_RUNTIME="fake") as daemon:
        status = Path(f"/proc/{daemon.process.pid}/status").read_text()
        told = {line.split(":")[0]: line.split(":")[1].split() for line in status.splitlines()}
        uid = str(prepare(comes_last=False).uid)
        assert told["Uid"] == [uid] * 4
        assert set(told["Gid"]) == {told["Gid"][0]} != {"0"}
        assert told["Groups"] == []
        assert told["CapEff"] == told["CapPrm"] == ["0" * 16]
        assert told["NoNewPrivs"] == ["0"]
        assert data.owner() == USER


def test_sigterm_saves(data: Path) -> None:
    with Process(data, SANDBOX_RUNTIME="fake") as daemon:
        daemon.started("one")
        with daemon.terminal("one") as browser:
            browser.press(b"write /root/mine x\n")
            browser.press(b"say done\n")
            browser.until_shown(b"done\r\n# ")
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGINT):  # a supervisor, and a key at the console
                daemon.process.send_signal(number)
            assert browser.until_closed() == 1012
        assert daemon.ended() == 0
        assert daemon.said[1:] == []
    with Process(data, SANDBOX_RUNTIME="fake") as daemon:
        told = daemon.do("state", "one").json
        assert (told["state"], told["reason"]) == ("stopped", "host")
        assert daemon.start("one", restore=told["snapshot"]).json["state"] == "running"
        assert daemon.do("run", "one", {"command": "cat /root/mine"}).json["output"] == "x\n"
        assert "write /root/mine x" in daemon.do("transcript", "one").content.decode()


def test_sigkill_leaves_what_was_saved_and_the_next_one_reaps(data: Path) -> None:
    with Process(data, SANDBOX_RUNTIME="fake") as daemon:
        daemon.started("one")
        daemon.do("run", "one", {"command": "write /root/mine x"})
        digest = daemon.do("save", "one").json["digest"]
        daemon.do("run", "one", {"command": "write /root/later x"})
        order = daemon.order("state", "one")
        assert daemon.end(signal.SIGKILL) == -signal.SIGKILL
    assert [file.name for file in (data / "machines").iterdir()] == ["one"]
    with Process(data, SANDBOX_RUNTIME="fake") as daemon:
        assert list((data / "machines").iterdir()) == []
        assert daemon.ask("GET", "/v1/machines/one", order).json == {"error": "late"}
        assert daemon.do("state", "one").json["snapshot"] == digest
        assert daemon.start("one", restore=digest).json["state"] == "running"
        assert daemon.do("run", "one", {"command": "cat /root/mine"}).json["output"] == "x\n"
        assert daemon.do("run", "one", {"command": "cat /root/later"}).json["code"] == 1


def test_nothing_of_django_is_loaded() -> None:
    import subprocess
    import sys

    from tests.courses.sandbox.daemon.support import ROOT

    script = "import sys, courses.sandbox.daemon.__main__; print([name for name in sys.modules if 'django' in name])"
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


SUPERVISOR = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-m", "courses.sandbox.daemon"])
print(child.pid, flush=True)
child.wait()
"""


def test_it_ends_with_its_supervisor_however_that_went(data: Path) -> None:
    """Whoever lays down rights loses the kernel's word that they end with their parent."""
    given = {
        "SANDBOX_DATA": str(data),
        "SANDBOX_KEY": KEY.decode(),
        "SANDBOX_BIND": "127.0.0.1:0",
        "SANDBOX_ORIGINS": SITE,
    }
    given |= {"SANDBOX_RUNTIME": "fake", "VEREDA_SUPERVISED": "1", "PATH": "/usr/bin:/bin"}
    with subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR],
        env=given,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as supervisor:
        assert supervisor.stdout
        assert supervisor.stderr
        child = int(supervisor.stdout.readline())
        while "listens on" not in supervisor.stderr.readline():
            assert supervisor.poll() is None
        supervisor.kill()
        wait(lambda: not Path(f"/proc/{child}").exists())
