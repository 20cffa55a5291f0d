"""Places and chapters are kept in the editor, by those who may."""

from collections.abc import Callable

import pytest
from django.test import Client

from lms.accounts.enums import Role
from lms.accounts.models import Chapter, Person
from tests.factories.site import make_site
from workshops.models import Venue

pytestmark = pytest.mark.django_db
PLACE = {
    "name": "Library",
    "address": "1 Example Street",
    "time_zone": "America/Mexico_City",
    "seats": "24",
    "texts-TOTAL_FORMS": "1",
    "texts-INITIAL_FORMS": "0",
    "texts-MIN_NUM_FORMS": "1",
    "texts-MAX_NUM_FORMS": "2",
    "texts-0-language": "en",
    "texts-0-directions": "Two blocks from the square.",
    "texts-0-access": "A ramp at the courtyard.",
}


@pytest.fixture(autouse=True)
def house(db: None) -> None:
    make_site()


def test_a_trainer_keeps_a_place(
    client: Client, make_person: Callable[..., Person], enter_editor: Callable[[Client, Person], Client]
) -> None:
    hugo = enter_editor(client, make_person("Hugo", Role.TRAINER))

    hugo.post("/cms/snippets/workshops/venue/add/", PLACE)
    nowhere = hugo.post("/cms/snippets/workshops/venue/add/", PLACE | {"name": "Base", "time_zone": "Mars/Olympus"})

    place = Venue.objects.get()
    assert (place.name, place.time_zone, place.seats) == ("Library", "America/Mexico_City", 24)
    assert place.texts.get().directions == "Two blocks from the square."
    assert "Mars/Olympus is not one of the available choices" in nowhere.content.decode()


def test_chapters_are_kept_by_administrators(
    client: Client,
    make_person: Callable[..., Person],
    administrator: Person,
    enter_editor: Callable[[Client, Person], Client],
) -> None:
    oaxaca = {"name": "Oaxaca", "slug": "oaxaca", "time_zone": "America/Mexico_City"}
    address = "/cms/snippets/accounts/chapter/add/"

    enter_editor(client, make_person("Hugo", Role.TRAINER)).post(address, oaxaca)
    assert not Chapter.objects.exists()
    enter_editor(Client(), administrator).post(address, oaxaca)

    assert Chapter.objects.get().time_zone == "America/Mexico_City"
