from courses.practice.models.assignments import AssignmentWords, Consent, Redaction, RubricRow, TicketAssignment
from courses.practice.models.claims import (
    Claim,
    Claimant,
    Post,
    PracticeNote,
    PracticeReview,
    PracticeReviewRow,
    Thanks,
    Try,
    TryFile,
    Wait,
)
from courses.practice.models.machines import TryMachine
from courses.practice.models.trackers import DeskWeek, MirroredTicket, Opening, TrackerSource, WebhookSeen

__all__ = [
    "AssignmentWords",
    "Claim",
    "Claimant",
    "Consent",
    "DeskWeek",
    "MirroredTicket",
    "Opening",
    "Post",
    "PracticeNote",
    "PracticeReview",
    "PracticeReviewRow",
    "Redaction",
    "RubricRow",
    "Thanks",
    "TicketAssignment",
    "TrackerSource",
    "Try",
    "TryFile",
    "TryMachine",
    "Wait",
    "WebhookSeen",
]
