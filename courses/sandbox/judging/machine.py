"""A machine out of a lab: started, broken, booted; or brought back from a snapshot and booted."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from courses.sandbox.labs.parameters import draw, environment
from courses.sandbox.labs.spec import Lab
from courses.sandbox.runtimes.port import HostSpec, Limits, Phase, Ran, RuntimeFailure, SandboxDriver, SandboxSpec

ENVIRONMENT = {
    "HOME": "/root",
    "LC_ALL": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "SHELL": "/bin/bash",
    "TERM": "xterm-256color",
    "USER": "root",
}
SLOWEST = {"break": 120.0, "boot": 30.0, "solve": 120.0}  # seconds

logger = logging.getLogger(__name__)


class NotMade(Exception):
    """A lab's own script ended badly: the lab is wrong or the host too slow. ``code``: None where its time was over;
    ``output``: the last of what it said."""

    def __init__(self, script: str, code: int | None, output: str) -> None:
        self.script, self.code, self.output = script, code, output
        super().__init__(f"{script}: {'took too long' if code is None else f'ended with {code}'}: {output}")


@dataclass(frozen=True)
class Turn:
    """A script that was run."""

    script: str
    ran: Ran


def specify(lab: Lab, bases: Mapping[str, Path], limits: Limits | None = None) -> SandboxSpec:
    """``bases``: where the image of each name lies. Raises KeyError for one that is not built."""
    hosts = tuple(HostSpec(bases[host.base], host.name, host.address) for host in lab.hosts)
    return SandboxSpec(hosts, limits or Limits(), ENVIRONMENT)


def make(
    driver: SandboxDriver, key: str, lab: Lab, spec: SandboxSpec, seed: int, restore: Path | None = None
) -> list[Turn]:
    """Answers what was run: nothing where it runs already. ``restore``: the folder of a snapshot, which is broken enough.

    Raises NotMade, and the machine is stopped, where ``break.sh`` ended badly; RuntimeFailure where it cannot be started.
    How ``boot.sh`` ends is told: on a machine that somebody works on it may well fail.
    """
    if driver.get(key).phase == Phase.READY:
        return []
    driver.create(key, spec, restore)
    try:
        broken = [] if restore else play(driver, key, lab, seed, "break")
        for turn in broken:
            if turn.ran.code != 0:
                raise NotMade(turn.script, turn.ran.code, turn.ran.output[-500:].decode("utf-8", "replace").strip())
        return broken + play(driver, key, lab, seed, "boot")
    except BaseException:
        end(driver, key)
        raise


def end(driver: SandboxDriver, key: str) -> None:
    """Of a copy or an attempt, whatever else happens: what does not end at once on a busy host does a moment later."""
    for pause in (0.5, 2.0, 0.0):
        try:
            driver.stop(key)
        except RuntimeFailure:
            logger.warning("a machine does not end yet", extra={"key": key}, exc_info=True)
            time.sleep(pause)
        else:
            return


def play(driver: SandboxDriver, key: str, lab: Lab, seed: int, turn: str) -> list[Turn]:
    """``break``, ``boot`` or ``solve``, on every host that has such a script, in their order."""
    found = []
    for host in lab.hosts:
        name = f"{host.name}.{turn}.sh" if len(lab.hosts) > 1 else f"{turn}.sh"
        if name in lab.files:
            found.append(Turn(name, run_script(driver, key, lab.files[name], lab, seed, host.name, SLOWEST[turn])))
    return found


def run_script(driver: SandboxDriver, key: str, text: str, lab: Lab, seed: int, host: str, seconds: float) -> Ran:
    """As root inside, out of no file, so that nothing of it stays there. Nothing comes in on its input."""
    values = environment(draw(lab, seed), seed)
    return driver.run(key, ("/bin/sh", "-c", text, "lab"), host=host, environment=values, seconds=seconds)
