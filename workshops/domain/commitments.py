"""What people have promised goes with the session when it moves."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from workshops.models import Assignment, Session

TIMES = ("busy_from", "busy_until")


def follow_session(session: Session) -> list[Assignment]:
    """Gives every commitment to a session the session's time; answers those that now meet another one of the same person.

    Those stay accepted, and hold nothing any more (``holds`` is off, with the reason written): the person is told of the
    new time and says whether they can, and staff see it. The caller holds the session's row.
    """
    clashing = []
    for one in session.assignments.select_for_update().order_by("pk"):
        travel = timedelta(minutes=one.travel_minutes)
        one.busy_from, one.busy_until = session.starts_at - travel, session.ends_at + travel
        if not one.holds:
            one.save(update_fields=TIMES)
        elif not _held_there(one):
            _let_go(one, session)
            clashing.append(one)
    return clashing


def _held_there(one: Assignment) -> bool:
    """Looked up first; where two moves meet, the exclusion constraint of PostgreSQL decides."""
    if _meets_another(one, one.busy_from, one.busy_until):
        return False
    try:
        with transaction.atomic():
            one.save(update_fields=TIMES)
    except IntegrityError:
        return False
    return True


def _meets_another(one: Assignment, start: datetime, end: datetime) -> bool:
    held = Assignment.objects.filter(person=one.person_id, holds=True).exclude(pk=one.pk)
    return held.filter(busy_from__lt=end, busy_until__gt=start).exists()


def _let_go(one: Assignment, session: Session) -> None:
    one.holds = False
    with override(session.series.original_language):
        one.reason = _("The session was moved to a time at which this person has another commitment.")
    one.save(update_fields=[*TIMES, "holds", "reason"])
