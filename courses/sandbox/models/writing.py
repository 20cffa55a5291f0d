"""What staff write: drafts of labs, version by version, and proofs of texts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.sandbox.enums import ENDED_PROOFS, ProofState
from courses.sandbox.models.labs import Lab, LabText


class LabDraft(models.Model):
    """A folder as somebody saved it, with its mistakes. The highest ``version`` is gone on with; those before stay for a
    while, so that nothing is lost that anybody wrote over. ``card``: as of a text; empty where it has mistakes."""

    lab = models.ForeignKey(Lab, on_delete=models.CASCADE, related_name="drafts")
    version = models.PositiveIntegerField()
    files = models.JSONField()
    digest = models.CharField(max_length=64)
    card = models.JSONField(default=dict)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["lab", "version"], name="draft_version_once"),)

    def __str__(self) -> str:
        return f"{self.lab_id} {self.version}"


class LabProof(models.Model):
    """The last proof of a text. ``report``: what sandboxd told; ``refusal``: the error that kept it from being made."""

    text = models.OneToOneField(LabText, on_delete=models.CASCADE, related_name="proof")
    state = models.CharField(max_length=7, choices=ProofState.choices, default=ProofState.WAITS)
    report = models.JSONField(default=dict)
    refusal = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_at = models.DateTimeField(null=True)
    proven_at = models.DateTimeField(null=True)  # the last time that it was, whatever was asked since

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=ProofState.values), name="proof_state_is_known"),
            models.CheckConstraint(
                condition=Q(state__in=ENDED_PROOFS, ended_at__isnull=False)
                | (~Q(state__in=ENDED_PROOFS) & Q(ended_at=None)),
                name="proof_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProofState.PROVEN) | Q(proven_at__isnull=False), name="proof_proven_has_moment"
            ),
        )

    def __str__(self) -> str:
        return f"{self.text_id} {self.state}"
