"""The whole of it once: a daemon that was started by root, real machines of bubblewrap, a real terminal."""

import hashlib
import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest

from courses.sandbox.labs import reading
from deploy.sandbox_host import Host
from tests.courses.sandbox.daemon.support import LAB, Process, wait, wish
from tests.courses.sandbox.runtimes.conftest import base, host, place
from tests.courses.sandbox.runtimes.machine import empty

__all__ = ["base", "host", "place"]

FILES = LAB | {
    "break.sh": "#!/bin/sh\nset -eu\nmkdir -p /srv\nprintf 'wrong\\n' >/srv/word\nrm /etc/issue\nchmod 600 /etc/hostname\n",
    "boot.sh": "#!/bin/sh\nset -eu\nsleep 9999 &\n",
    "solve.sh": "#!/bin/sh\necho right >/srv/word\ntouch /srv/other\n",
}
DIGEST = reading.digest(FILES)


def groups(data: Path) -> dict[Path, set[int]]:
    """Processes by control group, of all machines of the daemon of ``data``."""
    ours = hashlib.sha256(str(data / "machines").encode()).hexdigest()[:16]
    found = {}
    for folder in Path("/sys/fs/cgroup").rglob(f"{ours}/*.*/cgroup.procs"):
        with suppress(FileNotFoundError):
            found[folder.parent] = set(map(int, folder.read_text().split()))
    return found


@pytest.mark.slow
def test_daemon_of_real_machines(host: Host, place: Path, base: Path) -> None:
    data = empty(place / "daemon")
    data.chmod(0o711)
    os.chown(data, host.uid, host.gid)
    with Process(data, SANDBOX_IMAGES=str(base.parent), SANDBOX_PREVIEW="preview.localhost:8011") as daemon:
        assert daemon.ask("PUT", f"/v1/labs/{DIGEST}", daemon.order("lab", DIGEST), FILES).status == 204
        with daemon.terminal("one", lab=DIGEST) as browser:
            browser.say(resize=[100, 30])
            browser.press(b"cat /srv/word; echo $((6*7)) $(id -u); pwd\n")
            browser.until_shown(b"wrong\r\n42 0\r\n/root\r\n")
            browser.press(b"stty size; echo mine >/root/mine\n")
            browser.until_shown(b"30 100\r\n")
            browser.press(b"sleep 1234 & echo started\n")
            browser.until_shown(b"started\r\n")

            ran = daemon.do("run", "one", {"command": "cd /etc && pwd; exit 3"}).json
            assert (ran["output"], ran["code"], ran["folder"]) == ("/etc\n", 3, "/etc")
            assert daemon.do("run", "one", {"command": "cat nsswitch.conf | head -c 1; (exit 4)"}).json["code"] == 4
            slow = daemon.do("run", "one", {"command": "sleep 60"}).json
            assert slow["code"] is None

            told = daemon.do("check", "one").json
            assert [(one["check"], one["verdict"]) for one in told["results"]] == [
                ("right", "failed"), ("there", "failed"),
            ]  # fmt: skip
            repaired = "echo right >/srv/word; touch /srv/other; rm /etc/issue.net; chmod 700 /etc/hostname"
            daemon.do("run", "one", {"command": repaired})
            told = daemon.do("check", "one").json
            assert told["verdict"] == "passed", told

            saved = daemon.do("save", "one").json
            changes = {one["path"]: one for one in saved["changes"]}
            word, gone = changes["/srv/word"], changes["/etc/issue.net"]
            assert (word["kind"], word["before"], word["after"]) == ("changed", "wrong\n", "right\n")
            assert (gone["kind"], gone["is_text"], gone["before"][:6]) == ("deleted", True, "Debian")
            assert (changes["/etc/hostname"]["kind"], changes["/etc/hostname"]["mode"]) == ("changed", 0o700)
            assert "/etc/issue" not in changes  # that was the lab
            assert changes["/root/mine"]["owner"] == 0

            with daemon.terminal("one", lab=DIGEST, mode="watch", owner="9", name="Beto") as watcher:
                watcher.until_shown(b"42 0")
            assert daemon.do("state", "one").json["usage"]["processes"] >= 0

            processes = set().union(*groups(data).values())
            assert daemon.process.pid not in processes
            assert len(processes) >= 4
            assert daemon.end(signal.SIGKILL) == -signal.SIGKILL
        wait(lambda: not any(Path(f"/proc/{one}").exists() for one in processes))
        assert not any(groups(data).values())
        assert groups(data)

    with Process(data, SANDBOX_IMAGES=str(base.parent)) as daemon:
        assert groups(data) == {}
        assert daemon.do("state", "one").json["snapshot"] == saved["digest"]
        answer = daemon.start("one", **wish(lab=DIGEST, restore=saved["digest"]))
        assert answer.json["state"] == "running", (answer.content, daemon.said)
        assert daemon.do("run", "one", {"command": "cat /root/mine"}).json["output"] == "mine\n"
        daemon.do("stop", "one")
        assert daemon.end(signal.SIGTERM) == 0
        assert not [line for line in daemon.said if "ERROR" in line]
