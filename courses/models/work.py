"""What people hand in, and what others say to it. Every try is a row of its own: history is kept by not writing over it."""

from secrets import token_urlsafe
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.enums import ReviewState, SubmissionState, Verdict


def secret_place(instance: Any, filename: str) -> str:
    """Where an upload is kept. Its own name stands in the row, never in the store."""
    return f"handed_in/{token_urlsafe(24)}"


class Submission(models.Model):
    """One try at one assignment. ``told_at``: when somebody was last told that it waits."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions")
    unit_key = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SubmissionState.choices, default=SubmissionState.DRAFT)
    text = models.TextField(blank=True)
    link = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=5)
    saved_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "unit_key", "number"], name="submission_number_once"),
            models.UniqueConstraint(
                fields=["person", "unit_key"],
                condition=Q(state__in=[SubmissionState.DRAFT, SubmissionState.HANDED_IN]),
                name="one_open_submission",
            ),
            models.CheckConstraint(condition=Q(state__in=SubmissionState.values), name="submission_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=SubmissionState.DRAFT, handed_in_at=None, decided_at=None)
                | Q(state=SubmissionState.HANDED_IN, handed_in_at__isnull=False, decided_at=None)
                | Q(
                    state__in=[SubmissionState.AGAIN, SubmissionState.DONE],
                    handed_in_at__isnull=False,
                    decided_at__isnull=False,
                ),
                name="submission_moments_fit_its_state",
            ),
        )
        indexes = (
            models.Index(
                fields=["unit_key", "handed_in_at"],
                condition=Q(state=SubmissionState.HANDED_IN),
                name="submission_that_waits",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit_key} {self.number}"


class HandedInFile(models.Model):
    """A later try carries the files of the one before: several rows may point to one stored file."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    file = models.FileField(upload_to=secret_place, max_length=100)
    size = models.PositiveIntegerField()
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """Of one try by one person. A peer is asked first; a trainer's row is made when they decide."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reviews")
    is_peer = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ReviewState.choices, default=ReviewState.ASKED)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["submission", "reviewer"], name="review_once"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=ReviewState.GIVEN, given_at__isnull=False)
                | (~Q(state=ReviewState.GIVEN) & Q(given_at=None)),
                name="review_given_has_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.submission_id} {self.reviewer_id}"


class ReviewedRow(models.Model):
    """What a reviewer says to one row of the rubric, by the row's id, which is the same in both languages."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="rows")
    row_id = models.UUIDField()
    verdict = models.CharField(max_length=5, choices=Verdict.choices)
    words = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["review", "row_id"], name="reviewed_row_once"),
            models.CheckConstraint(condition=Q(verdict__in=Verdict.values), name="verdict_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.review_id} {self.row_id}"
