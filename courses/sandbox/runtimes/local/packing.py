"""What differs from the base, as an archive out of a host's disk and back into one."""

import gzip
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from courses.sandbox.runtimes.local import archives
from courses.sandbox.runtimes.local.spaces import TAR, around
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

SLOWEST = 60.0  # seconds for a snapshot
HEAD = 3072  # bytes that the head of one file takes in an archive, with long names


@contextmanager
def restored(folder: Path | None, host: str, limits: Limits) -> Iterator[IO[bytes] | None]:
    """The archive of one host, unpacked to a file of ours once it has been read as if anybody had written it."""
    if folder is None:
        yield None
        return
    try:
        packed = (folder / f"{host}.tar.gz").open("rb")
    except OSError as error:
        raise RuntimeFailure("snapshot: not there") from error
    with packed, tempfile.TemporaryFile() as plain:
        archives.refuse_unless_ours(packed, limits)
        packed.seek(0)
        with gzip.open(packed) as content:
            shutil.copyfileobj(content, plain)
        plain.flush()
        os.lseek(plain.fileno(), 0, os.SEEK_SET)
        yield plain


@contextmanager
def lent(outer: int, borrowed: Sequence[str], limits: Limits) -> Iterator[IO[bytes] | None]:
    """What of the disk around ``outer`` a pristine machine may have."""
    if not borrowed:
        yield None
        return
    with tempfile.TemporaryFile() as whole, tempfile.TemporaryFile() as chosen:
        pack(outer, whole, limits)
        whole.seek(0)
        archives.lent(whole, chosen, borrowed)
        chosen.flush()
        os.lseek(chosen.fileno(), 0, os.SEEK_SET)
        yield chosen


def pack(outer: int, into: IO[bytes], limits: Limits) -> None:
    """All that differs from the base, sorted, as a plain tar. A file may say that it has terabytes, all of them holes: it
    ends where a full disk would."""
    most = limits.disk + limits.files * HEAD
    command = [*around(outer), *TAR, "--sort=name", "--format=pax", "--pax-option=delete=atime,delete=ctime",
               "-C", "disk/up", "-cf", "-", "."]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603
            command, env={}, stdin=subprocess.DEVNULL, stdout=into, stderr=subprocess.PIPE, check=False,
            timeout=SLOWEST, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise RuntimeFailure("snapshot: too slow") from error
    if done.returncode not in (0, 1):  # 1: a file changed while it was read
        raise RuntimeFailure(f"snapshot: {done.stderr.decode('utf-8', 'replace').strip()[-200:] or done.returncode}")
