from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from workshops.models.series import Series

WEEK, DAY, HOUR = 7 * 24 * 60, 24 * 60, 60  # minutes
MOST_REMINDERS = 5
LONGEST_AHEAD = 60 * DAY


def usual_reminders() -> list[int]:
    return [WEEK, DAY, HOUR]


class Around(models.Model):
    """What happens around the sessions of a series, where it is not the usual. A series without a row has the defaults.

    ``reminders``: minutes before the start, in elapsed time. ``whole_percent``: how much of a session somebody was there
    for who counts as having attended it. ``enough_percent``: of how many of its sessions, to have attended the series.
    """

    series = models.OneToOneField(Series, on_delete=models.CASCADE, related_name="around")
    reminders = models.JSONField(default=usual_reminders)
    whole_percent = models.PositiveSmallIntegerField(
        _("part of a session that counts as attended, in percent"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    enough_percent = models.PositiveSmallIntegerField(
        _("part of the sessions that counts as attending the series, in percent"),
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(whole_percent__gte=1, whole_percent__lte=100), name="around_whole_is_a_part"
            ),
            models.CheckConstraint(
                condition=Q(enough_percent__gte=1, enough_percent__lte=100), name="around_enough_is_a_part"
            ),
        )

    def __str__(self) -> str:
        return f"{self.series_id}"
