"""A private PostgreSQL for one measurement: no port, a socket in our own folder, durable as in production."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENCODING = ("--encoding=UTF8", "--locale=C.UTF-8", "--username=vereda", "--auth=trust")
OPTIONS = "-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=60 -c shared_buffers=128MB"


@dataclass(frozen=True)
class Cluster:
    folder: Path
    process: int

    def url(self, name: str) -> str:
        return f"postgresql://vereda@/{name}?host={self.folder}"


def programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    return found[-1] if found else None


@contextmanager
def cluster(folder: Path, names: Sequence[str]) -> Iterator[Cluster]:
    """A running cluster with one empty database for each of ``names``."""
    binaries = programs()
    if binaries is None:
        raise RuntimeError("There is no PostgreSQL server here (Debian: apt-get install postgresql).")
    folder.mkdir(mode=0o700)
    data = folder / "data"
    if os.geteuid() == 0:
        _let_others_pass(folder)
        _run("chown", "postgres:", str(folder))
    _as_postgres(str(binaries / "initdb"), f"--pgdata={data}", "--no-sync", *ENCODING)
    control = (str(binaries / "pg_ctl"), f"--pgdata={data}", "--silent", "--wait")
    _as_postgres(*control, f"--log={folder / 'log'}", f"--options={OPTIONS.format(folder=folder)}", "start")
    try:
        for name in names:
            _as_postgres(str(binaries / "createdb"), f"--host={folder}", "--username=vereda", name)
        yield Cluster(folder, int((data / "postmaster.pid").read_text().split()[0]))
    finally:
        _as_postgres(*control, "--mode=fast", "stop")


def _let_others_pass(folder: Path) -> None:
    """The server's own user must be able to reach its folder through the private temporary ones above it."""
    for above in folder.parents:
        mode = above.stat().st_mode
        if not mode & 0o001 and above.owner() == "root":
            above.chmod(mode | 0o011)


def _as_postgres(*command: str) -> None:
    """Servers of PostgreSQL refuse to run as root."""
    as_user = ("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--") if os.geteuid() == 0 else ()
    _run(*as_user, *command)


def _run(*command: str) -> None:
    done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr}")
