from typing import Any

import pytest
import time_machine

from tests.factories.people import MONDAY, make_person, signed_in
from tests.factories.site import make_site
from tests.factories.workshops import MEXICO_CITY
from workshops.models import AvailabilityException, StaffSkill, WeeklyHours

pytestmark = pytest.mark.django_db
PATH = "/es/workshops/availability/"


@pytest.fixture(autouse=True)
def house() -> Any:
    make_site()
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_what_somebody_says_is_kept_and_shown_again() -> None:
    browser = signed_in(make_person("Alicia", language="es", time_zone=MEXICO_CITY))

    browser.post(
        PATH,
        {
            "roles": ["helper"],
            "direction": "both",
            "from_3_1": "17:00",
            "until_3_1": "19:30",
            "from_5_1": "22:00",
            "until_5_1": "00:00",
        },
    )

    assert list(WeeklyHours.objects.values_list("weekday", "starts", "ends")) == [(3, 1020, 1170), (5, 1320, 1440)]
    assert list(StaffSkill.objects.order_by("role").values_list("role", "direction")) == [
        ("helper", ""),
        ("interpreter", "both"),
    ]
    page = browser.get(PATH).content.decode()
    assert ('value="19:30"' in page, 'value="00:00"' in page, "Ciudad de México" in page) == (True, True, True)


@pytest.mark.parametrize(
    "form",
    [
        {"from_0_1": "10:00"},
        {"from_0_1": "10:00", "until_0_1": "09:00"},
        {"from_0_1": "10:00", "until_0_1": "12:00", "from_0_2": "11:00", "until_0_2": "13:00"},
        {"from_0_1": "25:00", "until_0_1": "26:00"},
        {"roles": ["interpreter"]},
        {"roles": ["attendee"]},
        {"direction": "fr-en"},
    ],
)
def test_what_is_impossible_is_named_and_what_was_typed_stays(form: dict[str, Any]) -> None:
    answer = signed_in(make_person("Alicia")).post(PATH, form)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not WeeklyHours.objects.exists()


def test_days_that_are_different_come_and_go() -> None:
    browser = signed_in(make_person("Alicia"))
    days = {"first_on": "2026-12-20", "last_on": "2027-01-06"}

    browser.post(f"{PATH}exceptions/", days)
    row = AvailabilityException.objects.get()
    assert (row.is_available, "6 de enero de 2027" in browser.get(PATH).content.decode()) == (False, True)
    assert browser.post(f"{PATH}exceptions/", {"first_on": "2027-01-06", "last_on": "2026-12-20"}).status_code == 400
    assert signed_in(make_person("Beto")).post(f"{PATH}exceptions/{row.pk}/").status_code == 404
    browser.post(f"{PATH}exceptions/{row.pk}/")
    assert not AvailabilityException.objects.exists()
