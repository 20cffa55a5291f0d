"""Every lab that comes with the product is proven, on the images as they are today."""

from pathlib import Path

import pytest

from courses.sandbox import images
from courses.sandbox.judging.proving import Prover, told
from courses.sandbox.labs import library
from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from deploy.sandbox_host import Host
from tests.courses.sandbox.runtimes.conftest import built, host, place
from tests.courses.sandbox.runtimes.machine import empty, without_rights

__all__ = ["host", "place"]  # fixtures of the runtimes
pytestmark = pytest.mark.slow
WRONG = 20  # solutions that are none


@pytest.mark.parametrize("slug", library.slugs())
def test_broken_fails_each_check_the_solution_passes_all_and_nothing_else_does(
    host: Host, place: Path, slug: str
) -> None:
    lab = library.read_folder(library.LIBRARY / slug)
    names = {one.base for one in lab.hosts}
    bases = {name: images.build(name, built(host, name).parent, host.block) for name in names}

    def proven() -> tuple[bool, str]:
        folder = empty(place / slug)
        for part in ("machines", "snapshots"):
            (folder / part).mkdir()
        prover = Prover(BubblewrapDriver(folder / "machines", host.block), bases, folder / "snapshots")
        proof = prover.prove(lab, 1, WRONG)
        return proof.is_proven, told(proof)

    is_proven, words = without_rights(host, proven)
    assert is_proven, words


def test_there_are_labs_for_everybody() -> None:
    labs, wrong = library.read_all()
    assert wrong == {}
    assert len(labs) >= 12
    assert {lab.level.value for lab in labs} == {"first", "next", "deep"}
    assert any(len(lab.hosts) > 1 for lab in labs)
    for lab in labs:
        assert {"after.en.md", "after.es.md"} <= set(lab.files), lab.slug
