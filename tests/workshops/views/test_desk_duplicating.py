"""A whole term again, as a trainer and an editor run it."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
import time_machine
from django.test import Client
from wagtail.models import ModelLogEntry

from lms.accounts.enums import Role
from lms.accounts.models import Chapter, Person
from tests.conftest import NOW
from tests.factories.site import make_site
from tests.factories.workshops import make_series
from workshops.domain.scheduling import Words
from workshops.enums import Frequency, SessionState
from workshops.models import Series
from workshops.rules.recurrence import Rule

pytestmark = pytest.mark.django_db
ADDRESS = "/cms/workshops/term/"
TERM = {"first": "2027-02-01", "last": "2027-03-31", "starts_on": "2027-09-06"}


@pytest.fixture(autouse=True)
def house(db: None) -> Any:
    make_site()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def trainer(make_person: Callable[..., Person]) -> Person:
    return make_person("Hugo", Role.TRAINER)


@pytest.fixture
def hugo(client: Client, trainer: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, trainer)


def called(title: str) -> dict[str, Words]:
    return {"en": Words(title)}


def copies() -> list[str]:
    """Titles and first days of what was made in the tests themselves, by the views."""
    made = Series.objects.filter(starts_on__gte=date(2027, 8, 1)).order_by("starts_on")
    return [f"{one.texts.get().title} {one.starts_on}" for one in made]


@pytest.mark.slow
def test_a_term_is_shown_first_and_then_moves_by_whole_weeks(hugo: Client, trainer: Person) -> None:
    make_series(organisers=[trainer], words=called("Thursdays"))
    make_series(Rule(), organisers=[trainer], words=called("A Saturday"), first=date(2027, 2, 13))

    preview = hugo.post(ADDRESS, TERM).content.decode()

    assert preview.count('type="checkbox" name="series"') == 2
    assert 'datetime="2027-09-09T' in preview
    assert copies() == []

    keys = [str(one.key) for one in Series.objects.all()]
    page = hugo.post(ADDRESS, TERM | {"do": "make", "shown": "1", "series": keys}, follow=True).content.decode()

    assert "2 series are made, as drafts" in page
    assert copies() == ["Thursdays 2027-09-09", "A Saturday 2027-09-18"]
    made = Series.objects.filter(starts_on__gte=date(2027, 8, 1))
    assert {one.state for series in made for one in series.sessions.all()} == {SessionState.DRAFT}
    assert {tuple(one.organisers.all()) for one in made} == {(trainer,)}
    entries = ModelLogEntry.objects.filter(action="workshops.copy_series")
    assert {(one.user, one.data["of"]) for one in entries} == {(trainer, key) for key in keys}


def test_the_same_submit_twice_makes_it_once(hugo: Client, trainer: Person) -> None:
    series = make_series(organisers=[trainer])
    make = TERM | {"do": "make", "shown": "1", "series": [str(series.key)]}

    hugo.post(ADDRESS, make)
    page = hugo.post(ADDRESS, make, follow=True).content.decode()

    assert "Nothing was made" in page
    assert Series.objects.count() == 2
    assert "It takes place at that time already" in hugo.post(ADDRESS, TERM).content.decode()


def test_what_is_not_chosen_stays_and_the_others_keep_their_weeks(hugo: Client, trainer: Person) -> None:
    make_series(organisers=[trainer], words=called("First"))
    later = make_series(organisers=[trainer], words=called("Later"), first=date(2027, 2, 18))

    hugo.post(ADDRESS, TERM | {"do": "make", "shown": "1", "series": [str(later.key)]})

    assert copies() == ["Later 2027-09-23"]


def test_nobody_copies_what_others_organise_but_an_editor_does(
    hugo: Client, editor: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    foreign = make_series(organisers=[editor], words=called("Not Hugos"))
    make = TERM | {"do": "make", "shown": "1", "series": [str(foreign.key)]}

    answer = hugo.post(ADDRESS, make)

    assert answer.status_code == 400
    assert "Not Hugos" not in answer.content.decode()
    assert copies() == []

    enter_editor(hugo, editor).post(ADDRESS, make)
    assert copies() == ["Not Hugos 2027-09-09"]


def test_an_endless_series_is_left_out_and_named(hugo: Client, trainer: Person) -> None:
    make_series(organisers=[trainer], words=called("Ends"))
    make_series(Rule(Frequency.WEEKLY), organisers=[trainer], words=called("For ever"))

    answer = hugo.post(ADDRESS, TERM)
    page = answer.content.decode()

    assert [one.series.texts.get().title for one in answer.context["copies"]] == ["Ends"]
    assert "Left out, because they go on without an end:" in page
    assert "For ever" in page
    hugo.post(ADDRESS, TERM | {"do": "make"})
    assert copies() == ["Ends 2027-09-09"]


def test_the_preview_names_hours_that_are_skipped_doubled_and_clocks_that_move(hugo: Client, trainer: Person) -> None:
    Chapter.objects.create(name="Oaxaca", slug="oaxaca", time_zone="America/Mexico_City")
    night = {"organisers": [trainer], "at": time(1, 30), "first": date(2027, 2, 7)}
    make_series(words=called("Nights"), **night)
    make_series(Rule(), organisers=[trainer], words=called("Gone"), at=time(2, 30), first=date(2027, 2, 14))

    autumn = hugo.post(ADDRESS, TERM | {"starts_on": "2027-10-04"}).content.decode()
    spring = hugo.post(ADDRESS, TERM | {"starts_on": "2028-02-28"}).content.decode()

    assert "show that hour twice on 7 November 2027." in autumn
    assert "the time in Mexico City changes from 00:30 on the same day to 23:30 on the day before." in spring
    assert "There is no 02:30 on Sunday 12 March 2028" in spring
    hugo.post(ADDRESS, TERM | {"starts_on": "2028-02-28", "do": "make"})
    assert copies() == ["Nights 2028-03-05"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"first": "0001-01-01"}, "Choose a day in this century."),
        ({"last": "9999-12-31"}, "Choose a day in this century."),
        ({"starts_on": "9999-12-31"}, "Choose a day in this century."),
        ({"last": "2027-01-01"}, "The last day is before the first."),
        ({"last": "2029-01-01"}, "A term is at most a year long."),
        ({"first": "so\0on"}, "Enter a valid date."),
        ({"first": "2030-01-01", "last": "2030-02-01"}, "None of your series that end by themselves"),
    ],
)
def test_what_cannot_be_is_named_beside_what_was_typed(
    hugo: Client, trainer: Person, wrong: dict[str, str], said: str
) -> None:
    make_series(organisers=[trainer])

    answer = hugo.post(ADDRESS, TERM | wrong | {"do": "make"})
    page = answer.content.decode()

    assert answer.status_code == 400
    assert said in page
    assert copies() == []
    kept = next(name for name in TERM if name not in wrong)
    assert f'name="{kept}" value="{TERM[kept]}"' in page


def test_a_term_in_the_past_is_not_made(hugo: Client, trainer: Person) -> None:
    make_series(organisers=[trainer])

    page = hugo.post(ADDRESS, TERM | {"starts_on": "2025-09-01"}).content.decode()

    assert "That would be in the past." in page
    assert 'value="make"' not in page


def test_the_committee_runs_no_term(
    client: Client, committee_member: Person, enter_editor: Callable[[Client, Person], Client]
) -> None:
    assert enter_editor(client, committee_member).get(ADDRESS).status_code in (302, 403)
