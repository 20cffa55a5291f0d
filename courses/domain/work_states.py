"""The one place that writes the state of a submission."""

from datetime import datetime

from courses.enums import SUBMISSION_TRANSITIONS, SubmissionState
from courses.errors import AlreadyDecided, AlreadyHandedIn
from courses.models import Submission


def set_state(submission: Submission, state: SubmissionState, **moments: datetime) -> None:
    """The caller holds the row. ``moments`` are written with the state that they belong to."""
    before = SubmissionState(submission.state)
    if state not in SUBMISSION_TRANSITIONS[before]:
        raise AlreadyHandedIn if state == SubmissionState.HANDED_IN else AlreadyDecided
    submission.state = state
    for name, moment in moments.items():
        setattr(submission, name, moment)
    submission.save(update_fields=["state", *moments])
