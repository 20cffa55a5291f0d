"""The one place that writes the state of a claim."""

from datetime import datetime

from courses.practice.enums import CLAIM_TRANSITIONS, GOING_ON, ClaimState
from courses.practice.errors import NotPossibleNow
from courses.practice.models import Claim
from lms.core import jobs


def set_claim_state(claim: Claim, state: ClaimState, *, now: datetime, **fields: object) -> None:
    """The caller holds the row. Who was in it is free for another one when it ends, and whoever waits is told."""
    if state not in CLAIM_TRANSITIONS[ClaimState(claim.state)]:
        raise NotPossibleNow
    claim.state = state
    if state not in GOING_ON:
        fields["ended_at"] = now
        claim.claimants.update(is_going_on=False)
        promise_word(claim.assignment_id)
    for name, value in fields.items():
        setattr(claim, name, value)
    claim.save(update_fields=["state", *fields])


def promise_word(assignment_pk: int) -> None:
    """Whoever waits for an assignment is told where it is free now. Late in a transaction: the key is a lock."""
    jobs.enqueue("practice.tell_waiting", assignment_pk, dedupe=f"practice.waiting:{assignment_pk}")
