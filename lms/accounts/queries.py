from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from lms.accounts.enums import RepresentationState, Role
from lms.accounts.models import Organisation, Person, RoleGrant

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

SECOND_FACTORS = ("totp", "webauthn")  # recovery codes only stand in for one of these


@dataclass(frozen=True)
class SecondFactors:
    """Which second factors a person has set up: their row keys by kind (``totp``, ``webauthn``, ``recovery_codes``)."""

    by_key: dict[int, str]

    @property
    def any(self) -> bool:
        return any(kind in SECOND_FACTORS for kind in self.by_key.values())

    def has(self, kind: str) -> bool:
        return self.count(kind) > 0

    def count(self, kind: str) -> int:
        return list(self.by_key.values()).count(kind)


def person_in(request: Any) -> Person:
    """Who is signed in, for views whose audience has already been let in."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def second_factors(person: "Person | AnonymousUser") -> SecondFactors:
    rows = apps.get_model("mfa", "Authenticator").objects.filter(user_id=person.pk)
    return SecondFactors(dict(rows.values_list("pk", "type")))


def roles_of(person: Person) -> set[Role]:
    return {Role(role) for role in RoleGrant.objects.filter(person=person).values_list("role", flat=True)}


def has_role(person: "Person | AnonymousUser", *roles: Role) -> bool:
    return person.is_authenticated and RoleGrant.objects.filter(person_id=person.pk, role__in=roles).exists()


def people_with_role(role: Role) -> QuerySet[Person]:
    return Person.objects.filter(is_active=True, role_grants__role=role).order_by("pk")


def person_by_address(address: str) -> Person | None:
    """The person who confirmed this address, else the one who signed up with it."""
    known = apps.get_model("account", "EmailAddress").objects.filter(email=address.strip().lower())
    found = known.order_by("-verified", "pk").values_list("user_id", flat=True).first()
    people = Person.objects.filter(pk=found) if found else Person.objects.filter(email__iexact=address.strip())
    return people.first()


def organisations_of(person: Person) -> QuerySet[Organisation]:
    """Those that the person says they represent, confirmed or not."""
    return Organisation.objects.filter(representations__person=person).order_by("name")


def confirmed_organisations(people: Iterable[int]) -> dict[int, list[str]]:
    """Names by person key, for pages that show others: what nobody confirmed is not shown."""
    names: dict[int, list[str]] = {}
    rows = Organisation.objects.filter(
        representations__person__in=list(people), representations__state=RepresentationState.CONFIRMED
    ).values_list("representations__person_id", "name")
    for person, name in rows:
        names.setdefault(person, []).append(name)
    return names


@cache
def time_zones() -> tuple[str, ...]:
    """The zones that a person may choose: places, and UTC; no abbreviations of countries or machines.

    Read once by each process: looking for them opens six hundred files.
    """
    return tuple(
        sorted(zone for zone in available_timezones() if zone == "UTC" or ("/" in zone and not zone.startswith("Etc/")))
    )


def display_name(person: Person) -> str:
    """How the sign-in pages call the signed-in person, to themselves."""
    return person.chosen_name or person.email


def chosen_zone(person: Person) -> str:
    """The IANA name of the zone whose clock is theirs. Empty for UTC that nobody chose, which is nobody's clock."""
    return person.time_zone if person.time_zone_confirmed or person.time_zone != "UTC" else ""
