"""What stands while it is measured: two servers, their databases, and one person who is signed in to each."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from bench import processes
from bench.postgres import cluster
from bench.servers import HOST, Server, free_port, python
from bench.statics import build_static

NEXT_NUMBER = "UPDATE content_publishedversion SET number = number + 1"
NEXT_SEQUENCE = (
    "UPDATE workshops_session SET sequence = sequence + 1 WHERE id = (SELECT MAX(id) FROM workshops_session)"
)


@dataclass(frozen=True)
class Stage:
    """``bump`` makes the site forget what it remembers of its pages, as a publication does."""

    floor: Server
    site: Server
    floor_cookie: str
    world: dict[str, Any]
    database: int | None  # PostgreSQL's main process
    bump: "Bump"
    start_again: Callable[[], float]
    grow: Callable[[], dict[str, Any]]  # makes the site a large house while it runs, and says how to visit it
    on_site: Callable[[str], dict[str, Any]]  # runs a line of ``bench.seats_world`` inside the site
    on_desk: Callable[[], dict[str, Any]]  # reads a Trac inside the site, which may ask this machine for once
    on_floor: Callable[..., dict[str, Any]]  # runs a command of ``bench.floor``

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.site.port}"

    def cpu_of(self, server: Server) -> Callable[[], float]:
        """Seconds so far of the server's processes and, where there is one, the database's."""
        roots = [server.web, self.database] if self.database else [server.web]
        ours = self.bump.process

        def seconds() -> float:
            return sum(map(processes.cpu_seconds, roots)) - (processes.cpu_seconds(ours) if ours else 0)

        return seconds


@contextmanager
def stage(folder: Path, database: str, say: Callable[[str], None]) -> Iterator[Stage]:
    with ExitStack() as stack:
        if database == "postgresql":
            running = stack.enter_context(cluster(folder / "pg", ("floor", "site")))
            urls, main_process = (running.url("floor"), running.url("site")), running.process
        else:
            urls, main_process = (f"sqlite:///{folder}/floor.sqlite3", f"sqlite:///{folder}/data/site.sqlite3"), None
        say("the floor: a bare Django project")
        floor_variables = {"FLOOR_DATABASE_URL": urls[0]}
        floor = json.loads(python("-m", "bench.floor", "prepare", variables=floor_variables))
        if floor["queries"] != 3:
            raise RuntimeError(f"The floor makes {floor['queries']} queries and is meant to make 3.")
        port, site_port = free_port(), free_port()
        site_variables = production(folder, urls[1], site_port)
        desk_variables = site_variables | {"EGRESS_ALLOW": HOST}
        say("the site: built static files")
        build_static(folder / "data" / "static", site_variables)
        say("the site: pages, two courses, a learner")
        world = json.loads(python(*_inside("world"), variables=site_variables))
        command = ["manage.py", "up"]
        bare = Server(["-m", "bench.floor", "serve", str(port)], floor_variables, port, "/", folder / "floor.log")
        path = str(world["paths"]["home"])
        site = Server(command, site_variables, site_port, path, folder / "site.log")

        def start_again() -> float:
            other = free_port()
            with Server(command, production(folder, urls[1], other), other, path, folder / "again.log") as again:
                return again.started_in

        yield Stage(
            floor=stack.enter_context(bare),
            site=stack.enter_context(site),
            floor_cookie=floor["cookie"],
            world=world,
            database=main_process,
            bump=stack.enter_context(_bumping(urls[1])),
            start_again=start_again,
            grow=lambda: dict(json.loads(python(*_inside("large"), variables=site_variables))),
            on_site=lambda call: dict(json.loads(python(*_inside("seats_world", call), variables=site_variables))),
            on_desk=lambda: dict(json.loads(_last_line(python(*_inside("trackers_world"), variables=desk_variables)))),
            on_floor=lambda *command: dict(
                json.loads(python("-m", "bench.floor", *map(str, command), variables=floor_variables))
            ),
        )


def _inside(module: str, call: str = "main()") -> tuple[str, ...]:
    """The command that runs one of these modules with the site's settings."""
    return ("manage.py", "shell", "--no-imports", "--command", f"from bench import {module}; {module}.{call}")


def _last_line(printed: str) -> str:
    """Behind what apt may have said while it fetched Trac."""
    return printed.splitlines()[-1]


def production(folder: Path, database_url: str, port: int) -> dict[str, str]:
    """The settings of a real site, all in a folder of its own."""
    return {
        "DEVELOPMENT": "0",
        "DEBUG": "0",
        "DATA_DIR": str(folder / "data"),
        "DATABASE_URL": database_url,
        "SITE_URL": f"http://{HOST}:{port}",
        "PORT": str(port),
        "SECRET_KEY": secrets.token_urlsafe(60),
        "EMAIL_URL": f"file://{folder}/mail",
        "LOG_LEVEL": "WARNING",
    }


@dataclass(frozen=True)
class Bump:
    """One statement for each call: ``run`` publishes something, ``move`` changes a session. ``process`` is the PostgreSQL
    backend that runs it, whose work is not the site's."""

    run: Callable[[], Any]
    move: Callable[[], Any]
    process: int | None = None


@contextmanager
def _bumping(url: str) -> Iterator[Bump]:
    if url.startswith("sqlite:///"):
        file = url.removeprefix("sqlite:///")
        with closing(sqlite3.connect(file, isolation_level=None, timeout=20, check_same_thread=False)) as lite:
            yield Bump(lambda: lite.execute(NEXT_NUMBER), lambda: lite.execute(NEXT_SEQUENCE))
    else:
        with psycopg.connect(url, autocommit=True) as connection:
            yield Bump(
                lambda: connection.execute(NEXT_NUMBER),
                lambda: connection.execute(NEXT_SEQUENCE),
                connection.info.backend_pid,
            )
