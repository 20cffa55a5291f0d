import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.domain import clean_name, update_profile
from lms.accounts.enums import RepresentationState
from lms.accounts.errors import (
    NameEmpty,
    NameTooLong,
    PronounsTooLong,
    TooManyOrganisations,
    UnknownLanguage,
    UnknownTimeZone,
)
from lms.accounts.models import Organisation, Person
from lms.accounts.queries import confirmed_organisations, organisations_of, time_zones
from tests.conftest import NOW

ANSWERS = {
    "chosen_name": "Alicia Pérez",
    "pronouns": "ella",
    "language": "es",
    "time_zone": "America/Mexico_City",
    "organisations": ["Radio Comunitaria", "  radio   comunitaria "],
}


@pytest.mark.django_db
def test_update_profile_stores_what_the_person_says_and_confirms_the_zone(learner):
    update_profile(person=learner, **ANSWERS, now=NOW)

    person = Person.objects.get(pk=learner.pk)
    assert (person.chosen_name, person.pronouns, person.language, person.time_zone, person.time_zone_confirmed) == (
        "Alicia Pérez",
        "ella",
        "es",
        "America/Mexico_City",
        True,
    )
    assert len(organisations_of(person)) == 1


@pytest.mark.django_db
def test_update_profile_takes_a_known_organisation_and_keeps_what_staff_confirmed(learner, other_learner):
    radio = Organisation.objects.create(name="Radio Comunitaria")
    update_profile(person=learner, **ANSWERS, now=NOW)
    learner.representations.update(state=RepresentationState.CONFIRMED)

    update_profile(person=learner, **ANSWERS | {"organisations": ["RADIO COMUNITARIA", "Otra"]}, now=NOW)
    update_profile(person=other_learner, **ANSWERS, now=NOW)

    assert sorted(learner.representations.values_list("organisation__name", "state")) == [
        ("Otra", "stated"),
        ("Radio Comunitaria", "confirmed"),
    ]
    assert list(organisations_of(other_learner)) == [radio]
    assert confirmed_organisations([learner.pk, other_learner.pk]) == {learner.pk: ["Radio Comunitaria"]}

    update_profile(person=learner, **ANSWERS | {"organisations": []}, now=NOW)
    assert not learner.representations.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"chosen_name": " \u200b "}, NameEmpty),
        ({"chosen_name": "x" * 201}, NameTooLong),
        ({"pronouns": "x" * 61}, PronounsTooLong),
        ({"language": "fr"}, UnknownLanguage),
        ({"time_zone": "localtime"}, UnknownTimeZone),
        ({"organisations": [f"Organisation {n}" for n in range(6)]}, TooManyOrganisations),
        ({"organisations": ["x" * 201]}, NameTooLong),
    ],
)
def test_update_profile_refuses_and_stores_nothing(learner, wrong, error):
    with pytest.raises(error):
        update_profile(person=learner, **ANSWERS | wrong, now=NOW)

    assert Person.objects.get(pk=learner.pk).chosen_name == "Alicia"
    assert not Organisation.objects.exists()


@given(st.text(max_size=260))
def test_clean_name_of_anything_is_a_line_or_a_named_refusal(text):
    try:
        name = clean_name(text)
    except (NameEmpty, NameTooLong):
        return
    assert name == clean_name(name)
    assert 0 < len(name) <= 200
    assert not set(name) & set("\n\r\t\x00\u202e\u2028")


def test_time_zones_are_places_that_exist():
    zones = time_zones()

    assert {"UTC", "America/Mexico_City", "America/New_York", "Europe/Madrid"} <= set(zones)
    assert not [zone for zone in zones if zone.startswith("Etc/") or zone in ("localtime", "EST")]
