"""On which terms one learns: what comes first, when it opens, when it is due, who may join.

Terms belong to a translation key, so both languages of a course and of a unit have the same. What is remembered of the
outline holds them: whoever writes here draws a new published number.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from courses.enums import EnrolmentPolicy


class CourseTerms(models.Model):
    """A course without a row has the defaults. ``is_private``: it shows up nowhere for those who are not in it."""

    course_key = models.UUIDField(unique=True)
    enrolment = models.CharField(max_length=10, choices=EnrolmentPolicy.choices, default=EnrolmentPolicy.OPEN)
    is_private = models.BooleanField(default=False)
    due_after_days = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(enrolment__in=EnrolmentPolicy.values), name="enrolment_policy_is_known"),
        )

    def __str__(self) -> str:
        return str(self.course_key)


class UnitTerms(models.Model):
    """``rules``: a list of ``{"kind": …}``, for attendance with the ``object`` key of what was attended. Empty: the usual
    ones of its kind."""

    unit_key = models.UUIDField(unique=True)
    opens_at = models.DateTimeField(null=True)
    opens_after_days = models.PositiveSmallIntegerField(null=True)
    due_after_days = models.PositiveSmallIntegerField(null=True)
    rules = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.unit_key)


class Prerequisite(models.Model):
    """A course or unit that can be begun only when another course or unit is complete."""

    of_key = models.UUIDField()
    needs_key = models.UUIDField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["of_key", "needs_key"], name="prerequisite_once"),
            models.CheckConstraint(condition=~Q(of_key=F("needs_key")), name="prerequisite_is_another"),
        )

    def __str__(self) -> str:
        return f"{self.of_key} {self.needs_key}"


class DueDate(models.Model):
    """A date that somebody set for themselves, for a unit or a course. Without ``due_on``: they want none."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="due_dates")
    key = models.UUIDField()
    due_on = models.DateField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="due_date_once"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.key}"
