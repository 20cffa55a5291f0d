from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.db import transaction

from lms.accounts.domain.profile import clean_name, clean_pronouns, introduce
from lms.accounts.domain.roles import set_roles
from lms.accounts.enums import Role
from lms.accounts.errors import EmailTaken
from lms.accounts.models import Person
from lms.accounts.queries import person_by_address


@transaction.atomic
def create_person(
    *,
    email: str,
    password: str | None,
    chosen_name: str,
    language: str,
    time_zone: str = "UTC",
    pronouns: str = "",
    confirmed: bool = True,
    now: datetime,
) -> Person:
    """For commands, the demo and administrators; visitors sign up through the pages.

    ``confirmed`` says that the address is known to be theirs: without it the first sign-in asks for a mailed code.
    Without a password they sign in by code.
    """
    if person_by_address(email):
        raise EmailTaken
    person = Person(email=email.strip().lower(), pronouns=clean_pronouns(pronouns))
    introduce(person=person, chosen_name=chosen_name, language=language, guessed_zone=time_zone, now=now)
    person.time_zone_confirmed = person.time_zone == time_zone
    person.set_password(password)
    person.save()
    keep_address(person=person, confirmed=confirmed)
    return person


@transaction.atomic
def move_address(*, person: Person, email: str, confirmed: bool = False) -> Person:
    """An administrator writes another address for somebody. Unless ``confirmed`` they prove it at the next sign-in."""
    email = email.strip().lower()
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.email == email:
        return person
    owner = person_by_address(email)
    if owner and owner != person:
        raise EmailTaken
    person.email = email
    person.save(update_fields=["email"])
    keep_address(person=person, confirmed=confirmed)
    return person


@transaction.atomic
def edit_person(
    *,
    person: Person | None,
    email: str,
    chosen_name: str,
    pronouns: str,
    language: str,
    is_active: bool,
    roles: Iterable[Role],
    by: Person,
    now: datetime,
) -> Person:
    """What an administrator writes in the editor's list of people; without ``person`` a new one, who signs in by code.

    A closed account is signed out at its next request. The last administrator can be neither demoted nor closed.
    """
    roles = set(roles)
    if person is None:
        person = create_person(
            email=email, password=None, chosen_name=chosen_name, language=language, confirmed=False, now=now
        )
    else:
        person = move_address(person=person, email=email)
    person = set_roles(person=person, roles=roles if is_active else roles - {Role.ADMIN}, by=by, now=now)
    person.chosen_name, person.pronouns = clean_name(chosen_name), clean_pronouns(pronouns)
    person.language, person.is_active = language, is_active
    person.save(update_fields=["chosen_name", "pronouns", "language", "is_active"])
    return person


def keep_address(*, person: Person, confirmed: bool) -> None:
    """The row by which allauth knows the address: the only primary one."""
    addresses = apps.get_model("account", "EmailAddress").objects.filter(user_id=person.pk)
    addresses.filter(primary=True).exclude(email=person.email).delete()
    addresses.update_or_create(
        email=person.email, defaults={"user_id": person.pk, "verified": confirmed, "primary": True}
    )
