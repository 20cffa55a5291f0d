import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from django.db import InterfaceError, InternalError, OperationalError, ProgrammingError
from django.test import Client
from pytest_django import DjangoDbBlocker, Settings

from lms.core.outage import is_database_away
from tests.servers.postgres import Postgres, private_postgres

IN_THE_MIDDLE = "tests.core.outage_urls.ask_in_the_middle"


@pytest.fixture
def postgres(settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[Postgres]:
    settings.ROOT_URLCONF = "tests.core.outage_urls"
    with (
        TemporaryDirectory(prefix="vereda-") as folder,
        django_db_blocker.unblock(),
        private_postgres(Path(folder)) as postgres,
    ):
        yield postgres


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.slow
@pytest.mark.parametrize(("address", "layers"), [("/ask", []), ("/idle", [IN_THE_MIDDLE])])
def test_the_page_comes_back_with_its_database(
    postgres: Postgres, visitor: Client, settings: Settings, address: str, layers: list[str]
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, *layers]
    assert visitor.get(address).status_code == 200

    postgres.stop()
    cut, refused = visitor.get(address), visitor.get(address)
    postgres.start()
    back = visitor.get(address)

    assert [cut.status_code, refused.status_code, back.status_code] == [503, 503, 200]
    for away in (cut, refused):
        assert away["Retry-After"] == "10"
        assert away["Cache-Control"] == "no-store"
        assert 'lang="en"' in away.content.decode()
        assert 'lang="es"' in away.content.decode()


@pytest.mark.slow
def test_a_mistake_of_ours_is_not_called_an_outage(postgres: Postgres, visitor: Client) -> None:
    assert visitor.get("/ask?mistake").status_code == 500


def because(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


def sqlite(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("said by SQLite")
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (because(OperationalError(), psycopg.OperationalError("server closed the connection")), True),
        (because(OperationalError(), psycopg.errors.AdminShutdown()), True),
        (because(OperationalError(), psycopg.errors.CannotConnectNow()), True),
        (because(OperationalError(), psycopg.errors.TooManyConnections()), True),
        (because(InterfaceError(), psycopg.InterfaceError("the connection is closed")), True),
        (because(InternalError(), psycopg.errors.ReadOnlySqlTransaction()), True),
        (because(OperationalError(), psycopg.errors.DeadlockDetected()), False),
        (because(InternalError(), psycopg.errors.InFailedSqlTransaction()), False),
        (because(ProgrammingError(), psycopg.errors.UndefinedTable()), False),
        (because(OperationalError(), sqlite("SQLITE_CANTOPEN")), True),
        (because(OperationalError(), sqlite("SQLITE_BUSY_SNAPSHOT")), True),
        (because(OperationalError(), sqlite("SQLITE_IOERR_WRITE")), True),
        (because(OperationalError(), sqlite("SQLITE_ERROR")), False),  # no such table
        (because(ValueError(), because(OperationalError(), sqlite("SQLITE_FULL"))), True),
        (OperationalError("raised by hand"), False),
        (ValueError(), False),
        (None, False),
    ],
    ids=str,
)
def test_is_database_away_tells_losing_it_from_misusing_it(error: Exception | None, away: bool) -> None:
    assert is_database_away(error) is away


def test_is_database_away_survives_a_circle_of_causes() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first

    assert is_database_away(first) is False
