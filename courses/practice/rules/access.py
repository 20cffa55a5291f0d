"""Who may open what of the desk. Being an administrator is not enough: tickets are confidential."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import Role
from lms.accounts.queries import has_role
from lms.core.policy import Allowed, Decision, Denied

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import Person


def may_open_desk(person: "Person | AnonymousUser") -> Decision:
    if has_role(person, Role.SUPPORT):
        return Allowed()
    return Denied(_("Tickets are confidential: only the support team opens them."))


def may_read_health(person: "Person | AnonymousUser") -> Decision:
    if has_role(person, Role.SUPPORT, Role.COMMITTEE):
        return Allowed()
    return Denied(_("These numbers are for the committee and the support team."))


def may_set_trackers(person: "Person | AnonymousUser") -> Decision:
    """Administrators connect a tracker; what is in it they do not read."""
    if has_role(person, Role.SUPPORT, Role.ADMIN):
        return Allowed()
    return Denied(_("Administrators and the support team connect ticket systems."))
