"""Who starts sandboxes: an ordinary user, never root. Whoever is root becomes that user, for good or in a child.

Source: setresuid(2), subuid(5).
"""

import os
import pickle
import pwd
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from courses.sandbox.runtimes.local import groups
from courses.sandbox.runtimes.port import RuntimeFailure

USER = "vereda-sandbox"
ENOUGH = 65_536  # ids
PROFILE = "vereda-sandboxd"  # of AppArmor, where that keeps user namespaces from programs without one
ATTRIBUTE = Path("/proc/self/attr/apparmor/current")


class Failed(Exception):
    """What went wrong in the other process, as its own traceback."""


def lay_down(user: str = USER) -> None:
    """Root becomes ``user`` for good; anybody else stays who they are. What is not loaded by now may be out of reach: the
    interpreter can lie where that user may not look. Raises RuntimeFailure where there is no such user."""
    if os.geteuid() != 0:
        return
    try:
        person = pwd.getpwnam(user)
    except KeyError as error:
        raise RuntimeFailure(f"there is no user {user}: python3 deploy/sandbox_host.py makes one") from error
    groups.join(user)
    with suppress(OSError):  # no AppArmor, or no such profile: whoever needs it says what is missing
        ATTRIBUTE.write_text(f"changeprofile {PROFILE}", encoding="ascii")
    os.setgroups([])
    os.setresgid(person.pw_gid, person.pw_gid, person.pw_gid)
    os.setresuid(person.pw_uid, person.pw_uid, person.pw_uid)
    _find_room()


def _find_room() -> None:
    """Root's folder for what is temporary may be closed to whom we became."""
    if not os.access(tempfile.gettempdir(), os.W_OK | os.X_OK):
        os.environ.pop("TMPDIR", None)
        tempfile.tempdir = None


def own_block() -> tuple[int, int]:
    """The first and the number of our subordinate ids, the same for users and groups. Raises RuntimeFailure without."""
    name = pwd.getpwuid(os.geteuid()).pw_name
    users, groups = (_blocks(Path("/etc") / file, name) for file in ("subuid", "subgid"))
    for block in users:
        if block in groups and block[1] >= ENOUGH:
            return block
    raise RuntimeFailure(f"newuidmap: {name} has no block of subordinate ids: python3 deploy/sandbox_host.py {name}")


def _blocks(file: Path, name: str) -> list[tuple[int, int]]:
    if not file.exists():
        return []
    lines = [line.split(":") for line in file.read_text(encoding="utf-8").splitlines()]
    return [(int(one[1]), int(one[2])) for one in lines if len(one) == 3 and one[0] == name]


def without_rights(work: Callable[[], Any], user: str = USER) -> Any:
    """The answer of ``work``, which a child runs as ``user``. Raises Failed with what it could not."""
    reads, writes = os.pipe()
    process = os.fork()
    if process == 0:
        try:
            lay_down(user)
            answer: tuple[bool, Any] = (True, work())
        except BaseException:  # noqa: BLE001  told to the parent
            answer = (False, traceback.format_exc())
        with os.fdopen(writes, "wb") as pipe:
            pickle.dump(answer, pipe)
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as pipe:
        content = pipe.read()
    os.waitpid(process, 0)
    fine, answer = pickle.loads(content)  # noqa: S301  our own child's
    if not fine:
        raise Failed(answer)
    return answer
