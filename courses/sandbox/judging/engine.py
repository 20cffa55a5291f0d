"""The checks of a lab, on a copy of a learner's machine that was started afresh from a snapshot of it.

A verdict is on that snapshot, whatever the machine has become since. Nothing that the learner's machine can do makes a check
pass that was not seen to pass: what is slow, too large, broken or unreadable is inconclusive.
"""

import logging
import secrets
import time
from collections.abc import Generator, Mapping
from pathlib import Path

from courses.sandbox.judging import machine
from courses.sandbox.judging.bench import Bench, Failed, Finding, Unsure
from courses.sandbox.judging.kinds import JUDGES, MAY_STILL_START
from courses.sandbox.judging.verdicts import Judgement, Result, Verdict
from courses.sandbox.labs.parameters import draw, environment, fill_all
from courses.sandbox.labs.spec import Check, Lab
from courses.sandbox.runtimes.port import RuntimeFailure, SandboxDriver, SandboxSpec, Snapshot

LONGEST = 60.0  # seconds for all checks, the start of the copy among them
SETTLED = 2.0  # seconds after which whatever boots has booted
PAUSE = 0.5
WRONG = "wrong"  # what a lab says instead of any standard sentence

logger = logging.getLogger(__name__)


def judge(driver: SandboxDriver, key: str, lab: Lab, spec: SandboxSpec, seed: int, into: Path) -> Judgement:
    """``key``: of the learner's machine, which runs. ``spec``: it was made from this one. ``into``: a folder that does not
    exist yet; the snapshot stays there for whoever called."""
    began = time.monotonic()
    try:
        snapshot = driver.snapshot(key, into)
    except (RuntimeFailure, OSError):
        logger.warning("no snapshot to judge", exc_info=True)
        return Judgement("", _unsure(lab, "no_snapshot"), _milliseconds(began))
    return judge_snapshot(driver, key, lab, spec, seed, snapshot, is_running=True, began=began)


def judge_snapshot(
    driver: SandboxDriver,
    key: str,
    lab: Lab,
    spec: SandboxSpec,
    seed: int,
    snapshot: Snapshot,
    *,
    is_running: bool = False,
    began: float | None = None,
) -> Judgement:
    """One that was taken before. ``is_running``: checks that are live look at the machine ``key``; else they cannot be
    judged."""
    began = time.monotonic() if began is None else began
    results = tuple(each(driver, key, lab, spec, seed, snapshot, is_running=is_running, until=began + LONGEST))
    return Judgement(snapshot.digest, results, _milliseconds(began))


def each(
    driver: SandboxDriver,
    key: str,
    lab: Lab,
    spec: SandboxSpec,
    seed: int,
    snapshot: Snapshot,
    *,
    is_running: bool,
    until: float,
) -> Generator[Result, None, None]:
    """One by one; the copy is gone when the last is taken, or the iterator closed."""
    copy = f"{key}-j{secrets.randbelow(10**8)}"
    try:
        started = _start(driver, copy, lab, spec, seed, snapshot)
        for check in lab.checks:
            judged = (key if is_running else "") if check.is_live else copy if started else ""
            yield _result(driver, judged, check, lab, seed, until, started + SETTLED)
    finally:
        machine.end(driver, copy)


def _start(driver: SandboxDriver, copy: str, lab: Lab, spec: SandboxSpec, seed: int, snapshot: Snapshot) -> float:
    """When it had booted; 0 where it could not."""
    try:
        machine.make(driver, copy, lab, spec, seed, snapshot.folder)
    except (RuntimeFailure, OSError):
        logger.warning("a copy to judge did not start", exc_info=True)
        return 0.0
    return time.monotonic()


def _result(driver: SandboxDriver, key: str, check: Check, lab: Lab, seed: int, until: float, settled: float) -> Result:
    if not key:
        return Result(check.key, Verdict.INCONCLUSIVE, "no_machine")
    values = draw(lab, seed)
    asked = fill_all(check.asks, values)
    finding = _found(driver, key, check, asked, lab, environment(values, seed), until)
    while (
        finding.verdict == Verdict.FAILED and check.kind in MAY_STILL_START and time.monotonic() < min(settled, until)
    ):
        time.sleep(PAUSE)
        finding = _found(driver, key, check, asked, lab, environment(values, seed), until)
    if finding.verdict == Verdict.FAILED and check.kind != "script" and WRONG in check.says:
        finding = Finding(Verdict.FAILED, WRONG, finding.values)
    elif check.kind == "script" and finding.verdict == Verdict.FAILED and finding.found not in check.says:
        finding = Finding(Verdict.FAILED, "script")
    return Result(check.key, finding.verdict, finding.found, finding.values)


def _found(
    driver: SandboxDriver,
    key: str,
    check: Check,
    asked: Mapping[str, object],
    lab: Lab,
    environment: Mapping[str, str],
    until: float,
) -> Finding:
    bench = Bench(driver, key, check.host, until, lab.files, environment)
    try:
        return JUDGES[check.kind](bench, asked)
    except (Failed, Unsure) as told:
        return told.finding
    except (RuntimeFailure, OSError):
        logger.warning("a check could not be judged", extra={"lab": lab.slug, "check": check.key}, exc_info=True)
        return Unsure("no_machine").finding
    except Exception:
        # Whatever a stranger's machine made of our own code: it has not passed, and the other checks go on.
        logger.exception("a check broke", extra={"lab": lab.slug, "check": check.key})
        return Unsure("broken_check").finding


def _unsure(lab: Lab, found: str) -> tuple[Result, ...]:
    return tuple(Result(check.key, Verdict.INCONCLUSIVE, found) for check in lab.checks)


def _milliseconds(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
