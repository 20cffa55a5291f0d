"""The proof of a lab on its bases: the broken machine fails each check, the reference solution passes all, and no wrong
solution does.

``python -m courses.sandbox.judging.proving [--bases FOLDER] [--seed NUMBER] [slug…]``
"""

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from courses.sandbox import images
from courses.sandbox.judging import machine
from courses.sandbox.judging.engine import LONGEST, each, judge
from courses.sandbox.judging.verdicts import Judgement, Verdict
from courses.sandbox.judging.wrong import SOLVE, Wrong, wrong_solutions
from courses.sandbox.labs import library
from courses.sandbox.labs.spec import Lab
from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from courses.sandbox.runtimes.port import RuntimeFailure, SandboxDriver, SandboxSpec, Snapshot

SECONDS = 60.0  # for a step of a wrong solution


@dataclass(frozen=True)
class Attempt:
    """``found``: the first check that it did not pass, and what was found; empty where it passed them all."""

    name: str
    found: str
    seconds: float

    @property
    def has_passed(self) -> bool:
        return not self.found


@dataclass(frozen=True)
class Trouble:
    """What kept the proof from going on, or a script that ended badly. ``script``: empty where the machine itself failed;
    ``code``: None where its time was over; ``said``: the last of its words."""

    script: str
    code: int | None
    said: str


@dataclass(frozen=True)
class Proof:
    """``bases``: from their names to their digests. ``problems``: sentences; none: it is proven. ``trouble``: those of
    them that neither judgements nor attempts tell."""

    slug: str
    digest: str
    seed: int
    bases: Mapping[str, str]
    problems: tuple[str, ...]
    broken: Judgement | None = None
    solved: Judgement | None = None
    attempts: tuple[Attempt, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)
    trouble: tuple[Trouble, ...] = ()

    @property
    def is_proven(self) -> bool:
        return not self.problems


class Prover:
    """``folder``: ours, for snapshots. ``at_once``: wrong solutions that are tried side by side, each on a machine and a
    copy of it; 0: one for each processor."""

    def __init__(
        self, driver: SandboxDriver, bases: Mapping[str, images.Image], folder: Path, at_once: int = 0
    ) -> None:
        self.driver, self.bases, self.folder = driver, bases, folder
        self.at_once = at_once or len(os.sched_getaffinity(0))

    def prove(self, lab: Lab, seed: int = 1, count: int = 20) -> Proof:
        spec = machine.specify(lab, {name: image.folder for name, image in self.bases.items()})
        digests = {host.base: self.bases[host.base].digest for host in lab.hosts}
        problems: list[str] = []
        trouble: list[Trouble] = []
        seconds: dict[str, float] = {}
        broken: Judgement | None = None
        solved: Judgement | None = None
        attempts: tuple[Attempt, ...] = ()
        key, snapshots = f"prove-{lab.slug}", self.folder / lab.slug
        shutil.rmtree(snapshots, ignore_errors=True)
        snapshots.mkdir(parents=True)
        try:
            with _timed(seconds, "start"):
                machine.make(self.driver, key, lab, spec, seed)
            with _timed(seconds, "broken"):
                broken = judge(self.driver, key, lab, spec, seed, snapshots / "broken")
            problems += _of_broken(broken)
            with _timed(seconds, "solve"):
                trouble += _of_solution(machine.play(self.driver, key, lab, seed, SOLVE))
            problems += [f"{one.script} ended with {one.code}: {one.said}" for one in trouble]
            with _timed(seconds, "solved"):
                solved = judge(self.driver, key, lab, spec, seed, snapshots / "solved")
            problems += _of_solved(solved)
            self.driver.stop(key)
            with _timed(seconds, "attempts"):
                snapshot = Snapshot(broken.digest, snapshots / "broken", 0)
                attempts = tuple(self._attempts(key, lab, spec, seed, snapshot, count))
            problems += [f"a wrong solution passes: {one.name}" for one in attempts if one.has_passed]
        except (machine.NotMade, RuntimeFailure, OSError) as error:
            problems.append(str(error))
            trouble.append(_of_error(error))
        finally:
            machine.end(self.driver, key)
            shutil.rmtree(snapshots, ignore_errors=True)
        return Proof(
            lab.slug, lab.digest, seed, digests, tuple(problems), broken, solved, attempts, seconds, tuple(trouble)
        )  # fmt: skip

    def _attempts(
        self, key: str, lab: Lab, spec: SandboxSpec, seed: int, broken: Snapshot, count: int
    ) -> Iterator[Attempt]:
        def attempt(number: int, wrong: Wrong) -> Attempt:
            began, own, into = time.monotonic(), f"{key}-{number}", self.folder / lab.slug / str(number)
            try:
                found = self._attempt(own, lab, spec, seed, broken, wrong, into)
            except RuntimeFailure as error:  # it has ended its own machine, or has filled it
                found = f"machine: {error}"
            finally:
                machine.end(self.driver, own)
                shutil.rmtree(into, ignore_errors=True)
            return Attempt(wrong.name, found, time.monotonic() - began)

        with ThreadPoolExecutor(self.at_once) as pool:
            yield from pool.map(attempt, *zip(*enumerate(wrong_solutions(lab, seed, count)), strict=True))

    def _attempt(
        self, key: str, lab: Lab, spec: SandboxSpec, seed: int, broken: Snapshot, wrong: Wrong, into: Path
    ) -> str:
        """Starts where a learner would who comes back the next day."""
        machine.make(self.driver, key, lab, spec, seed, broken.folder)
        for step in wrong.steps:
            if step == SOLVE:
                machine.play(self.driver, key, lab, seed, SOLVE)
                continue
            for host in lab.hosts:
                machine.run_script(self.driver, key, step, lab, seed, host.name, SECONDS)
        snapshot = self.driver.snapshot(key, into)
        results = each(self.driver, key, lab, spec, seed, snapshot, is_running=True, until=time.monotonic() + LONGEST)
        try:
            for result in results:
                if result.verdict != Verdict.PASSED:
                    return f"{result.check}: {result.found}"
        finally:
            results.close()
        return ""


