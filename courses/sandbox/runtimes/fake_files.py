"""A machine of the driver ``fake`` as an archive of the same shape as an overlay's: whatever reads one reads the other."""

import gzip
import hashlib
import io
import tarfile
from pathlib import Path

from courses.sandbox.runtimes.fake_language import GIVEN, File, Machine
from courses.sandbox.runtimes.local.archives import refuse_unless_ours
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

MOST = 1_000  # files of a base


def base_of(folder: Path) -> dict[str, File]:
    """The files that lie in ``folder``, if it is there, and a few that every machine has."""
    found = {path: File(content) for path, content in GIVEN.items()}
    if folder.is_dir():
        for path in sorted(folder.rglob("*"))[:MOST]:
            if path.is_file() and not path.is_symlink():
                about = path.stat()
                found["/" + str(path.relative_to(folder))] = File(path.read_bytes(), about.st_mode & 0o7777)
    return found


def pack(machine: Machine, into: Path) -> str:
    """What differs from the base; answers the digest of the archive before it was made smaller."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in sorted({*machine.base, *machine.files}):
            file = machine.files.get(path)
            if file == machine.base.get(path):
                continue
            member = tarfile.TarInfo(f".{path}")
            if file is None:  # as an overlay says that a file is gone
                member.type = tarfile.CHRTYPE
                archive.addfile(member)
                continue
            member.size, member.mode, member.uid, member.gid = len(file.content), file.mode, file.owner, file.group
            member.mtime = int(file.modified)
            archive.addfile(member, io.BytesIO(file.content))
    with gzip.GzipFile(into, "wb", 1, mtime=0) as packed:
        packed.write(content.getvalue())
    return hashlib.sha256(content.getvalue()).hexdigest()


def unpack(packed: Path, machine: Machine, limits: Limits) -> None:
    """Raises RuntimeFailure where it holds what no snapshot of ours can."""
    try:
        with packed.open("rb") as archive:
            refuse_unless_ours(archive, limits)
        with tarfile.open(packed, mode="r:gz") as content:
            for member in content:
                path = "/" + member.name.lstrip("./")
                if member.type == tarfile.CHRTYPE:
                    machine.files.pop(path, None)
                file = content.extractfile(member) if member.isreg() else None
                if file is not None:
                    machine.files[path] = File(
                        file.read(), member.mode, member.uid, member.gid, float(member.mtime)
                    )  # fmt: skip
    except OSError as error:
        raise RuntimeFailure("snapshot: not there") from error
