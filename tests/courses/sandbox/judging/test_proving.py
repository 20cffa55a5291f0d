"""The proof finds what is wrong with a lab: checks that pass too early, solutions that do not solve, and checks that a
pretender fools."""

from pathlib import Path

import pytest

from courses.sandbox.images import Image
from courses.sandbox.judging.proving import Proof, Prover, told
from courses.sandbox.labs.spec import Lab
from deploy.sandbox_host import Host
from tests.courses.sandbox.judging.conftest import Bases
from tests.courses.sandbox.judging.labs import Workshop, in_workshop, lab

pytestmark = pytest.mark.slow

ALONE = (r"checks:.*?  - key: answers", "checks:\n  - key: answers"), (r"  - key: new.*?  - key: open", "  - key: open")


def prove(host: Host, place: Path, base: Path, one: Lab, count: int) -> Proof:
    def work(shop: Workshop) -> Proof:
        name = one.hosts[0].base
        (shop.folder / "snapshots").mkdir()
        prover = Prover(shop.driver, {name: Image(name, "d" * 64, base)}, shop.folder / "snapshots")
        proof = prover.prove(one, 1, count)
        assert shop.driver.list() == []
        assert list((shop.folder / "snapshots").iterdir()) == []
        return proof

    proof: Proof = in_workshop(host, place / "proving", base, one, work)
    return proof


def test_a_good_lab_is_proven(host: Host, place: Path, base_of: Bases) -> None:
    proof = prove(host, place, base_of("shell"), lab("told-note"), 20)
    assert proof.problems == ()
    assert proof.is_proven
    assert proof.bases == {"shell": "d" * 64}
    assert len(proof.attempts) == 20
    assert not [one.name for one in proof.attempts if one.found.startswith("machine:")]
    assert told(proof).endswith(": proven")


def test_a_pretender_that_passes_is_told(host: Host, place: Path, base_of: Bases) -> None:
    """Whose checks ask for one page with known words, and for nothing else."""
    proof = prove(host, place, base_of("web"), lab("quiet-shop", *ALONE), 3)
    assert "a wrong solution passes: pretending" in proof.problems
    assert not proof.is_proven


@pytest.mark.parametrize(
    ("changes", "files", "problems"),
    [
        (
            (("kind: absent", "kind: file"),),
            {},
            ["broken: the check gone is passed", "solved: the check gone is failed"],
        ),
        (
            (),
            {"solve": "rm /root/notes/old.txt"},
            ["solved: the check note is failed", "solved: the check told is failed"],
        ),
        ((), {"solve": "echo so; exit 4"}, ["solve.sh ended with 4: so", "solved: the check note is failed"]),
        ((), {"break_": "exit 1"}, ["break.sh: ended with 1"]),
    ],
)
def test_what_is_wrong_is_told(
    host: Host,
    place: Path,
    base_of: Bases,
    changes: tuple[tuple[str, str], ...],
    files: dict[str, str],
    problems: list[str],
) -> None:
    proof = prove(host, place, base_of("shell"), lab("told-note", *changes, **files), 1)
    for problem in problems:
        assert any(one.startswith(problem) for one in proof.problems), proof.problems
