"""Machines, for those whose they are and for whoever was let in."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from courses.sandbox.enums import OPEN_HELP, MachineState
from courses.sandbox.models import CheckRun, HelpRequest, Invitation, Lab, Machine, Snapshot
from lms.accounts.models import Person


def machines() -> QuerySet[Machine]:
    return Machine.objects.select_related("lab_text__lab", "person").defer("lab_text__files", "lab_text__card")


def machines_of(person: Person) -> QuerySet[Machine]:
    """Newest first; what was deleted is gone."""
    return machines().filter(person=person).exclude(state=MachineState.FORGOTTEN).order_by("-made_at", "-pk")


def machine_of(person: Person, key: UUID) -> Machine | None:
    return machines_of(person).filter(key=key).first()


def machine_for(person: Person, lab: Lab, context: str = "") -> Machine | None:
    """The one that goes on, also where the lab has a newer text by now."""
    return machines_of(person).filter(lab_text__lab=lab, context=context, forked_from=None).first()


def machines_in(context: str) -> QuerySet[Machine]:
    """Of everybody, by what they are for."""
    return machines().filter(context=context, forked_from=None).exclude(state=MachineState.FORGOTTEN).order_by("pk")


def last_run(machine: Machine) -> CheckRun | None:
    return CheckRun.objects.filter(machine=machine).order_by("-at", "-pk").first()


def last_snapshot(machine: Machine) -> Snapshot | None:
    return Snapshot.objects.filter(machine=machine).order_by("-at", "-pk").first()


def open_request(machine: Machine) -> HelpRequest | None:
    return HelpRequest.objects.filter(machine=machine, state__in=OPEN_HELP).select_related("mentor").first()


def standing_invitations(machine: Machine) -> list[Invitation]:
    found = Invitation.objects.filter(machine=machine, revoked_at=None).select_related("mentor")
    return list(found.order_by("given_at", "pk"))


def invitation_for(mentor: Person, key: UUID) -> Invitation | None:
    """Standing, to a machine that is there."""
    return (
        Invitation.objects.filter(machine__key=key, mentor=mentor, revoked_at=None)
        .exclude(machine__state=MachineState.FORGOTTEN)
        .select_related("machine__lab_text__lab", "machine__person")
        .defer("machine__lab_text__files", "machine__lab_text__card")
        .first()
    )


def requests_on_desk(mentor: Person) -> list[HelpRequest]:
    """Open, the longest waiting first; not one's own. Three queries."""
    standing = Invitation.objects.filter(revoked_at=None, mentor=mentor)
    return list(
        HelpRequest.objects.filter(state__in=OPEN_HELP)
        .exclude(machine__person=mentor)
        .select_related("machine__lab_text__lab", "machine__person", "mentor")
        .defer("machine__lab_text__files")
        .prefetch_related(
            Prefetch("machine__invitations", standing, to_attr="to_me"),
            Prefetch("machine__copies", Machine.objects.filter(person=mentor).exclude(state="forgotten"), "my_copies"),
        )
        .order_by("asked_at", "pk")
    )


def request_on_desk(mentor: Person, pk: int) -> HelpRequest | None:
    found = HelpRequest.objects.filter(pk=pk, state__in=OPEN_HELP).exclude(machine__person=mentor)
    return found.select_related("machine__lab_text__lab", "machine__person", "mentor").first()


def waiting_count() -> int:
    return HelpRequest.objects.filter(state="asked").count()
