import pytest
from django.apps import apps

from lms.accounts.domain import create_person, edit_person, move_address
from lms.accounts.enums import Role
from lms.accounts.errors import EmailTaken, LastAdministrator
from lms.accounts.models import Person
from lms.accounts.queries import person_by_address, roles_of
from tests.conftest import NOW, PASSWORD

pytestmark = pytest.mark.django_db


def addresses(person):
    rows = apps.get_model("account", "EmailAddress").objects.filter(user_id=person.pk)
    return sorted(rows.values_list("email", "verified", "primary"))


def make(**given):
    asked = {"email": "Hilda@Example.org", "password": PASSWORD, "chosen_name": "Hilda", "language": "es", "now": NOW}
    return create_person(**asked | given)


def test_create_person_can_sign_in_at_once():
    person = make(time_zone="America/Mexico_City")

    assert (person.email, person.time_zone_confirmed, person.joined_at) == ("hilda@example.org", True, NOW)
    assert addresses(person) == [("hilda@example.org", True, True)]
    assert person.check_password(PASSWORD)
    assert person_by_address(" HILDA@example.org") == person


def test_create_person_twice_with_one_address_is_refused():
    make()
    with pytest.raises(EmailTaken):
        make(email="hilda@EXAMPLE.org")


def test_create_person_without_a_password_or_confirmation():
    person = make(password=None, confirmed=False)

    assert not person.has_usable_password()
    assert addresses(person) == [("hilda@example.org", False, True)]


def test_person_is_never_called_by_their_address(learner):
    learner.chosen_name = ""
    assert "@" not in str(learner)
    assert "@" not in learner.get_full_name() + learner.get_short_name()


def test_move_address_asks_for_a_new_proof(learner, other_learner):
    move_address(person=learner, email="Nueva@example.org")

    assert Person.objects.get(pk=learner.pk).email == "nueva@example.org"
    assert addresses(learner) == [("nueva@example.org", False, True)]
    with pytest.raises(EmailTaken):
        move_address(person=learner, email=other_learner.email)


def test_edit_person_makes_changes_and_closes(administrator):
    answers = {
        "email": "iris@example.org",
        "chosen_name": "Iris",
        "pronouns": "she",
        "language": "en",
        "is_active": True,
        "by": administrator,
        "now": NOW,
    }
    person = edit_person(person=None, roles=[Role.TRAINER], **answers)
    assert (person.pronouns, roles_of(person), person.has_usable_password()) == ("she", {Role.TRAINER}, False)

    person = edit_person(person=person, roles=[Role.EDITOR], **answers | {"is_active": False})
    assert (person.is_active, roles_of(person)) == (False, {Role.EDITOR})

    with pytest.raises(LastAdministrator):
        edit_person(
            person=administrator, roles=[Role.ADMIN], **answers | {"email": administrator.email, "is_active": False}
        )
    assert Person.objects.get(pk=administrator.pk).is_active
