"""What strangers may read of sessions and series, a page at a time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workshops.models import Series, Session
from workshops.models.sessions import SessionQuerySet
from workshops.queries.calendars import series_by_key
from workshops.queries.sessions import with_words

ON_A_PAGE = 50


@dataclass(frozen=True)
class Page:
    sessions: list[Session]
    number: int
    pages: int
    count: int


def listed(now: datetime, *, is_past: bool, chapter: str) -> SessionQuerySet:
    sessions = Session.objects.listed()
    if chapter:
        sessions = sessions.filter(series__chapter__slug=chapter)
    return sessions.past(now) if is_past else sessions.upcoming(now)


def public_session(key: UUID) -> Session | None:
    """Unlisted ones too: whoever knows the key has the link."""
    return with_words(Session.objects.public()).filter(key=key).first()


def public_series(key: UUID) -> Series | None:
    """One of which something has been announced."""
    series = series_by_key(key)
    return series if series and Session.objects.public().filter(series=series).exists() else None


def sessions_of(series: Series) -> SessionQuerySet:
    return Session.objects.public().filter(series=series).order_by("starts_at", "pk")


def page_of(sessions: SessionQuerySet, number: int) -> Page:
    """Two queries and those for the words. A page beyond the last has no sessions."""
    count = sessions.count()
    start = (number - 1) * ON_A_PAGE
    shown = list(with_words(sessions)[start : start + ON_A_PAGE]) if start < count else []
    return Page(shown, number, max(1, -(-count // ON_A_PAGE)), count)
