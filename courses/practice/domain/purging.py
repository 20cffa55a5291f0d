"""Withdrawn is gone: the copy, what was replaced, what was written about it, and the files."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from courses.practice.domain.assignment_states import set_assignment_state
from courses.practice.domain.claim_states import set_claim_state
from courses.practice.domain.guides import withdraw_guide
from courses.practice.domain.posted import take_back_answers
from courses.practice.domain.practice_mail import forget_mail, forget_questions, tell_claimants, tell_desk_about_guide
from courses.practice.enums import AssignmentState, ClaimState, ConsentState
from courses.practice.models import (
    AssignmentWords,
    Claim,
    Consent,
    MirroredTicket,
    PracticeNote,
    PracticeReview,
    PracticeReviewRow,
    Redaction,
    RubricRow,
    Thanks,
    TicketAssignment,
    Try,
    TryFile,
    Wait,
)


def purge(*, ticket_pk: int, now: datetime) -> bool:
    """Takes away everything that came of a ticket whose consent was taken back, or which is gone at its tracker. What people
    did stays on their record: it says nothing of the ticket. Safe to run twice."""
    with transaction.atomic():
        ticket = MirroredTicket.objects.select_for_update(no_key=True).filter(pk=ticket_pk).first()
        if ticket is None or not _is_to_go(ticket):
            return False
        Redaction.objects.filter(ticket=ticket).delete()
        Thanks.objects.filter(ticket=ticket).update(words="")
        forget_questions(ticket)
        assignment = TicketAssignment.objects.select_for_update(no_key=True).filter(ticket=ticket).first()
        if assignment is None or assignment.state == AssignmentState.PURGED:
            return False
        claims = list(Claim.objects.select_for_update(no_key=True).filter(assignment=assignment).order_by("pk"))
        take_back_answers(ticket, now=now)
        forget_mail(assignment)  # before those are written that tell of it
        for claim in claims:
            _end(claim, now)
        _forget(assignment)
        if withdraw_guide(assignment):
            tell_desk_about_guide(ticket, now=now)
        set_assignment_state(assignment, AssignmentState.PURGED, closed_at=now, ticket=None)
    return True


def _is_to_go(ticket: MirroredTicket) -> bool:
    if ticket.gone_at is not None:
        return True
    return Consent.objects.filter(ticket=ticket, state=ConsentState.WITHDRAWN).exists()


def _end(claim: Claim, now: datetime) -> None:
    tell_claimants(claim, "withdrawn", now=now)
    if claim.state not in (ClaimState.HANDED_BACK, ClaimState.EXPIRED, ClaimState.PURGED):
        set_claim_state(claim, ClaimState.PURGED, now=now)


def _forget(assignment: TicketAssignment) -> None:
    for kept in TryFile.objects.filter(attempt__claim__assignment=assignment):
        stored: Any = kept.file
        kept.delete()
        transaction.on_commit(partial(stored.storage.delete, stored.name))
    PracticeNote.objects.filter(review__attempt__claim__assignment=assignment).delete()
    PracticeReviewRow.objects.filter(review__attempt__claim__assignment=assignment).delete()
    PracticeReview.objects.filter(attempt__claim__assignment=assignment).update(words="")
    Try.objects.filter(claim__assignment=assignment).update(found="", did="", evidence="", answer="")
    Wait.objects.filter(assignment=assignment).delete()
    AssignmentWords.objects.filter(assignment=assignment).delete()
    RubricRow.objects.filter(assignment=assignment).delete()
