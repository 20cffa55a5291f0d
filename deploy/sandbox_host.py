"""What a machine needs before an unprivileged user may start sandboxes on it, done once by root; again it changes nothing.

A user of their own, a block of subordinate ids (subuid(5)), a part of the control groups (systemd does that for the unit, by
``Delegate=yes``) and, on Ubuntu, a profile of AppArmor. Nothing but Python's own library.
"""

import errno
import os
import pwd
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

USER = "vereda-sandbox"
COUNT = 65_536
GROUPS = Path("/sys/fs/cgroup")
LEAST = {"cpu.shares": "100", "cpu.weight": "10"}  # of 1024 and of 100: whatever they do, the site comes first
USUAL = {"cpu.shares": "1024", "cpu.weight": "100"}
KINDS = ("memory", "pids", "cpu")
RESTRICTS = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")  # Ubuntu's
PROFILE, PROFILES = Path(__file__).parent / "vereda-sandboxd.apparmor", Path("/etc/apparmor.d")
DAEMON = "daemon"  # version 2: where the processes are that make the groups of sandboxes


@dataclass(frozen=True)
class Host:
    """``block``: the first and the number of the ids that root and everybody else inside really have."""

    uid: int
    gid: int
    block: tuple[int, int]


def prepare(user: str = USER, process: str = "", *, comes_last: bool = True) -> Host:
    """``user``: who runs ``sandboxd``; the default is made where it is missing. ``process``: one of theirs, by number, that
    goes into their control group with all that it starts: under version 2 they cannot do that themselves. ``comes_last``:
    whoever else wants the processor has it; tests that wait for machines do not want that.

    Raises CalledProcessError with the words of the program that refused, OSError where the groups cannot be made, KeyError
    for a user who is not there.
    """
    try:
        person = pwd.getpwnam(user)
    except KeyError:
        if user != USER:
            raise
        _run("useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER)
        person = pwd.getpwnam(USER)
    block = block_of(user)
    if block is None:
        first = _first_free()
        ids = f"{first}-{first + COUNT - 1}"
        _run("usermod", "--add-subuids", ids, "--add-subgids", ids, user)
        block = (first, COUNT)
    if RESTRICTS.exists() and RESTRICTS.read_text(encoding="ascii").strip() == "1":
        loaded = PROFILES / PROFILE.stem
        loaded.write_bytes(PROFILE.read_bytes())
        _run("apparmor_parser", "--replace", str(loaded))
    for folder in _parts(user if user == USER else f"{USER}-{user}"):
        folder.mkdir(exist_ok=True)
        _hand_over(folder, person, LEAST if comes_last else USUAL)
        if process and (folder / DAEMON).exists():
            (folder / DAEMON / "cgroup.procs").write_text(process, encoding="ascii")
    return Host(person.pw_uid, person.pw_gid, block)


def _hand_over(folder: Path, person: pwd.struct_passwd, weights: dict[str, str]) -> None:
    for name, value in weights.items():
        if (folder / name).exists():
            (folder / name).write_text(value, encoding="ascii")
    for path in (
        folder,
        *folder.glob("cgroup.*"),
        folder / "tasks",
        folder / DAEMON,
        *folder.glob(f"{DAEMON}/cgroup.*"),
    ):
        if path.exists():
            os.chown(path, person.pw_uid, person.pw_gid)


def _parts(name: str) -> list[Path]:
    if not (GROUPS / "cgroup.controllers").exists():
        return [GROUPS / kind / name for kind in KINDS]
    folder = GROUPS / name
    try:
        _pass_on(GROUPS)
    except OSError as error:
        if error.errno != errno.EBUSY:
            raise
        # The root of a container is no true root: it may not hold processes beside groups that have limits.
        (GROUPS / "others").mkdir(exist_ok=True)
        for process in (GROUPS / "cgroup.procs").read_text(encoding="ascii").split():
            with suppress(ProcessLookupError):
                (GROUPS / "others" / "cgroup.procs").write_text(process, encoding="ascii")
        _pass_on(GROUPS)
    for one in (folder, folder / DAEMON):
        one.mkdir(exist_ok=True)
    _pass_on(folder)
    return [folder]


def _pass_on(folder: Path) -> None:
    (folder / "cgroup.subtree_control").write_text(" ".join(f"+{kind}" for kind in KINDS), encoding="ascii")


def block_of(user: str) -> tuple[int, int] | None:
    """The first and the number of a user's subordinate ids, the same for groups."""
    groups = {(name, first) for name, first, count in _lines(Path("/etc/subgid")) if count >= COUNT}
    for name, first, count in _lines(Path("/etc/subuid")):
        if name == user and count >= COUNT and (name, first) in groups:
            return first, count
    return None


def _first_free() -> int:
    taken = [first + count for place in ("/etc/subuid", "/etc/subgid") for _, first, count in _lines(Path(place))]
    return max([200_000, *taken])


def _lines(file: Path) -> list[tuple[str, int, int]]:
    if not file.exists():
        return []
    words = [line.split(":") for line in file.read_text(encoding="utf-8").splitlines()]
    return [(one[0], int(one[1]), int(one[2])) for one in words if len(one) == 3]


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("This needs root: it makes a user.")
    print(prepare(*sys.argv[1:3]))