@contextmanager
def _timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    began = time.monotonic()
    try:
        yield
    finally:
        seconds[name] = round(time.monotonic() - began, 2)


def _of_broken(judgement: Judgement) -> Iterator[str]:
    for result in judgement.results:
        if result.verdict != Verdict.FAILED:
            yield f"broken: the check {result.check} is {result.verdict} ({result.found} {dict(result.values)})"


def _of_solution(turns: list[machine.Turn]) -> Iterator[Trouble]:
    for turn in turns:
        if turn.ran.code != 0:
            yield Trouble(turn.script, turn.ran.code, turn.ran.output[-300:].decode("utf-8", "replace").strip())


def _of_error(error: Exception) -> Trouble:
    if isinstance(error, machine.NotMade):
        return Trouble(error.script, error.code, error.output)
    return Trouble("", None, str(error))


def _of_solved(judgement: Judgement) -> Iterator[str]:
    for result in judgement.results:
        if result.verdict != Verdict.PASSED:
            yield f"solved: the check {result.check} is {result.verdict} ({result.found} {dict(result.values)})"


def report(proof: Proof) -> dict[str, Any]:
    """For the site, which puts words to it in its reader's language."""
    told = asdict(proof) | {"is_proven": proof.is_proven}
    for name, judgement in (("broken", proof.broken), ("solved", proof.solved)):
        told[name] = _judged(judgement) if judgement else None
    return told


def _judged(judgement: Judgement) -> dict[str, Any]:
    results = [asdict(one) | {"values": dict(one.values)} for one in judgement.results]
    return {"verdict": judgement.verdict.value, "milliseconds": judgement.milliseconds, "results": results}


def told(proof: Proof) -> str:
    """For a terminal."""
    times = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in proof.seconds.items())
    head = f"{proof.slug} (seed {proof.seed}, {len(proof.attempts)} wrong solutions; {times})"
    return "\n".join(
        [f"{head}: {'proven' if proof.is_proven else 'NOT PROVEN'}", *(f"  {one}" for one in proof.problems)]
    )


def prove(labs: list[Lab], bases: Path, seeds: list[int], count: int) -> list[Proof]:
    """By a user without rights. ``bases``: the folder where images are, or are built. Each proof is told at once."""
    block = rights.own_block()
    names = sorted({host.base for lab in labs for host in lab.hosts})
    images_of = {name: images.build(name, bases, block) for name in names}
    found = []
    with tempfile.TemporaryDirectory(prefix="prove-", dir=bases) as place:
        for part in ("machines", "snapshots"):
            (Path(place) / part).mkdir()
        Path(place).chmod(0o711)
        prover = Prover(BubblewrapDriver(Path(place) / "machines", block), images_of, Path(place) / "snapshots")
        for lab in labs:
            for seed in seeds:
                found.append(prover.prove(lab, seed, count))
                sys.stdout.write(told(found[-1]) + "\n")
                sys.stdout.flush()
    return found


def main() -> int:
    words = argparse.ArgumentParser(prog="proving", description="Proves labs on their bases.")
    words.add_argument("slugs", nargs="*", metavar="slug")
    words.add_argument("--library", type=Path, default=library.LIBRARY)
    words.add_argument("--bases", type=Path, default=Path("/var/tmp/vereda-bases"))  # noqa: S108  where they are built
    words.add_argument("--seed", type=int, action="append", dest="seeds")
    words.add_argument("--wrong", type=int, default=20, dest="count")
    given = words.parse_args()
    labs = [library.read_folder(given.library / slug) for slug in given.slugs or library.slugs(given.library)]
    proofs = rights.without_rights(lambda: prove(labs, given.bases, given.seeds or [1], given.count))
    return 0 if all(proof.is_proven for proof in proofs) else 1


if __name__ == "__main__":
    sys.exit(main())
