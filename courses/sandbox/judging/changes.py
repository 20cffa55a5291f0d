"""What a snapshot changes in the base: files that were added, changed or deleted, with their text before and after.

The archive is an overlay's upper side: only what differs is in it, and a character device 0:0 says that a file is gone.
It was made out of a learner's files and is read as hostile; nothing of it is unpacked. The base is ours, but may hold links
that lead anywhere, so no link of it is followed. Source: Linux, Documentation/filesystems/overlayfs.rst; openat(2).
"""

import gzip
import io
import os
import stat
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import IO

from courses.sandbox.runtimes.local.archives import OPAQUE, refuse_unless_ours
from courses.sandbox.runtimes.port import Limits

MOST_ENTRIES = 200
LARGEST_TEXT = 20_000  # bytes
WHOLE = 1_000_000  # bytes of all texts
HEAD = 3_072  # bytes that the head of one file takes, with long names


class Kind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    DELETED = "deleted"


@dataclass(frozen=True)
class Change:
    """``before``, ``after``: text, cut; empty where it ``is_text`` not. ``mode``, ``owner``: as they are after; of what was
    deleted as they were. A link's text is its target."""

    host: str
    path: str
    kind: Kind
    before: str
    after: str
    is_text: bool
    mode: int
    owner: int


@dataclass(frozen=True)
class _Side:
    """One file on one side."""

    type: int  # as in stat(2)
    mode: int
    owner: int
    content: bytes

    @property
    def text(self) -> str | None:
        if b"\0" in self.content:
            return None
        try:
            return self.content.decode()
        except UnicodeDecodeError as error:
            # The end may have been cut within a letter.
            return self.content[: error.start].decode() if error.start > len(self.content) - 4 else None


def changes(folder: Path, bases: Mapping[str, Path], limits: Limits) -> list[Change]:
    """``folder``: of a snapshot; ``bases``: by host. Sorted by host and path. Raises RuntimeFailure for an archive that no
    snapshot of ours can be."""
    found: list[Change] = []
    room = WHOLE
    for host in sorted(bases):
        packed = folder / f"{host}.tar.gz"
        if not packed.is_file():
            continue
        with packed.open("rb") as archive:
            refuse_unless_ours(archive, limits)
        with packed.open("rb") as archive:
            for change in _of_host(host, archive, bases[host], limits):
                room -= len(change.before.encode()) + len(change.after.encode())
                found.append(change if room >= 0 else _without_text(change))
                if len(found) >= MOST_ENTRIES:
                    break
    return sorted(found, key=lambda one: (one.host, one.path))[:MOST_ENTRIES]


def _of_host(host: str, archive: IO[bytes], base: Path, limits: Limits) -> Iterator[Change]:
    try:
        root = os.open(base, os.O_PATH | os.O_DIRECTORY)
    except OSError:  # a runtime in memory has none
        return
    first = os.fstat(root).st_uid  # root inside
    try:
        whole = limits.disk + limits.files * HEAD
        with gzip.open(archive) as plain, tarfile.open(mode="r|", fileobj=_Short(plain, whole)) as content:
            for member in content:
                path = str(PurePosixPath("/", member.name))
                if path == "/" or ".." in member.name.split("/"):
                    continue
                yield from _of_entry(host, path, member, content, (root, first))
    finally:
        os.close(root)


def _of_entry(
    host: str, path: str, member: tarfile.TarInfo, content: tarfile.TarFile, base: tuple[int, int]
) -> Iterator[Change]:  # fmt: skip
    before = _in_base(path, *base)
    if member.type == tarfile.CHRTYPE:
        if before:
            yield _change(host, path, Kind.DELETED, before, None)
        return
    after = _in_archive(member, content)
    if member.isdir():
        if member.pax_headers.get(OPAQUE) == "y" and before:
            yield _change(host, path, Kind.DELETED, before, None)
        elif before is None or (before.type, before.mode, before.owner) != (after.type, after.mode, after.owner):
            yield _change(host, path, Kind.CHANGED if before else Kind.ADDED, before, after)
        return
    if before != after:
        yield _change(host, path, Kind.CHANGED if before else Kind.ADDED, before, after)


def _change(host: str, path: str, kind: Kind, before: _Side | None, after: _Side | None) -> Change:
    texts = [side.text if side else "" for side in (before, after)]
    is_text = None not in texts
    shown = after or before
    assert shown  # noqa: S101  one of them is there
    return Change(
        host=host, path=path.encode("utf-8", "replace").decode(), kind=kind, before=(texts[0] or "") if is_text else "",
        after=(texts[1] or "") if is_text else "", is_text=is_text, mode=shown.mode, owner=shown.owner,
    )  # fmt: skip


def _without_text(change: Change) -> Change:
    return Change(change.host, change.path, change.kind, "", "", is_text=False, mode=change.mode, owner=change.owner)


def _in_archive(member: tarfile.TarInfo, content: tarfile.TarFile) -> _Side:
    kinds = {tarfile.DIRTYPE: stat.S_IFDIR, tarfile.SYMTYPE: stat.S_IFLNK, tarfile.FIFOTYPE: stat.S_IFIFO}
    file = content.extractfile(member) if member.isreg() else None
    found = file.read(LARGEST_TEXT) if file else b""
    if member.issym() or member.islnk():
        found = member.linkname.encode("utf-8", "replace")[:LARGEST_TEXT]
    return _Side(kinds.get(member.type, stat.S_IFREG), member.mode & 0o7777, member.uid, found)


def _in_base(path: str, root: int, first: int) -> _Side | None:
    """No link is followed, not even within the path."""
    here = os.dup(root)
    parts = PurePosixPath(path).parts[1:]
    try:
        for part in parts[:-1]:
            above, here = here, os.open(part, os.O_PATH | os.O_NOFOLLOW | os.O_DIRECTORY, dir_fd=here)
            os.close(above)
        about = os.stat(parts[-1], dir_fd=here, follow_symlinks=False)
        return _Side(stat.S_IFMT(about.st_mode), stat.S_IMODE(about.st_mode), about.st_uid - first,
                     _content(parts[-1], here, about.st_mode))  # fmt: skip
    except OSError:
        return None
    finally:
        os.close(here)


def _content(name: str, folder: int, mode: int) -> bytes:
    """Nothing of what its owner alone may read."""
    if stat.S_ISLNK(mode):
        return os.readlink(name, dir_fd=folder).encode("utf-8", "surrogateescape")[:LARGEST_TEXT]
    if stat.S_ISREG(mode):
        with suppress(PermissionError):
            file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
            try:
                return os.read(file, LARGEST_TEXT)
            finally:
                os.close(file)
    return b""


class _Short(io.RawIOBase):
    """A file that ends where a full disk would."""

    def __init__(self, file: gzip.GzipFile, most: int) -> None:
        self._file, self._left = file, most

    def read(self, size: int = -1) -> bytes:
        content = self._file.read(min(size, self._left) if size >= 0 else self._left)
        self._left -= len(content)
        return content
