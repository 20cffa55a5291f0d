import pytest
from django.apps import apps
from django.urls import reverse

from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.accounts.queries import roles_of

pytestmark = pytest.mark.django_db
ADD = "/cms/users/new/"


@pytest.fixture
def desk(client, administrator, enter_editor):
    return enter_editor(client, administrator)


def answers(**given):
    return {
        "email": "iris@example.org",
        "chosen_name": "Iris",
        "pronouns": "",
        "language": "es",
        "roles": ["trainer"],
    } | given


@pytest.mark.slow
def test_people_are_listed_found_and_sorted_by_their_names(desk, learner, other_learner):
    page = desk.get("/cms/users/").content.decode()
    assert "Alicia" in page
    assert "beto@example.org" in page
    assert "Alicia" in desk.get("/cms/users/?q=alic").content.decode()
    assert "beto@example.org" not in desk.get("/cms/users/?q=alic").content.decode()
    assert desk.get("/cms/users/?ordering=name").status_code == 200


def test_person_is_added_with_roles_and_signs_in_by_code(desk, administrator):
    assert desk.get(ADD).status_code == 200
    desk.post(ADD, answers())

    person = Person.objects.get(email="iris@example.org")
    assert (person.chosen_name, person.language, roles_of(person)) == ("Iris", "es", {Role.TRAINER})
    assert not person.has_usable_password()
    assert person.role_changes.get().by == administrator
    assert not apps.get_model("account", "EmailAddress").objects.get(user_id=person.pk).verified


def test_person_is_edited(desk, learner):
    path = f"/cms/users/edit/{learner.pk}/"
    page = desk.get(path).content.decode()
    assert "Roles" in page
    desk.post(path, answers(email=learner.email, chosen_name="Alicia P.", roles=["editor"], is_active="on"))

    learner.refresh_from_db()
    assert (learner.chosen_name, learner.is_active, roles_of(learner)) == ("Alicia P.", True, {Role.EDITOR})

    desk.post(path, answers(email=learner.email, roles=[]))
    learner.refresh_from_db()
    assert (learner.is_active, roles_of(learner)) == (False, set())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"email": "alicia@example.org"}, "Somebody already has an account with this address."),
        ({"chosen_name": "\u200b"}, "Write a name that people can read"),
        ({"roles": ["king"]}, "Select a valid choice"),
    ],
)
def test_person_is_not_added_when_something_is_wrong(desk, learner, wrong, message):
    page = desk.post(ADD, answers(**wrong))

    assert message in page.content.decode()
    assert not Person.objects.filter(email="iris@example.org").exists()


def test_last_administrator_keeps_the_role(desk, administrator):
    path = f"/cms/users/edit/{administrator.pk}/"
    page = desk.post(path, answers(email=administrator.email, roles=["trainer"]))

    assert "Somebody has to remain an administrator." in page.content.decode()
    assert roles_of(administrator) == {Role.ADMIN}


@pytest.mark.parametrize("who", ["trainer", "editor", "committee_member"])
def test_list_of_people_is_for_administrators(client, request, enter_editor, who):
    enter_editor(client, request.getfixturevalue(who))

    assert client.get("/cms/users/").status_code == 302
    assert client.get(ADD).status_code == 302
    assert reverse("wagtailusers_users:index") == "/cms/users/"
