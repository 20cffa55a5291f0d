"""The Trac beside the demo: the one of ``real_trac`` in a folder that stays. Its tickets are written straight into its
database, as no interface of Trac makes a ticket of last month. Nothing but Python's own library."""

import json
import secrets
import shlex
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.real_trac import NotInstalled, end, hashed, install, wait_for

EPOCH = datetime.fromtimestamp(0, UTC)
BOT, PERSON = "vereda", "gloria"  # whom the site signs in as, and somebody of the support team
RIGHTS = ("TICKET_ADMIN", "TICKET_VIEW", "REPORT_VIEW", "SEARCH_VIEW", "TIMELINE_VIEW", "MILESTONE_VIEW", "WIKI_VIEW")

PRIVATE = """
[ticket-custom]
private = checkbox
private.label = Private
"""

SERVE = """#!/bin/sh
# Serves the demo's Trac on 127.0.0.1, on the port that is given.
exec env VEREDA_TRAC_MAIL={mail} {tracd} -s --hostname 127.0.0.1 --port "$1" {login} {environment} >{said} 2>&1
"""


@dataclass(frozen=True)
class Said:
    author: str
    at: datetime
    text: str


@dataclass(frozen=True)
class DeskTicket:
    """``resolution``: of a closed one; whoever spoke last closed it. ``is_private``: a box that this Trac has."""

    title: str
    text: str
    reporter: str
    at: datetime
    area: str
    keywords: str = ""
    owner: str = ""
    resolution: str = ""
    is_private: bool = False
    said: Sequence[Said] = ()


class DemoTrac:
    """``serve``: the program that runs it. Everything of it lies in ``folder``."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.address = f"http://127.0.0.1:{port}"
        self.serve = folder / "serve"

    @property
    def passwords(self) -> dict[str, str]:
        kept: dict[str, str] = json.loads((self.folder / "passwords.json").read_text("utf-8"))
        return kept

    def make(self, tickets: Sequence[DeskTicket]) -> None:
        """Makes what is missing, whole or not at all; again it changes nothing. Raises NotInstalled."""
        installed = install()
        if self.folder.exists():
            return
        half = self.folder.with_name(f"{self.folder.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(parents=True, mode=0o700)
        (half / "mail").mkdir()
        shutil.copytree(installed / "template", half / "env")
        with (half / "env" / "conf" / "trac.ini").open("a", encoding="utf-8") as options:
            options.write(PRIVATE)
        passwords = {name: secrets.token_urlsafe(9) for name in (PERSON, BOT)}
        (half / "passwords.json").write_text(json.dumps(passwords, indent=1), "utf-8")
        lines = [f"{name}:{hashed(password)}\n" for name, password in passwords.items()]
        (half / "htpasswd").write_text("".join(lines), "utf-8")
        with closing(sqlite3.connect(half / "env" / "db" / "trac.db")) as database, database:
            _fill(database, tickets)
        (half / "serve").write_text(self._script(installed), "utf-8")
        (half / "serve").chmod(0o755)
        half.rename(self.folder)

    def _script(self, installed: Path) -> str:
        parts = {
            "mail": self.folder / "mail",
            "tracd": installed / "venv/bin/tracd",
            "login": f"--basic-auth=env,{self.folder / 'htpasswd'},Support",
            "environment": self.folder / "env",
            "said": self.folder / "said",
        }
        return SERVE.format(**{name: shlex.quote(str(part)) for name, part in parts.items()})

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serves it until the block ends. Raises NotInstalled where it does not come up."""
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise NotInstalled(f"Port {self.port} of 127.0.0.1 is in use.")
        process = subprocess.Popen([self.serve, str(self.port)], stdin=subprocess.DEVNULL)
        try:
            wait_for(process, self.address, self.folder / "said")
            yield
        finally:
            end(process)


def _fill(database: sqlite3.Connection, tickets: Sequence[DeskTicket]) -> None:
    database.execute("DELETE FROM component")
    areas = sorted({ticket.area for ticket in tickets})
    database.executemany("INSERT INTO component (name, owner) VALUES (?, '')", [(area,) for area in areas])
    database.executemany("INSERT INTO permission VALUES (?, ?)", [(PERSON, right) for right in RIGHTS])
    for ticket in sorted(tickets, key=lambda one: one.at):
        _write(database, ticket)


def _write(database: sqlite3.Connection, ticket: DeskTicket) -> None:
    status = "closed" if ticket.resolution else "accepted" if ticket.owner else "new"
    row = {
        "type": "task",
        "time": _stamp(ticket.at),
        "changetime": _stamp(ticket.said[-1].at if ticket.said else ticket.at),
        "component": ticket.area,
        "priority": "major",
        "owner": ticket.owner,
        "reporter": ticket.reporter,
        "status": status,
        "resolution": ticket.resolution,
        "summary": ticket.title,
        "description": ticket.text,
        "keywords": ticket.keywords,
        "cc": "",
    }
    names, marks = ", ".join(row), ", ".join("?" * len(row))
    number = database.execute(f"INSERT INTO ticket ({names}) VALUES ({marks})", [*row.values()]).lastrowid  # noqa: S608
    custom = (number, "private", str(int(ticket.is_private)))
    database.execute("INSERT INTO ticket_custom (ticket, name, value) VALUES (?, ?, ?)", custom)
    changes = [(one.author, one.at, "comment", str(place), one.text) for place, one in enumerate(ticket.said, 1)]
    if ticket.resolution:
        author, at = ticket.said[-1].author, ticket.said[-1].at
        changes += [(author, at, "status", "accepted", "closed"), (author, at, "resolution", "", ticket.resolution)]
    for author, at, field, old, new in changes:
        values = (number, _stamp(at), author, field, old, new)
        database.execute("INSERT INTO ticket_change VALUES (?, ?, ?, ?, ?, ?)", values)


def _stamp(moment: datetime) -> int:
    """As Trac keeps moments: microseconds."""
    return (moment - EPOCH) // timedelta(microseconds=1)
