"""What a snapshot changes in the base, also where somebody made the snapshot to deceive."""

import gzip
import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from courses.sandbox.judging import changes as module
from courses.sandbox.judging.changes import Change, Kind, changes
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

OURS = 0


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    (folder / "etc").mkdir(parents=True)
    (folder / "etc" / "motd").write_text("hello\n")
    (folder / "etc" / "motd").chmod(0o644)
    (folder / "etc").chmod(0o755)
    (folder / "out").symlink_to("/etc")
    (folder / "etc" / "host").symlink_to("/etc/passwd")
    (folder / "srv" / "deep").mkdir(parents=True)
    (folder / "srv" / "deep" / "file").write_text("x")
    return folder


def entry(name: str, content: bytes | None = None, **about: object) -> tuple[tarfile.TarInfo, bytes]:
    member = tarfile.TarInfo(name)
    member.mode = 0o644
    member.size = len(content or b"")
    for one, value in about.items():
        setattr(member, one, value)
    return member, content or b""


def archived(folder: Path, *members: tuple[tarfile.TarInfo, bytes], host: str = "lab") -> Path:
    folder.mkdir(exist_ok=True)
    with tarfile.open(folder / f"{host}.tar.gz", "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for member, content in members:
            archive.addfile(member, io.BytesIO(content))
    return folder


def told(folder: Path, base: Path) -> list[Change]:
    return changes(folder, {"lab": base}, Limits())


def test_changes_are_added_changed_and_deleted_files(tmp_path: Path, base: Path) -> None:
    folder = archived(
        tmp_path / "taken",
        entry("./", type=tarfile.DIRTYPE, mode=0o755),
        entry("./etc", type=tarfile.DIRTYPE, mode=0o755),
        entry("./etc/motd", b"good day\n", uid=33, mode=0o600),
        entry("./etc/new", b"n\n"),
        entry("./srv/deep/file", type=tarfile.CHRTYPE),
        entry("./etc/never", type=tarfile.CHRTYPE),
        entry("./etc/link", type=tarfile.SYMTYPE, linkname="/etc/motd", mode=0o777),
    )
    assert told(folder, base) == [
        Change("lab", "/etc/link", Kind.ADDED, "", "/etc/motd", is_text=True, mode=0o777, owner=0),
        Change("lab", "/etc/motd", Kind.CHANGED, "hello\n", "good day\n", is_text=True, mode=0o600, owner=33),
        Change("lab", "/etc/new", Kind.ADDED, "", "n\n", is_text=True, mode=0o644, owner=0),
        Change("lab", "/srv/deep/file", Kind.DELETED, "x", "", is_text=True, mode=0o644, owner=0),
    ]


def test_changes_name_nothing_that_stayed_the_same(tmp_path: Path, base: Path) -> None:
    folder = archived(
        tmp_path / "taken", entry("./etc/motd", b"hello\n"), entry("./etc", type=tarfile.DIRTYPE, mode=0o755)
    )
    assert told(folder, base) == []


def test_changes_of_folders_are_rights_and_what_was_replaced(tmp_path: Path, base: Path) -> None:
    opaque = {"pax_headers": {"SCHILY.xattr.user.overlay.opaque": "y"}}
    folder = archived(
        tmp_path / "taken", entry("./etc", type=tarfile.DIRTYPE, mode=0o700),
        entry("./made", type=tarfile.DIRTYPE, mode=0o755),
        entry("./srv/deep", type=tarfile.DIRTYPE, mode=0o755, **opaque),
    )  # fmt: skip
    assert [(one.path, one.kind, one.mode) for one in told(folder, base)] == [
        ("/etc", "changed", 0o700), ("/made", "added", 0o755), ("/srv/deep", "deleted", 0o755),
    ]  # fmt: skip


def test_changes_follow_no_link_out_of_the_base(tmp_path: Path, base: Path) -> None:
    folder = archived(tmp_path / "taken", entry("./out/passwd", b"mine"), entry("./etc/host", b"mine"))
    assert [(one.path, one.kind, one.before) for one in told(folder, base)] == [
        ("/etc/host", "changed", "/etc/passwd"), ("/out/passwd", "added", ""),
    ]  # fmt: skip


def test_changes_are_text_or_say_that_they_are_not(tmp_path: Path, base: Path) -> None:
    cut = ("ñ" * 15_000).encode()
    folder = archived(
        tmp_path / "taken", entry("./a", b"\0"), entry("./b", b"\xff\xfe"), entry("./c", cut), entry("./d", b"\x1b[31m"),
    )  # fmt: skip
    found = {one.path: one for one in told(folder, base)}
    assert [found[path].is_text for path in ("/a", "/b", "/c", "/d")] == [False, False, True, True]
    assert len(found["/c"].after) == 10_000


def test_changes_are_bounded(tmp_path: Path, base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = archived(tmp_path / "taken", *(entry(f"./f{number:04}", b"x" * 30_000) for number in range(500)))
    found = told(folder, base)
    assert len(found) == module.MOST_ENTRIES
    assert sum(len(one.after) for one in found) <= module.WHOLE
    assert found[0].is_text
    assert not found[-1].is_text


HOSTILE: dict[str, Callable[[], tuple[tarfile.TarInfo, bytes]]] = {
    "leaves": lambda: entry("./../../etc/passwd", b"x"),
    "absolute": lambda: entry("/etc/passwd", b"x"),
    "device": lambda: entry("./disk", type=tarfile.CHRTYPE, devmajor=1, devminor=3),
    "block": lambda: entry("./disk", type=tarfile.BLKTYPE),
    "attribute": lambda: entry("./x", b"", pax_headers={"SCHILY.xattr.security.capability": "x"}),
    "hard link out": lambda: entry("./x", type=tarfile.LNKTYPE, linkname="../../etc/passwd"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_changes_refuse_what_no_snapshot_of_ours_holds(tmp_path: Path, base: Path, kind: str) -> None:
    with pytest.raises(RuntimeFailure):
        told(archived(tmp_path / "taken", HOSTILE[kind]()), base)


def test_changes_refuse_what_is_no_archive_or_too_much(tmp_path: Path, base: Path) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    (folder / "lab.tar.gz").write_bytes(b"no archive")
    with pytest.raises(RuntimeFailure):
        told(folder, base)
    (folder / "lab.tar.gz").write_bytes(gzip.compress(b"\0" * 1_000)[:20])
    with pytest.raises(RuntimeFailure):
        told(folder, base)
    archived(folder, entry("./bomb", b"\0" * (65 * 1024 * 1024)))
    with pytest.raises(RuntimeFailure):
        told(folder, base)


def test_changes_of_several_hosts_and_of_none(tmp_path: Path, base: Path) -> None:
    folder = archived(tmp_path / "taken", entry("./a", b"1"), host="web")
    archived(folder, entry("./b", b"2"), host="dns")
    archived(folder, entry("./c", b"3"), host="other")
    found = changes(folder, {"web": base, "dns": base, "gone": base}, Limits())
    assert [(one.host, one.path) for one in found] == [("dns", "/b"), ("web", "/a")]
    assert changes(folder, {"web": tmp_path / "not built"}, Limits()) == []


def test_changes_since_the_first_day_are_those_of_the_learner(tmp_path: Path, base: Path) -> None:
    """What was broken on purpose is not theirs; putting it right is."""
    first = archived(
        tmp_path / "first",
        entry("./etc/motd", b"broken\n"),
        entry("./etc/left", b"as it was\n"),
        entry("./etc/wrong", b"to be deleted\n"),
        entry("./srv/deep/file", type=tarfile.CHRTYPE),
        entry("./data", b"\0" * 30_000),
    )
    now = archived(
        tmp_path / "now",
        entry("./etc/motd", b"hello\n"),
        entry("./etc/left", b"as it was\n"),
        entry("./etc/new", b"n\n"),
        entry("./srv/deep/file", b"x"),
        entry("./data", b"\0" * 30_001),
    )
    found = changes(now, {"lab": base}, Limits(), first)
    assert [(one.path, one.kind, one.before, one.after) for one in found] == [
        ("/data", "changed", "", ""),
        ("/etc/motd", "changed", "broken\n", "hello\n"),
        ("/etc/new", "added", "", "n\n"),
        ("/etc/wrong", "deleted", "to be deleted\n", ""),
        ("/srv/deep/file", "added", "", "x"),
    ]
