"""An author tries a draft: on a machine like a learner's, which counts nowhere, and with the solution at hand."""

from datetime import datetime

from django.db import IntegrityError, transaction

from courses.sandbox.domain import machines
from courses.sandbox.domain.control import ask
from courses.sandbox.domain.working import LONGEST_OUTPUT, Output
from courses.sandbox.enums import TRIAL
from courses.sandbox.errors import NotPossibleNow
from courses.sandbox.models import LabText, Machine
from courses.sandbox.queries.machines import machines_of
from lms.accounts.models import Person


def open_trial(*, text: LabText, person: Person, language: str, now: datetime) -> Machine:
    """Theirs of this text, started. Those of its other texts end, and nothing is kept of them."""
    own = machines_of(person).filter(lab_text__lab=text.lab, context=TRIAL)
    for old in own.exclude(lab_text=text):
        machines.forget(machine=old, now=now)
        old.delete()
    found = own.filter(lab_text=text).first() or _made(text, person, language, now)
    return machines.start(machine=found, now=now)


def _made(text: LabText, person: Person, language: str, now: datetime) -> Machine:
    fields = {"seed": machines.seed_for(person, text.lab, TRIAL), "language": language, "made_at": now}
    try:
        with transaction.atomic():
            return Machine.objects.create(person=person, lab_text=text, context=TRIAL, **fields)
    except IntegrityError:  # a second click, a moment later
        return machines_of(person).get(lab_text=text, context=TRIAL, forked_from=None)


def run_solution(*, machine: Machine, now: datetime) -> Output:
    """Of every host, in their order."""
    if machine.context != TRIAL:
        raise NotPossibleNow
    turns = ask("solve", str(machine.key), now=now).json().get("turns") or []
    text = "\n".join(str(one.get("output", "")) for one in turns)
    codes = [one.get("code") for one in turns]
    return Output(
        command="",
        text=text[-LONGEST_OUTPUT:],
        code=next((code for code in codes if code != 0), 0),
        folder=machine.folder or "/root",
        is_cut=len(text) > LONGEST_OUTPUT,
    )
