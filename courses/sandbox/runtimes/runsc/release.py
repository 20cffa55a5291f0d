"""Which runsc is here, and whether it is one that we know to work.

Debian 12's own (December 2022) answers ``stat`` with EINVAL on recent kernels, so that not even ``ls -l`` works.
"""

import re
import subprocess
from functools import cache
from pathlib import Path

from courses.sandbox.runtimes.port import RuntimeFailure

OLDEST = 20240729


@cache
def refuse_unless_known(program: Path) -> int:
    """The day of its release, as a number. Raises RuntimeFailure for one before ``OLDEST``, and without any."""
    try:
        told = subprocess.run((str(program), "--version"), env={}, capture_output=True, check=False, timeout=30)  # noqa: S603
    except OSError as error:
        raise RuntimeFailure(f"runsc is not at {program}: python3 deploy/gvisor.py fetches it") from error
    words = told.stdout.decode("utf-8", "replace")
    day = re.search(r"\b(20\d{6})\b", words)
    if day is None:
        raise RuntimeFailure(f"runsc: no day of release in {words.strip()[:80]!r}")
    if int(day[1]) < OLDEST:
        raise RuntimeFailure(f"runsc is of {day[1]}, {OLDEST} or later is needed: python3 deploy/gvisor.py fetches it")
    return int(day[1])
