from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, WorkflowState

from lms.content.enums import ProposalState


class Proposal(models.Model):
    """A member's change to one paragraph of a page. ``changes``: place within the block → [what it said, what it should
    say], in the form that the database keeps. While another change of the page is being looked at, it waits."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=40)
    changes = models.JSONField()
    reason = models.CharField(_("why"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING)
    revision = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    moderation = models.ForeignKey(WorkflowState, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("made_at", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(state__in=ProposalState.values), name="proposal_state_is_known"),
            models.UniqueConstraint(
                fields=["page"], condition=models.Q(state=ProposalState.SUBMITTED), name="proposal_one_at_a_time"
            ),
        )
        indexes = (models.Index(fields=["page", "state"], name="proposal_of_page"),)

    def __str__(self) -> str:
        return f"{self.page_id} {self.part} {self.state}"
