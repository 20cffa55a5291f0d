"""Who learns a course together, and who asked to."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from courses.enums import RequestState


class Cohort(models.Model):
    """``code`` is short enough to be read out, ``token`` too long to be guessed: either one lets people in."""

    course_key = models.UUIDField(db_index=True)
    name = models.CharField(max_length=120)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    code = models.CharField(max_length=8, unique=True)
    token = models.CharField(max_length=32, unique=True)
    capacity = models.PositiveSmallIntegerField(null=True)
    needs_approval = models.BooleanField(default=False)
    trainers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="cohorts_taught")

    class Meta:
        verbose_name = _("cohort")
        constraints = (
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="cohort_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(capacity__gte=1), name="cohort_has_a_seat"),
        )

    def __str__(self) -> str:
        return self.name


class CohortMember(models.Model):
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cohort_places")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["cohort", "person"], name="cohort_member_once"),)

    def __str__(self) -> str:
        return f"{self.cohort_id} {self.person_id}"


class JoinRequest(models.Model):
    """Somebody asked to join a course, perhaps in one of its cohorts. Declined, they may ask again later."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests")
    course_key = models.UUIDField(db_index=True)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, related_name="requests")
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.ASKED)
    message = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person", "course_key"], condition=Q(state=RequestState.ASKED), name="one_open_request"
            ),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_is_known"),
            models.CheckConstraint(
                condition=Q(state=RequestState.ASKED, decided_at=None)
                | (~Q(state=RequestState.ASKED) & Q(decided_at__isnull=False)),
                name="request_is_open_or_decided",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.course_key}"
