"""A calendar file (RFC 5545): every event, or series of events, that workshops can repeat like.

Nothing is expanded here: a rule that goes on for ever stays a rule. Times without a zone, and moments in UTC, are read on
the clock that the person chose; a zone that nobody knows is never guessed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.content.enums import Language
from lms.core.errors import DomainError
from lms.core.moments import zone_of
from lms.core.walls import moments_at, wall_at
from workshops.domain.importing import Fault, Read, Row
from workshops.domain.scheduling import Plan, Words
from workshops.enums import Format, Frequency
from workshops.errors import UnknownZone
from workshops.forms.csv_files import Wrong, link_of, near, short
from workshops.forms.files import MOST_ROWS, text_of, too_many
from workshops.models import Venue
from workshops.rules.recurrence import LAST, Rule

WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
# What we can say of each frequency; anything else is not what the file means.
PARTS = {
    "DAILY": {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"},
    "WEEKLY": {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY"},
    "MONTHLY": {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYSETPOS", "BYMONTHDAY"},
}
NO_CALENDAR = _("This is not a calendar file, or it is cut off. Save it again from your calendar, as ICS.")
REPEATS_OTHERWISE = _("It repeats in a way that workshops do not: every day, week or month, counted or until a day.")
# What a parser of hostile text may raise beside ValueError.
UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError)
Parts = Mapping[str, list[Any]]


def read_ics(data: bytes, *, zone: str, language: str, seats: int = 20) -> Read:
    """``zone``: the clock that is kept where the file says UTC or nothing. ``language``: of titles that name none.

    Events that are cancelled are left out. ``seats`` online, as a calendar has none.
    """
    text = text_of(data)
    if isinstance(text, Fault):
        return Read([], [text])
    usual = zone_of(zone)
    if usual is None:
        raise UnknownZone
    try:
        events = list(icalendar.Calendar.from_ical(text).walk("VEVENT"))
    except UNREADABLE:
        return Read([], [Fault(0, NO_CALENDAR)])
    if len(events) > MOST_ROWS:
        return Read([], [too_many()])
    if not events:
        return Read([], [Fault(0, _("There is no event in this calendar."))])
    return _read(events, _Reader(usual, language, seats))


def _read(events: list[Any], reader: "_Reader") -> Read:
    """Whole series first: a changed session may stand before the series that it belongs to."""
    rows: dict[str, Row] = {}
    faults: list[Fault] = []
    numbered = list(enumerate(events, start=1))
    for number, event in numbered:
        if "RECURRENCE-ID" not in event and not is_cancelled(event):
            row = _tried(faults, number, partial(reader.row, number, event))
            if row:
                rows[row.uid if row.uid and row.uid not in rows else f"{number}"] = row
    for number, event in numbered:
        if "RECURRENCE-ID" in event:
            uid = str(event.get("UID", ""))
            row = _tried(faults, number, partial(reader.changed, rows.get(uid), event))
            if row:
                rows[uid] = row
    return Read(list(rows.values()), sorted(faults, key=lambda one: one.number))


def _tried(faults: list[Fault], number: int, read: Callable[[], Row]) -> Row | None:
    try:
        return read()
    except (Wrong, DomainError) as wrong:
        faults.append(Fault(number, wrong.message))
    except UNREADABLE:
        faults.append(Fault(number, _("This event cannot be read.")))
    return None


def is_cancelled(event: Any) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


class _Reader:
    def __init__(self, usual: ZoneInfo, language: str, seats: int) -> None:
        self.usual, self.language, self.seats = usual, language, seats
        self.venues = {one.name.casefold(): one for one in Venue.objects.all()}

    def row(self, number: int, event: Any) -> Row:
        if event.errors:
            name, problem = event.errors[0]
            raise Wrong(format_lazy(_("Its {part} cannot be read: {problem}"), part=name, problem=short(str(problem))))
        if "DTSTART" not in event:
            raise Wrong(_("It has no start."))
        start, zone, fold = self.wall(event["DTSTART"])
        minutes, days = self.length(event, zone)
        language = str(event["SUMMARY"].params.get("LANGUAGE", ""))[:2].lower() if "SUMMARY" in event else ""
        language = language if language in Language.values else self.language
        words = Words(str(event.get("SUMMARY", "")), description=str(event.get("DESCRIPTION", "")))
        arranged = {"minutes": minutes, "days": days, **self.where(event)}
        plan = Plan(zone.key, start.date(), start.time(), self.rule(event, start, zone), fold, arranged)
        return Row(
            number=number,
            plan=plan,
            words={language: words},
            original_language=language,
            uid=str(event.get("UID", "")),
            left_out=tuple(self.on(one, zone) for one in values_of(event, "EXDATE")),
        )

    def changed(self, row: Row | None, event: Any) -> Row:
        """Its series with that one session at another time, or without it."""
        if row is None:
            raise Wrong(_("It changes a session of a series that is not in the file. Save the whole series."))
        zone = zone_of(row.plan.zone) or self.usual
        original = self.on(event["RECURRENCE-ID"].dt, zone)
        if is_cancelled(event):
            return replace(row, left_out=(*row.left_out, original))
        if "DTSTART" not in event:
            raise Wrong(_("It has no start."))
        start, own, fold = self.wall(event["DTSTART"])
        moved = wall_at(moments_at(start, own)[fold or 0], zone) if own.key != zone.key else start
        return row if moved == original else replace(row, moved={**row.moved, original: moved})

    def wall(self, prop: Any) -> tuple[datetime, ZoneInfo, int | None]:
        """What clocks show, where, and which of the two if it is a moment in UTC."""
        at, named = prop.dt, str(prop.params.get("TZID", ""))
        if not isinstance(at, datetime):
            raise Wrong(_("It has no time of day. Give it one in your calendar."))
        near(at)
        if not named and at.tzinfo is None:
            return at.replace(second=0, microsecond=0), self.usual, None
        if not named or named == "UTC":
            wall = wall_at(at, self.usual).replace(second=0, microsecond=0)
            return (
                wall,
                self.usual,
                moments_at(wall, self.usual).index(at.astimezone(UTC).replace(second=0, microsecond=0)),
            )
        zone = zone_of(named) or zone_of(getattr(at.tzinfo, "key", None))
        if zone is None:
            words = _(
                "There is no time zone “{zone}”. Choose another one in your calendar, such as America/Mexico_City."
            )
            raise Wrong(format_lazy(words, zone=short(named)))
        return at.replace(tzinfo=None, second=0, microsecond=0, fold=0), zone, None

    def on(self, at: date | datetime, zone: ZoneInfo) -> datetime:
        """An exception as the series' own clock reads it."""
        if not isinstance(at, datetime):
            raise Wrong(_("It has no time of day. Give it one in your calendar."))
        near(at)
        return wall_at(at, zone) if at.tzinfo else at

    def length(self, event: Any, zone: ZoneInfo) -> tuple[int, int]:
        """Minutes of each day, and days. A night is one day; what is longer than a day ends every day at its end."""
        first = event["DTSTART"].dt
        if "DURATION" in event:
            lasts = shown = event["DURATION"].dt
        elif "DTEND" in event:
            last = event["DTEND"].dt
            if (first.tzinfo is None) != (last.tzinfo is None):
                raise Wrong(_("It begins and ends on different kinds of clocks."))
            lasts = shown = last - first
            if first.tzinfo:
                lasts = last.astimezone(UTC) - first.astimezone(UTC)
                shown = wall_at(last, zone) - wall_at(first, zone)
        else:
            raise Wrong(_("It has no end. Say in your calendar how long it lasts."))
        days, rest = divmod(shown, timedelta(days=1))
        if days > 0 and rest:
            return rest // timedelta(minutes=1), days + 1
        return lasts // timedelta(minutes=1), 1

    def where(self, event: Any) -> dict[str, Any]:
        venue = self.venues.get(str(event.get("LOCATION", "")).casefold())
        link = str(event.get("URL", ""))
        online: dict[str, Any] = {"meeting_link": link_of(link), "format": Format.ONLINE, "online_seats": self.seats}
        return online | ({"venue": venue} if venue else {})

    def rule(self, event: Any, start: datetime, zone: ZoneInfo) -> Rule:
        found = event.get("RRULE")
        dates = [self.on(one, zone) for one in values_of(event, "RDATE")]
        if found is None and not dates:
            return Rule()
        if isinstance(found, list) or (found is not None and dates):
            raise Wrong(REPEATS_OTHERWISE)
        if found is None:
            if any(one.time() != start.time() for one in dates):
                raise Wrong(REPEATS_OTHERWISE)
            return Rule(Frequency.DATES, dates=tuple(sorted({start.date(), *(one.date() for one in dates)})))
        return rule_of(found, start, zone)


