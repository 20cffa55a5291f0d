"""One function renders any moment for any reader: their own clock first, the organiser's beneath it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

# Cities whose name differs from the last word of their IANA zone, in English or in Spanish.
CITIES: dict[str, Promise | str] = {
    "America/Mexico_City": pgettext_lazy("city of a time zone", "Mexico City"),
    "America/New_York": pgettext_lazy("city of a time zone", "New York"),
    "America/Los_Angeles": pgettext_lazy("city of a time zone", "Los Angeles"),
    "America/Havana": pgettext_lazy("city of a time zone", "Havana"),
    "America/Panama": pgettext_lazy("city of a time zone", "Panama"),
    "Europe/London": pgettext_lazy("city of a time zone", "London"),
    "America/Puerto_Rico": "Puerto Rico",
    "America/Cancun": "Cancún",
    "America/Merida": "Mérida",
    "America/Ciudad_Juarez": "Ciudad Juárez",
    "America/Bahia_Banderas": "Bahía de Banderas",
    "America/Bogota": "Bogotá",
    "America/Sao_Paulo": "São Paulo",
    "America/Asuncion": "Asunción",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """What is shown. ``here`` says whose clock it is; ``there`` is empty where only one clock is known."""

    day: str
    short_day: str
    time: str
    here: str
    there: str
    drift: str
    iso: str


def render_moment(
    at: datetime,
    *,
    reader_zone: str | None,
    event_zone: str | None = None,
    language: str,
    until: datetime | None = None,
    repeats_until: datetime | None = None,
) -> Moment:
    """``at`` (aware) as ``reader_zone`` and ``event_zone`` (IANA names) read it, in ``language``.

    A zone that is unknown counts as not given; without any the moment is in UTC. ``repeats_until`` is for what returns
    at the same wall clock of its organiser: where the two clocks move apart before it, ``drift`` says from when.
    """
    event = zone_of(event_zone)
    reader = zone_of(reader_zone)
    primary = reader or event or ZoneInfo("UTC")
    local = at.astimezone(primary)
    with translation.override(language):
        place = place_name(primary.key)
        there = drift = ""
        if reader and event and event.key != reader.key:
            there = _organisers_clock(at, reader, event)
            drift = _drift(at, reader, event, repeats_until) if repeats_until else ""
        return Moment(
            day=formats.date_format(local, "WEEKDAY_FORMAT"),
            short_day=formats.date_format(local, "SHORT_WEEKDAY_FORMAT"),
            time=_span(local, until.astimezone(primary) if until else None),
            here=_whose_clock(place, is_readers=reader is not None),
            there=there,
            drift=drift,
            iso=local.isoformat(timespec="minutes"),
        )


@lru_cache(maxsize=256)
def zone_of(name: str | None) -> ZoneInfo | None:
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def place_name(zone: str) -> str:
    """The city of an IANA zone as people write it, in the active language."""
    return str(CITIES.get(zone) or zone.rpartition("/")[2].replace("_", " "))


def _whose_clock(place: str, *, is_readers: bool) -> str:
    if is_readers:
        return _("your time, %(place)s") % {"place": place}
    # Translators: whose clock a moment is in: "Mexico City time"
    return _("%(place)s time") % {"place": place}


def _span(start: datetime, end: datetime | None) -> str:
    first = formats.date_format(start, "TIME_FORMAT")
    if end is None:
        return first
    last = formats.date_format(end, "TIME_FORMAT")
    if end.date() != start.date():
        last = f"{formats.date_format(end, 'SHORT_WEEKDAY_FORMAT')}, {last}"
    return f"{first}–{last}"


def _organisers_clock(at: datetime, reader: ZoneInfo, event: ZoneInfo) -> str:
    here, there = at.astimezone(reader), at.astimezone(event)
    values = {"place": place_name(event.key), "time": formats.date_format(there, "TIME_FORMAT")}
    if there.utcoffset() == here.utcoffset():
        return _("the same time in %(place)s") % values
    if there.date() == here.date():
        # Translators: the organiser's own clock, beneath the reader's: "17:00 in Mexico City"
        return pgettext("organiser's clock", "%(time)s in %(place)s") % values
    values["day"] = formats.date_format(there, "SHORT_WEEKDAY_FORMAT")
    return pgettext("organiser's clock", "%(day)s, %(time)s in %(place)s") % values


def _drift(at: datetime, reader: ZoneInfo, event: ZoneInfo, until: datetime) -> str:
    """The first repetition, day by day at the organiser's wall clock, that the reader's clock shows at another time."""
    there = at.astimezone(event)
    here = at.astimezone(reader)
    last = until.astimezone(event)
    usual = (here.hour, here.minute)
    while (there := there + timedelta(days=1)) <= last:
        moved = there.astimezone(reader)
        if (moved.hour, moved.minute) != usual:
            return _("from %(date)s it will be %(time)s for you") % {
                "date": formats.date_format(moved, "DATE_FORMAT"),
                "time": formats.date_format(moved, "TIME_FORMAT"),
            }
    return ""
