"""Somebody's machine, what was saved of it, and what the checks said."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.sandbox.enums import MachineState, Reason, RunVerdict
from courses.sandbox.models.labs import LabText
from lms.accounts.enums import Language


class Machine(models.Model):
    """One person's copy of a lab, running or not. ``context``: what it is for, in words of whoever opened it
    (``claim:<uuid>``); empty: for practice. ``forked_from``: the machine of a learner of which this is a mentor's copy."""

    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="machines")
    lab_text = models.ForeignKey(LabText, on_delete=models.PROTECT, related_name="machines")
    context = models.CharField(max_length=80, blank=True)
    seed = models.BigIntegerField()
    language = models.CharField(max_length=5, choices=Language.choices)
    state = models.CharField(max_length=9, choices=MachineState.choices, default=MachineState.NEW)
    reason = models.CharField(max_length=6, choices=Reason.choices, blank=True)
    position = models.PositiveSmallIntegerField(default=0)  # in the queue
    hints_open = models.PositiveSmallIntegerField(default=0)
    snapshot = models.CharField(max_length=64, blank=True)  # digest of the last one
    folder = models.CharField(max_length=400, blank=True)  # where the last single command ended
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # when sandboxd last said how it is
    ends_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)  # every check passed for the first time
    forked_from = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="copies")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=MachineState.values), name="machine_state_is_known"),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="machine_reason_is_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="machine_language_is_known"),
            models.UniqueConstraint(
                fields=["person", "lab_text", "context"],
                condition=Q(forked_from=None) & ~Q(state=MachineState.FORGOTTEN),
                name="one_machine_for_each_purpose",
            ),
            models.UniqueConstraint(
                fields=["person", "forked_from"],
                condition=Q(forked_from__isnull=False) & ~Q(state=MachineState.FORGOTTEN),
                name="one_copy_for_each_mentor",
            ),
        )
        indexes = (models.Index(fields=["context"], name="machine_context", condition=~Q(context="")),)

    def __str__(self) -> str:
        return str(self.key)


class Snapshot(models.Model):
    """A machine at one moment. sandboxd keeps the files; ``changes`` is what it told of those that differ from the first
    moment."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="snapshots")
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    changes = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["machine", "digest"], name="snapshot_once"),)

    def __str__(self) -> str:
        return self.digest


class CheckRun(models.Model):
    """``digest``: of the snapshot that was judged. ``results``: check, verdict, found and values of each."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="runs")
    digest = models.CharField(max_length=64)
    verdict = models.CharField(max_length=12, choices=RunVerdict.choices)
    results = models.JSONField()
    milliseconds = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(verdict__in=RunVerdict.values), name="run_verdict_is_known"),)

    def __str__(self) -> str:
        return f"{self.machine_id} {self.verdict}"
