"""Django's sessions in the database; only the read at the beginning of every request asks with prepared SQL."""

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessionStore
from django.contrib.sessions.models import Session

from lms.core import clock
from lms.core.prepared import Parameter, Prepared

BY_KEY = Prepared(
    Session.objects.filter(session_key=Parameter("key")).values_list("session_key", "session_data", "expire_date")
)


class SessionStore(DatabaseSessionStore):
    """What it writes and how it is signed is Django's own."""

    def _get_session_from_db(self) -> Session | None:
        row = next(iter(BY_KEY.rows(key=self.session_key)), None)
        if row is None or row[2] <= clock.now():
            self._session_key = None  # as Django does: the next save begins a session of its own
            return None
        key, data, expires = row
        return Session(session_key=key, session_data=data, expire_date=expires)
