"""Our wall clocks and our recurrence against golden files that glibc made: see ``golden/make.py``."""

import hashlib
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from lms.core.walls import DoubledTime, SkippedTime, moment_at, moments_at, rules_version, wall_at
from tests.workshops.editions import GOLDEN, rules_in
from workshops.enums import Frequency
from workshops.rules.recurrence import Rule, occurrences

FILES = {json.loads(path.read_text())["zone"]: path for path in sorted(GOLDEN.glob("*.json"))}
ZONES = GOLDEN / "zones"
every_zone = pytest.mark.parametrize("name", FILES)


@pytest.fixture
def pinned() -> Iterator[None]:
    with rules_in(ZONES):
        yield


def golden(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FILES[name].read_text())
    return found


def moments_of(told: str) -> tuple[datetime, ...]:
    return () if told == "skipped" else tuple(datetime.fromisoformat(one).astimezone(UTC) for one in told.split())


def test_twelve_zones_are_held_and_the_ones_with_traps_are_among_them() -> None:
    assert len(FILES) == 12
    assert {
        "America/New_York",
        "America/Mexico_City",
        "America/Tijuana",
        "America/Ojinaga",
        "Europe/Madrid",
        "America/Santiago",
        "America/Havana",
        "America/Asuncion",
    } <= set(FILES)
    every = [told for name in FILES for one in golden(name)["series"] for told in one["moments"].values()]
    assert len(every) == 12 * 4 * 157  # Thursdays and Sundays of three years
    assert "skipped" in every
    assert any(" " in told for told in every)


@every_zone
def test_the_zone_files_are_those_that_the_expectations_were_made_with(name: str, pinned: None) -> None:
    assert hashlib.sha256((ZONES / name).read_bytes()).hexdigest() == golden(name)["sha256"]
    assert rules_version() == golden(name)["edition"]


@every_zone
def test_wall_clocks_are_read_as_glibc_reads_them(name: str, pinned: None) -> None:
    zone = ZoneInfo(name)
    for one in golden(name)["series"]:
        told = {wall: moments_of(moments) for wall, moments in one["moments"].items()}
        assert {wall: moments_at(datetime.fromisoformat(wall), zone) for wall in told} == told


@every_zone
def test_clocks_change_when_zdump_says_so(name: str, pinned: None) -> None:
    zone, second = ZoneInfo(name), timedelta(seconds=1)
    for moment, readings in golden(name)["changes"].items():
        at = datetime.fromisoformat(moment)
        before, after = (datetime.fromisoformat(reading) for reading in readings.split())
        assert (wall_at(at - second, zone), wall_at(at, zone)) == (before, after)


@every_zone
def test_what_is_skipped_is_refused_and_what_happens_twice_asks(name: str, pinned: None) -> None:
    zone = ZoneInfo(name)
    for one in golden(name)["series"]:
        for wall, told in one["moments"].items():
            at, moments = datetime.fromisoformat(wall), moments_of(told)
            if not moments:
                with pytest.raises(SkippedTime) as refused:
                    moment_at(at, zone)
                assert moments_at(refused.value.instead, zone)
                assert refused.value.instead - at == timedelta(hours=1)
            elif len(moments) == 2:
                with pytest.raises(DoubledTime):
                    moment_at(at, zone)
                assert (moment_at(at, zone, fold=0), moment_at(at, zone, fold=1)) == moments


@every_zone
@pytest.mark.parametrize("fold", [0, 1])
def test_a_weekly_series_has_every_week_that_exists_counted_through(name: str, fold: int, pinned: None) -> None:
    for one in golden(name)["series"]:
        real = {wall: moments_of(told) for wall, told in one["moments"].items() if told != "skipped"}
        expected = [
            (number, datetime.fromisoformat(wall), moments[min(fold, len(moments) - 1)])
            for number, (wall, moments) in enumerate(real.items(), start=1)
        ]
        first, at = date.fromisoformat(one["first"]), time.fromisoformat(one["at"])
        rule = Rule(Frequency.WEEKLY, count=len(expected))

        found = list(occurrences(rule, first=first, at=at, zone=ZoneInfo(name), fold=fold))

        assert [(each.number, each.start, each.starts_at) for each in found] == expected


@every_zone
def test_an_end_by_date_leaves_out_what_is_skipped(name: str, pinned: None) -> None:
    for one in golden(name)["series"]:
        first, at = date.fromisoformat(one["first"]), time.fromisoformat(one["at"])
        rule = Rule(Frequency.WEEKLY, until=date(2028, 12, 31))
        found = occurrences(rule, first=first, at=at, zone=ZoneInfo(name))
        assert [f"{each.start:%Y-%m-%dT%H:%M}" for each in islice(found, 200)] == [
            wall for wall, told in one["moments"].items() if told != "skipped"
        ]


def test_another_edition_on_this_machine_is_told_and_does_not_fail(
    capsys: pytest.CaptureFixture[str], record_property: Any
) -> None:
    """With the pinned edition every moment is the same. With another one, laws may have changed: they are named."""
    moved = moved_by_this_machine()
    edition = golden("UTC")["edition"]
    if rules_version() == edition:
        assert moved == []
    record_property("moved by this machine's time zone rules", "; ".join(moved))
    if moved:
        with capsys.disabled():
            head = f"Rules {rules_version()} of this machine move what {edition} said (golden/make.py adopts them):"
            sys.stdout.write("\n".join(("", head, *moved, "")))


def moved_by_this_machine() -> list[str]:
    found = []
    for name in FILES:
        for one in golden(name)["series"]:
            for wall, told in one["moments"].items():
                now = moments_at(datetime.fromisoformat(wall), ZoneInfo(name))
                if now != moments_of(told):
                    found.append(f"{name} {wall}: {told} → {' '.join(at.isoformat() for at in now) or 'skipped'}")
    return found


def test_a_law_that_changes_is_seen(tmp_path: Path) -> None:
    """The comparison above compares: with the files of another zone in place of one it names that zone, and only it."""
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        source = "America/New_York" if name == "America/Mexico_City" else name
        (tmp_path / name).write_bytes((ZONES / source).read_bytes())
    (tmp_path / "tzdata.zi").write_text("# version 2099a\n")

    with rules_in(tmp_path):
        moved = moved_by_this_machine()

    assert len(moved) == 4 * 157  # New York and Mexico City never show the same: -05/-04 and -06
    assert {line.split()[0] for line in moved} == {"America/Mexico_City"}
    assert "America/Mexico_City 2027-02-04T18:00: 2027-02-05T00:00Z → 2027-02-04T23:00:00+00:00" in moved
