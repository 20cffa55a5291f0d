"""A real site of a test's own: its data folder, its database, and the processes that ``./vereda run`` starts."""

import json
import os
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from shutil import rmtree
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from lms.core.management.commands.up import web
from tests.conftest import PASSWORD
from tests.core.processes import ROOT, Watched, python, until
from tests.kept_databases import site_once
from tests.live_console import Console


class Site:
    """Made of nothing but settings; ``up`` runs it. Everything it says or promises can be read from outside."""

    def __init__(self, folder: Path, database_url: str, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.database_url = database_url
        self.said: Callable[[], list[str]] = list  # what its processes print
        self.environment = {
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "SITE_URL": self.address,
            "PORT": str(self.port),
            "ALLOWED_HOSTS": "127.0.0.1",
            "EMAIL_URL": f"file://{folder}/mail",
            "DEVELOPMENT": "1",
            "LOG_LEVEL": "INFO",
            **settings,
        }
        self._console = Console(self.environment)
        self.run = self._console.run  # code inside the site; gives back what it prints
        self.close = self._console.close

    # --- Processes ---------------------------------------------------------------------------------------------------

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            command, cwd=ROOT, env=os.environ | self.environment, capture_output=True, text=True, check=False
        )

    def prepare(self, *, demo: bool) -> None:
        done = self.manage("prepare", *(["--demo"] if demo else []))
        assert done.returncode == 0, done.stdout + done.stderr

    @contextmanager
    def up(self) -> Iterator[Watched]:
        """Web and job loop under their supervisor, until the block ends."""
        self._wait_for_the_port()
        with python("manage.py", "up", environment=self.environment) as supervisor:
            supervisor.line("ready on")
            yield supervisor

    @contextmanager
    def web_alone(self, processes: int = 1) -> Iterator[Watched]:
        self._wait_for_the_port()
        command = web("127.0.0.1", self.port, processes).command
        with Watched(command, self.environment) as process:
            until(lambda: not is_free(self.port), "the web process listens")
            yield process

    def _wait_for_the_port(self) -> None:
        """The kernel ends the children of a killed supervisor, but not in the same moment."""
        until(lambda: is_free(self.port), "a former web process ends")

    def worker(self) -> Watched:
        """A job loop that nobody supervises."""
        return python("manage.py", "jobs", environment=self.environment)

    # --- What it holds -----------------------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
        """Query → rows, read past the application: on a connection that sees what is committed, and nothing else."""
        if self.database_url.startswith("sqlite"):
            file = self.database_url.removeprefix("sqlite:///")
            connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None, timeout=10)
            try:
                yield lambda query: connection.execute(query).fetchall()
            finally:
                connection.close()
        else:
            with psycopg.connect(self.database_url, autocommit=True) as connected:
                yield lambda query: connected.execute(query).fetchall()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.reading() as ask:
            return ask(query)

    def value(self, query: str) -> Any:
        return self.rows(query)[0][0]

    def mails(self, address: str = "") -> list[EmailMessage]:
        """What has left, the oldest first; to one address or to everybody."""
        files = sorted((self.folder / "mail").glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]
        return [mail for mail in mails if address in ("", mail["To"])]

    def mail_with(self, address: str, words: str) -> EmailMessage:
        """The newest mail to somebody that holds these words; waits for the job that sends it."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self.mails(address) if words in mail["Subject"] + text_of(mail)]

        until(found, f"a mail to {address} with {words!r}")
        return found()[-1]

    def demo_password(self, address: str) -> str:
        return str(json.loads((self.folder / "secrets" / "demo-passwords.json").read_text("utf-8"))[address])

    def add_person(self, name: str, language: str) -> str:
        """Somebody with a confirmed address, which is given back, and everybody's PASSWORD."""
        address = f"{name.lower()}-{secrets.token_hex(4)}@people.example"
        given = (
            f"email={address!r}, password={PASSWORD!r}, chosen_name={name!r}, language={language!r}, now=clock.now()"
        )
        code = f"from lms.accounts.domain import create_person; from lms.core import clock; create_person({given})"
        self.run(code)
        return address


def text_of(mail: EmailMessage) -> str:
    return str(mail.get_body(("plain",)).get_content())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """The address of an empty database: a file, or one beside the PostgreSQL database that DATABASE_URL names."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{folder}/vereda.sqlite3"
        return
    name = f"site_{secrets.token_hex(6)}"
    with psycopg.connect(given, autocommit=True) as maintenance:
        maintenance.execute(f"CREATE DATABASE {name}")
        try:
            yield urlunsplit(urlsplit(given)._replace(path=f"/{name}"))
        finally:
            maintenance.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def prepared_site(*, demo: bool = True, **settings: str) -> Iterator[Site]:
    """With the demo world in it if wanted, and gone after the block. Its path is short: a job loop's socket lies there."""
    folder = Path(tempfile.mkdtemp(prefix="site-"))
    try:
        with own_database(folder) as database_url:
            site = Site(folder, database_url, **settings)
            try:
                with site_once(folder, database_url, demo=demo):
                    site.prepare(demo=demo)
                yield site
            finally:
                site.close()
    finally:
        rmtree(folder, ignore_errors=True)
