"""What may stand in a snapshot, and what of it may be lent to a pristine machine.

A snapshot is made by us out of files that a learner made, and it lies on a disk: it is read as if anybody had written it.
Source: GNU tar and pax headers (IEEE 1003.1-2017, pax), Linux, Documentation/filesystems/overlayfs.rst.
"""

import tarfile
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import IO

from courses.sandbox.runtimes.port import Limits, RuntimeFailure

OPAQUE = "SCHILY.xattr.user.overlay.opaque"
HEADERS = {"path", "linkpath", "size", "uid", "gid", "mtime", "atime", "ctime", "uname", "gname", OPAQUE}
PLAIN = {tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE}
# Programs, libraries and what loads them: a pristine machine has its own.
NEVER_LENT = ("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "boot", "opt", "etc/ld.so.preload",
              "etc/ld.so.conf", "etc/ld.so.conf.d", "etc/ld.so.cache", "etc/alternatives")  # fmt: skip


def refuse_unless_ours(archive: IO[bytes], limits: Limits) -> None:
    """Raises RuntimeFailure where ``archive`` (gzip) holds what no snapshot can: a way out of its folder, a device, a file
    with holes, more than the disk."""
    size = count = 0
    try:
        with tarfile.open(fileobj=archive, mode="r|gz") as content:
            for member in content:
                count += 1
                size += member.size
                problem = _problem(member)
                if size > limits.disk or count > limits.files:
                    problem = "is larger than the disk"
                if problem:
                    raise RuntimeFailure(f"snapshot: entry {count} {problem}")
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise RuntimeFailure(f"snapshot: not readable ({type(error).__name__})") from error


def _problem(member: tarfile.TarInfo) -> str:
    if _leaves(member.name) or (member.islnk() and _leaves(member.linkname)):
        return "leaves its folder"
    if member.type == tarfile.CHRTYPE:  # how an overlay says that a file is gone
        return "" if member.devmajor == member.devminor == 0 else "is a device"
    if member.type not in PLAIN or member.issparse():
        return "is of a kind that we do not make"
    if not set(member.pax_headers) <= HEADERS:
        return "has an attribute that we do not make"
    return ""


def _leaves(name: str) -> bool:
    return name.startswith("/") or ".." in PurePosixPath(name).parts or "\0" in name


def lent(archive: IO[bytes], into: IO[bytes], borrowed: Iterable[str]) -> None:
    """Of ``archive`` (a plain tar) only what lies under ``borrowed`` (paths from the root), with the folders above."""
    wanted = [str(PurePosixPath(one).relative_to("/")) for one in borrowed]
    with tarfile.open(fileobj=archive, mode="r|") as content, tarfile.open(fileobj=into, mode="w|") as chosen:
        for member in content:
            if _problem(member) or not _may_lend(member, wanted):
                continue
            chosen.addfile(member, content.extractfile(member) if member.isreg() else None)


def _may_lend(member: tarfile.TarInfo, wanted: Iterable[str]) -> bool:
    names = [member.name, *([member.linkname] if member.islnk() else [])]
    return all(_is_lent(str(PurePosixPath(name)), member.isdir(), wanted) for name in names)


def _is_lent(name: str, is_folder: bool, wanted: Iterable[str]) -> bool:
    if any(_within(name, never) for never in NEVER_LENT):
        return False
    return any(_within(name, one) or (is_folder and _within(one, name)) for one in wanted)


def _within(name: str, folder: str) -> bool:
    return name == folder or name.startswith(f"{folder}/")


def names(archive: IO[bytes]) -> Iterator[tarfile.TarInfo]:
    with tarfile.open(fileobj=archive, mode="r|gz") as content:
        yield from content
