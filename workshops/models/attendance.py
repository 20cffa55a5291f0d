from django.conf import settings
from django.db import models
from django.db.models import Q

from workshops.enums import OUTCOMES, RegistrationState, TickedHow
from workshops.models.people import Assignment
from workshops.models.registrations import Registration
from workshops.models.sessions import Session


class Tick(models.Model):
    """Somebody wrote down that a person was there, for how long, or was not. Rows are only ever added.

    The last one counts; those before it stay, with who wrote them and when. ``minutes``: how long, where it was not the
    whole session. It is about a registration, or about the assignment of somebody who worked there.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, null=True, related_name="ticks")
    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, null=True, related_name="ticks")
    outcome = models.CharField(max_length=12, choices=RegistrationState.choices)
    minutes = models.PositiveIntegerField(null=True)
    how = models.CharField(max_length=8, choices=TickedHow.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(registration__isnull=False, assignment__isnull=True)
                | Q(registration__isnull=True, assignment__isnull=False),
                name="tick_is_about_one_person",
            ),
            models.CheckConstraint(condition=Q(outcome__in=OUTCOMES), name="tick_outcome_is_known"),
            models.CheckConstraint(condition=Q(how__in=TickedHow.values), name="tick_how_is_known"),
            models.CheckConstraint(
                condition=Q(outcome=RegistrationState.PARTIAL, minutes__isnull=False)
                | (~Q(outcome=RegistrationState.PARTIAL) & Q(minutes__isnull=True)),
                name="tick_of_a_part_has_minutes",
            ),
        )

    def __str__(self) -> str:
        return f"{self.registration_id or self.assignment_id} {self.outcome}"


class Ending(models.Model):
    """That what follows from the end of a session has been done: written once, by the job that does it."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="ending")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.session_id}"
