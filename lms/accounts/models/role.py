from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import Role, RoleAction
from lms.core import clock


class RoleGrant(models.Model):
    """A role that a person holds now. Learner is everybody and has no row."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "role"], name="role_granted_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role}"


class RoleChange(models.Model):
    """Who gave or took which role, and when. Rows are only ever added."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="role_changes")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    action = models.CharField(max_length=8, choices=RoleAction.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("at", "pk")
        constraints = (
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="role_change_role_is_known"),
            models.CheckConstraint(condition=models.Q(action__in=RoleAction.values), name="role_change_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.action}"
