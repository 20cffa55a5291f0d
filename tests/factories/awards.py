"""Completions and awards, from statements as every room writes them."""

from datetime import datetime

from badges.domain.achievements import define_achievement
from badges.models import Achievement, Certificate
from lms.accounts.models import Person
from lms.records.domain.settling import settle
from lms.records.domain.statements import record
from lms.records.enums import Verb
from lms.records.models import Statement
from tests.factories.people import MONDAY

OBJECT = "course:00000000-0000-0000-0000-000000000001"


def make_achievement(key: str = "web-keeper", object_key: str = OBJECT) -> Achievement:
    return define_achievement(
        key=key,
        object_key=object_key,
        names={"en": "Keeper of the web", "es": "Guarda de la web"},
        criteria={"en": "Finished all units.", "es": "Terminó todas las unidades."},
        now=MONDAY,
    )


def complete(person: Person, object_key: str = OBJECT, *, at: datetime = MONDAY) -> Statement:
    """Tells the record; nothing is settled yet."""
    return record(
        person=person,
        verb=Verb.COMPLETED,
        object_key=object_key,
        happened_at=at,
        now=at,
        source="tests",
        source_key=f"{object_key}:{person.pk}:{at.isoformat()}",
    )


def award(person: Person, object_key: str = OBJECT) -> Certificate:
    """The certificate of somebody who completed it."""
    complete(person, object_key)
    settle(person_id=person.pk, now=MONDAY)
    return Certificate.objects.get(award__person=person, award__achievement__object_key=object_key)
