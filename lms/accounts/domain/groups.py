"""Wagtail's groups for our roles, and what each may do in the editor."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from lms.accounts.enums import Role

GROUPS = {
    Role.TRAINER: "Trainers",
    Role.EDITOR: "Editors",
    Role.COMMITTEE: "Committee",
    Role.SUPPORT: "Support team",
}  # administrators need none

DOOR = ("access_admin",)
TRANSLATION = ("submit_translation",)
GLOSSARY = ("view_term", "add_term", "change_term", "delete_term")
PLACES = ("view_venue", "add_venue", "change_venue")  # where workshops are
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
    """Makes the groups and gives each at least these permissions; what administrators added by hand stays."""
    for role, name in GROUPS.items():
        group, _new = Group.objects.get_or_create(name=name)
        wanted = DOOR + (TRANSLATION + GLOSSARY + PLACES if PAGES[role] else ())
        group.permissions.add(*Permission.objects.filter(codename__in=wanted))
        _on_pages(group, PAGES[role])
        _on_files(group, FILES[role])


def _on_pages(group: Group, names: tuple[str, ...]) -> None:
    root = Page.objects.filter(depth=1).first()
    for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=names):
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _on_files(group: Group, names: tuple[str, ...]) -> None:
    """Permissions are those of Wagtail's own picture and document models, whichever model holds the rows."""
    root = Collection.get_first_root_node()
    files = Permission.objects.filter(content_type__app_label__in=("wagtailimages", "wagtaildocs"), codename__in=names)
    for permission in files:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
