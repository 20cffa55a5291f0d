"""From a ticket to an assignment: what a member allowed, what is replaced, and what learners read."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.practice.enums import (
    SHOWN,
    AssignmentState,
    ConsentState,
    Difficulty,
    Size,
    Supervision,
)
from courses.practice.models.trackers import MirroredTicket
from lms.accounts.enums import Language


class Consent(models.Model):
    """Whether the member who wrote a ticket lets learners work on a redacted copy. ``nonce`` stands in the signed link:
    a new question makes the links of the one before useless."""

    ticket = models.OneToOneField(MirroredTicket, on_delete=models.CASCADE, related_name="consent")
    state = models.CharField(max_length=9, choices=ConsentState.choices, default=ConsentState.ASKED)
    language = models.CharField(max_length=5, choices=Language.choices)
    nonce = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ConsentState.values), name="consent_state_is_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="consent_language_is_known"),
            models.CheckConstraint(
                condition=Q(state=ConsentState.ASKED) | Q(answered_at__isnull=False), name="consent_answer_has_moment"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.state}"


class Redaction(models.Model):
    """What is replaced by what in one ticket, sealed: it names people. ``token``: the ticket's when a person confirmed."""

    ticket = models.OneToOneField(MirroredTicket, on_delete=models.CASCADE, related_name="redaction")
    sealed = models.TextField()
    token = models.CharField(max_length=200, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.ticket_id}"


class TicketAssignment(models.Model):
    """A redacted ticket as a task. Without a ticket it is an exercise that outlived it, or one that was purged."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    ticket = models.OneToOneField(MirroredTicket, null=True, on_delete=models.SET_NULL, related_name="assignment")
    state = models.CharField(max_length=8, choices=AssignmentState.choices, default=AssignmentState.DRAFT)
    language = models.CharField(max_length=5, choices=Language.choices)  # of the answer that the member gets
    difficulty = models.CharField(max_length=5, choices=Difficulty.choices, default=Difficulty.FIRST)
    supervision = models.CharField(max_length=6, choices=Supervision.choices, default=Supervision.MENTOR)
    size = models.CharField(max_length=6, choices=Size.choices, default=Size.SMALL)
    skills = models.CharField(max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(default=7)
    most_in_parallel = models.PositiveSmallIntegerField(default=1)
    lab = models.SlugField(max_length=60, blank=True)  # the broken machine that belongs to it
    course_key = models.UUIDField(null=True)  # only who has finished it may take this
    guide_key = models.UUIDField(null=True)  # of the guide that was drafted from it
    is_sensitive = models.BooleanField(default=False)  # wants a second pair of eyes
    is_tidying = models.BooleanField(default=False)  # ask, confirm, propose to close a stale ticket
    was_stale = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=AssignmentState.values), name="practice_assignment_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="practice_assignment_language_is_known"
            ),
            models.CheckConstraint(
                condition=Q(difficulty__in=Difficulty.values), name="practice_assignment_difficulty_is_known"
            ),
            models.CheckConstraint(
                condition=Q(supervision__in=Supervision.values), name="practice_assignment_supervision_is_known"
            ),
            models.CheckConstraint(condition=Q(size__in=Size.values), name="practice_assignment_size_is_known"),
            models.CheckConstraint(
                condition=Q(days__gte=1, most_in_parallel__gte=1), name="practice_assignment_limits_possible"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=SHOWN) | Q(opened_at__isnull=False), name="practice_assignment_shown_was_opened"
            ),
        )

    def __str__(self) -> str:
        return str(self.key)


class AssignmentWords(models.Model):
    """What learners read, in one language. ``hints``: one a line, opened one after the other."""

    assignment = models.ForeignKey(TicketAssignment, on_delete=models.CASCADE, related_name="words")
    language = models.CharField(max_length=5, choices=Language.choices)
    title = models.CharField(max_length=160)
    story = models.TextField()
    goals = models.TextField(blank=True)
    hints = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["assignment", "language"], name="practice_assignment_words_once"),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="practice_assignment_words_language_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.language}"


class RubricRow(models.Model):
    """What counts as done, row by row, in both languages."""

    assignment = models.ForeignKey(TicketAssignment, on_delete=models.CASCADE, related_name="rubric")
    position = models.PositiveSmallIntegerField()
    words_en = models.CharField(max_length=300)
    words_es = models.CharField(max_length=300)

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["assignment", "position"], name="rubric_position_once"),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.position}"
