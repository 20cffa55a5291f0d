from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workshops.enums import AssignmentState, Direction, StaffRole
from workshops.models.sessions import Session

STAFF_ROLES = tuple(role for role in StaffRole if role != StaffRole.ATTENDEE)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def of_staff(self) -> Self:
        return self.exclude(role=StaffRole.ATTENDEE)

    def accepted(self) -> Self:
        return self.filter(state=AssignmentState.ACCEPTED)

    def standing(self) -> Self:
        """Asked or accepted."""
        return self.filter(state__in=(AssignmentState.ASKED, AssignmentState.ACCEPTED))


class Assignment(models.Model):
    """One person's commitment to one session, whatever they do there: also taking part.

    ``busy_from`` and ``busy_until`` are the session with the way there and back. Two commitments of a person that
    ``holds`` is set on never overlap: an exclusion constraint on PostgreSQL, a locked check on SQLite. It is set on what
    was accepted, but for what somebody overrode with a written ``reason``.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="assignments")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignments")
    role = models.CharField(_("role"), max_length=12, choices=StaffRole.choices)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction.choices, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=AssignmentState.choices, default=AssignmentState.ASKED)
    holds = models.BooleanField(default=False)
    travel_minutes = models.PositiveSmallIntegerField(_("minutes of travel"), default=0)
    busy_from = models.DateTimeField()
    busy_until = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("assignment")
        constraints = (
            models.UniqueConstraint(fields=["session", "person", "role"], name="assigned_once_in_a_role"),
            models.CheckConstraint(condition=Q(role__in=StaffRole.values), name="assignment_role_is_known"),
            models.CheckConstraint(condition=Q(state__in=AssignmentState.values), name="assignment_state_is_known"),
            models.CheckConstraint(
                condition=Q(holds=False) | Q(state=AssignmentState.ACCEPTED), name="assignment_holds_when_accepted"
            ),
            models.CheckConstraint(condition=Q(busy_until__gt=F("busy_from")), name="assignment_busy_forwards"),
            models.CheckConstraint(
                condition=Q(role=StaffRole.INTERPRETER, direction__in=Direction.values)
                | (~Q(role=StaffRole.INTERPRETER) & Q(direction="")),
                name="assignment_direction_of_interpreters",
            ),
        )
        indexes = (models.Index(fields=["person", "busy_from"], condition=Q(holds=True), name="assignment_busy"),)

    def __str__(self) -> str:
        return f"{self.session_id} {self.person_id} {self.role}"
