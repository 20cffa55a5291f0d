"""When the database is away: a page that says so in both languages without a query; and it comes back by itself.

Django turns an exception into the answer of ``handler500`` in every layer of middleware, not only around the view: that is
where this stands, as a decorator of the handler.
"""

import sys
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

RETRY_AFTER = 10  # seconds
# Connection exceptions, shutting down or starting up, too many connections, and a server that became a standby.
AWAY_STATES = ("08", "57P01", "57P02", "57P03", "53300", "25006")
# A file that cannot be opened, read or written, or that stayed locked longer than the time-out.
AWAY_NAMES = ("SQLITE_BUSY", "SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_FULL", "SQLITE_READONLY", "SQLITE_NOTADB")

ErrorView = Callable[[HttpRequest], HttpResponse]


def is_database_away(error: BaseException | None) -> bool:
    """True for a lost, refused or unwritable database; false for a mistake in what was asked of it."""
    return any(_says_away(link) for link in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _says_away(error: BaseException) -> bool:
    if not isinstance(error, (OperationalError, InterfaceError, InternalError)):
        return False
    driver = error.__cause__
    if name := getattr(driver, "sqlite_errorname", None):
        return str(name).startswith(AWAY_NAMES)
    state = getattr(driver, "sqlstate", "")
    if state is None:  # libpq has none when a connection could not be made or was cut
        return not isinstance(error, InternalError)
    return str(state).startswith(AWAY_STATES)


def unavailable() -> HttpResponse:
    """The 503 page. Closes the connections of this thread, so that the next request makes new ones."""
    for connection in connections.all(initialized_only=True):
        connection.close()
    page = render_to_string("503.html", {"language": settings.LANGUAGE_CODE})
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"})


def or_unavailable(server_error: ErrorView) -> ErrorView:
    """Wraps a ``handler500``: answers the 503 page when the exception at hand is a database that went away."""

    def answer(request: HttpRequest) -> HttpResponse:
        if is_database_away(sys.exc_info()[1]):
            return unavailable()
        return server_error(request)

    return answer