def values_of(event: Any, name: str) -> Iterator[Any]:
    """All values of a property that may stand several times, each with several values."""
    found = event.get(name, [])
    for one in found if isinstance(found, list) else [found]:
        for value in one.dts:
            yield value.dt


def rule_of(parts: Parts, start: datetime, zone: ZoneInfo) -> Rule:
    frequency = str(_one(parts, "FREQ", "")).upper()
    if frequency not in PARTS or not set(parts) <= PARTS[frequency]:
        raise Wrong(REPEATS_OTHERWISE)
    interval = int(_one(parts, "INTERVAL", 1))
    if frequency == "WEEKLY" and interval > 1 and _one(parts, "WKST", "MO") != "MO":
        raise Wrong(REPEATS_OTHERWISE)
    end = {"count": _one(parts, "COUNT", None), "until": _until(_one(parts, "UNTIL", None), start, zone)}
    by_day = [str(one).upper() for one in parts.get("BYDAY", [])]
    if frequency == "DAILY":
        return Rule(Frequency.DAILY, interval=interval, **end)
    if frequency == "WEEKLY":
        return Rule(Frequency.WEEKLY, interval=interval, weekdays=_weekdays(by_day), **end)
    if by_day and "BYMONTHDAY" not in parts:
        nth, names = _nth(by_day, parts)
        return Rule(Frequency.MONTHLY_WEEKDAY, interval=interval, weekdays=_weekdays(names), nth=nth, **end)
    if by_day or "BYSETPOS" in parts:
        raise Wrong(REPEATS_OTHERWISE)
    return Rule(Frequency.MONTHLY_DAY, interval=interval, day=int(_one(parts, "BYMONTHDAY", start.day)), **end)


