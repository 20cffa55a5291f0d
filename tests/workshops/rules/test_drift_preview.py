from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from lms.core.walls import wall_at
from tests.factories.workshops import make_series
from workshops.enums import Frequency
from workshops.errors import UnknownZone
from workshops.rules.drift_preview import Drifts, drift_preview, drifts_of
from workshops.rules.recurrence import Rule

NEW_YORK, MEXICO_CITY, TIJUANA, MADRID = (
    "America/New_York",
    "America/Mexico_City",
    "America/Tijuana",
    "Europe/Madrid",
)
SPRING = Rule(Frequency.WEEKLY, until=date(2027, 4, 30))


def thursdays(*others: str, rule: Rule = SPRING, at: time = time(18, 0), zone: str = NEW_YORK) -> list[Drifts]:
    return drift_preview(rule=rule, starts_on=date(2027, 2, 4), starts_time=at, zone=zone, others=others)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "On Thursday 18 March 2027 the time in Mexico City changes from 17:00 to 16:00."),
        ("es", "El jueves 18 de marzo de 2027 la hora en Ciudad de México cambia de 17:00 a 16:00."),
    ],
)
def test_thursdays_in_new_york_move_once_for_mexico_city(language: str, told: str) -> None:
    """The research's first claim: February to April 2027, one warning."""
    with translation.override(language):
        [preview] = thursdays(MEXICO_CITY)
        assert preview.sentences == [told]


def test_anchored_in_mexico_city_it_is_new_york_that_moves() -> None:
    [preview] = thursdays(NEW_YORK, zone=MEXICO_CITY, at=time(17, 0))
    assert preview.sentences == ["On Thursday 18 March 2027 the time in New York changes from 18:00 to 19:00."]


def test_the_support_team_s_first_saturday_is_at_noon_in_mexico_only_until_march() -> None:
    rule = Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(5,), nth=1)
    [preview] = drift_preview(
        rule=rule, starts_on=date(2027, 2, 1), starts_time=time(13, 0), zone=NEW_YORK, others=[MEXICO_CITY]
    )
    assert preview.sentences == [
        "On Saturday 3 April 2027 the time in Mexico City changes from 12:00 to 11:00.",
        "On Saturday 4 December 2027 the time in Mexico City changes from 11:00 to 12:00.",
    ]


def test_each_chosen_place_is_answered_for_once_and_the_own_one_not_at_all() -> None:
    previews = thursdays(TIJUANA, MADRID, TIJUANA, NEW_YORK)
    assert [(one.zone, one.place, len(one.found)) for one in previews] == [
        (TIJUANA, "Tijuana", 0),
        (MADRID, "Madrid", 2),
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            [
                "On Thursday 18 March 2027 the time in Madrid changes from 00:00 on the next day to 23:00 on the same day.",
                "On Thursday 1 April 2027 the time in Madrid changes from 23:00 on the same day to 00:00 on the next day.",
            ],
        ),
        (
            "es",
            [
                "El jueves 18 de marzo de 2027 la hora en Madrid cambia de 00:00 del día siguiente a 23:00 del mismo día.",
                "El jueves 1 de abril de 2027 la hora en Madrid cambia de 23:00 del mismo día a 00:00 del día siguiente.",
            ],
        ),
    ],
)
def test_midnight_between_two_readings_is_said(language: str, told: list[str]) -> None:
    with translation.override(language):
        assert thursdays(MADRID)[0].sentences == told


def test_a_series_that_goes_on_is_read_for_a_year() -> None:
    [preview] = thursdays(MEXICO_CITY, rule=Rule(Frequency.WEEKLY))
    assert [one.start.date() for one in preview.found] == [date(2027, 3, 18), date(2027, 11, 11)]


@pytest.mark.parametrize("others", [["America/Atlantis"], [""]])
def test_a_zone_that_is_not_there_is_named(others: list[str]) -> None:
    with pytest.raises(UnknownZone):
        thursdays(*others)
    with pytest.raises(UnknownZone):
        thursdays(MADRID, zone=others[0])


@pytest.mark.django_db
def test_what_is_previewed_is_what_the_rows_then_show() -> None:
    series = make_series(SPRING)
    [preview] = drifts_of(series, [MEXICO_CITY])
    zone = ZoneInfo(MEXICO_CITY)
    readings = [(one.start, wall_at(one.starts_at, zone)) for one in series.sessions.order_by("starts_at")]
    changes = [
        datetime.fromisoformat(start)
        for (_, before), (start, after) in pairwise(readings)
        if before.time() != after.time()
    ]
    assert [one.start for one in preview.found] == changes
