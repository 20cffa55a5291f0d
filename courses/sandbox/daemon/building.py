"""Images of machines, built in the background where they are missing: the daemon answers meanwhile, and says so."""

import logging
import shutil
from collections.abc import Callable
from pathlib import Path

from courses.sandbox import images
from courses.sandbox.daemon.crew import Crew
from courses.sandbox.runtimes import rights
from courses.sandbox.runtimes.port import RuntimeFailure

logger = logging.getLogger("sandboxd")


def missing(folder: Path) -> list[str]:
    """Small ones first."""
    return [name for name in images.PACKAGES if not (folder / name).is_dir()]


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
    folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    for half in folder.glob(f"{name}.*"):  # of a daemon that was ended in between
        shutil.rmtree(half, ignore_errors=True) if half.is_dir() else half.unlink()
    images.build(name, folder, rights.own_block())
