"""What happens around the sessions of a series: what was set for it, or the usual."""

from workshops.models import Around, Session


def around_of(series_id: int) -> Around:
    """A row that may not be stored: then it holds the defaults."""
    return Around.objects.filter(series=series_id).first() or Around(series_id=series_id)


def minutes_of(session: Session) -> int:
    """All of it, in minutes: a session of two days has two."""
    return session.minutes * session.days
