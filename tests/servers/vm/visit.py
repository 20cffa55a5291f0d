"""Visits the ``sandboxd`` of a unit, inside the machine of ``deploy/try-in-vm.sh``: starts a machine by signed orders, as
the site does, and looks at what it is held to. Raises AssertionError where something does not hold."""

# ruff: noqa: T201  read by whoever waits
import errno
import http.client
import json
import sys
import time
from pathlib import Path
from typing import Any

from courses.sandbox import orders
from courses.sandbox.labs import reading

LONGEST = 240  # seconds; a machine without KVM is slow
LAB = {
    "lab.yaml": """
format: 1
base: shell
minutes: 10
level: first
topics: [files]
title: {en: Words, es: Palabras}
summary: {en: A file that is wrong., es: Un archivo mal escrito.}
hints:
  - {en: Look., es: Mira.}
  - {en: Write., es: Escribe.}
checks:
  - key: right
    looks_for: {en: It says right, es: Dice right}
    file: {path: /srv/word, contains: right}
  - key: there
    looks_for: {en: Another one, es: Otro}
    file: {path: /srv/other}
""",
    "break.sh": "set -eu\necho wrong >/srv/word\n",
    "solve.sh": "set -eu\necho right >/srv/word\ntouch /srv/other\n",
    "story.en.md": "Something is wrong.\n",
    "story.es.md": "Algo anda mal.\n",
}
DIGEST = reading.digest(LAB)
EATS = 'perl -e "\\$x = 1 x (400 * 1024 * 1024)"'
FORKS = 'perl -e "for (1 .. 300) { defined(\\$one = fork) or die \\$!; \\$one or sleep 5, exit }"'
BURNS = "timeout 2 sh -c 'while :; do :; done'"


def ask(method: str, path: str, act: str, key: str = "", body: object = None, **about: object) -> Any:
    secret = Path("/etc/vereda/sandbox_key").read_text(encoding="utf-8").strip().encode()
    order = orders.sign(orders.Order(act, key, "owner", "Alicia", about), secret, now=time.time())
    connection = http.client.HTTPConnection("127.0.0.1", 8011, timeout=LONGEST)
    connection.request(method, path, json.dumps(body) if body else None, {"Authorization": f"Bearer {order}"})
    response = connection.getresponse()
    content = response.read()
    assert response.status in (200, 204), (path, response.status, content)
    return json.loads(content) if content else None


def on_machine(act: str, body: object = None, method: str = "POST", **about: object) -> Any:
    return ask(method, f"/v1/machines/one{'' if act == 'state' else f'/{act}'}", act, "one", body, **about)


def run(command: str) -> tuple[int | None, str]:
    ran = on_machine("run", {"command": command})
    print(f"  {command[:60]} -> {ran['code']} {ran['output'][:120]!r}")
    return ran["code"], ran["output"].strip()


def in_time(command: str) -> str:
    """Its status; a command through the daemon has ten seconds, and this machine is slow."""
    run(f"rm -f /root/status; (sh -c '{command}'; echo $? >/root/status) >/dev/null 2>&1 &")
    until = time.monotonic() + LONGEST
    while not (status := run("cat /root/status 2>/dev/null")[1]) and time.monotonic() < until:
        time.sleep(1)
    return status


def start(restore: str = "") -> Any:
    return on_machine("start", lab=DIGEST, seed=1, language="en", restore=restore, wall=3600, idle=1200)


def reach() -> None:
    until = time.monotonic() + LONGEST
    while True:
        try:
            ask("PUT", f"/v1/labs/{DIGEST}", "lab", body=LAB)
            return
        except (ConnectionError, AssertionError):  # not there yet, or the second in which it started
            if time.monotonic() > until:
                raise
            time.sleep(0.5)


def look_at_limits(group: Path) -> None:
    (own,) = group.glob("*/one.lab")
    assert (group / "cgroup.procs").read_text() == ""
    assert (group / "daemon" / "cgroup.procs").read_text().split() != []
    print(" ", own, (own / "memory.max").read_text().strip(), (own / "pids.max").read_text().strip())
    assert run("cat /srv/word") == (0, "wrong")
    assert in_time(EATS) == "137"
    assert "oom_kill 0" not in (own / "memory.events").read_text().splitlines()
    assert in_time(FORKS) == str(errno.EAGAIN)
    while int((own / "pids.current").read_text()) > 10:  # those end by themselves
        time.sleep(0.5)
    run(BURNS)
    told = dict(line.split() for line in (own / "cpu.stat").read_text().splitlines())
    assert int(told["nr_throttled"]) > 0, told
    usage = on_machine("state", method="GET")["usage"]
    assert usage["memory"] > 0, usage
    assert usage["processes"] >= 2, usage
    print(" ", usage)
    assert run("echo kept >/root/kept") == (0, "")


def main(group: Path, when: str) -> None:
    reach()
    if when == "before":
        assert start()["state"] == "running"
        look_at_limits(group)
        return
    kept = on_machine("state", method="GET")["snapshot"]
    print("  snapshot", kept)
    assert kept
    assert not list(group.glob("*/one.lab"))  # of the one before
    assert start(kept)["state"] == "running"
    assert run("cat /root/kept") == (0, "kept")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
