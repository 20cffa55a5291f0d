"""How many people a session needs, what people offer to do, and how strict the house is."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshops.enums import Direction, RuleKind, RuleLevel, StaffRole
from workshops.models.series import Series
from workshops.models.sessions import Session

MOST_PEOPLE = 20
IS_DIRECTED = Q(role=StaffRole.INTERPRETER, direction__in=Direction.values) | (
    ~Q(role=StaffRole.INTERPRETER) & Q(direction="")
)


class StaffNeed(models.Model):
    """How many people a role needs: in every session of a series, or in one session, which then counts for itself.

    Without a row a session needs one lead. How many interpreters it needs at least follows from its languages.
    """

    series = models.ForeignKey(Series, on_delete=models.CASCADE, null=True, related_name="staff_needs")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, null=True, related_name="staff_needs")
    role = models.CharField(_("role"), max_length=12, choices=StaffRole.choices)
    people = models.PositiveSmallIntegerField(_("people"), default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["series", "role"], name="staff_need_once_in_a_series"),
            models.UniqueConstraint(fields=["session", "role"], name="staff_need_once_in_a_session"),
            models.CheckConstraint(
                condition=Q(series__isnull=True, session__isnull=False) | Q(series__isnull=False, session__isnull=True),
                name="staff_need_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(role__in=StaffRole.values) & ~Q(role=StaffRole.ATTENDEE), name="staff_need_role_is_known"
            ),
            models.CheckConstraint(condition=Q(people__lte=MOST_PEOPLE), name="staff_need_is_possible"),
        )

    def __str__(self) -> str:
        return f"{self.role} {self.people}"


class StaffSkill(models.Model):
    """What somebody offers to do; interpreters say which way they interpret."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_skills")
    role = models.CharField(_("role"), max_length=12, choices=StaffRole.choices)
    direction = models.CharField(_("direction"), max_length=5, choices=Direction.choices, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "role"], name="staff_skill_once"),
            models.CheckConstraint(
                condition=Q(role__in=StaffRole.values) & ~Q(role=StaffRole.ATTENDEE), name="staff_skill_role_is_known"
            ),
            models.CheckConstraint(condition=IS_DIRECTED, name="staff_skill_direction_of_interpreters"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.direction}"


class StaffingRule(models.Model):
    """What this house decided about one kind of conflict. A kind without a row has its level from ``DEFAULT_LEVELS``."""

    kind = models.CharField(_("conflict"), max_length=12, choices=RuleKind.choices, unique=True)
    level = models.CharField(_("what happens"), max_length=10, choices=RuleLevel.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=RuleKind.values), name="staffing_rule_kind_is_known"),
            models.CheckConstraint(condition=Q(level__in=RuleLevel.values), name="staffing_rule_level_is_known"),
            models.CheckConstraint(
                condition=~Q(level=RuleLevel.IGNORE) | ~Q(reason=""), name="staffing_rule_ignored_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"
