"""A snapshot is read as if anybody had written it (22)."""

import io
import os
import tarfile
from collections.abc import Callable

import pytest

from courses.sandbox.runtimes.local.archives import lent, refuse_unless_ours
from courses.sandbox.runtimes.port import Limits, RuntimeFailure

LIMITS = Limits(disk=1024 * 1024, files=20)


def entry(name: str, kind: bytes = tarfile.REGTYPE, **about: object) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type = kind
    for field, value in about.items():
        setattr(made, field, value)
    return made


def archive(*entries: tarfile.TarInfo, mode: str = "w:gz") -> io.BytesIO:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode, format=tarfile.PAX_FORMAT) as content:
        for one in entries:
            content.addfile(one, io.BytesIO(bytes(one.size)))
    packed.seek(0)
    return packed


def test_what_an_overlay_holds_is_taken() -> None:
    opaque = entry("./etc", tarfile.DIRTYPE, pax_headers={"SCHILY.xattr.user.overlay.opaque": "y"})
    gone = entry("./etc/motd", tarfile.CHRTYPE, devmajor=0, devminor=0)
    link = entry("./root/link", tarfile.SYMTYPE, linkname="../../../etc/shadow")  # of the sandbox, wherever it points
    refuse_unless_ours(archive(opaque, gone, link, entry("./etc/passwd", size=10)), LIMITS)


@pytest.mark.parametrize(
    ("hostile", "reason"),
    [
        (entry("../up"), "leaves its folder"),
        (entry("a/../../up"), "leaves its folder"),
        (entry("/etc/passwd"), "leaves its folder"),
        (entry("hard", tarfile.LNKTYPE, linkname="../../etc/shadow"), "leaves its folder"),
        (entry("hard", tarfile.LNKTYPE, linkname="/etc/shadow"), "leaves its folder"),
        (entry("disk", tarfile.BLKTYPE, devmajor=8, devminor=0), "of a kind"),
        (entry("mem", tarfile.CHRTYPE, devmajor=1, devminor=1), "is a device"),
        (entry("root", tarfile.DIRTYPE, pax_headers={"SCHILY.xattr.user.overlay.redirect": "/etc"}), "attribute"),
        (entry("root", tarfile.DIRTYPE, pax_headers={"SCHILY.xattr.trusted.overlay.opaque": "y"}), "attribute"),
        (entry("x", pax_headers={"SCHILY.xattr.security.capability": "x"}), "attribute"),
        (entry("large", size=1024 * 1024 + 1), "larger than the disk"),
    ],
)  # fmt: skip
def test_what_no_snapshot_of_ours_holds_is_refused(hostile: tarfile.TarInfo, reason: str) -> None:
    with pytest.raises(RuntimeFailure, match=reason):
        refuse_unless_ours(archive(entry("first"), hostile), LIMITS)


def test_more_files_than_the_disk_holds_are_refused() -> None:
    with pytest.raises(RuntimeFailure, match="larger than the disk"):
        refuse_unless_ours(archive(*(entry(str(number)) for number in range(21))), LIMITS)


def holes() -> io.BytesIO:
    """A file of ten gigabytes that is one hole, as GNU tar writes it (pax 1.0)."""
    content = b"0\n".ljust(512, b"\0")
    made = entry("holes", size=len(content))
    made.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.name": "holes",
                        "GNU.sparse.realsize": str(10 * 1024**3)}  # fmt: skip
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz", format=tarfile.PAX_FORMAT) as file:
        file.addfile(made, io.BytesIO(content))
    packed.seek(0)
    return packed


def torn() -> io.BytesIO:
    whole = archive(entry("first", size=1000)).getvalue()
    return io.BytesIO(whole[: len(whole) // 2])


@pytest.mark.parametrize("made", [holes, torn, lambda: io.BytesIO(b""), lambda: io.BytesIO(os.urandom(2000))])
def test_what_cannot_be_read_or_has_holes_is_refused(made: Callable[[], io.BytesIO]) -> None:
    with pytest.raises(RuntimeFailure, match="snapshot: "):
        refuse_unless_ours(made(), LIMITS)


def test_only_what_is_borrowed_is_lent_and_never_a_program_or_what_loads_one() -> None:
    packed = archive(
        entry("etc", tarfile.DIRTYPE), entry("etc/nginx", tarfile.DIRTYPE), entry("etc/nginx/nginx.conf", size=3),
        entry("etc/nginxes"), entry("etc/ld.so.preload", size=3), entry("usr", tarfile.DIRTYPE),
        entry("usr/sbin/nginx", size=3), entry("var/www/page", size=3),
        entry("etc/nginx/shadow", tarfile.LNKTYPE, linkname="etc/shadow"),
        entry("etc/nginx/up", tarfile.LNKTYPE, linkname="../../x"), mode="w",
    )  # fmt: skip
    chosen = io.BytesIO()
    lent(packed, chosen, ["/etc/nginx", "/usr/sbin", "/etc/ld.so.preload"])
    chosen.seek(0)
    with tarfile.open(fileobj=chosen) as content:
        assert content.getnames() == ["etc", "etc/nginx", "etc/nginx/nginx.conf"]
