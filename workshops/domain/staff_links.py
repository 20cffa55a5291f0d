"""Links by which somebody answers without signing in. They say who is asked for what, and since when."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

from workshops.errors import ForeignLink, StaleLink
from workshops.models import Assignment
from workshops.queries.commitments import asking_of

SALT = "workshops.asked"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Asking:
    """What one mail asked for."""

    assignments: list[Assignment]


def token_for(assignment: Assignment) -> str:
    """For that assignment and the others that were asked for in the same moment, in the same series and role."""
    since = (assignment.asked_at - EPOCH) // MICROSECOND
    what = [assignment.person_id, assignment.role, assignment.session.series_id, since]
    return signing.dumps(what, salt=SALT)


def asking_by_token(*, token: str, now: datetime) -> Asking:
    """Raises ForeignLink for what is not ours; StaleLink where people were asked anew, or everything has begun."""
    person, role, series, since = _read(token)
    rows = list(asking_of(person, role, series, EPOCH + since * MICROSECOND))
    to_come = [row for row in rows if row.session.starts_at > now]
    if not to_come:
        raise StaleLink
    return Asking(to_come)


def _read(token: str) -> tuple[int, str, int, int]:
    try:
        read: Any = signing.loads(token, salt=SALT)
        person, role, series, since = read
        return int(person), str(role), int(series), int(since)
    except (signing.BadSignature, ValueError, TypeError):
        raise ForeignLink from None
