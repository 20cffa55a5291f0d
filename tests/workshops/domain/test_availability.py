from datetime import date, timedelta

import pytest

from tests.factories.people import MONDAY, make_person
from workshops.domain.availability import FURTHEST, add_exception, drop_exception, say_what_i_can
from workshops.errors import ImpossibleDays, ImpossibleHours, ImpossibleSkill
from workshops.models import AvailabilityException, StaffSkill, WeeklyHours

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def test_what_is_said_replaces_what_was_said() -> None:
    alicia = make_person("Alicia")
    say_what_i_can(person=alicia, weekly=[(0, 60, 120), (0, 120, 1440)], skills={"lead": "", "interpreter": "en-es"})
    say_what_i_can(person=alicia, weekly=[(6, 0, 1440)], skills={"helper": ""})

    assert list(WeeklyHours.objects.values_list("weekday", "starts", "ends")) == [(6, 0, 1440)]
    assert list(StaffSkill.objects.values_list("role", "direction")) == [("helper", "")]


@pytest.mark.parametrize(
    "weekly", [[(0, 60, 60)], [(0, 120, 60)], [(7, 0, 60)], [(0, 0, 1441)], [(0, 0, 90), (0, 60, 120)]]
)
def test_impossible_hours_are_refused_and_nothing_is_lost(weekly: list[tuple[int, int, int]]) -> None:
    alicia = make_person("Alicia")
    say_what_i_can(person=alicia, weekly=[(3, 0, 60)], skills={})
    with pytest.raises(ImpossibleHours):
        say_what_i_can(person=alicia, weekly=weekly, skills={})
    assert WeeklyHours.objects.count() == 1


@pytest.mark.parametrize("skills", [{"interpreter": ""}, {"lead": "both"}, {"attendee": ""}, {"queen": ""}])
def test_impossible_skills_are_refused(skills: dict[str, str]) -> None:
    with pytest.raises(ImpossibleSkill):
        say_what_i_can(person=make_person("Alicia"), weekly=[], skills=skills)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (TODAY, TODAY - timedelta(days=1)),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1)),
        (TODAY, TODAY + FURTHEST + timedelta(days=1)),
    ],
)
def test_impossible_days_are_refused(first: date, last: date) -> None:
    with pytest.raises(ImpossibleDays):
        add_exception(person=make_person("Alicia"), first_on=first, last_on=last, is_available=False, now=MONDAY)


def test_only_ones_own_days_are_taken_away() -> None:
    alicia = make_person("Alicia")
    row = add_exception(person=alicia, first_on=TODAY, last_on=TODAY, is_available=False, now=MONDAY)

    assert drop_exception(person=make_person("Beto"), number=row.pk) is False
    assert AvailabilityException.objects.exists()
    assert drop_exception(person=alicia, number=row.pk) is True
