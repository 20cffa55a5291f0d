"""What a person did in a course. Everything refers to translation keys: progress follows the person, not the page.

``done_at``, enrolment and completion are caches of the learning record (see ``courses.domain.caches``).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.enums import AttemptState, Verdict


class Enrolment(models.Model):
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    course_key = models.UUIDField()
    enrolled_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "course_key"], name="enrolled_once"),)
        verbose_name = _("enrolment")

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_key}"


class UnitProgress(models.Model):
    """Where a person is in one unit, and the language they last read it in. Its course is where the unit stands now."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="unit_progress")
    unit_key = models.UUIDField()
    language = models.CharField(max_length=5)
    opened_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)  # the person said so; done only when every other rule is met too
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "unit_key"], name="unit_progress_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit_key}"


class Completion(models.Model):
    """Earned stays earned: nothing that is added to the course later takes this away."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="completions")
    course_key = models.UUIDField()
    completed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "course_key"], name="completed_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_key}"


class QuizAttempt(models.Model):
    """``drawn``: id of a draw → the ids of the questions that it drew from its bank for this attempt. ``told_at``: when
    trainers were last told that it waits; ``decided_at``: when a person's review decided it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiz_attempts")
    unit_key = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField()
    handed_in_at = models.DateTimeField(null=True)
    right = models.PositiveSmallIntegerField(null=True)
    asked = models.PositiveSmallIntegerField(null=True)
    drawn = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "unit_key", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["person", "unit_key"],
                condition=Q(state__in=[AttemptState.OPEN, AttemptState.WAITING]),
                name="one_open_attempt",
            ),
            models.CheckConstraint(condition=Q(state__in=AttemptState.values), name="attempt_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=AttemptState.OPEN, handed_in_at=None)
                | (~Q(state=AttemptState.OPEN) & Q(handed_in_at__isnull=False, right__isnull=False)),
                name="attempt_is_open_or_handed_in",
            ),
        )
        indexes = (
            models.Index(
                fields=["unit_key", "handed_in_at"],
                condition=Q(state=AttemptState.WAITING),
                name="attempt_that_waits",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.unit_key} {self.number}"


class QuizAnswer(models.Model):
    """One answer, saved as it is given. ``chosen`` holds option ids (``true``/``false`` for a statement; ``item=target``
    where things are matched, ``item=place`` where they are put in order). ``form`` names the page from which it was sent."""

    attempt = models.ForeignKey(QuizAttempt, on_delete=models.CASCADE, related_name="answers")
    question_id = models.UUIDField()
    chosen = models.JSONField(default=list)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=5)
    form = models.CharField(max_length=32, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["attempt", "question_id"], name="answer_once"),)

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.question_id}"


class ReviewedAnswer(models.Model):
    """An answer in somebody's own words: waits without a verdict, then has one, and the words of whoever read it."""

    answer = models.OneToOneField(QuizAnswer, on_delete=models.CASCADE, related_name="review")
    verdict = models.CharField(max_length=5, choices=Verdict.choices, blank=True)
    words = models.TextField(blank=True)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="reviewed_answers"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(verdict="", decided_at=None) | Q(verdict__in=Verdict.values, decided_at__isnull=False),
                name="reviewed_answer_waits_or_has_a_verdict",
            ),
        )

    def __str__(self) -> str:
        return f"{self.answer_id} {self.verdict}"
