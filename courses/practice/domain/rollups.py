"""The desk's health in numbers, week by week: frozen when the week is over, so that last spring reads the same for ever."""

from datetime import UTC, date, datetime, time, timedelta

from courses.practice.models import DeskWeek, MirroredTicket
from courses.practice.queries.desk import health

WEEK = timedelta(days=7)


def freeze_week(*, now: datetime) -> DeskWeek | None:
    """The week that ended last (Monday to Sunday, UTC), once. None where nothing is mirrored, or it is frozen already."""
    monday = _monday(now) - WEEK
    if DeskWeek.objects.filter(begins_on=monday).exists() or not MirroredTicket.objects.exists():
        return None
    since = datetime.combine(monday, time(), UTC)
    numbers = health(since, since + WEEK)
    week, _new = DeskWeek.objects.get_or_create(begins_on=monday, defaults={**numbers.__dict__, "frozen_at": now})
    return week


def _monday(now: datetime) -> date:
    today = now.astimezone(UTC).date()
    return today - timedelta(days=today.weekday())
