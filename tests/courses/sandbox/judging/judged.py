"""Checks written as an author writes them, judged on a machine that a script has made."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from courses.sandbox.judging.bench import Bench, Failed, Finding, Unsure
from courses.sandbox.judging.kinds import JUDGES
from courses.sandbox.judging.machine import ENVIRONMENT
from courses.sandbox.labs.asking import KINDS, Known
from courses.sandbox.labs.mistakes import Mistakes
from courses.sandbox.labs.nodes import parse
from courses.sandbox.labs.shapes import Entry
from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from courses.sandbox.runtimes.port import HostSpec, SandboxSpec
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.machine import empty, without_rights

KEY = "one"


def asks(kind: str, text: str, files: Mapping[str, str]) -> dict[str, Any]:
    mistakes = Mistakes()
    node = parse("lab.yaml", text, mistakes)
    assert node is not None
    asked = KINDS[kind].read(Entry.of(node, "lab.yaml", mistakes), Known({}, frozenset(files)))
    mistakes.refuse()
    return asked


def judge_all(
    host: Host, folder: Path, base: Path, prepare: str, checks: Mapping[str, tuple[str, str]], *,
    hurried: tuple[str, ...] = (), files: Mapping[str, str] | None = None, environment: Mapping[str, str] | None = None,
) -> dict[str, Finding]:  # fmt: skip
    """``checks``: by name their kind and what they ask. ``prepare`` is run as root inside, once. ``hurried``: names
    of checks with little time."""
    files = files or {}
    asked = {name: (kind, asks(kind, text, files)) for name, (kind, text) in checks.items()}

    def work() -> dict[str, Finding]:
        driver = BubblewrapDriver(empty(folder), host.block)
        driver.create(KEY, SandboxSpec((HostSpec(base),), environment=ENVIRONMENT))
        try:
            ran = driver.run(KEY, ("/bin/sh", "-c", f"set -eu\n{prepare}"), seconds=60)
            assert ran.code == 0, ran.output.decode("utf-8", "replace")
            return {
                name: judged(driver, one, 3 if name in hurried else 60, files, environment or {})
                for name, one in asked.items()
            }
        finally:
            driver.stop(KEY)

    found: dict[str, Finding] = without_rights(host, work)
    return found


def judged(
    driver: BubblewrapDriver, one: tuple[str, Mapping[str, Any]], seconds: float, files: Mapping[str, str],
    environment: Mapping[str, str],
) -> Finding:  # fmt: skip
    kind, asked = one
    bench = Bench(driver, KEY, "", time.monotonic() + seconds, files, environment)
    try:
        return JUDGES[kind](bench, asked)
    except (Failed, Unsure) as told:
        return told.finding
