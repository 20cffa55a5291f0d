"""The one clock. Domain functions take ``now`` as an argument; views, tasks and commands read it here."""

from datetime import UTC, datetime


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(tz=UTC)
