"""The one place that writes the state of an assignment."""

from datetime import datetime

from courses.practice.domain.practice_mail import tell_waiting_in_vain
from courses.practice.enums import ASSIGNMENT_TRANSITIONS, AssignmentState
from courses.practice.errors import NotPossibleNow
from courses.practice.models import TicketAssignment


def set_assignment_state(assignment: TicketAssignment, state: AssignmentState, **moments: datetime | None) -> None:
    """The caller holds the row. ``moments`` are written with the state that they belong to. Who waited for one that closes
    is told."""
    if state not in ASSIGNMENT_TRANSITIONS[AssignmentState(assignment.state)]:
        raise NotPossibleNow
    assignment.state = state
    for name, moment in moments.items():
        setattr(assignment, name, moment)
    assignment.save(update_fields=["state", *moments])
    if state == AssignmentState.CLOSED and assignment.closed_at is not None:
        tell_waiting_in_vain(assignment, now=assignment.closed_at)
