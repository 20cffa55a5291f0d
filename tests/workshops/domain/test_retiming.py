"""A country changes its law about clocks: what was promised by the wall clock stays promised."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils.translation import override

from lms.core.jobs.models import Job
from lms.mail.models import Message
from tests.factories.people import MONDAY, make_person
from tests.factories.workshops import MEXICO_CITY, make_series
from tests.workshops.domain.test_rescheduling import commit, register
from tests.workshops.editions import compile_rules, rules_in
from workshops.domain.change_mail import tell_of_change
from workshops.domain.retiming import retime
from workshops.domain.session_states import announce_session, cancel_session
from workshops.enums import Frequency, RegistrationState
from workshops.models import Series, Session
from workshops.rules.recurrence import Rule

pytestmark = pytest.mark.django_db
WITH_SUMMER_TIME = """
Rule MX 2000 max - Apr Sun>=1 2:00 1:00 D
Rule MX 2000 max - Oct lastSun 2:00 0 S
Zone America/Mexico_City -6:00 MX C%sT
Zone UTC 0 - UTC
"""
WITHOUT = "Zone America/Mexico_City -6:00 - CST\nZone UTC 0 - UTC\n"
AT_SIX_IN_THE_EVENING = """
Rule MX 2027 only - Apr 8 18:00 1:00 D
Rule MX 2027 only - Oct 31 2:00 0 S
Zone America/Mexico_City -6:00 MX C%sT
Zone UTC 0 - UTC
"""
GONE = "Zone UTC 0 - UTC\n"


@contextmanager
def rules(folder: Path, edition: str, source: str) -> Iterator[None]:
    made = folder / edition
    with rules_in(made if made.exists() else compile_rules(made, edition=edition, source=source)):
        yield


@pytest.fixture
def thursdays(tmp_path: Path) -> Series:
    """25 March, 1, 8 and 15 April at 18:00 in Mexico City, made while it still has summer time; all but one announced."""
    with rules(tmp_path, "2022e", WITH_SUMMER_TIME):
        series = make_series(Rule(Frequency.WEEKLY, count=4), zone=MEXICO_CITY, first=date(2027, 3, 25))
        for session in series.sessions.exclude(number=4):
            announce_session(session=session, now=MONDAY)
        assert starts(series)[2:] == ["2027-04-08T23:00", "2027-04-15T23:00"]
    return series


def starts(series: Series) -> list[str]:
    return [f"{one.starts_at:%Y-%m-%dT%H:%M}" for one in series.sessions.order_by("number")]


def test_wall_clocks_stay_and_what_means_another_moment_is_told(thursdays: Series, tmp_path: Path) -> None:
    with rules(tmp_path, "2022f", WITHOUT):
        changed = list(retime(now=MONDAY))

    assert [(one.was, one.start, f"{one.before:%d %H}", f"{one.after:%d %H}") for one in changed] == [
        ("2027-04-08T18:00", "2027-04-08T18:00", "08 23", "09 00"),
        ("2027-04-15T18:00", "2027-04-15T18:00", "15 23", "16 00"),
    ]
    rows = list(thursdays.sessions.order_by("number"))
    assert {one.start[10:] for one in rows} == {"T18:00"}
    assert {one.end[10:] for one in rows} == {"T19:30"}
    assert {one.ends_at - one.starts_at for one in rows} == {timedelta(minutes=90)}
    assert {one.rules for one in rows} == {"2022f"}
    assert [one.sequence for one in rows] == [0, 0, 1, 0]  # the last one is a draft: nobody has it in a calendar
    assert [one.own for one in rows] == [[], [], [], []]
    [job] = Job.objects.filter(task="workshops.tell_of_change")
    assert job.args == [rows[2].pk, "2027-04-08T23:00:00+00:00", 0, "rules"]


def test_a_second_run_changes_nothing(thursdays: Series, tmp_path: Path) -> None:
    with rules(tmp_path, "2022f", WITHOUT):
        list(retime(now=MONDAY))
        before = list(thursdays.sessions.order_by("pk").values())
        assert list(retime(now=MONDAY + timedelta(days=1))) == []
    assert list(thursdays.sessions.order_by("pk").values()) == before


def test_stopped_in_the_middle_it_goes_on_where_it_was(thursdays: Series, tmp_path: Path) -> None:
    with rules(tmp_path, "2022f", WITHOUT):
        stopped = retime(now=MONDAY)
        assert next(stopped).was == "2027-04-08T18:00"
        stopped.close()
        assert [one.was for one in retime(now=MONDAY)] == ["2027-04-15T18:00"]
    assert Session.objects.get(number=3).sequence == 1


def test_the_law_is_taken_back(thursdays: Series, tmp_path: Path) -> None:
    before = starts(thursdays)
    with rules(tmp_path, "2022f", WITHOUT):
        list(retime(now=MONDAY))
    with rules(tmp_path, "2022e", WITH_SUMMER_TIME):
        assert len(list(retime(now=MONDAY))) == 2
    assert starts(thursdays) == before
    assert Session.objects.get(number=3).sequence == 2


def test_a_trial_writes_nothing(thursdays: Series, tmp_path: Path) -> None:
    before = list(thursdays.sessions.order_by("pk").values())
    with rules(tmp_path, "2022f", WITHOUT):
        assert len(list(retime(now=MONDAY, is_trial=True))) == 2
    assert list(thursdays.sessions.order_by("pk").values()) == before
    assert not Job.objects.filter(task="workshops.tell_of_change").exists()


def test_what_is_over_stays_and_what_is_cancelled_is_retimed_without_a_word(thursdays: Series, tmp_path: Path) -> None:
    cancel_session(session=thursdays.sessions.get(number=3), reason="", now=MONDAY)
    Job.objects.all().delete()
    with rules(tmp_path, "2022f", WITHOUT):
        assert list(retime(now=datetime.fromisoformat("2027-04-20T00:00Z"))) == []
        assert len(list(retime(now=MONDAY))) == 2
    assert thursdays.sessions.get(number=3).sequence == 2
    assert not Job.objects.filter(task="workshops.tell_of_change").exists()


def test_commitments_go_with_it(thursdays: Series, tmp_path: Path) -> None:
    commit(thursdays.sessions.get(number=3), make_person("Dalia"))
    with rules(tmp_path, "2022f", WITHOUT):
        list(retime(now=MONDAY))
    session = thursdays.sessions.get(number=3)
    kept = session.assignments.get()
    assert (kept.busy_from, kept.busy_until, kept.holds) == (session.starts_at, session.ends_at, True)


def test_a_wall_clock_that_does_not_exist_any_more_begins_when_it_would_have(thursdays: Series, tmp_path: Path) -> None:
    with rules(tmp_path, "2027a", AT_SIX_IN_THE_EVENING):
        changed = {one.was: one for one in retime(now=MONDAY)}
        assert list(retime(now=MONDAY)) == []

    moved = changed["2027-04-08T18:00"]
    assert (moved.is_moved, moved.start) == (True, "2027-04-08T19:00")
    row = thursdays.sessions.get(number=3)
    assert (row.start, row.end, row.own, row.sequence) == ("2027-04-08T19:00", "2027-04-08T20:30", ["start"], 1)
    assert f"{row.starts_at:%d %H:%M}" == "09 00:00"  # an hour after it was, as 18:00 without summer time
    assert not changed.get("2027-04-15T18:00", moved).is_moved or len(changed) == 1


def test_days_in_a_row_are_kept_together_where_the_last_one_skips_its_hour(tmp_path: Path) -> None:
    with rules(tmp_path, "2022f", WITHOUT):
        series = make_series(Rule(), zone=MEXICO_CITY, first=date(2027, 4, 7), at=time(18, 30), days=2, minutes=60)
    with rules(tmp_path, "2027a", AT_SIX_IN_THE_EVENING):
        [moved] = retime(now=MONDAY)
    assert (moved.start, moved.session.end) == ("2027-04-07T19:30", "2027-04-08T20:30")
    assert series.sessions.get().own == ["start"]


def test_a_zone_that_is_gone_is_listed_and_its_sessions_stay(tmp_path: Path) -> None:
    with rules(tmp_path, "2022f", WITHOUT):
        series = make_series(Rule(), zone=MEXICO_CITY)
    series.sessions.update(zone="America/Atlantis")
    before = list(series.sessions.values())
    with rules(tmp_path, "2027b", GONE):
        [lost] = retime(now=MONDAY)
    assert (lost.after, lost.is_moved) == (None, False)
    assert list(series.sessions.values()) == before


def test_the_command_lists_the_moments_and_a_second_time_none(thursdays: Series, tmp_path: Path) -> None:
    said = StringIO()
    with rules(tmp_path, "2022f", WITHOUT), time_machine.travel(MONDAY, tick=False):
        for options in (["--dry-run"], [], []):
            call_command("workshops", "retime", *options, stdout=said)

    third, fourth = (thursdays.sessions.get(number=number).key for number in (3, 4))
    lines = [
        f"{third} 2027-04-08T18:00 America/Mexico_City: 2027-04-08T23:00Z → 2027-04-09T00:00Z",
        f"{fourth} 2027-04-15T18:00 America/Mexico_City: 2027-04-15T23:00Z → 2027-04-16T00:00Z",
    ]
    assert said.getvalue().splitlines() == [
        *lines,
        "Rules 2022f: 2 sessions changed, 0 of them to another wall clock; 0 in zones that are gone. Nothing was written.",
        *lines,
        "Rules 2022f: 2 sessions changed, 0 of them to another wall clock; 0 in zones that are gone.",
        "Rules 2022f: 0 sessions changed, 0 of them to another wall clock; 0 in zones that are gone.",
    ]


def test_each_affected_person_gets_one_update_in_their_language_and_zone(thursdays: Series, tmp_path: Path) -> None:
    session = thursdays.sessions.get(number=3)
    alicia = register(session, "Alicia").person
    alicia.time_zone = "America/New_York"
    alicia.save()
    beto = register(session, "Beto", RegistrationState.WAITLISTED).person
    beto.language, beto.time_zone = "es", MEXICO_CITY
    beto.save()
    register(session, "Carmen", RegistrationState.CANCELLED)
    commit(session, make_person("Dalia", language="es", time_zone="America/Tijuana"))
    commit(session, alicia, role="attendee", holds=False)

    with rules(tmp_path, "2022f", WITHOUT):
        list(retime(now=MONDAY))
        [job] = Job.objects.filter(task="workshops.tell_of_change")
        session_id, before, sequence, because = job.args
        for _again in range(2):
            count = tell_of_change(
                session_id=session_id,
                before=datetime.fromisoformat(before),
                sequence=sequence,
                because=because,
                now=MONDAY,
            )
            assert count == 3

    mails = {mail.to: mail for mail in Message.objects.all()}
    assert sorted(mails) == ["alicia@example.org", "beto@example.org", "dalia@example.org"]
    english, spanish = mails["alicia@example.org"], mails["beto@example.org"]
    assert english.key == f"session-changed:{session.pk}:1:{alicia.pk}"
    assert english.subject == "Clocks have changed: Look after your site"
    assert "Thursday 8 April 2027, 20:00–21:30 (your time, New York)" in english.text
    assert "18:00 in Mexico City" in english.text
    assert f"/workshops/{session.key}/" in english.text
    assert spanish.subject == "Cambiaron los relojes: Cuida tu sitio"
    assert "jueves 8 de abril de 2027, 18:00–19:30" in spanish.text
    with override("es"):
        assert settings.SITE_URL + reverse("workshops:session", args=[session.key]) in spanish.text
