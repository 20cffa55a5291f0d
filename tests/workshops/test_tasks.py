"""What comes round by itself, run as the job loop runs it."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import transaction

from lms.core import jobs
from lms.core.jobs import registry
from lms.core.jobs.running import Outcome
from lms.mail.models import Message
from tests.factories.people import MONDAY
from tests.factories.workshops import NEW_YORK, SIX_WEEKS, make_series
from tests.workshops.domain.test_rescheduling import FRIDAY, register, second_of_six
from workshops.domain.rescheduling import move_session
from workshops.domain.scheduling import top_up, top_up_all
from workshops.enums import Frequency
from workshops.models import Series, Session
from workshops.rules.recurrence import LAST, Rule

pytestmark = pytest.mark.django_db
IN_THREE_WEEKS = MONDAY + timedelta(weeks=3)


class Killed(Exception):
    pass


def top_up_and_die(series: Series) -> None:
    with transaction.atomic():
        assert top_up(series=series, now=IN_THREE_WEEKS) == 3
        raise Killed


def two_that_go_on() -> list[Series]:
    make_series(SIX_WEEKS)
    return [
        make_series(Rule(Frequency.WEEKLY), first=date(2026, 11, 26)),
        make_series(Rule(Frequency.MONTHLY_WEEKDAY, weekdays=(5,), nth=LAST), first=date(2026, 11, 28)),
    ]


def test_series_that_go_on_are_topped_up_every_day() -> None:
    assert registry.periods()["workshops.top_up"] == 24 * 60 * 60
    weekly, monthly = two_that_go_on()
    before = Session.objects.count()

    with time_machine.travel(IN_THREE_WEEKS, tick=False):
        jobs.enqueue("workshops.top_up")
        assert jobs.drain() == {Outcome.DONE: 1}

    assert weekly.sessions.order_by("-starts_at").values_list("start", flat=True)[0] == "2027-12-09T18:00"
    assert monthly.sessions.order_by("-starts_at").values_list("start", flat=True)[0] == "2027-11-27T18:00"
    assert Session.objects.count() == before + 4


def test_topping_up_twice_makes_nothing_twice() -> None:
    two_that_go_on()
    assert top_up_all(now=MONDAY) == 0
    assert top_up_all(now=IN_THREE_WEEKS) == 4
    assert top_up_all(now=IN_THREE_WEEKS) == 0
    assert top_up_all(now=MONDAY) == 0  # a clock that was wrong for a while


def test_topping_up_that_was_killed_is_made_up_for() -> None:
    weekly, _monthly = two_that_go_on()
    before = list(weekly.sessions.order_by("pk").values("pk", "original_start"))

    with pytest.raises(Killed):
        top_up_and_die(weekly)
    assert list(weekly.sessions.order_by("pk").values("pk", "original_start")) == before
    assert top_up(series=weekly, now=IN_THREE_WEEKS) == 3  # killed after the first series

    assert top_up_all(now=IN_THREE_WEEKS) == 1
    starts = list(weekly.sessions.values_list("original_start", flat=True))
    assert len(starts) == len(set(starts)) == 55


def test_a_draft_that_was_deleted_does_not_come_back() -> None:
    weekly, _monthly = two_that_go_on()
    weekly.sessions.get(number=52).delete()
    assert top_up_all(now=MONDAY) == 0


def test_a_series_in_a_zone_that_is_gone_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    weekly, _monthly = two_that_go_on()
    Series.objects.filter(pk=weekly.pk).update(zone="America/Atlantis")
    assert top_up_all(now=IN_THREE_WEEKS) == 1
    assert [record.series for record in caplog.records] == [str(weekly.key)]


def test_a_move_reaches_people_through_the_job_with_both_times() -> None:
    with time_machine.travel(MONDAY, tick=False):
        session = second_of_six()
        register(session)
        move_session(session=session, start=FRIDAY, zone=NEW_YORK, minutes=90, now=MONDAY)
        jobs.drain()
        [first] = Message.objects.all()
        move_session(session=session, start=FRIDAY + timedelta(days=7), zone=NEW_YORK, minutes=90, now=MONDAY)
        jobs.drain()

    assert first.subject == "Another time: Look after your site"
    assert "Saturday 13 February 2027, 00:30–02:00 (your time, UTC)" in first.text
    assert "Fri 12 Feb, 19:30 in New York" in first.text
    assert "Until now it was Thursday 11 February 2027, 23:00." in first.text
    second = Message.objects.exclude(pk=first.pk).get()
    assert "Until now it was Saturday 13 February 2027, 00:30." in second.text
