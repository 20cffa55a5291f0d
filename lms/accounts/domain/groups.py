"""Wagtail's groups for our roles, and what each may do in the editor."""

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lms.accounts.enums import Role

GROUPS = {
    Role.TRAINER: "Trainers",
    Role.EDITOR: "Editors",
    Role.COMMITTEE: "Committee",
    Role.SUPPORT: "Support team",
}  # administrators need none

Groups = Mapping[Role, Group]
DOOR = ("access_admin",)
TRANSLATION = ("submit_translation",)
GLOSSARY = ("view_term", "add_term", "change_term", "delete_term")
PLACES = ("view_venue", "add_venue", "change_venue")  # where workshops are
DESK = ("view_deskweek",)  # some part of the support team's desk; which one is asked there
LABS = ("view_labdraft",)  # writing labs: the menu item; who may is asked there
AWARDS = ("change_award",)  # badges that people hold: the menu item; who may is asked there
WRITES_LABS = (Role.TRAINER, Role.EDITOR, Role.SUPPORT)
PAGES = {
    Role.TRAINER: ("add_page", "change_page"),  # what a trainer writes, an editor publishes
    Role.EDITOR: ("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
    Role.COMMITTEE: (),
    Role.SUPPORT: (),
}
FILES = {
    Role.TRAINER: ("add_image", "choose_image", "add_document", "choose_document"),
    Role.EDITOR: ("add_image", "change_image", "choose_image", "add_document", "change_document", "choose_document"),
    Role.COMMITTEE: (),
    Role.SUPPORT: (),
}


def prepare_groups() -> None:
    """Makes the groups and gives each at least these permissions; what administrators added by hand stays.

    Each grant of a role asks for it, and nearly always all is there: what is held is read first, for all groups at once.
    """
    groups = {role: Group.objects.get_or_create(name=name)[0] for role, name in GROUPS.items()}
    doors = {role: DOOR + (TRANSLATION + GLOSSARY + PLACES if PAGES[role] else DESK) for role in GROUPS}
    doors |= {role: doors[role] + LABS for role in WRITES_LABS}
    doors[Role.COMMITTEE] += AWARDS
    named = {name for names in (*doors.values(), *PAGES.values(), *FILES.values()) for name in names}
    permissions = list(Permission.objects.filter(codename__in=named).select_related("content_type"))
    _on_the_site(groups, doors, permissions)
    _on_pages(groups, [one for one in permissions if one.content_type.app_label == "wagtailcore"])
    _on_files(groups, [one for one in permissions if one.content_type.app_label in ("wagtailimages", "wagtaildocs")])


def _on_the_site(groups: Groups, names: Mapping[Role, tuple[str, ...]], permissions: Iterable[Permission]) -> None:
    holds = Group.permissions.through.objects.filter(group__in=groups.values()).values_list("group_id", "permission_id")
    held = set(holds)
    for role, group in groups.items():
        missing = [one for one in permissions if one.codename in names[role] and (group.pk, one.pk) not in held]
        if missing:
            group.permissions.add(*missing)


def _on_pages(groups: Groups, permissions: Iterable[Permission]) -> None:
    root = Page.objects.filter(depth=1).first()
    held = set(GroupPagePermission.objects.filter(page=root).values_list("group_id", "permission_id"))
    for role, group in groups.items():
        for one in permissions:
            if one.codename in PAGES[role] and (group.pk, one.pk) not in held:
                GroupPagePermission.objects.get_or_create(group=group, page=root, permission=one)


def _on_files(groups: Groups, permissions: Iterable[Permission]) -> None:
    """Permissions are those of Wagtail's own picture and document models, whichever model holds the rows."""
    root = Collection.get_first_root_node()
    held = set(GroupCollectionPermission.objects.filter(collection=root).values_list("group_id", "permission_id"))
    for role, group in groups.items():
        for one in permissions:
            if one.codename in FILES[role] and (group.pk, one.pk) not in held:
                GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=one)
