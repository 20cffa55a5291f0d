"""A wall clock names none, one or two moments. What holds for every clock of the world."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lms.core.walls import DoubledTime, SkippedTime, moment_at, moments_at, rules_version, wall_at

NAMES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})
zones = st.sampled_from(NAMES).map(ZoneInfo)
walls = st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31)).map(lambda at: at.replace(second=0, microsecond=0))
NEW_YORK, LORD_HOWE = ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")


@st.composite
def about_a_change(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A zone, and a wall clock within two hours of one of the days on which most zones have ever changed theirs."""
    zone = draw(zones)
    year = draw(st.integers(2000, 2037))
    days = [datetime(year, month, 1, tzinfo=UTC) + timedelta(days=day) for month in range(1, 13) for day in range(31)]
    offsets = [zone.utcoffset(day.replace(tzinfo=None)) for day in days]
    changes = [day for day, one, next_one in zip(days, offsets, offsets[1:], strict=False) if one != next_one]
    assume(changes)
    minutes = draw(st.integers(-26 * 60, 26 * 60))
    return zone, wall_at(draw(st.sampled_from(changes)), zone) + timedelta(minutes=minutes)


@given(zones, walls)
def test_every_moment_of_a_wall_clock_shows_it(zone: ZoneInfo, wall: datetime) -> None:
    moments = moments_at(wall, zone)
    assert [wall_at(at, zone) for at in moments] == [wall] * len(moments)
    assert list(moments) == sorted(set(moments))
    assert all(at.utcoffset() == timedelta(0) for at in moments)


@given(zones, walls)
def test_no_moment_is_forgotten(zone: ZoneInfo, wall: datetime) -> None:
    at = wall.replace(tzinfo=UTC)
    assert at in moments_at(wall_at(at, zone), zone)


@pytest.mark.slow
@given(about_a_change())
@settings(max_examples=400)
def test_about_a_change_of_clocks_there_are_none_one_or_two(case: tuple[ZoneInfo, datetime]) -> None:
    zone, wall = case
    minutes = range(-16 * 60, 16 * 60)
    nearby = [wall.replace(tzinfo=UTC) + timedelta(minutes=minute) for minute in (*minutes,)]
    expected = tuple(at for at in nearby if wall_at(at, zone) == wall)

    moments = moments_at(wall, zone)

    assert moments == expected
    if not moments:
        with pytest.raises(SkippedTime) as refused:
            moment_at(wall, zone)
        assert refused.value.instead > wall
        assert moments_at(refused.value.instead, zone)
    elif len(moments) == 2:
        with pytest.raises(DoubledTime):
            moment_at(wall, zone)
        assert (moment_at(wall, zone, fold=0), moment_at(wall, zone, fold=1)) == moments
    else:
        assert {moment_at(wall, zone, fold=fold) for fold in (None, 0, 1)} == set(moments)


def test_half_an_hour_that_is_skipped_is_half_an_hour_later() -> None:
    with pytest.raises(SkippedTime) as refused:
        moment_at(datetime(2026, 10, 4, 2, 15), LORD_HOWE)
    assert refused.value.instead == datetime(2026, 10, 4, 2, 45)


def test_an_hour_that_is_skipped_names_the_day_the_place_and_another_time() -> None:
    with pytest.raises(SkippedTime) as refused:
        moment_at(datetime(2027, 3, 14, 2, 30), NEW_YORK)
    told = str(refused.value.message)
    assert all(part in told for part in ("02:30", "14 March", "New York", "03:30"))


def test_the_rules_have_a_name() -> None:
    assert rules_version()
