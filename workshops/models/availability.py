"""When people can be asked, on the clock of their own place."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

DAY = 24 * 60


class WeeklyHours(models.Model):
    """Every week, from ``starts`` to ``ends``: minutes after midnight in the person's own zone. 0 is Monday."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_hours")
    weekday = models.PositiveSmallIntegerField(_("day of the week"))
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("weekday", "starts")
        constraints = (
            models.UniqueConstraint(fields=["person", "weekday", "starts"], name="weekly_hours_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekly_hours_day_is_known"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts"), ends__lte=DAY), name="weekly_hours_forwards"),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.weekday} {self.starts}-{self.ends}"


class AvailabilityException(models.Model):
    """From one day to another, both whole and in the person's own zone: away, or there all day."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exceptions")
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    is_available = models.BooleanField(_("there all day"), default=False)

    class Meta:
        ordering = ("first_on", "pk")
        constraints = (models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="exception_forwards"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.first_on} {self.last_on}"
