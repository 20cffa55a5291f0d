"""What somebody's machine was when a try was handed in."""

from django.db import models
from django.db.models import Q

from courses.practice.models.claims import Try
from courses.sandbox.enums import RunVerdict
from courses.sandbox.models import LabText, Machine


class TryMachine(models.Model):
    """Bound to a snapshot, whatever the machine becomes: what the checks said of it, and which files differ. ``verdict`` is
    empty where that state was never checked."""

    attempt = models.OneToOneField(Try, on_delete=models.CASCADE, related_name="machine")
    machine = models.ForeignKey(Machine, null=True, on_delete=models.SET_NULL, related_name="+")
    lab_text = models.ForeignKey(LabText, on_delete=models.PROTECT, related_name="+")
    seed = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    verdict = models.CharField(max_length=12, choices=RunVerdict.choices, blank=True)
    results = models.JSONField()
    changes = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(verdict__in=[*RunVerdict.values, ""]), name="try_verdict_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.attempt_id} {self.digest[:12]}"
