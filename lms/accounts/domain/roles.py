from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import Group
from django.db import transaction

from lms.accounts.domain.groups import GROUPS, prepare_groups
from lms.accounts.domain.profile import keep_editor_settings
from lms.accounts.enums import Role, RoleAction
from lms.accounts.errors import LastAdministrator
from lms.accounts.models import Person, RoleChange, RoleGrant
from lms.accounts.queries import roles_of


@transaction.atomic
def grant_role(*, person: Person, role: Role, by: Person | None, now: datetime) -> Person:
    """Gives the role; twice is once. ``by`` is nobody where the installation itself gives it.

    Django's flags and Wagtail's groups follow in the same transaction, so a page asks either and gets the same answer.
    """
    person = _locked(person)
    _grant, new = RoleGrant.objects.get_or_create(
        person=person, role=role, defaults={"granted_by": by, "granted_at": now}
    )
    if new:
        RoleChange.objects.create(person=person, role=role, action=RoleAction.GRANTED, by=by, at=now)
    return _in_step(person)


@transaction.atomic
def revoke_role(*, person: Person, role: Role, by: Person | None, now: datetime) -> Person:
    """Takes the role. Raises LastAdministrator rather than leaving nobody who could give roles."""
    if role is Role.ADMIN:
        # All of them in one order: two administrators who leave at once must not both find the other.
        others = [key for key in _locked_administrators() if key != person.pk]
        if not others and roles_of(person) & {Role.ADMIN}:
            raise LastAdministrator
    person = _locked(person)
    gone, _detail = RoleGrant.objects.filter(person=person, role=role).delete()
    if gone:
        RoleChange.objects.create(person=person, role=role, action=RoleAction.REVOKED, by=by, at=now)
    return _in_step(person)


@transaction.atomic
def set_roles(*, person: Person, roles: Iterable[Role], by: Person | None, now: datetime) -> Person:
    """Gives and takes until the person has exactly these."""
    wanted, held = set(roles), roles_of(person)
    for role in sorted(held - wanted):
        person = revoke_role(person=person, role=role, by=by, now=now)
    for role in sorted(wanted - held):
        person = grant_role(person=person, role=role, by=by, now=now)
    return person


def _locked(person: Person) -> Person:
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def _locked_administrators() -> list[int]:
    people = Person.objects.select_for_update(no_key=True).filter(is_superuser=True, is_active=True).order_by("pk")
    return list(people.values_list("pk", flat=True))


def _in_step(person: Person) -> Person:
    roles = roles_of(person)
    person.is_staff = bool(roles)
    person.is_superuser = Role.ADMIN in roles
    person.save(update_fields=["is_staff", "is_superuser"])
    if roles:
        prepare_groups()
        keep_editor_settings(person=person)
    person.groups.remove(*Group.objects.filter(name__in=[GROUPS[role] for role in GROUPS if role not in roles]))
    person.groups.add(*Group.objects.filter(name__in=[GROUPS[role] for role in GROUPS if role in roles]))
    return person
