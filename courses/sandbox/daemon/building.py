"""Images of machines, built in the background where they are missing: the daemon answers meanwhile, and says so."""

import logging
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from courses.sandbox import images
from courses.sandbox.daemon.crew import Crew
from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.port import RuntimeFailure

HALF = "half-"

logger = logging.getLogger("sandboxd")


def missing(folder: Path) -> list[str]:
    """Small ones first."""
    return [name for name in images.PACKAGES if not images.is_built(name, folder)]


async def build_missing(folder: Path, crew: Crew, is_over: Callable[[], bool]) -> None:
    """One after the other; the first that cannot be built ends it, since the others need the same."""
    wanted = missing(folder)
    for number, name in enumerate(wanted, start=1):
        if is_over():
            return
        logger.info("builds the image %s (%s of %s), about half a minute", name, number, len(wanted))
        try:
            await crew.slow(_build, name, folder)
        except (RuntimeFailure, OSError) as failure:
            logger.error("cannot build images, so labs have no machines: %s", failure)  # noqa: TRY400
            return
    if wanted:
        logger.info("all images are built")


def _build(name: str, folder: Path) -> None:
    """Aside, and then put in its place: what a daemon began that was ended in between may still be writing."""
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    for half in folder.glob(f"{HALF}*"):
        shutil.rmtree(half, ignore_errors=True)
    aside = Path(tempfile.mkdtemp(prefix=HALF, dir=folder))
    aside.chmod(0o711)
    images.build(name, aside, rights.own_block())
    for made in sorted(
        aside.iterdir(), key=lambda one: one.is_symlink()
    ):  # the link, which says that it is there, last
        made.rename(folder / made.name)
    aside.rmdir()
