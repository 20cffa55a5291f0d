"""What a posted answer means: the assignment is closed, whoever solved it has it on their record."""

import hashlib
from datetime import datetime

from courses.practice.domain.assignment_states import set_assignment_state
from courses.practice.domain.practice_mail import tell_claimants
from courses.practice.enums import AssignmentState
from courses.practice.models import Claim, Post, TicketAssignment
from lms.records.domain.statements import record
from lms.records.enums import Verb


def follow_posted(post: Post, *, now: datetime) -> None:
    """Called in the transaction that notes the arrival. A comment that no claim stands behind has nothing to follow."""
    claim = post.claim
    if claim is None:
        return
    assignment = end_answered(claim, now=now)
    evidence = evidence_of(claim)
    for claimant in claim.claimants.select_related("person"):
        record(
            person=claimant.person,
            verb=Verb.RESOLVED,
            object_key=f"assignment:{assignment.key}",
            happened_at=now,
            now=now,
            source="practice",
            source_key=f"resolved:{claim.pk}:{claimant.person_id}",
            evidence=evidence,
        )
    for mentor in {review.mentor for one in claim.tries.all() for review in one.reviews.select_related("mentor")}:
        if mentor is not None:
            record(
                person=mentor,
                verb=Verb.MENTORED,
                object_key=f"assignment:{assignment.key}",
                happened_at=now,
                now=now,
                source="practice",
                source_key=f"mentored:{claim.pk}:{mentor.pk}",
                evidence=evidence,
            )
    tell_claimants(claim, "posted", now=now)


def end_answered(claim: Claim, *, now: datetime) -> TicketAssignment:
    """Nobody new begins with what is answered, also where the ticket itself stays open. The caller holds the ticket."""
    assignment = TicketAssignment.objects.select_for_update(no_key=True).get(pk=claim.assignment_id)
    if assignment.state in (AssignmentState.OPEN, AssignmentState.DRAFT):
        set_assignment_state(assignment, AssignmentState.CLOSED, closed_at=now)
    return assignment


def evidence_of(claim: Claim) -> str:
    """``sha256:`` and the digest of what was handed in last and of the reviews: it proves a text without showing it."""
    last = claim.tries.order_by("-number").first()
    digest = hashlib.sha256(str(claim.key).encode())
    if last is not None:
        for text in (last.found, last.did, last.evidence, last.answer):
            digest.update(b"\x00" + text.encode())
        for review in last.reviews.order_by("pk"):
            digest.update(f"\x00{review.verdict}\x00{review.words}".encode())
    return f"sha256:{digest.hexdigest()}"
