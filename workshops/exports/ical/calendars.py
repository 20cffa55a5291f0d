"""What stands around the events of a calendar: whose it is, what it is called, how clocks change where it happens."""

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

from django.conf import settings

from workshops.exports.ical.events import Event
from workshops.exports.ical.lines import line, text
from workshops.exports.ical.zones import time_zone

OFTEN = "PT1H"  # how soon a program may ask again; most ask when they want


def calendar(
    events: Iterable[Event],
    *,
    language: str,
    names: Mapping[str, str] | None = None,
    descriptions: Mapping[str, str] | None = None,
    source: str = "",
    method: str = "",
) -> bytes:
    """``names`` and ``descriptions`` by language, for what people subscribe to. ``source`` is its address, where that is
    no secret. ``method`` makes a message of it (RFC 5546)."""
    written = list(events)
    lines = [
        line("VERSION", "2.0"),
        line("PRODID", text(f"-//{settings.SITE_NAME}//Workshops//{language.upper()}")),
        line("CALSCALE", "GREGORIAN"),
    ]
    if method:
        lines.append(line("METHOD", method))
    if names:
        lines += _named(names, descriptions or {}, language, source)
    head = "".join(["BEGIN:VCALENDAR\r\n", *lines, *_zones(written)])
    return b"".join([head.encode(), *(one.written for one in written), b"END:VCALENDAR\r\n"])


def _named(names: Mapping[str, str], descriptions: Mapping[str, str], language: str, source: str) -> list[str]:
    """RFC 7986, section 5, and what programs understood before it. The reader's language comes first."""
    own_first = sorted(names, key=lambda one: one != language)
    lines = [line("NAME", text(names[one]), LANGUAGE=one) for one in own_first]
    lines += [line("DESCRIPTION", text(descriptions[one]), LANGUAGE=one) for one in own_first if descriptions.get(one)]
    lines += [line("X-WR-CALNAME", text(names[own_first[0]]))]
    lines += [line("REFRESH-INTERVAL", OFTEN, VALUE="DURATION"), line("X-PUBLISHED-TTL", OFTEN)]
    if source:
        lines.append(line("SOURCE", source, VALUE="URI"))
    return lines


def _zones(events: Iterable[Event]) -> list[str]:
    years: dict[str, tuple[int, int]] = {}
    for one in events:
        if one.zone:
            first, last = years.get(one.zone, (one.first, one.last))
            years[one.zone] = min(first, one.first), max(last, one.last)
    return [time_zone(ZoneInfo(name), *years[name]) for name in sorted(years)]
