"""What somebody does before we know them is kept in their session, and becomes theirs when they sign in."""

from collections.abc import MutableMapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from courses.domain.learning import complete_unit
from courses.errors import NotPublished, UnitLocked

if TYPE_CHECKING:
    from lms.accounts.models import Person

SESSION_KEY = "guest_done"
MOST_KEPT = 100


def complete_as_guest(*, session: MutableMapping[str, Any], unit_key: UUID, language: str, now: datetime) -> None:
    done = dict(session.get(SESSION_KEY, {}))
    if len(done) < MOST_KEPT:
        done.setdefault(str(unit_key), [now.isoformat(), language])
        session[SESSION_KEY] = done


def done_as_guest(session: MutableMapping[str, Any]) -> set[UUID]:
    return {UUID(key) for key in session.get(SESSION_KEY, {})}


def adopt_guest_progress(request: Any, person: "Person", now: datetime) -> None:
    """Named in ``settings.SIGN_IN_READERS``. Keeps the moment at which each unit was done."""
    for key, (moment, language) in sorted(request.session.pop(SESSION_KEY, {}).items(), key=lambda item: item[1][0]):
        try:
            complete_unit(
                person=person,
                unit_key=UUID(key),
                language=language,
                happened_at=min(datetime.fromisoformat(moment), now),
                now=now,
            )
        except (NotPublished, UnitLocked):  # taken off the site or closed since; there is nothing to finish any more
            continue
