"""Reminders and attendance of a series, set by its organisers."""

import pytest

from lms.accounts.models import Person
from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import make_session
from workshops.domain.arranging import arrange_around
from workshops.domain.reminders import set_reminders
from workshops.errors import ImpossiblePart
from workshops.models import Around, Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house() -> None:
    make_site()


@pytest.fixture
def trainer() -> Person:
    return make_person("Tomasa")


@pytest.fixture
def session(trainer: Person) -> Session:
    return make_session(organisers=[trainer])


def test_what_is_usual_is_shown_and_what_is_chosen_is_kept(session: Session, trainer: Person) -> None:
    browser, address = signed_in(trainer), f"/en/workshops/{session.key}/around/"
    page = browser.get(address).content.decode()
    assert page.count(" checked") == 3
    assert 'value="75"' in page

    form = {"reminders": ["4320", "60"], "whole_percent": "60", "enough_percent": "50"}
    assert browser.post(address, form).status_code == 302

    kept = Around.objects.get(series=session.series)
    assert (kept.reminders, kept.whole_percent, kept.enough_percent) == ([4320, 60], 60, 50)
    browser.post(address, {"whole_percent": "60", "enough_percent": "50"})
    kept.refresh_from_db()
    assert kept.reminders == []


def test_a_reminder_of_its_own_stays_a_choice(session: Session, trainer: Person) -> None:
    set_reminders(series=session.series, minutes=[45], now=MONDAY)

    page = signed_in(trainer).get(f"/en/workshops/{session.key}/around/").content.decode()

    assert "45 minutes before" in page


@pytest.mark.parametrize(
    "wrong", [{"whole_percent": "0"}, {"enough_percent": "101"}, {"whole_percent": ""}, {"reminders": ["7"]}]
)
def test_what_cannot_be_is_refused(session: Session, trainer: Person, wrong: dict[str, object]) -> None:
    form = {"reminders": ["60"], "whole_percent": "60", "enough_percent": "50"} | wrong
    answer = signed_in(trainer).post(f"/en/workshops/{session.key}/around/", form)

    assert answer.status_code == 400
    assert not Around.objects.exists()
    with pytest.raises(ImpossiblePart):
        arrange_around(series=session.series, reminders=[], whole_percent=0, enough_percent=50, now=MONDAY)


def test_only_organisers_arrange_it(session: Session) -> None:
    assert signed_in(make_person("Beto")).get(f"/en/workshops/{session.key}/around/").status_code == 403
