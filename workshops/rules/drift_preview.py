"""Before a series is saved: at which of its sessions the time changes for people elsewhere."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import takewhile

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.moments import place_name, zone_of
from workshops.errors import UnknownZone
from workshops.models import Series
from workshops.rules.recurrence import MOST_DATES, Drift, Rule, drifts, occurrences

AHEAD = timedelta(days=366)  # of a series that goes on


@dataclass(frozen=True)
class Drifts:
    """In one other place. Without any, its clocks go with those of the series."""

    zone: str
    place: str
    found: list[Drift]

    @property
    def sentences(self) -> list[str]:
        """In the active language: “On Thursday 18 March 2027 the time in Mexico City changes from 17:00 to 16:00.”"""
        return [sentence(drift, self.place) for drift in self.found]


def drift_preview(
    *, rule: Rule, starts_on: date, starts_time: time, zone: str, others: Iterable[str], fold: int = 0
) -> list[Drifts]:
    """One for each of the other zones, in the order in which they were chosen; the series' own zone is left out.

    Of a series without an end the next year is read. Raises UnknownZone.
    """
    own = zone_of(zone)
    if own is None:
        raise UnknownZone
    found = []
    for name in dict.fromkeys(others):
        other = zone_of(name)
        if other is None:
            raise UnknownZone
        if other.key == own.key:
            continue
        sessions = occurrences(rule, first=starts_on, at=starts_time, zone=own, fold=fold)
        if rule.goes_on:
            sessions = takewhile(lambda one: one.start.date() <= starts_on + AHEAD, sessions)
        found.append(Drifts(other.key, place_name(other.key), drifts(sessions, other=other, most=MOST_DATES)))
    return found


def drifts_of(series: Series, others: Iterable[str]) -> list[Drifts]:
    """The same for a series as it is saved: what its rule says, wherever single sessions were moved to."""
    return drift_preview(
        rule=Rule.from_plain(series.rule),
        starts_on=series.starts_on,
        starts_time=series.starts_time,
        zone=series.zone,
        others=others,
        fold=series.fold,
    )


def sentence(drift: Drift, place: str) -> str:
    days = (drift.there.date() - drift.start.date()).days
    return _("On %(day)s the time in %(place)s changes from %(before)s to %(after)s.") % {
        "day": formats.date_format(drift.start, "WEEKDAY_FORMAT"),
        "place": place,
        "before": _on_its_day(drift.before, drift.days_before, says_day=days != drift.days_before),
        "after": _on_its_day(drift.there.time(), days, says_day=days != drift.days_before),
    }


def _on_its_day(at: time, days: int, *, says_day: bool) -> str:
    values = {"time": formats.time_format(at, "TIME_FORMAT")}
    if not says_day:
        return values["time"]
    if days == 0:
        return pgettext("a time in another place", "%(time)s on the same day") % values
    if days > 0:
        return pgettext("a time in another place", "%(time)s on the next day") % values
    return pgettext("a time in another place", "%(time)s on the day before") % values
