"""What a whole run makes once: a migrated database, and the data folder of a prepared site. Everybody else gets a copy.

Lies in TESTS_KEPT: of one run of pytest with its workers, or of all steps of ``./vereda test``. Migrating costs half a
minute of a processor each time, the demo a quarter. Nothing outlives the run, so nothing is ever older than the code, but
for one thing: where TESTS_MIGRATED names a folder (``./vereda test-fast`` does), the migrated SQLite stays there for the
next run, under a name made of all that could make it another.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from sqlite3 import connect
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg.errors import DuplicateDatabase

OURS = ("lms", "courses", "workshops", "badges")


@contextmanager
def turn(name: str) -> Iterator[None]:
    """One process at a time; the others find there what it made."""
    with (_folder() / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder() -> Path:
    return Path(os.environ["TESTS_KEPT"])


# --- The database of the tests -------------------------------------------------------------------------------------------


@contextmanager
def migrated_once(connection: Any) -> Iterator[None]:
    """Around the making of the tests' database: the first in a run is kept, and what is made later begins as its copy.
    Django migrates all the same, and finds nothing to do."""
    with turn(f"migrated-{connection.vendor}"):
        begun = _begin_as_copy(connection)
        yield
        if not begun:
            _keep(connection)


def _begin_as_copy(connection: Any) -> bool:
    if connection.vendor == "postgresql":
        template = migrated_on_server(os.environ["DATABASE_URL"])
        if template:
            connection.settings_dict["TEST"]["TEMPLATE"] = template
        return bool(template)
    file = migrated_file()
    if not file.exists():
        return False
    make = connection.creation._create_test_db

    def make_and_fill(*args: Any, **kwargs: Any) -> Any:
        name = make(*args, **kwargs)
        shutil.copy(file, name)
        return name

    connection.creation._create_test_db = make_and_fill
    return True


def _keep(connection: Any) -> None:
    name = connection.settings_dict["NAME"]
    if connection.vendor == "postgresql":
        connection.close()
        keep_on_server(os.environ["DATABASE_URL"], name, "migrated")
    else:
        kept = migrated_file()
        copy_file(Path(name), kept)
        for older in kept.parent.glob("migrated-*.sqlite3"):
            if older != kept:
                older.unlink()


def migrated_file() -> Path:
    lasting = os.environ.get("TESTS_MIGRATED")
    if not lasting:
        return _folder() / "migrated.sqlite3"
    Path(lasting).mkdir(parents=True, exist_ok=True)
    return Path(lasting) / f"migrated-{_fingerprint()}.sqlite3"


@cache
def _fingerprint() -> str:
    """Of every package that is installed, and of every migration and model of ours."""
    installed = sorted(f"{one.name} {one.version}" for one in distributions())
    made = hashlib.sha256("\n".join(installed).encode())
    for label in OURS:
        for path in sorted(Path(label).rglob("*.py")):
            if {"migrations", "models", "models.py"} & set(path.parts):
                made.update(f"{path}\n".encode() + path.read_bytes())
    return made.hexdigest()[:16]


def copy_file(source: Path, target: Path) -> None:
    """With what its writers have not yet brought home; whole or not at all."""
    half = target.with_suffix(f".{os.getpid()}")
    with closing(connect(source)) as one, closing(connect(half)) as other:
        one.backup(other)
    half.replace(target)


# --- On a server of PostgreSQL -------------------------------------------------------------------------------------------


def kept_name(what: str) -> str:
    """Of a database that others are copied from: no two runs on one server meet."""
    return f"kept_{hashlib.sha256(str(_folder()).encode()).hexdigest()[:12]}_{what}"


def migrated_on_server(url: str) -> str:
    """The name of a database to copy, or nothing."""
    return kept_name("migrated") if is_on_server(url, kept_name("migrated")) else ""


def is_on_server(url: str, name: str) -> bool:
    with psycopg.connect(url, autocommit=True) as server:
        return bool(server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def copy_on_server(url: str, source: str, target: str) -> None:
    """Nobody may be connected to the source."""
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')


def keep_on_server(url: str, name: str, what: str) -> None:
    (_folder() / "server").write_text(url)
    with suppress(DuplicateDatabase):
        copy_on_server(url, name, kept_name(what))


def forget(folder: str) -> None:
    """At the end of the run."""
    server = Path(folder) / "server"
    if server.exists():
        with psycopg.connect(server.read_text(), autocommit=True) as connected:
            for what in ("migrated", "site_demo", "site_bare"):
                connected.execute(f'DROP DATABASE IF EXISTS "{kept_name(what)}"')
    shutil.rmtree(folder, ignore_errors=True)


# --- A site of its own ----------------------------------------------------------------------------------------------------


@contextmanager
def site_once(folder: Path, database_url: str, *, demo: bool) -> Iterator[None]:
    """Around the preparing of a site in this folder and this empty database: the first is kept with all its files, and
    later ones begin as its copy. They are prepared all the same, which brings them to their own address."""
    what = "site_demo" if demo else "site_bare"
    is_file = database_url.startswith("sqlite")
    kept = _folder() / f"{what}-{'file' if is_file else 'server'}"
    with turn(kept.name):
        begun = kept.exists()
        if begun:
            shutil.copytree(kept, folder, dirs_exist_ok=True)
        source = "" if is_file else kept_name(what) if begun else migrated_on_server(database_url)
        if source:
            _refill(database_url, source)
        if is_file and not begun and migrated_file().exists():
            shutil.copy(migrated_file(), database_url.removeprefix("sqlite:///"))
        yield
        if not begun:
            if not is_file:
                keep_on_server(_beside(database_url), _name(database_url), what)
            shutil.copytree(folder, kept, ignore=shutil.ignore_patterns("*.sock"))


def _refill(url: str, source: str) -> None:
    with psycopg.connect(_beside(url), autocommit=True) as server:
        server.execute(f'DROP DATABASE "{_name(url)}"')
        server.execute(f'CREATE DATABASE "{_name(url)}" TEMPLATE "{source}"')


def _name(url: str) -> str:
    return urlsplit(url).path.removeprefix("/")


def _beside(url: str) -> str:
    """The database from which others are made."""
    return urlunsplit(urlsplit(url)._replace(path=urlsplit(os.environ["DATABASE_URL"]).path))
