"""The frozen numbers, for the committee."""

from courses.practice.models import DeskWeek

SHOWN_WEEKS = 26


def weeks() -> list[DeskWeek]:
    """Half a year, newest first."""
    return list(DeskWeek.objects.order_by("-begins_on")[:SHOWN_WEEKS])