def _nth(by_day: list[str], parts: Parts) -> tuple[int, list[str]]:
    """“1SA” is the first Saturday; MO to FR at position −1 is the last working day."""
    counted = {one[:-2] for one in by_day}
    position = _one(parts, "BYSETPOS", None)
    if position is None and len(by_day) == 1 and counted != {""}:
        position = int(counted.pop())
    elif counted != {""}:
        raise Wrong(REPEATS_OTHERWISE)
    if position is None or int(position) not in (1, 2, 3, 4, LAST):
        raise Wrong(REPEATS_OTHERWISE)
    return int(position), [one[-2:] for one in by_day]


def _weekdays(names: list[str]) -> tuple[int, ...]:
    if not set(names) <= set(WEEKDAYS):
        raise Wrong(REPEATS_OTHERWISE)
    return tuple(sorted(WEEKDAYS[name] for name in set(names)))


def _until(until: Any, start: datetime, zone: ZoneInfo) -> date | None:
    """The last day. A moment before the day's own start leaves that day out."""
    if not isinstance(until, date):
        return None
    near(until)
    if not isinstance(until, datetime):
        return until
    last = wall_at(until, zone) if until.tzinfo else until
    return last.date() if last.time() >= start.time() else last.date() - timedelta(days=1)


def _one(parts: Parts, name: str, usual: Any) -> Any:
    found = parts.get(name, [usual])
    found = found if isinstance(found, list) else [found]
    if len(found) != 1:
        raise Wrong(REPEATS_OTHERWISE)
    return found[0]
