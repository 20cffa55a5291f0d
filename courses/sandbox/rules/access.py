"""Who may help, and who may look."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from courses.sandbox.models import Machine
from lms.accounts.enums import Role
from lms.accounts.queries import has_role
from lms.core.policy import Allowed, Decision, Denied

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import Person


def may_help(person: "Person | AnonymousUser") -> Decision:
    if has_role(person, Role.SUPPORT, Role.TRAINER):
        return Allowed()
    return Denied(_("The support team and trainers answer here."))


def may_copy(person: "Person", machine: Machine) -> Decision:
    """Whether they may open a copy. That somebody asked for help, or handed in, is the caller's to know."""
    if machine.person_id == person.pk:
        return Denied(_("This is your own machine."))
    return may_help(person)
