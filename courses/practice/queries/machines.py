"""Machines of claims, and what was handed in of them."""

from courses.practice.models import Claim, Try, TryMachine
from courses.sandbox.models import CheckRun, Machine
from courses.sandbox.queries.machines import machines_in
from lms.accounts.models import Person


def context_of(claim: Claim) -> str:
    """What the labs know of a claim."""
    return f"claim:{claim.key}"


def machine_in(claim: Claim, person: Person) -> Machine | None:
    if not claim.assignment.lab:
        return None
    return machines_in(context_of(claim)).filter(person=person).first()


def run_on(machine: Machine, digest: str) -> CheckRun | None:
    """The last word of the checks on exactly that state."""
    return CheckRun.objects.filter(machine=machine, digest=digest).order_by("-at", "-pk").first()


def handed_in_with(attempt: Try) -> TryMachine | None:
    return TryMachine.objects.filter(attempt=attempt).select_related("lab_text__lab", "machine").first()
