from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from workshops.enums import ROUND_TRANSITIONS, RoundState
from workshops.models.sessions import Session


class RoundQuerySet(models.QuerySet["ReminderRound"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=RoundState.PLANNED, due_at__lte=now).order_by("due_at", "pk")

    def move(self, to: RoundState, **changes: Any) -> int:
        """Takes the rows that may go there to ``to``; answers how many did. Nothing else writes ``state``."""
        sources = [state for state in RoundState if to in ROUND_TRANSITIONS[state]]
        return self.filter(state__in=sources).update(state=to, **changes)


class ReminderRound(models.Model):
    """Reminding everybody of one session once: ``minutes`` before ``starts_at``, the start that it was planned for.

    One row a round and not one a person: who is told is decided when it is due. A session that moved gets rounds of its
    own for the new start; those for the old one find, when they are due, that there is nothing to tell.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="reminder_rounds")
    minutes = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RoundState.choices, default=RoundState.PLANNED)
    closed_at = models.DateTimeField(null=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "starts_at", "minutes"], name="reminder_round_once"),
            models.CheckConstraint(condition=Q(state__in=RoundState.values), name="reminder_round_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=RoundState.PLANNED, closed_at__isnull=True)
                | (~Q(state=RoundState.PLANNED) & Q(closed_at__isnull=False)),
                name="reminder_round_closed_has_moment",
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], condition=Q(state=RoundState.PLANNED), name="reminder_round_planned"),
        )

    def __str__(self) -> str:
        return f"{self.session_id} {self.minutes} {self.state}"


class Reminder(models.Model):
    """That somebody was reminded in a round: written together with the promise of the mail, and never twice."""

    round = models.ForeignKey(ReminderRound, on_delete=models.CASCADE, related_name="reminders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    promised_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "person"], name="reminded_once_in_a_round"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.person_id}"
