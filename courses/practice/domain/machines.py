"""The machine that belongs to a claim: opened, looked at, handed in with its state, and opened again as a mentor's copy."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext, override

from courses.practice.enums import ClaimState
from courses.practice.errors import MentorIsClaimant, NoMachineToOpen, NotPossibleNow
from courses.practice.models import Claim, Try, TryMachine
from courses.practice.queries.machines import context_of, handed_in_with, machine_in, run_on
from courses.sandbox.domain import machines, working
from courses.sandbox.enums import MachineState
from courses.sandbox.models import Machine
from courses.sandbox.queries.labs import lab_by_slug
from courses.sandbox.queries.machines import last_snapshot

if TYPE_CHECKING:
    from lms.accounts.models import Person

MOST_LINES = 30  # of a drafted note
BORING = ("/var/log/", "/var/cache/", "/var/lib/", "/run/", "/root/.")  # what programs write by themselves


def open_machine(*, claim: Claim, person: "Person", language: str, now: datetime) -> Machine:
    """Theirs for this claim; each of a pair has one. Started, or in the queue."""
    lab = lab_by_slug(claim.assignment.lab) if claim.assignment.lab else None
    if lab is None:
        raise NoMachineToOpen
    if claim.state not in (ClaimState.WORKING, ClaimState.AGAIN):
        raise NotPossibleNow
    opened = machines.open_machine(person=person, lab=lab, language=language, now=now, context=context_of(claim))
    return machines.start(machine=opened, now=now)


def look_at(*, claim: Claim, person: "Person", now: datetime) -> None:
    """Before it is handed in: what it is now is checked and kept. Never inside a transaction. Raises what the machines'
    daemon refuses; what was kept before stands then."""
    machine = machine_in(claim, person)
    if machine is None or machine.state != MachineState.RUNNING:
        return
    working.save_changes(machine=machine, now=now)
    working.run_check(machine=machine, now=now)


def attach_machine(*, attempt: Try, person: "Person", now: datetime) -> TryMachine | None:
    """The state that was kept last, with what the checks said of exactly that one."""
    machine = machine_in(attempt.claim, person)
    if machine is None or not machine.snapshot:
        return None
    run, kept = run_on(machine, machine.snapshot), last_snapshot(machine)
    made, _new = TryMachine.objects.update_or_create(
        attempt=attempt,
        defaults={
            "machine": machine,
            "lab_text": machine.lab_text,
            "seed": machine.seed,
            "digest": machine.snapshot,
            "verdict": run.verdict if run else "",
            "results": run.results if run else [],
            "changes": kept.changes if kept else [],
            "at": now,
        },
    )
    return made


def open_copy(*, attempt: Try, mentor: "Person", now: datetime) -> Machine:
    """A mentor's own machine in exactly the state that was handed in."""
    machine, digest = _handed_in(attempt)
    if attempt.claim.claimants.filter(person=mentor).exists():
        raise MentorIsClaimant
    copy = machines.fork(machine=machine, mentor=mentor, digest=digest, now=now)
    return machines.start(machine=copy, now=now)


def recording_of(*, attempt: Try, now: datetime) -> bytes:
    """What its terminal showed (asciicast 2), as its owner left it. Raises NoMachineToOpen and what the daemon refuses."""
    machine, _digest = _handed_in(attempt)
    return working.recording(machine=machine, now=now)


def _handed_in(attempt: Try) -> tuple[Machine, str]:
    found = handed_in_with(attempt)
    if found is None or found.machine is None or found.machine.state == MachineState.FORGOTTEN:
        raise NoMachineToOpen
    return found.machine, found.digest


def drafted(changes: Iterable[dict[str, object]], language: str) -> str:
    """What was done to which file, a line each, for the learner to put into words; not what programs write themselves."""
    with override(language):
        sentences = {
            # Translators: a line of a note on what was done on a machine: the path of a file
            "added": gettext("New: %(path)s"),
            # Translators: a line of a note on what was done on a machine: the path of a file
            "changed": gettext("Changed: %(path)s"),
            # Translators: a line of a note on what was done on a machine: the path of a file
            "deleted": gettext("Deleted: %(path)s"),
        }
        lines = [
            sentences[str(one.get("kind"))] % {"path": _place(one)}
            for one in changes
            if one.get("kind") in sentences and not str(one.get("path", "")).startswith(BORING)
        ]
    return "\n".join(lines[:MOST_LINES])


def _place(change: dict[str, object]) -> str:
    host, path = str(change.get("host", "")), str(change.get("path", ""))
    return path if host in ("", "lab") else f"{host}: {path}"
