"""Which runtime the machines have. Where it cannot isolate the daemon still answers, and says so to whoever starts one."""

import logging
import os
from pathlib import Path

from courses.sandbox.daemon.settings import Settings
from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.bwrap.able import what_is_weak, why_not
from courses.sandbox.runtimes.bwrap.driver import BubblewrapDriver
from courses.sandbox.runtimes.fake import FakeDriver
from courses.sandbox.runtimes.port import RuntimeFailure, SandboxDriver, SandboxSpec, Status
from courses.sandbox.runtimes.runsc.driver import RunscDriver

logger = logging.getLogger(__name__)


class Nothing(FakeDriver):
    """No machine ever starts."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def create(self, key: str, spec: SandboxSpec, restore: Path | None = None) -> Status:
        raise RuntimeFailure(self.reason)


def open_driver(settings: Settings) -> SandboxDriver:
    """As the user who starts machines, who is not root."""
    folder = settings.data / "machines"
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    try:
        if settings.runtime == "fake":
            return FakeDriver(folder)
        if settings.runtime == "bwrap":
            return _bubblewrap(folder)
        if settings.runtime == "runsc":
            return RunscDriver(folder, rights.own_block())
        return _kubernetes()
    except (RuntimeFailure, OSError) as failure:
        logger.error("no machine can be started here: %s", failure)  # noqa: TRY400
        return Nothing(str(failure))


def _bubblewrap(folder: Path) -> SandboxDriver:
    """Raises RuntimeFailure with the name of what is missing, which docs/sandboxes.md explains."""
    lack = why_not()
    if lack:
        raise RuntimeFailure(f"{lack.value} (docs/sandboxes.md says what helps)")
    weak = what_is_weak()
    if weak:
        logger.warning("machines start, but not all of it works: %s", weak.value)
    return BubblewrapDriver(folder, rights.own_block())


def _kubernetes() -> SandboxDriver:
    """Its client is a package that only those have who need it."""
    try:
        from courses.sandbox.runtimes.k8s.cluster import Cluster  # noqa: PLC0415  see above
        from courses.sandbox.runtimes.k8s.driver import KubernetesDriver  # noqa: PLC0415
        from courses.sandbox.runtimes.k8s.pods import Place  # noqa: PLC0415
    except ModuleNotFoundError as error:
        raise RuntimeFailure("Kubernetes: pip install -r requirements-kubernetes.txt") from error
    place = Place.of(os.environ)
    return KubernetesDriver(Cluster(place.namespace), place)
