"""What somebody may take of a session, and to whom its trainers write."""

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from lms.accounts.models import Person
from workshops.enums import WAS_THERE, MaterialFor, RegistrationState, WrittenTo
from workshops.models import Material, Registration, Session
from workshops.queries.attendance import EXPECTED, roles_in

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

TO: dict[str, tuple[RegistrationState, ...]] = {
    WrittenTo.SEATED: EXPECTED,
    WrittenTo.WAITING: (RegistrationState.WAITLISTED, RegistrationState.OFFERED),
    WrittenTo.THERE: WAS_THERE,
}


def materials_visible_to(person: "Person | AnonymousUser", session: Session) -> QuerySet[Material]:
    """Everything, for those who have or had a seat and for those who work there; else what is for everybody."""
    own = Material.objects.filter(session=session)
    if isinstance(person, Person):
        had_seat = Registration.objects.filter(session=session, person=person, state__in=EXPECTED).exists()
        is_organiser = person.is_superuser or session.series.organisers.filter(pk=person.pk).exists()
        if had_seat or is_organiser or roles_in(session, person):
            return own
    return own.filter(open_to=MaterialFor.EVERYBODY)


def people_written_to(session: Session, written_to: str) -> QuerySet[Person]:
    """By key, so that who sends in batches knows where it stopped."""
    chosen = Registration.objects.filter(session=session, state__in=TO[written_to])
    return Person.objects.filter(is_active=True, pk__in=chosen.values("person")).order_by("pk")
