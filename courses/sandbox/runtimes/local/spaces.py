"""Into namespaces of a user who has no rights, and what is laid down and limited on the way.

The daemon's own user is not in the map: root inside is the first of its block of subordinate ids (subuid(5)), so whoever
got out could not even read the daemon's files. Whatever is started gets an empty environment and only named descriptors.
"""

import os
import resource

UNSHARE, NSENTER, SHELL = "/usr/bin/unshare", "/usr/bin/nsenter", "/bin/sh"
TAR = ("/bin/tar", "--numeric-owner", "--xattrs", "--xattrs-include=user.overlay.opaque")
# All rights that root keeps inside.
KEPT = (
    "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID", "NET_BIND_SERVICE", "SYS_CHROOT", "SETFCAP",
)  # fmt: skip
SMALL = 16 * 1024 * 1024  # bytes of each place in memory that is not the disk
# Names as seen from inside, in /proc/mounts: none of them says where we keep things. A shell would pass on its PWD.
# Nothing is mounted where a learner's program could see it before the runtime has taken over.
MOUNT = f"""set -eu
disk=$1 root=$2
mount -t tmpfs -o "size=$4,nr_inodes=$5,mode=755,nosuid,nodev" "$disk" "$disk"
mkdir "$disk/up" "$disk/work"
[ "$6" = - ] || {" ".join(TAR)} -xpf - -C "$disk/up"
[ "$3" = - ] || mount --bind "$3" base
mount -t overlay -o "lowerdir=base,upperdir=$disk/up,workdir=$disk/work,userxattr,nosuid,nodev" "$root" "$root"
shift 6
"""
JOIN = 'set -eu; for one in $1; do echo $$ >"$one/cgroup.procs"; done; shift; exec "$@"'


def new_block(block: tuple[int, int]) -> list[str]:
    """Into a user namespace of its own. ``block``: the first and the number of the subordinate ids."""
    ids = f"{block[0]},0,{block[1]}"
    return [UNSHARE, "--user", f"--map-users={ids}", f"--map-groups={ids}", "--setuid", "0", "--setgid", "0", "--mount",
            "--propagation", "private"]  # fmt: skip


def same_block(process: int) -> list[str]:
    """Into the user namespace of another host's ``process``."""
    return [NSENTER, f"--user=/proc/{process}/ns/user", "--setuid", "0", "--setgid", "0", UNSHARE, "--mount",
            "--propagation", "private"]  # fmt: skip


def around(outer: int) -> list[str]:
    """To where the disk and the files of a host can be seen, as root of its block: among the mounts of ``outer``."""
    return [NSENTER, "--target", str(outer), "--user", "--mount", f"--wd=/proc/{outer}/cwd", "--setuid", "0",
            "--setgid", "0"]  # fmt: skip


def in_memory(content: bytes) -> int:
    """A file without a name, to be passed on."""
    file = os.memfd_create("sandbox", 0)
    os.write(file, content)
    os.lseek(file, 0, os.SEEK_SET)
    return file


def unwritable(content: bytes) -> int:
    """As ``in_memory``, open for reading alone."""
    file = in_memory(content)
    try:
        again = os.open(f"/proc/self/fd/{file}", os.O_RDONLY)
    finally:
        os.close(file)
    os.set_inheritable(again, True)  # noqa: FBT003
    return again


def limit(largest: int) -> None:
    for kind, most in rlimits(largest):
        resource.setrlimit(kind, (most, most))


def rlimits(largest: int) -> tuple[tuple[int, int], ...]:
    """``largest``: bytes of one file; a memory disk would take one of exabytes, all of it holes. Source: setrlimit(2)."""
    return (
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 1024), (resource.RLIMIT_MSGQUEUE, 0),
        (resource.RLIMIT_FSIZE, largest),
    )  # fmt: skip
