"""What follows when a mirrored ticket changed at its tracker: somebody closed it, opened it again, or it is gone."""

from datetime import datetime

from courses.practice.domain.assignment_states import set_assignment_state
from courses.practice.domain.practice_mail import tell_claimants
from courses.practice.enums import GOING_ON, AssignmentState, PostState
from courses.practice.models import Claim, MirroredTicket, TicketAssignment
from lms.core import jobs


def follow_change(ticket: MirroredTicket, *, was_closed: bool, now: datetime) -> None:
    """Called in the transaction that keeps the change."""
    if ticket.is_private:
        TicketAssignment.objects.filter(ticket=ticket, is_sensitive=False).update(is_sensitive=True)
    if ticket.is_closed and not was_closed and not _closed_by_us(ticket):
        end_where_closed(ticket, now=now)
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
    """An answer of ours is on its way and may have closed it: what becomes of it decides (``domain.posted``).
    One that arrived earlier says nothing: the ticket was opened again since."""
    ours = ticket.posts.filter(claim__isnull=False, state=PostState.WAITING).exclude(action="")
    return ours.exists()


def end_where_closed(ticket: MirroredTicket, *, now: datetime) -> None:
    """Where somebody else closed it: whoever works on it goes on, as practice, and is told; nobody new begins. The caller
    holds the ticket."""
    assignment = _assignment_of(ticket) if ticket.is_closed else None
    if assignment is None:
        return
    is_on = assignment.state in (AssignmentState.OPEN, AssignmentState.DRAFT)
    for claim in Claim.objects.select_for_update(no_key=True).filter(assignment=assignment, state__in=GOING_ON):
        if claim.is_real or is_on:
            tell_claimants(claim, "closed_elsewhere", now=now)
        claim.is_real = False
        claim.save(update_fields=["is_real"])
    if is_on:
        set_assignment_state(assignment, AssignmentState.CLOSED, closed_at=now)


def _assignment_of(ticket: MirroredTicket) -> TicketAssignment | None:
    return TicketAssignment.objects.select_for_update(no_key=True).filter(ticket=ticket).first()
