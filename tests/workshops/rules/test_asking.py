from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workshops.rules.asking import deadline, is_quiet

MEXICO, NEW_YORK = ZoneInfo("America/Mexico_City"), ZoneInfo("America/New_York")
ZONES = [MEXICO, NEW_YORK, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Pacific/Auckland"), ZoneInfo("America/Havana")]


@pytest.mark.parametrize(
    ("clock", "quiet"),
    [("22:00", False), ("22:01", True), ("00:00", True), ("07:59", True), ("08:00", False), ("12:00", False)],
)
def test_the_night_is_from_ten_to_eight(clock: str, quiet: bool) -> None:
    assert is_quiet(datetime.fromisoformat(f"2027-01-10T{clock}-06:00"), MEXICO) is quiet


@pytest.mark.parametrize(
    ("now", "hours", "starts", "until"),
    [
        ("2027-01-10T12:00", 5, "2027-01-20T18:00", "2027-01-10T17:00"),
        ("2027-01-10T20:00", 5, "2027-01-20T18:00", "2027-01-11T08:00"),  # 01:00 → the morning after
        ("2027-01-10T19:00", 4, "2027-01-20T18:00", "2027-01-11T08:00"),  # 23:00 → the morning after
        ("2027-01-11T02:00", 4, "2027-01-20T18:00", "2027-01-11T08:00"),  # offered and ended in one night
        ("2027-01-10T12:00", 24, "2027-01-10T18:00", "2027-01-10T18:00"),  # not after the start
        ("2027-01-10T12:00", 24, "2027-01-11T07:00", "2027-01-10T22:00"),  # it starts before the morning
        ("2027-01-10T22:30", 24, "2027-01-11T07:00", None),  # who sleeps until the start is not asked
        ("2027-01-11T03:00", 24, "2027-01-11T07:00", None),
        ("2027-01-10T18:00", 24, "2027-01-10T18:00", None),
    ],
)
def test_an_offer_ends_while_people_are_awake(now: str, hours: int, starts: str, until: str | None) -> None:
    def at(wall: str) -> datetime:
        return datetime.fromisoformat(wall).replace(tzinfo=MEXICO)

    assert deadline(at(now), hours=hours, zone=MEXICO, starts_at=at(starts)) == (at(until) if until else None)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # zones are read on first use
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(ZoneInfo("UTC"))),
    st.integers(1, 24 * 30),
    st.integers(-60, 60 * 24 * 40),
    st.sampled_from(ZONES),
)
def test_a_deadline_is_ahead_not_after_the_start_and_never_at_night(
    now: datetime, hours: int, minutes: int, zone: ZoneInfo
) -> None:
    starts_at = now + timedelta(minutes=minutes)

    until = deadline(now, hours=hours, zone=zone, starts_at=starts_at)

    if until is None:
        asleep_throughout = all(
            is_quiet(now + timedelta(minutes=step), zone) for step in range(1, min(minutes, 24 * 60), 7)
        )
        assert minutes <= 0 or asleep_throughout
    else:
        assert now < until <= starts_at
        assert not is_quiet(until, zone)
