"""A moment as people in two countries read it."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import formats, translation
from hypothesis import given
from hypothesis import strategies as st

from lms.core.moments import CITIES, Moment, place_name, render_moment, zone_of

MEXICO_CITY, NEW_YORK, TIJUANA = "America/Mexico_City", "America/New_York", "America/Tijuana"


def at(zone: str, *wall_clock: int) -> datetime:
    return datetime(*wall_clock, tzinfo=ZoneInfo(zone))  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("language", "day", "short_day"),
    [
        ("en", "Sunday 1 March 2026", "Sun 1 Mar"),
        ("es", "domingo 1 de marzo de 2026", "dom 1 mar"),
    ],
)
def test_moment_is_written_as_each_language_does(language: str, day: str, short_day: str) -> None:
    moment = render_moment(at(MEXICO_CITY, 2026, 3, 1, 18, 30), reader_zone=MEXICO_CITY, language=language)

    assert (moment.day, moment.short_day, moment.time) == (day, short_day, "18:30")
    assert moment.iso == "2026-03-01T18:30-06:00"


@pytest.mark.parametrize(("language", "written"), [("en", "1 March 2026"), ("es", "1 de marzo de 2026")])
def test_dates_follow_our_formats(language: str, written: str) -> None:
    with translation.override(language):
        assert formats.date_format(date(2026, 3, 1)) == written
        assert formats.number_format(1234.5, force_grouping=True) == "1,234.5"


def test_both_clocks_are_shown_where_they_differ() -> None:
    moment = render_moment(
        at(MEXICO_CITY, 2026, 11, 26, 17),
        until=at(MEXICO_CITY, 2026, 11, 26, 18, 30),
        reader_zone=NEW_YORK,
        event_zone=MEXICO_CITY,
        language="en",
    )

    assert moment == Moment(
        day="Thursday 26 November 2026",
        short_day="Thu 26 Nov",
        time="18:00–19:30",
        here="your time, New York",
        there="17:00 in Mexico City",
        drift="",
        iso="2026-11-26T18:00-05:00",
    )


@pytest.mark.parametrize(
    ("month", "hours"),
    [(1, 1), (7, 2), (11, 1)],
)
def test_mexico_city_keeps_one_clock_all_year_and_new_york_does_not(month: int, hours: int) -> None:
    moment = render_moment(at(MEXICO_CITY, 2026, month, 20, 10), reader_zone=NEW_YORK, language="en")

    assert moment.time == f"{10 + hours}:00"


@pytest.mark.parametrize("month", [1, 7])
def test_tijuana_moves_its_clock_with_california(month: int) -> None:
    moment = render_moment(
        at("America/Los_Angeles", 2026, month, 20, 10),
        reader_zone=TIJUANA,
        event_zone="America/Los_Angeles",
        language="en",
    )

    assert (moment.time, moment.there) == ("10:00", "the same time in Los Angeles")


def test_repetition_says_from_when_the_clocks_move_apart() -> None:
    thursdays = {"reader_zone": NEW_YORK, "event_zone": MEXICO_CITY, "language": "en"}
    first = at(MEXICO_CITY, 2026, 11, 26, 17)

    until_winter = render_moment(first, repeats_until=at(MEXICO_CITY, 2027, 3, 11, 17), **thursdays)
    until_spring = render_moment(first, repeats_until=at(MEXICO_CITY, 2027, 4, 29, 17), **thursdays)

    assert until_winter.drift == ""
    assert until_spring.drift == "from 14 March 2027 it will be 19:00 for you"


def test_moment_in_the_repeated_hour_keeps_its_own_offset() -> None:
    """On 1 November 2026 it is 01:30 twice in New York."""
    once = render_moment(datetime(2026, 11, 1, 5, 30, tzinfo=UTC), reader_zone=NEW_YORK, language="en")
    again = render_moment(datetime(2026, 11, 1, 6, 30, tzinfo=UTC), reader_zone=NEW_YORK, language="en")

    assert (once.time, again.time) == ("01:30", "01:30")
    assert (once.iso, again.iso) == ("2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00")


def test_organisers_day_is_named_where_it_is_another() -> None:
    moment = render_moment(
        at(MEXICO_CITY, 2026, 11, 26, 17), reader_zone="Europe/Madrid", event_zone=MEXICO_CITY, language="en"
    )

    assert (moment.day, moment.time) == ("Friday 27 November 2026", "00:00")
    assert moment.there == "Thu 26 Nov, 17:00 in Mexico City"


def test_end_on_another_day_is_named() -> None:
    start = at(MEXICO_CITY, 2026, 11, 26, 22)

    moment = render_moment(start, until=start + timedelta(hours=4), reader_zone=MEXICO_CITY, language="en")

    assert moment.time == "22:00–Fri 27 Nov, 02:00"


@pytest.mark.parametrize("reader_zone", [None, "", "Not/A_Zone", "../../etc/passwd", "America"])
def test_stranger_reads_the_organisers_clock(reader_zone: str | None) -> None:
    moment = render_moment(
        at(MEXICO_CITY, 2026, 11, 26, 17), reader_zone=reader_zone, event_zone=MEXICO_CITY, language="en"
    )

    assert (moment.time, moment.here, moment.there) == ("17:00", "Mexico City time", "")


def test_moment_without_any_zone_is_in_utc() -> None:
    moment = render_moment(datetime(2026, 11, 26, 23, tzinfo=UTC), reader_zone=None, language="en")

    assert (moment.time, moment.here) == ("23:00", "UTC time")


def test_moment_leaves_the_language_of_the_page_alone() -> None:
    with translation.override("es"):
        render_moment(at(NEW_YORK, 2026, 1, 1), reader_zone=NEW_YORK, language="en")

        assert translation.get_language() == "es"


@pytest.mark.parametrize("zone", CITIES)
def test_city_with_a_name_of_its_own_has_a_zone(zone: str) -> None:
    assert zone_of(zone) is not None


def test_city_without_one_is_read_from_its_zone() -> None:
    assert place_name("America/Argentina/Buenos_Aires") == "Buenos Aires"


@given(
    moment=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    reader=st.sampled_from([MEXICO_CITY, NEW_YORK, TIJUANA, "America/Cancun", "Pacific/Chatham"]),
    event=st.sampled_from([MEXICO_CITY, NEW_YORK, "Asia/Kathmandu"]),
)
def test_what_is_written_for_machines_is_the_moment_itself(moment: datetime, reader: str, event: str) -> None:
    shown = render_moment(moment, reader_zone=reader, event_zone=event, language="es")

    assert datetime.fromisoformat(shown.iso) == moment.replace(second=0, microsecond=0)
    assert bool(shown.there) == (reader != event)
