"""Who may take a badge back."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import Role
from lms.accounts.queries import has_role
from lms.core.policy import Allowed, Decision, Denied

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import Person


def may_judge_awards(person: "Person | AnonymousUser") -> Decision:
    if has_role(person, Role.COMMITTEE, Role.ADMIN):
        return Allowed()
    return Denied(_("The leadership committee and administrators take badges back."))
