from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Person
from lms.core.policy import Allowed, Decision, Denied

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

EDITOR_DOOR = "wagtailadmin.access_admin"


def may_enter_editor(person: "Person | AnonymousUser") -> Decision:
    """Says nothing of the second factor: that belongs to the session, and its gate asks for it."""
    if not person.is_authenticated:
        return Denied(_("Sign in to open the editor."))
    if not person.is_active:
        return Denied(_("This account is closed."))
    if person.is_superuser or (person.is_staff and person.has_perm(EDITOR_DOOR)):
        return Allowed()
    return Denied(
        _("The editor is for trainers, editors, the committee and administrators. You do not have such a role.")
    )


def may_give_roles(person: "Person | AnonymousUser") -> Decision:
    if person.is_authenticated and person.is_active and person.is_superuser:
        return Allowed()
    return Denied(_("Only administrators give and take roles."))
