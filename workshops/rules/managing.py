"""Who may schedule workshops and run them."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from lms.accounts.enums import Role
from lms.accounts.queries import has_role
from lms.core.policy import Allowed, Decision, Denied
from workshops.models import DatePoll, Series

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from lms.accounts.models import Person


def may_schedule(person: "Person | AnonymousUser") -> Decision:
    """Trainers schedule workshops of their own; editors and administrators everybody's."""
    if person.is_authenticated and (person.is_superuser or has_role(person, Role.TRAINER, Role.EDITOR)):
        return Allowed()
    return Denied(_("Trainers schedule workshops. You do not have that role."))


def may_manage(person: "Person | AnonymousUser", series: Series) -> Decision:
    """Its organisers; editors and administrators."""
    if person.is_authenticated:
        if person.is_superuser or has_role(person, Role.EDITOR):
            return Allowed()
        if series.organisers.filter(pk=person.pk).exists():
            return Allowed()
    return Denied(_("This series has other organisers."))


def may_decide(person: "Person | AnonymousUser", poll: DatePoll) -> Decision:
    """On the date of a poll: whoever opened it; editors and administrators."""
    if person.is_authenticated and (person.is_superuser or has_role(person, Role.EDITOR) or person.pk == poll.by_id):
        return Allowed()
    return Denied(_("Only the person who opened this poll can set the date."))
