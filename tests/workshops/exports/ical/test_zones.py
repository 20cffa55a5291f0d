from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import icalendar
import pytest
from dateutil import tz
from hypothesis import given, settings
from hypothesis import strategies as st

from workshops.exports.ical.zones import time_zone

GOLDEN = Path(__file__).parents[2] / "golden" / "ical"
ZONES = {
    "new_york": "America/New_York",
    "mexico_city": "America/Mexico_City",
    "tijuana": "America/Tijuana",
    "ojinaga": "America/Ojinaga",
    "madrid": "Europe/Madrid",
    "santiago": "America/Santiago",
    "havana": "America/Havana",
    "asuncion": "America/Asuncion",
    "casablanca": "Africa/Casablanca",
    "nuuk": "America/Nuuk",
    "lord_howe": "Australia/Lord_Howe",
    "dublin": "Europe/Dublin",
}
EVERYWHERE = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))


@pytest.mark.parametrize("name", ZONES)
def test_zones_are_written_as_in_the_golden_files(name: str) -> None:
    written = time_zone(ZoneInfo(ZONES[name]), 2026, 2028)

    assert written.replace("\r\n", "\n") == (GOLDEN / f"{name}.ics").read_text(encoding="utf-8")


def test_a_year_before_a_change_of_law_has_the_changes_of_that_time() -> None:
    """Mexico City changed its clocks until 30 October 2022, at 02:00."""
    written = time_zone(ZoneInfo("America/Mexico_City"), 2022, 2023).replace("\r\n", "\n")

    assert "RRULE" not in written
    assert (
        "BEGIN:STANDARD\nDTSTART:20221030T020000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0600\nTZNAME:CST\nEND:STANDARD\n"
        in written
    )
    assert "BEGIN:DAYLIGHT\nDTSTART:20220403T020000\nTZOFFSETFROM:-0600\nTZOFFSETTO:-0500\n" in written


@pytest.mark.slow
def test_a_rule_that_ended_says_when() -> None:
    """Brazil's last summer time ended on 17 February 2019 at midnight, 02:00 in UTC."""
    written = time_zone(ZoneInfo("America/Sao_Paulo"), 2010, 2020).replace("\r\n", "\n")

    ends = [line for line in written.split("\n") if "UNTIL" in line]
    assert len(ends) >= 1
    for at in moments(2010, 2020):
        assert offset_in(written, "America/Sao_Paulo", at) == at.astimezone(ZoneInfo("America/Sao_Paulo")).utcoffset()


@pytest.mark.slow
def test_nothing_that_outlook_passes_over() -> None:
    for name in EVERYWHERE:
        assert "RDATE" not in time_zone(ZoneInfo(name), 2026, 2028)


def moments(first: int, last: int, step: timedelta = timedelta(days=9, hours=5)) -> list[datetime]:
    at, found = datetime(first, 1, 1, tzinfo=UTC), []
    while at.year <= last:
        found.append(at)
        at += step
    return found


def offset_in(block: str, name: str, at: datetime) -> timedelta | None:
    """What dateutil makes of the block: it shares no code with us nor with ``icalendar``."""
    import io

    whole = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//\n{block}END:VCALENDAR\n"
    return at.astimezone(tz.tzical(io.StringIO(whole)).get(name)).utcoffset()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EVERYWHERE), st.integers(2020, 2032), st.integers(0, 3))
def test_another_reader_finds_the_same_offsets(name: str, first: int, years: int) -> None:
    block = time_zone(ZoneInfo(name), first, first + years).replace("\r\n", "\n")

    for at in moments(first, first + years):
        assert offset_in(block, name, at) == at.astimezone(ZoneInfo(name)).utcoffset(), (name, at)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(EVERYWHERE), st.integers(2024, 2030))
def test_icalendar_finds_the_same_offsets(name: str, year: int) -> None:
    block = icalendar.Timezone.from_ical(time_zone(ZoneInfo(name), year, year))

    zone = block.to_tz(lookup_tzid=False)

    for at in moments(year, year, timedelta(days=3, hours=7)):
        local = at.astimezone(ZoneInfo(name)).replace(tzinfo=None)
        if not clocks_change_near(name, at):
            assert local.replace(tzinfo=zone).utcoffset() == at.astimezone(ZoneInfo(name)).utcoffset(), (name, at)


def clocks_change_near(name: str, at: datetime) -> bool:
    near = timedelta(hours=26)
    zone = ZoneInfo(name)
    return (at - near).astimezone(zone).utcoffset() != (at + near).astimezone(zone).utcoffset()


@pytest.mark.parametrize("name", ["America/New_York", "Europe/Madrid", "America/Santiago", "Africa/Casablanca"])
def test_offsets_are_right_to_the_second(name: str) -> None:
    """Just before and at each change of 2026 to 2028."""
    zone = ZoneInfo(name)
    block = time_zone(zone, 2026, 2028).replace("\r\n", "\n")
    hours = moments(2026, 2028, timedelta(hours=1))

    for before, after in pairwise(hours):
        if before.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            for at in (after - timedelta(seconds=1), after):
                assert offset_in(block, name, at) == at.astimezone(zone).utcoffset(), at
