"""Help from a person: asked for, taken, answered; and who may look over a shoulder."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from courses.sandbox.enums import OPEN_HELP, HelpState, Mode
from courses.sandbox.models.machines import Machine
from lms.accounts.enums import Language


class HelpRequest(models.Model):
    """``check_key``: the check that does not pass; ``last_error``: what was on the screen, if the learner sent it along."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="requests")
    check_key = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, choices=Language.choices)
    last_error = models.TextField(blank=True)
    words = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    snapshot = models.CharField(max_length=64, blank=True)  # the state that the question is about
    state = models.CharField(max_length=8, choices=HelpState.choices, default=HelpState.ASKED)
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=HelpState.values), name="help_state_is_known"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="help_language_is_known"),
            models.UniqueConstraint(
                fields=["machine"], condition=Q(state__in=OPEN_HELP), name="one_open_request_of_a_machine"
            ),
            models.CheckConstraint(
                condition=(Q(state=HelpState.CLOSED) & Q(closed_at__isnull=False))
                | (~Q(state=HelpState.CLOSED) & Q(closed_at=None)),
                name="help_moments_fit_its_state",
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.state}"


class Invitation(models.Model):
    """A mentor may see, or type into, the terminal of a machine until it is revoked. Nothing is ever watched without."""

    machine = models.ForeignKey(Machine, on_delete=models.CASCADE, related_name="invitations")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=5, choices=Mode.choices)
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="invitation_mode_is_known"),
            models.UniqueConstraint(
                fields=["machine", "mentor"], condition=Q(revoked_at=None), name="one_invitation_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.machine_id} {self.mentor_id} {self.mode}"
