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
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import IO

from courses.sandbox.runtimes.local.archives import OPAQUE, refuse_unless_ours
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

MOST_ENTRIES = 200
MOST_READ = 5_000  # of one side
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
    size: int = 0  # of a file, where its text is cut

    @property
    def text(self) -> str | None:
        if b"\0" in self.content:
            return None
        try:
            return self.content.decode()
        except UnicodeDecodeError as error:
            is_cut_within_a_letter = len(self.content) == LARGEST_TEXT and error.start > LARGEST_TEXT - 4
            return self.content[: error.start].decode() if is_cut_within_a_letter else None


def changes(folder: Path, bases: Mapping[str, Path], limits: Limits, first: Path | None = None) -> list[Change]:
    """``folder``: of a snapshot; ``bases``: by host; ``first``: of the snapshot that it is compared with, instead of the
    bases themselves. Sorted by host and path. Raises RuntimeFailure for an archive that no snapshot of ours can be."""
    found: list[Change] = []
    for host in sorted(bases):
        now, then = (_read(one, host, bases[host], limits) for one in (folder, first))
        found += islice(_between(host, now, then), MOST_ENTRIES - len(found))
    return list(_within(found, WHOLE))


def _within(found: Iterable[Change], room: int) -> Iterator[Change]:
    for change in found:
        room -= len(change.before.encode()) + len(change.after.encode())
        yield change if room >= 0 else replace(change, before="", after="", is_text=False)


def _between(host: str, now: Mapping[str, "_Found"], then: Mapping[str, "_Found"]) -> Iterator[Change]:
    """What neither names is as the base has it, on both sides."""
    for path in sorted({*now, *then}):
        before = then[path].after if path in then else now[path].before
        after = now[path].after if path in now else then[path].before
        if before != after:
            yield _change(host, path, before, after)


def _read(folder: Path | None, host: str, base: Path, limits: Limits) -> dict[str, "_Found"]:
    packed = folder / f"{host}.tar.gz" if folder else None
    if packed is None or not packed.is_file():
        return {}
    with packed.open("rb") as archive:
        refuse_unless_ours(archive, limits)
    try:
        with packed.open("rb") as archive:
            return dict(islice(_of_host(archive, base, limits), MOST_READ))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise RuntimeFailure(f"snapshot: not readable ({type(error).__name__})") from error


@dataclass(frozen=True)
class _Found:
    """Of one path: in the base, and in the snapshot."""

    before: "_Side | None"
    after: "_Side | None"


def _of_host(archive: IO[bytes], base: Path, limits: Limits) -> Iterator[tuple[str, _Found]]:
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
                yield from _of_entry(path, member, content, (root, first))
    finally:
        os.close(root)


def _of_entry(
    path: str, member: tarfile.TarInfo, content: tarfile.TarFile, base: tuple[int, int]
) -> Iterator[tuple[str, _Found]]:  # fmt: skip
    before = _in_base(path, *base)
    is_gone = member.type == tarfile.CHRTYPE or (member.isdir() and member.pax_headers.get(OPAQUE) == "y" and before)
    after = None if is_gone else _in_archive(member, content)
    if before != after:
        yield path, _Found(before, after)


def _change(host: str, path: str, before: _Side | None, after: _Side | None) -> Change:
    texts = [side.text if side else "" for side in (before, after)]
    is_text = None not in texts
    shown = after or before
    assert shown  # noqa: S101  one of them is there
    kind = Kind.CHANGED if before and after else Kind.ADDED if after else Kind.DELETED
    return Change(
        host=host, path=path.encode("utf-8", "replace").decode(), kind=kind, before=(texts[0] or "") if is_text else "",
        after=(texts[1] or "") if is_text else "", is_text=is_text, mode=shown.mode, owner=shown.owner,
    )  # fmt: skip


def _in_archive(member: tarfile.TarInfo, content: tarfile.TarFile) -> _Side:
    kinds = {tarfile.DIRTYPE: stat.S_IFDIR, tarfile.SYMTYPE: stat.S_IFLNK, tarfile.FIFOTYPE: stat.S_IFIFO}
    file = content.extractfile(member) if member.isreg() else None
    found = file.read(LARGEST_TEXT) if file else b""
    if member.issym() or member.islnk():
        found = member.linkname.encode("utf-8", "replace")[:LARGEST_TEXT]
    size = member.size if member.isreg() else 0
    return _Side(kinds.get(member.type, stat.S_IFREG), member.mode & 0o7777, member.uid, found, size)


def _in_base(path: str, root: int, first: int) -> _Side | None:
    """No link is followed, not even within the path."""
    here = os.dup(root)
    parts = PurePosixPath(path).parts[1:]
    try:
        for part in parts[:-1]:
            above, here = here, os.open(part, os.O_PATH | os.O_NOFOLLOW | os.O_DIRECTORY, dir_fd=here)
            os.close(above)
        about = os.stat(parts[-1], dir_fd=here, follow_symlinks=False)
        size = about.st_size if stat.S_ISREG(about.st_mode) else 0
        content = _content(parts[-1], here, about.st_mode)
        return _Side(stat.S_IFMT(about.st_mode), stat.S_IMODE(about.st_mode), about.st_uid - first, content, size)
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
