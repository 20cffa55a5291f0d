"""What follows when a mirrored ticket changed at its tracker: somebody closed it, opened it again, or it is gone."""

from datetime import datetime

from courses.practice.domain.assignment_states import set_assignment_state
from courses.practice.domain.practice_mail import tell_claimants
from courses.practice.enums import GOING_ON, AssignmentState, PostState
from courses.practice.models import Claim, MirroredTicket, TicketAssignment
from lms.core import jobs


def follow_change(ticket: MirroredTicket, *, was_closed: bool, now: datetime) -> None:
    """Called in the transaction that keeps the change."""
    if ticket.is_closed and not was_closed and not _closed_by_us(ticket):
        _end_at_tracker(ticket, now)
    if was_closed and not ticket.is_closed:
        assignment = _assignment_of(ticket)
        if assignment is not None and assignment.state == AssignmentState.CLOSED and assignment.opened_at:
            set_assignment_state(assignment, AssignmentState.DRAFT, closed_at=None)


def follow_disappearance(ticket: MirroredTicket, *, now: datetime) -> None:
    """Deleted there, forgotten here: its text, its replacements, and what learners could read of it."""
    ticket.gone_at, ticket.is_closed, ticket.sealed, ticket.searchable = now, True, "", ""
    ticket.save(update_fields=["gone_at", "is_closed", "sealed", "searchable"])
    jobs.enqueue("practice.purge", ticket.pk, dedupe=f"practice.purge:{ticket.pk}")


def _closed_by_us(ticket: MirroredTicket) -> bool:
    """An answer of ours is on its way, or has arrived and closed it: see ``courses.practice.domain.resolved``."""
    ours = ticket.posts.filter(claim__isnull=False).exclude(action="")
    return ours.filter(state__in=[PostState.WAITING, PostState.POSTED]).exists()


def _end_at_tracker(ticket: MirroredTicket, now: datetime) -> None:
    """Whoever works on it goes on, as practice, and is told; nobody new begins."""
    assignment = _assignment_of(ticket)
    if assignment is None or assignment.state not in (AssignmentState.OPEN, AssignmentState.DRAFT):
        return
    for claim in Claim.objects.select_for_update(no_key=True).filter(assignment=assignment, state__in=GOING_ON):
        claim.is_real = False
        claim.save(update_fields=["is_real"])
        tell_claimants(claim, "closed_elsewhere", now=now)
    set_assignment_state(assignment, AssignmentState.CLOSED, closed_at=now)


def _assignment_of(ticket: MirroredTicket) -> TicketAssignment | None:
    return TicketAssignment.objects.select_for_update(no_key=True).filter(ticket=ticket).first()
