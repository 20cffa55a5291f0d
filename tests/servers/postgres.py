"""A PostgreSQL of a test's own, that the test may stop and start again."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import chown

from django.db import connections
from django.db.utils import ConnectionHandler

from lms.core import environment


class Postgres:
    """Reachable through a socket in its own folder only. Its servers refuse to run as root: then they run as postgres."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "pg"
        self.folder.mkdir(mode=0o700)
        self.url = f"postgresql://vereda@/postgres?host={self.folder}"
        self._programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        if os.getuid() == 0:
            folder.chmod(0o711)
            chown(self.folder, "postgres", "postgres")
        self._run("initdb", "--username=vereda", "--auth=trust", "--no-sync", "--locale=C.UTF-8", "--encoding=UTF8")

    def start(self) -> None:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c fsync=off"
        self._run("pg_ctl", "start", "--wait", f"--log={self.folder}/log", f"--options={options}")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode=immediate")

    def is_running(self) -> bool:
        return (self.folder / "data" / "postmaster.pid").exists()

    def _run(self, program: str, *arguments: str) -> None:
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]
        command = [str(self._programs / program), f"--pgdata={self.folder}/data", *arguments]
        prefix = as_postgres if os.getuid() == 0 else []
        subprocess.run([*prefix, *command], check=True, cwd="/", stdout=subprocess.DEVNULL)


@contextmanager
def private_postgres(folder: Path) -> Iterator[Postgres]:
    """Runs within the block, and is the default database of this process for as long."""
    postgres = Postgres(folder)
    postgres.start()
    usual = connections["default"]
    connections["default"] = ConnectionHandler({"default": environment.database(postgres.url)})["default"]
    try:
        yield postgres
    finally:
        connections["default"].close()
        connections["default"] = usual
        if postgres.is_running():
            postgres.stop()
