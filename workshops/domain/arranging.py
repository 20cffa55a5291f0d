"""What happens around the sessions of a series, decided by its organisers."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from workshops.domain.reminders import set_reminders
from workshops.errors import ImpossiblePart
from workshops.models import Around, Series


def arrange_around(
    *, series: Series, reminders: Iterable[int], whole_percent: int, enough_percent: int, now: datetime
) -> Around:
    """The parts hold for what is written down from now on: nobody's record changes because a number did."""
    if not (1 <= whole_percent <= 100 and 1 <= enough_percent <= 100):
        raise ImpossiblePart
    with transaction.atomic():
        around = set_reminders(series=series, minutes=reminders, now=now)
        around.whole_percent, around.enough_percent = whole_percent, enough_percent
        around.save(update_fields=["whole_percent", "enough_percent"])
    return around
