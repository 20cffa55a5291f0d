"""The one way to a session's row for whoever counts its seats."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from lms.core.prepared import Parameter, Prepared
from workshops.errors import ManyAtOnce, NoSuchSession
from workshops.models import Session
from workshops.queries.sessions import COLUMNS, sessions_in

# ``session_states.lock_session``, as SQL that is written once: in a rush everybody waits for what happens under it.
ROW = Prepared(Session.objects.select_for_update(no_key=True).filter(pk=Parameter("session")).values_list(*COLUMNS))
LONGEST_WAIT = "3s"
# PostgreSQL: not available in time, a deadlock. SQLite: another writer the whole time.
WAITED_STATES, WAITED_NAME = ("55P03", "40P01"), "SQLITE_BUSY"


@contextmanager
def locked_session(pk: int) -> Iterator[Session]:
    """A transaction that holds the row; count inside it. Raises ManyAtOnce when it is not to be had in three seconds."""
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
            session = next(sessions_in(ROW.rows(session=pk)), None)
            if session is None:
                raise NoSuchSession
            yield session
    except OperationalError as error:
        if not _waited_in_vain(error):
            raise
        raise ManyAtOnce from error


def _waited_in_vain(error: OperationalError) -> bool:
    driver = error.__cause__
    if getattr(driver, "sqlstate", None) in WAITED_STATES:
        return True
    return str(getattr(driver, "sqlite_errorname", "")).startswith(WAITED_NAME)
