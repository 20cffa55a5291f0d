"""Who has a seat takes part: that is a commitment like any other, in the one table of them."""

from collections.abc import Iterable
from datetime import datetime

from workshops.enums import AssignmentState, StaffRole
from workshops.models import Assignment, Session


def keep_attendees(session: Session, person_ids: Iterable[int], *, attend: bool, now: datetime) -> None:
    """The assignments of people who have a seat from now on, or have none any more. One statement.

    They never hold: taking part warns of what overlaps, and blocks nobody. The caller holds the session's row.
    """
    if not attend:
        leaving = Assignment.objects.filter(session=session, person__in=person_ids, role=StaffRole.ATTENDEE)
        leaving.update(state=AssignmentState.WITHDRAWN, holds=False, answered_at=now)
        return
    rows = [
        Assignment(
            session=session,
            person_id=person,
            role=StaffRole.ATTENDEE,
            state=AssignmentState.ACCEPTED,
            busy_from=session.starts_at,
            busy_until=session.ends_at,
            asked_at=now,
            answered_at=now,
        )
        for person in person_ids
    ]
    Assignment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "person", "role"],
        update_fields=["state", "busy_from", "busy_until", "answered_at"],
    )
