"""Who works on what, what they hand in, and what a mentor says to it."""

from secrets import token_urlsafe
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.practice.enums import GOING_ON, TAKES_THE_TICKET, ClaimState, Place, PostState, PracticeVerdict
from courses.practice.models.assignments import RubricRow, TicketAssignment
from courses.practice.models.trackers import MirroredTicket


def secret_place(instance: Any, filename: str) -> str:
    """Where an upload is kept. Its own name stands in the row, never in the store."""
    return f"practice/{token_urlsafe(24)}"


class Claim(models.Model):
    """One person, or a pair, at work. ``is_real``: theirs is the answer that goes to the member; the others practise."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    assignment = models.ForeignKey(TicketAssignment, on_delete=models.CASCADE, related_name="claims")
    state = models.CharField(max_length=11, choices=ClaimState.choices, default=ClaimState.WORKING)
    is_real = models.BooleanField()
    claimed_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    hints_open = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ClaimState.values), name="claim_state_is_known"),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(is_real=True, state__in=TAKES_THE_TICKET), name="one_real_claim"
            ),
            models.CheckConstraint(
                condition=Q(state__in=GOING_ON, ended_at=None) | (~Q(state__in=GOING_ON) & Q(ended_at__isnull=False)),
                name="claim_moments_fit_its_state",
            ),
        )

    def __str__(self) -> str:
        return str(self.key)


class Claimant(models.Model):
    """A person in a claim. ``is_going_on`` follows the claim's state, so that the database can keep two claims of one
    person on one assignment apart. ``credit_name``: what the member reads; empty is nobody's name."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="claimants")
    assignment = models.ForeignKey(TicketAssignment, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    is_going_on = models.BooleanField(default=True)
    credit_name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["claim", "person"], name="claimant_once"),
            models.UniqueConstraint(
                fields=["assignment", "person"], condition=Q(is_going_on=True), name="one_claim_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.claim_id} {self.person_id}"


class Wait(models.Model):
    """Somebody waits until an assignment is free; told when it is."""

    assignment = models.ForeignKey(TicketAssignment, on_delete=models.CASCADE, related_name="waits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["assignment", "person"], name="wait_once"),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.person_id}"


class Try(models.Model):
    """What was handed in: what I found, what I did, evidence, and the answer that the member should get."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="tries")
    number = models.PositiveSmallIntegerField()
    found = models.TextField(blank=True)
    did = models.TextField(blank=True)
    evidence = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=0)  # of what was saved: two of a pair see each other's changes
    handed_in_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True)  # by the mentor, from the queue

    class Meta:
        constraints = (models.UniqueConstraint(fields=["claim", "number"], name="try_number_once"),)

    def __str__(self) -> str:
        return f"{self.claim_id} {self.number}"


class TryFile(models.Model):
    attempt = models.ForeignKey(Try, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to=secret_place, max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class PracticeReview(models.Model):
    """By a mentor who did not work on it. The second one of a sensitive ticket is somebody else again."""

    attempt = models.ForeignKey(Try, on_delete=models.CASCADE, related_name="reviews")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    verdict = models.CharField(max_length=5, choices=PracticeVerdict.choices)
    words = models.TextField(blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["attempt", "mentor"], name="practice_review_once"),
            models.CheckConstraint(condition=Q(verdict__in=PracticeVerdict.values), name="practice_verdict_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.verdict}"


class PracticeReviewRow(models.Model):
    review = models.ForeignKey(PracticeReview, on_delete=models.CASCADE, related_name="rows")
    row = models.ForeignKey(RubricRow, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=5, choices=PracticeVerdict.choices)
    words = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["review", "row"], name="practice_review_row_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=PracticeVerdict.values), name="practice_row_verdict_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.review_id} {self.row_id}"


class PracticeNote(models.Model):
    """What a mentor says to one paragraph of what was handed in. ``paragraph``: counted from 0."""

    review = models.ForeignKey(PracticeReview, on_delete=models.CASCADE, related_name="notes")
    place = models.CharField(max_length=8, choices=Place.choices)
    paragraph = models.PositiveSmallIntegerField()
    words = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["review", "place", "paragraph"], name="practice_note_once"),
            models.CheckConstraint(condition=Q(place__in=Place.values), name="practice_note_place_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.review_id} {self.place} {self.paragraph}"


class Post(models.Model):
    """An answer on its way to the real ticket: an outbox row. ``sealed_text`` has the real names in it; ``marker`` is how
    we know our own comment again; ``token`` is the ticket as the mentor saw it."""

    claim = models.OneToOneField(Claim, null=True, on_delete=models.CASCADE, related_name="post")
    ticket = models.ForeignKey(MirroredTicket, on_delete=models.CASCADE, related_name="posts")
    state = models.CharField(max_length=8, choices=PostState.choices, default=PostState.WAITING)
    sealed_text = models.TextField()
    action = models.CharField(max_length=80, blank=True)
    token = models.CharField(max_length=200, blank=True)
    marker = models.CharField(max_length=40, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    last_failure = models.CharField(max_length=40, blank=True)
    told_at = models.DateTimeField(null=True)  # when a person was told that it does not get through
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(state__in=PostState.values), name="post_state_is_known"),)

    def __str__(self) -> str:
        return self.marker


class Thanks(models.Model):
    """The member's words to those who solved their ticket."""

    ticket = models.OneToOneField(MirroredTicket, on_delete=models.CASCADE, related_name="thanks")
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.ticket_id}"
