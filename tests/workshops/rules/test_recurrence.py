"""The days of a series against another library, and its wall clocks against what they promise."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.core.walls import moments_at, wall_at
from workshops.domain.scheduling import derive
from workshops.enums import Frequency
from workshops.errors import ImpossibleRule
from workshops.models import Session
from workshops.rules.recurrence import LAST, Rule, dates, drifts, occurrences

UTC_ZONE = ZoneInfo("UTC")
NEW_YORK, MEXICO_CITY = ZoneInfo("America/New_York"), ZoneInfo("America/Mexico_City")
ZONES = [
    ZoneInfo(name)
    for name in (
        "America/New_York",
        "America/Mexico_City",
        "America/Havana",
        "America/Santiago",
        "Europe/Madrid",
        "Africa/Casablanca",  # goes back for Ramadan
        "Australia/Lord_Howe",  # by half an hour
        "Africa/Cairo",  # at midnight, on a Friday
        "Asia/Kathmandu",
        "UTC",
    )
]
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
weekdays = st.sets(st.integers(0, 6), max_size=7).map(lambda found: tuple(sorted(found)))
nths = st.sampled_from((1, 2, 3, 4, LAST))
AT = time(18, 0)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    frequency = draw(st.sampled_from([one for one in Frequency if one not in (Frequency.ONCE, Frequency.DATES)]))
    least = 1 if frequency == Frequency.MONTHLY_WEEKDAY else 0
    among = draw(weekdays.filter(lambda found: len(found) >= least))
    count, until = draw(st.one_of(st.tuples(st.integers(1, 60), st.none()), st.tuples(st.none(), days)))
    return Rule(
        frequency,
        interval=draw(st.integers(1, 12)),
        weekdays=among,
        nth=draw(nths),
        day=draw(st.integers(1, 28)) if frequency == Frequency.MONTHLY_DAY else 1,
        count=count,
        until=until,
    )


def by_dateutil(rule: Rule, first: date) -> list[date]:
    start = datetime.combine(first, AT)
    until = datetime.combine(rule.until, AT) if rule.until else None
    end = {"count": rule.count, "until": until, "interval": rule.interval, "dtstart": start}
    match rule.frequency:
        case Frequency.DAILY:
            found = rrule.rrule(rrule.DAILY, **end)
        case Frequency.WEEKLY:
            among = rule.weekdays or (first.weekday(),)
            found = rrule.rrule(rrule.WEEKLY, wkst=rrule.MO, byweekday=among, **end)
        case Frequency.MONTHLY_WEEKDAY:
            found = rrule.rrule(rrule.MONTHLY, byweekday=rule.weekdays, bysetpos=rule.nth, **end)
        case _:
            found = rrule.rrule(rrule.MONTHLY, bymonthday=rule.day, **end)
    return [one.date() for one in found]


def ours(rule: Rule, first: date) -> list[date]:
    return [one.start.date() for one in occurrences(rule, first=first, at=AT, zone=UTC_ZONE)]


@pytest.mark.slow
@given(rules(), days)
@settings(max_examples=500, deadline=None)
def test_every_rule_falls_where_dateutil_has_it(rule: Rule, first: date) -> None:
    assert ours(rule, first) == by_dateutil(rule, first)


@pytest.mark.slow
@given(st.integers(1, 31), st.integers(1, 12), days, st.integers(1, 24))
@settings(max_examples=200, deadline=None)
def test_a_date_that_a_month_does_not_have_is_left_out_and_not_counted(
    day: int, interval: int, first: date, count: int
) -> None:
    rule = Rule(Frequency.MONTHLY_DAY, interval=interval, day=day, count=count)
    through = date(2120, 1, 1)  # a rule that never comes (30 February, every twelfth month) is empty in both
    expected = by_dateutil(Rule(Frequency.MONTHLY_DAY, interval=interval, day=day, until=through), first)[:count]
    assert [one for one in ours(rule, first) if one <= through] == expected


@pytest.mark.parametrize(
    ("rule", "first", "expected"),
    [
        # the support team's own meeting: the first Saturday
        (
            Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(5,), nth=1, count=3),
            date(2027, 2, 1),
            ["2027-02-06", "2027-03-06", "2027-04-03"],
        ),
        (
            Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(4,), nth=LAST, count=3),
            date(2027, 1, 1),
            ["2027-01-29", "2027-02-26", "2027-03-26"],
        ),
        # the last working day: 31 January 2027 is a Sunday, 28 February too
        (
            Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(0, 1, 2, 3, 4), nth=LAST, count=3),
            date(2027, 1, 1),
            ["2027-01-29", "2027-02-26", "2027-03-31"],
        ),
        (
            Rule(Frequency.MONTHLY_DAY, day=31, count=4),
            date(2027, 1, 1),
            ["2027-01-31", "2027-03-31", "2027-05-31", "2027-07-31"],
        ),
        (
            Rule(Frequency.MONTHLY_DAY, interval=12, day=29, count=3),
            date(2028, 2, 1),
            ["2028-02-29", "2032-02-29", "2036-02-29"],
        ),
        # across 2100, which is no leap year
        (
            Rule(Frequency.MONTHLY_DAY, interval=12, day=29, count=2),
            date(2096, 2, 1),
            ["2096-02-29", "2104-02-29"],
        ),
        (Rule(Frequency.MONTHLY_DAY, interval=12, day=30, count=2), date(2027, 2, 1), []),
        # every second week on two days, begun on the later one
        (
            Rule(Frequency.WEEKLY, interval=2, weekdays=(1, 3), count=4),
            date(2027, 2, 4),
            ["2027-02-04", "2027-02-16", "2027-02-18", "2027-03-02"],
        ),
        (Rule(Frequency.ONCE), date(2027, 2, 4), ["2027-02-04"]),
        (
            Rule(Frequency.DATES, dates=(date(2027, 2, 4), date(2027, 5, 8))),
            date(2027, 2, 4),
            ["2027-02-04", "2027-05-08"],
        ),
        # until is a day of the series' own zone, and included
        (Rule(Frequency.WEEKLY, until=date(2027, 2, 18)), date(2027, 2, 4), ["2027-02-04", "2027-02-11", "2027-02-18"]),
        (Rule(Frequency.WEEKLY, until=date(2027, 2, 3)), date(2027, 2, 4), []),
    ],
)
def test_rules_that_people_plan_with(rule: Rule, first: date, expected: list[str]) -> None:
    assert [one.isoformat() for one in ours(rule, first)] == expected


@pytest.mark.slow
@given(rules(), days, st.times(), st.sampled_from(ZONES), st.integers(0, 1), st.integers(5, 960))
@settings(max_examples=300, deadline=None)
def test_wall_clock_and_length_are_constant_and_what_is_skipped_is_not_counted(
    rule: Rule, first: date, at: time, zone: ZoneInfo, fold: int, minutes: int
) -> None:
    at = at.replace(second=0, microsecond=0)
    made = list(islice(occurrences(rule, first=first, at=at, zone=zone, fold=fold), 80))

    assert [one.number for one in made] == list(range(1, len(made) + 1))
    for one in made:
        moments = moments_at(one.start, zone)
        assert one.start.time() == at
        assert wall_at(one.starts_at, zone) == one.start
        assert one.starts_at == moments[min(fold, len(moments) - 1)]  # doubled hours as they were chosen
        session = Session(
            start=one.start.isoformat("T", "minutes"), zone=zone.key, fold=one.fold, minutes=minutes, days=1
        )
        derive(session)
        assert session.starts_at == one.starts_at
        assert session.ends_at - session.starts_at == timedelta(minutes=minutes)
    through = made[-1].start.date() if made else date.min
    asked = [day for day in islice(dates(rule, first), 200) if day <= through]
    skipped = [day for day in asked if not moments_at(datetime.combine(day, at), zone)]
    assert [one.start.date() for one in made] == [day for day in asked if day not in skipped]


def test_half_past_two_on_sundays_leaves_out_the_fourteenth_of_march_and_still_has_six() -> None:
    made = occurrences(Rule(Frequency.WEEKLY, count=6), first=date(2027, 2, 28), at=time(2, 30), zone=NEW_YORK)
    assert [(one.number, f"{one.start:%m-%d}") for one in made] == [
        (1, "02-28"),
        (2, "03-07"),
        (3, "03-21"),
        (4, "03-28"),
        (5, "04-04"),
        (6, "04-11"),
    ]


@pytest.mark.slow
@given(rules())
def test_a_rule_is_kept_as_plain_values_and_read_again(rule: Rule) -> None:
    again = Rule.from_plain(rule.as_plain())
    assert again.as_plain() == rule.as_plain()
    assert ours(again, date(2027, 2, 4)) == ours(rule, date(2027, 2, 4))


@pytest.mark.parametrize(
    "plain",
    [
        {"frequency": "hourly"},
        {"frequency": "weekly", "interval": 0},
        {"frequency": "weekly", "interval": 53},
        {"frequency": "weekly", "interval": "often"},
        {"frequency": "weekly", "weekdays": [7]},
        {"frequency": "weekly", "count": -1},
        {"frequency": "weekly", "count": 401},
        {"frequency": "weekly", "until": "2027-02-30"},
        {"frequency": "monthly_weekday"},
        {"frequency": "monthly_weekday", "weekdays": [5], "nth": 5},
        {"frequency": "monthly_day", "day": 32},
        {"frequency": "dates", "dates": ["soon"]},
        {"frequency": "weekly", "weekdays": 5},
    ],
)
def test_a_rule_that_cannot_be_is_refused(plain: dict[str, Any]) -> None:
    with pytest.raises(ImpossibleRule):
        Rule.from_plain(plain)


def test_the_first_week_of_another_clock_is_named_once() -> None:
    """Thursdays at 18:00 in New York, February to April 2027: Mexico City keeps its clocks, New York does not."""
    series = occurrences(Rule(Frequency.WEEKLY, until=date(2027, 4, 30)), first=date(2027, 2, 4), at=AT, zone=NEW_YORK)

    [drift] = drifts(series, other=MEXICO_CITY, most=60)

    assert (drift.start, drift.there, drift.before) == (
        datetime(2027, 3, 18, 18, 0),
        datetime(2027, 3, 18, 16, 0),
        time(17, 0),
    )


def test_clocks_that_change_on_other_days_drift_twice() -> None:
    """Europe changes two weeks after New York, and goes back a week before it."""
    year = Rule(Frequency.WEEKLY, until=date(2027, 12, 31))
    found = drifts(
        occurrences(year, first=date(2027, 1, 7), at=AT, zone=NEW_YORK), other=ZoneInfo("Europe/Madrid"), most=60
    )
    assert [(one.start.date().isoformat(), one.before.hour, one.there.hour) for one in found] == [
        ("2027-03-18", 0, 23),
        ("2027-04-01", 23, 0),
        ("2027-11-04", 0, 23),
        ("2027-11-11", 23, 0),
    ]
