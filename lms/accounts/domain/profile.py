from collections.abc import Sequence
from datetime import datetime

from django.apps import apps
from django.db import transaction

from lms.accounts.enums import Language, RepresentationState
from lms.accounts.errors import (
    NameEmpty,
    NameTooLong,
    PronounsTooLong,
    TooManyOrganisations,
    UnknownLanguage,
    UnknownTimeZone,
)
from lms.accounts.models import Organisation, Person, Representation
from lms.accounts.queries import time_zones
from lms.core.html import LineTooLong, clean_line

LONGEST_NAME = 200
LONGEST_PRONOUNS = 60
MOST_ORGANISATIONS = 5


@transaction.atomic
def update_profile(
    *,
    person: Person,
    chosen_name: str,
    pronouns: str,
    language: str,
    time_zone: str,
    organisations: Sequence[str],
    now: datetime,
) -> Person:
    """What the person says about themselves. Saving it confirms the time zone.

    Organisations are named, not chosen: a new name makes a row, a known one (whatever its capitals) is taken. The
    person only states that they represent it; what staff confirmed stays confirmed.
    """
    name, pronouns = clean_name(chosen_name), clean_pronouns(pronouns)
    named = _named(organisations)
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    person.chosen_name = name
    person.pronouns = pronouns
    person.language = _known_language(language)
    person.time_zone = _known_zone(time_zone)
    person.time_zone_confirmed = True
    person.save(update_fields=["chosen_name", "pronouns", "language", "time_zone", "time_zone_confirmed"])
    _represent(person, named)
    if person.is_staff:
        keep_editor_settings(person=person)
    return person


def keep_editor_settings(*, person: Person) -> None:
    """The editor speaks the person's language and shows their clock; they need not tell it twice."""
    apps.get_model("wagtailusers", "UserProfile").objects.update_or_create(
        user_id=person.pk,
        defaults={"preferred_language": person.language, "current_time_zone": person.time_zone},
    )


def introduce(*, person: Person, chosen_name: str, language: str, guessed_zone: str, now: datetime) -> Person:
    """The first words at sign-up, on a person who is not stored yet: a guessed zone is a guess, and may be nonsense."""
    person.chosen_name = clean_name(chosen_name)
    person.language = _known_language(language)
    person.time_zone = guessed_zone if guessed_zone in time_zones() else "UTC"
    person.time_zone_confirmed = False
    person.joined_at = now
    return person


def clean_name(text: str) -> str:
    name = _line(text, LONGEST_NAME, NameTooLong)
    if not name:
        raise NameEmpty
    return name


def clean_pronouns(text: str) -> str:
    return _line(text, LONGEST_PRONOUNS, PronounsTooLong)


def _line(text: str, most: int, error: type[NameTooLong | PronounsTooLong]) -> str:
    try:
        return clean_line(text, most=most)
    except LineTooLong:
        raise error from None


def _known_language(language: str) -> str:
    if language not in Language.values:
        raise UnknownLanguage
    return language


def _known_zone(zone: str) -> str:
    if zone not in time_zones():
        raise UnknownTimeZone
    return zone


def _named(organisations: Sequence[str]) -> list[str]:
    names = {name.casefold(): name for text in organisations if (name := _line(text, LONGEST_NAME, NameTooLong))}
    if len(names) > MOST_ORGANISATIONS:
        raise TooManyOrganisations
    return list(names.values())


def _represent(person: Person, names: list[str]) -> None:
    keep = [_organisation(name) for name in names]
    person.representations.exclude(organisation__in=keep).delete()
    Representation.objects.bulk_create(
        [Representation(person=person, organisation=one, state=RepresentationState.STATED) for one in keep],
        ignore_conflicts=True,
    )


def _organisation(name: str) -> Organisation:
    known = Organisation.objects.filter(name__iexact=name).first()
    return known or Organisation.objects.get_or_create(name=name)[0]
