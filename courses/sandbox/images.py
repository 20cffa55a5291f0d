"""The bases of labs: folders of Debian packages that sandboxes see read-only.

``build`` needs mmdebstrap and the network of the machine's own package sources; what is built depends on the list and on
those sources alone, and its digest names it.
"""

import hashlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from courses.sandbox.runtimes.local.spaces import SHELL, new_block
from courses.sandbox.runtimes.port import RuntimeFailure

SUITE = "bookworm"
COMMON = (
    "bash", "bind9-dnsutils", "curl", "iproute2", "iputils-ping", "less", "man-db", "nano", "netcat-openbsd", "openssl",
    "procps", "vim-tiny",
)  # fmt: skip
PACKAGES = {
    "shell": COMMON,
    "files": (*COMMON, "acl", "cron", "inetutils-syslogd", "logrotate", "rsync", "tar", "zstd"),
    "web": (*COMMON, "nginx-light", "php-fpm", "php-sqlite3", "sqlite3"),
    "dns": (*COMMON, "nsd", "unbound"),
    "mail": (*COMMON, "dovecot-imapd", "opendkim", "opendkim-tools", "postfix"),
}
# Of the machine that builds, or of nobody: what a learner reads there is the lab's.
FORGOTTEN = {"etc/hostname": r"lab\n", "etc/resolv.conf": r"nameserver 127.0.0.1\n", "etc/machine-id": ""}
UNPACK = 'set -eu; mkdir "$1"; tar --numeric-owner --exclude="./dev/*" -xpf "$2" -C "$1"; chmod 755 "$1"'


@dataclass(frozen=True)
class Image:
    """``digest``: SHA-256 of the archive, in hexadecimal; ``folder``: where it lies unpacked."""

    name: str
    digest: str
    folder: Path


def build(name: str, folder: Path, block: tuple[int, int]) -> Image:
    """In ``folder``, by a user without rights, its files owned by the first of ``block``; what is there is answered.

    Raises RuntimeFailure with the last words of the program that refused.
    """
    ready, digest, listed = folder / name, folder / f"{name}.sha256", folder / f"{name}.list"
    if is_built(name, folder):
        return Image(name, digest.read_text(encoding="utf-8").strip(), ready)
    ready.unlink(missing_ok=True)  # of another list; machines that run on it keep the folder that it leads to
    archive = folder / f"{name}.tar"
    _run(
        "mmdebstrap", "--mode=unshare", "--variant=minbase", "--format=tar", f"--include={','.join(PACKAGES[name])}",
        "--customize-hook=rm -rf \"$1\"/var/cache/apt/archives/*.deb \"$1\"/var/lib/apt/lists/*",
        "--customize-hook=find \"$1\"/var/log -type f -delete",
        *(f"--customize-hook=printf '{words}' > \"$1\"/{place}"
          for place, words in FORGOTTEN.items()),
        SUITE, str(archive),
    )  # fmt: skip
    with archive.open("rb") as content:
        found = hashlib.file_digest(content, "sha256").hexdigest()
    half, whole = folder / f"{name}.half", folder / f"{name}-{found[:12]}"
    _discard(half, block)  # of a build that was ended in between
    half.mkdir()
    half.chmod(0o777)  # until it is unpacked: our own user is not in the map
    _run(*new_block(block), SHELL, "-c", UNPACK, "sandbox", str(half / "root"), str(archive))
    half.chmod(0o755)
    archive.unlink()
    if whole.exists():  # the same came of another list, or of the same one again
        _discard(half, block)
    else:
        half.rename(whole)
    os.symlink(f"{whole.name}/root", ready)
    listed.write_text(_list(name), encoding="utf-8")
    digest.write_text(found + "\n", encoding="utf-8")
    return Image(name, found, ready)


def _discard(folder: Path, block: tuple[int, int]) -> None:
    """Its files belong to users of the block, who alone may remove them."""
    if folder.exists():
        folder.chmod(0o777)
        _run(*new_block(block), "/bin/rm", "-rf", str(folder / "root"))
        folder.rmdir()


def is_built(name: str, folder: Path) -> bool:
    """Out of the list that is asked for today."""
    listed = folder / f"{name}.list"
    is_same = listed.exists() and listed.read_text(encoding="utf-8") == _list(name)
    return is_same and (folder / name).is_dir() and (folder / f"{name}.sha256").exists()


def _list(name: str) -> str:
    return "".join(f"{one}\n" for one in sorted(PACKAGES[name]))


def _run(*command: str) -> None:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "SOURCE_DATE_EPOCH": "1700000000", "LC_ALL": "C.UTF-8"}
    environment |= {name: value for name, value in os.environ.items() if name.endswith("_proxy") or name == "TMPDIR"}
    if shutil.which(command[0], path=environment["PATH"]) is None:
        raise RuntimeFailure(f"{command[0]} is not installed")
    done = subprocess.run(command, env=environment, capture_output=True, check=False)  # noqa: S603  our own words alone
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip()
        raise RuntimeFailure(f"{command[0]}: {words[-500:] or done.returncode}")
