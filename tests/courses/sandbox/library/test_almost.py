"""Of each lab of the library: whoever does half of it is told which half is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from courses.sandbox.judging import machine
from courses.sandbox.judging.engine import judge
from courses.sandbox.judging.verdicts import Judgement, Verdict
from courses.sandbox.judging.wrong import SOLVE
from courses.sandbox.labs import library
from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from deploy.sandbox_host import Host
from tests.courses.sandbox.judging.conftest import Bases
from tests.courses.sandbox.runtimes.machine import empty, without_rights

pytestmark = pytest.mark.slow
SEED = 3
ANYTHING = "any"


@dataclass(frozen=True)
class Almost:
    """``found``: by check, what it says."""

    slug: str
    name: str
    script: str
    found: Mapping[str, str]
    after: str = ""
    host: str = ""


def almost() -> Iterator[Almost]:
    text = (Path(__file__).parent / "almost.yaml").read_text(encoding="utf-8")
    for slug, several in yaml.safe_load(text).items():
        yield from (Almost(slug, **one) for one in several)


ALMOST = tuple(almost())


def judged(host: Host, place: Path, base_of: Bases, one: Almost) -> Judgement:
    lab = library.read_folder(library.LIBRARY / one.slug)
    spec = machine.specify(lab, {name: base_of(name) for name in {host.base for host in lab.hosts}})

    def work() -> Judgement:
        driver = BubblewrapDriver(empty(place / "almost"), host.block)
        try:
            machine.make(driver, "one", lab, spec, SEED)
            if one.after:
                machine.play(driver, "one", lab, SEED, SOLVE)
            machine.run_script(driver, "one", one.script, lab, SEED, one.host, 60)
            snapshots = empty(place / "snapshots")
            return judge(driver, "one", lab, spec, SEED, snapshots / "it")
        finally:
            driver.stop("one")

    found: Judgement = without_rights(host, work)
    return found


@pytest.mark.parametrize("one", ALMOST, ids=lambda one: f"{one.slug}: {one.name}")
def test_half_a_solution_is_told_what_is_missing(host: Host, place: Path, base_of: Bases, one: Almost) -> None:
    judgement = judged(host, place, base_of, one)
    results = {result.check: result for result in judgement.results}
    for check, found in one.found.items():
        assert results[check].verdict == Verdict.FAILED, results
        assert found in (ANYTHING, results[check].found), results[check]


def test_every_lab_has_half_solutions() -> None:
    assert {one.slug for one in ALMOST} == set(library.slugs())
