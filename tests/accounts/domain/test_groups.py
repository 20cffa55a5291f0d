"""What each of Wagtail's groups may do, and that asking for it where it stands costs little."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import GroupCollectionPermission, GroupPagePermission

from lms.accounts.domain.groups import (
    AWARDS,
    DESK,
    DOOR,
    FILES,
    GLOSSARY,
    GROUPS,
    LABS,
    PAGES,
    PLACES,
    TRANSLATION,
    prepare_groups,
)
from lms.accounts.enums import Role
from tests.factories.site import make_site

pytestmark = pytest.mark.django_db


def held(name: str) -> tuple[set[str], set[str], set[str]]:
    """What a group may do on the site, on pages, and with files."""
    group = Group.objects.get(name=name)
    return (
        set(group.permissions.values_list("codename", flat=True)),
        set(GroupPagePermission.objects.filter(group=group).values_list("permission__codename", flat=True)),
        set(GroupCollectionPermission.objects.filter(group=group).values_list("permission__codename", flat=True)),
    )


@pytest.mark.slow
@pytest.mark.parametrize("role", GROUPS)
def test_each_group_may_do_what_the_tables_say(role: Role) -> None:
    make_site()
    Group.objects.filter(name__in=GROUPS.values()).delete()
    prepare_groups()

    more = TRANSLATION + GLOSSARY + PLACES if PAGES[role] else DESK
    more += LABS if role in (Role.TRAINER, Role.EDITOR, Role.SUPPORT) else ()
    more += AWARDS if role is Role.COMMITTEE else ()
    assert held(GROUPS[role]) == ({*DOOR, *more}, set(PAGES[role]), set(FILES[role]))


def test_what_went_missing_comes_back_and_what_was_added_by_hand_stays() -> None:
    make_site()
    prepare_groups()
    trainers = Group.objects.get(name="Trainers")
    before = held("Trainers")
    GroupPagePermission.objects.filter(group=trainers, permission__codename="change_page").delete()
    GroupCollectionPermission.objects.filter(group=trainers, permission__codename="add_image").delete()
    trainers.permissions.remove(*trainers.permissions.filter(codename="access_admin"))
    trainers.permissions.add(Permission.objects.filter(codename="add_site").first())

    prepare_groups()

    assert held("Trainers") == (before[0] | {"add_site"}, before[1], before[2])


def test_where_all_is_there_it_only_reads(django_assert_num_queries: Any) -> None:
    make_site()
    prepare_groups()

    with django_assert_num_queries(10) as asked:  # a group each, what there is, and who holds it
        prepare_groups()

    assert not [one["sql"] for one in asked.captured_queries if not one["sql"].startswith("SELECT")]
