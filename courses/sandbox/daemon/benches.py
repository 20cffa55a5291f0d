"""Labs and judging, as the daemon uses them. ``images``: the folder in which the bases lie, by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from courses.sandbox.daemon.workbench import NoSuchLab, NotBuilt, NotReady
from courses.sandbox.images import Image
from courses.sandbox.judging import engine, machine, proving
from courses.sandbox.judging.verdicts import Result
from courses.sandbox.labs import parameters, reading
from courses.sandbox.labs.spec import Lab
from courses.sandbox.runtimes.port import SandboxDriver, SandboxSpec, Snapshot

NAMELESS = "lab"  # the daemon knows labs by digest
AT_ONCE = 2  # wrong solutions side by side, while learners work beside them


@dataclass(frozen=True)
class Bench:
    images: Path
    needs_images: bool = True  # a runtime in memory does not

    def digest(self, files: Mapping[str, str]) -> str:
        return reading.digest(files)

    def read(self, files: Mapping[str, str]) -> Lab:
        try:
            return reading.read(NAMELESS, files)
        except reading.BadLab as bad:
            raise NoSuchLab(str(bad)) from bad

    def ports(self, lab: Lab, seed: int) -> tuple[int, ...]:
        return parameters.ports(lab, parameters.draw(lab, seed))

    def bases(self, lab: Lab) -> Mapping[str, Path]:
        return {host.name: self.images / host.base for host in lab.hosts}

    def make(self, driver: SandboxDriver, key: str, lab: Lab, seed: int, restore: Path | None) -> None:
        try:
            machine.make(driver, key, lab, self._spec(lab), seed, restore)
        except machine.NotMade as error:
            raise NotReady(str(error)) from error

    def judge(self, driver: SandboxDriver, key: str, lab: Lab, seed: int, snapshot: Snapshot) -> Sequence[Result]:
        return engine.judge_snapshot(driver, key, lab, self._spec(lab), seed, snapshot, is_running=True).results

    def solve(self, driver: SandboxDriver, key: str, lab: Lab, seed: int) -> Sequence[machine.Turn]:
        return machine.play(driver, key, lab, seed, proving.SOLVE)

    def prove(self, driver: SandboxDriver, lab: Lab, folder: Path) -> Mapping[str, Any]:
        self._spec(lab)
        bases = {host.base: self._image(host.base) for host in lab.hosts}
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        return proving.report(proving.Prover(driver, bases, folder, AT_ONCE).prove(lab))

    def _image(self, name: str) -> Image:
        digest, place = self.images / f"{name}.sha256", self.images / name
        return Image(name, digest.read_text("utf-8").strip() if digest.exists() else "", place.resolve())

    def _spec(self, lab: Lab) -> SandboxSpec:
        bases = {host.base: self.images / host.base for host in lab.hosts}
        missing = [name for name, folder in bases.items() if self.needs_images and not folder.is_dir()]
        if missing:
            raise NotBuilt(f"the image {', '.join(missing)} is not built")
        return machine.specify(lab, {name: folder.resolve() for name, folder in bases.items()})
