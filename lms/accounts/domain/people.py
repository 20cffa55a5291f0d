from datetime import datetime

from django.apps import apps
from django.db import transaction

from lms.accounts.domain.profile import clean_pronouns, introduce
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
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.email == email:
        return person
    owner = person_by_address(email)
    if owner and owner != person:
        raise EmailTaken
    person.email = email
    person.save(update_fields=["email"])
    keep_address(person=person, confirmed=confirmed)
    return person


def keep_address(*, person: Person, confirmed: bool) -> None:
    """The row by which allauth knows the address: the only primary one."""
    addresses = apps.get_model("account", "EmailAddress").objects.filter(user_id=person.pk)
    addresses.filter(primary=True).exclude(email=person.email).delete()
    addresses.update_or_create(
        email=person.email, defaults={"user_id": person.pk, "verified": confirmed, "primary": True}
    )
