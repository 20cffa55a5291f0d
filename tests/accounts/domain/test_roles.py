from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from lms.accounts.domain import grant_role, revoke_role, set_roles, update_profile
from lms.accounts.enums import Role, RoleAction
from lms.accounts.errors import LastAdministrator
from lms.accounts.models import Person, RoleChange, RoleGrant
from lms.accounts.queries import has_role, people_with_role, roles_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def flags(person):
    person = Person.objects.get(pk=person.pk)
    return person.is_staff, person.is_superuser, sorted(person.groups.values_list("name", flat=True))


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.TRAINER, (True, False, ["Trainers"])),
        (Role.EDITOR, (True, False, ["Editors"])),
        (Role.COMMITTEE, (True, False, ["Committee"])),
        (Role.ADMIN, (True, True, [])),
    ],
)
def test_grant_role_keeps_flags_and_groups_in_step(learner, administrator, role, expected):
    grant_role(person=learner, role=role, by=administrator, now=NOW)
    assert flags(learner) == expected
    assert has_role(learner, role)
    assert learner in people_with_role(role)

    revoke_role(person=learner, role=role, by=administrator, now=NOW)
    assert flags(learner) == (False, False, [])
    assert not has_role(learner, role)


def test_grant_role_twice_is_once_and_the_record_says_who(learner, administrator):
    for _time in range(2):
        grant_role(person=learner, role=Role.TRAINER, by=administrator, now=NOW)
    revoke_role(person=learner, role=Role.TRAINER, by=administrator, now=NOW)
    revoke_role(person=learner, role=Role.TRAINER, by=administrator, now=NOW)

    changes = RoleChange.objects.filter(person=learner).values_list("role", "action", "by", "at")
    assert list(changes) == [
        (Role.TRAINER, RoleAction.GRANTED, administrator.pk, NOW),
        (Role.TRAINER, RoleAction.REVOKED, administrator.pk, NOW),
    ]
    assert not RoleGrant.objects.filter(person=learner).exists()


def test_grant_role_leaves_groups_that_are_not_roles(learner):
    learner.groups.add(Group.objects.create(name="Translators of the north"))
    person = set_roles(person=learner, roles=[Role.TRAINER, Role.EDITOR], by=None, now=NOW)
    assert flags(person)[2] == ["Editors", "Trainers", "Translators of the north"]

    person = set_roles(person=person, roles=[Role.EDITOR], by=None, now=NOW)
    assert flags(person) == (True, False, ["Editors", "Translators of the north"])
    assert roles_of(person) == {Role.EDITOR}


def test_grant_role_gives_editors_what_it_takes_to_publish_and_trainers_to_write(editor, trainer, committee_member):
    names = GroupPagePermission.objects.values_list("group__name", "permission__codename")

    assert ("Editors", "publish_page") in names
    assert ("Trainers", "change_page") in names
    assert ("Trainers", "publish_page") not in names
    assert not [name for group, name in names if group == "Committee"]
    for person in (editor, trainer, committee_member):
        assert Person.objects.get(pk=person.pk).has_perm("wagtailadmin.access_admin")


def test_revoke_role_never_takes_the_last_administrator(administrator, learner):
    with pytest.raises(LastAdministrator):
        revoke_role(person=administrator, role=Role.ADMIN, by=administrator, now=NOW)
    assert flags(administrator)[1]

    grant_role(person=learner, role=Role.ADMIN, by=administrator, now=NOW)
    revoke_role(person=administrator, role=Role.ADMIN, by=learner, now=NOW)
    assert flags(administrator) == (False, False, [])


def test_revoke_role_does_not_count_a_closed_account_as_an_administrator(administrator, make_person):
    other = make_person("Gema", Role.ADMIN)
    Person.objects.filter(pk=other.pk).update(is_active=False)

    with pytest.raises(LastAdministrator):
        revoke_role(person=administrator, role=Role.ADMIN, by=None, now=NOW)


def test_the_editor_speaks_the_language_and_shows_the_clock_of_its_people(make_person: Any) -> None:
    person = make_person("Dalia", language="es", time_zone="America/Mexico_City")
    grant_role(person=person, role=Role.TRAINER, by=None, now=NOW)
    settings = UserProfile.objects.get(user=person)
    assert (settings.get_preferred_language(), settings.get_current_time_zone()) == ("es", "America/Mexico_City")

    update_profile(
        person=person,
        chosen_name="Dalia",
        pronouns="",
        language="en",
        time_zone="America/Chicago",
        organisations=[],
        now=NOW,
    )
    settings = UserProfile.objects.get(user=person)
    assert (settings.get_preferred_language(), settings.get_current_time_zone()) == ("en", "America/Chicago")
