"""Somebody's machine: opened, started, kept alive, stopped, begun again, forgotten. The row follows what sandboxd says."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from courses.sandbox.domain.control import Told, UnknownLab, ask, ask_state, is_on, signed
from courses.sandbox.domain.working import save_changes
from courses.sandbox.enums import MACHINE_TRANSITIONS, ON, MachineState, Mode, Reason
from courses.sandbox.errors import (
    MachinesAway,
    NoSuchLab,
    NotInvited,
    NotPossibleNow,
    NotRunning,
    SnapshotLost,
    TooSlow,
)
from courses.sandbox.labs.parameters import draw, fill, ports
from courses.sandbox.models import Invitation, Lab, LabText, Machine
from courses.sandbox.queries.labs import spec_of
from courses.sandbox.queries.machines import machine_for
from lms.accounts.models import Person

WALL = timedelta(hours=2)
IDLE = timedelta(minutes=20)
EXTENSION = timedelta(hours=1)
FRESH = timedelta(seconds=10)  # what the row says is believed for so long


def seed_for(person: Person | None, lab: Lab, context: str = "") -> int:
    """The same for one person, so that the story before the start is the story of their machine. Strangers share one."""
    if person is None:
        return 0
    digest = salted_hmac("courses.sandbox.seed", f"{person.pk}:{lab.slug}:{context}").digest()
    return int.from_bytes(digest[:6])


def open_machine(*, person: Person, lab: Lab, language: str, now: datetime, context: str = "") -> Machine:
    """The person's machine for this purpose: the one that goes on, or a new row. Starts nothing."""
    found = machine_for(person, lab, context)
    if found is not None:
        return found
    if lab.text is None or not lab.is_shown:
        raise NoSuchLab
    try:
        with transaction.atomic():
            return Machine.objects.create(
                person=person,
                lab_text=lab.text,
                context=context,
                seed=seed_for(person, lab, context),
                language=language,
                made_at=now,
            )
    except IntegrityError:  # a second click, a moment later
        again = machine_for(person, lab, context)
        if again is None:
            raise
        return again


def note_state(machine: Machine, said: Told, *, now: datetime) -> Machine:
    """The one place that writes the state of a machine. What is older than the row changes nothing."""
    state = MachineState(said.state) if said.state in MachineState.values else MachineState.STOPPED
    with transaction.atomic():
        row = Machine.objects.select_for_update(no_key=True, of=("self",)).get(pk=machine.pk)
        if state not in MACHINE_TRANSITIONS[MachineState(row.state)] or (row.seen_at and row.seen_at > now):
            return _copy(row, machine)
        is_on_now = state in ON
        row.state, row.seen_at, row.position = state, now, min(said.position, 30_000)
        row.reason = said.reason if said.reason in Reason.values and not is_on_now else Reason.NONE
        row.ends_at = said.ends_at if is_on_now else None
        row.snapshot = said.snapshot or row.snapshot
        if state == MachineState.RUNNING and row.started_at is None:
            row.started_at = now
        row.save(update_fields=["state", "seen_at", "position", "reason", "ends_at", "snapshot", "started_at"])
    return _copy(row, machine)


def start(*, machine: Machine, now: datetime) -> Machine:
    """Runs, is on its way, or stands in the queue: nobody waits long for a page. A lab that the daemon has not got is sent,
    and asked for once more."""
    if machine.state != MachineState.NEW:
        machine = look(machine=machine, now=now, always=True)
    return note_state(machine, _asked_to_start(machine, now), now=now)


def _asked_to_start(machine: Machine, now: datetime) -> Told:
    def asked() -> Told:
        about = start_about(machine)
        try:
            return ask_state("start", str(machine.key), now=now, person=machine.person, about=about)
        except TooSlow:
            return ask_state("state", str(machine.key), now=now)

    try:
        return asked()
    except UnknownLab:
        push_lab(machine.lab_text, now=now)
    try:
        return asked()
    except UnknownLab as error:
        raise MachinesAway from error


def _drop_state(machine: Machine) -> None:
    Machine.objects.filter(pk=machine.pk).update(snapshot="", folder="")
    machine.snapshot = machine.folder = ""


def start_about(machine: Machine) -> dict[str, Any]:
    return {
        "lab": machine.lab_text.digest,
        "seed": machine.seed,
        "language": machine.language,
        "restore": machine.snapshot,
        "wall": int(WALL.total_seconds()),
        "idle": int(IDLE.total_seconds()),
    }


def push_lab(text: LabText, *, now: datetime) -> None:
    ask("lab", text.digest, now=now, body=text.files)


def look(*, machine: Machine, now: datetime, always: bool = False) -> Machine:
    """Asks how it is, where the row is not fresh. A daemon that is away leaves the row as it was."""
    is_fresh = machine.seen_at is not None and now - machine.seen_at < FRESH
    if not is_on() or (not always and (is_fresh or machine.state not in ON)):
        return machine
    try:
        said = ask_state("state", str(machine.key), now=now)
    except MachinesAway:
        return machine
    return note_state(machine, said, now=now)


def stop(*, machine: Machine, now: datetime) -> Machine:
    """What was done is kept: the next start goes on from there."""
    return note_state(machine, ask_state("stop", str(machine.key), now=now), now=now)


def extend(*, machine: Machine, now: datetime) -> Machine:
    about = {"wall": int(EXTENSION.total_seconds())}
    return note_state(machine, ask_state("extend", str(machine.key), now=now, about=about), now=now)


def reset(*, machine: Machine, now: datetime) -> Machine:
    """Begins afresh. What was checked and handed in stays what it was."""
    try:
        said = ask_state("reset", str(machine.key), now=now)
    except TooSlow:
        said = ask_state("state", str(machine.key), now=now)
    except (NotRunning, UnknownLab):  # the daemon remembers nothing of it: it starts as on the first day
        _drop_state(machine)
        return note_state(machine, _asked_to_start(machine, now), now=now)
    _drop_state(machine)
    return note_state(machine, replace(said, snapshot=""), now=now)


def forget(*, machine: Machine, now: datetime) -> Machine:
    """Nothing is kept of it: files, recordings, what was saved. That a lab was solved stays on the record."""
    ask("forget", str(machine.key), now=now)
    with transaction.atomic():
        machine.snapshots.all().delete()
        _drop_state(machine)
        return note_state(machine, Told(str(machine.key), MachineState.FORGOTTEN), now=now)


def fork(*, machine: Machine, mentor: Person, digest: str, now: datetime) -> Machine:
    """A mentor's own copy of exactly that state; the one that they have of it already goes on. Who may have one, the caller
    has asked. A copy of another state takes the place of the one before."""
    if not digest:
        raise SnapshotLost
    context = f"copy:{digest[:64]}"
    found = Machine.objects.filter(person=mentor, forked_from=machine).exclude(state=MachineState.FORGOTTEN).first()
    if found is not None and found.context == context:
        return found
    if found is not None:
        forget(machine=found, now=now)
    return Machine.objects.create(
        person=mentor,
        lab_text=machine.lab_text,
        context=context,
        seed=machine.seed,
        language=machine.language,
        snapshot=digest,
        forked_from=machine,
        made_at=now,
    )


def copy_own(*, machine: Machine, now: datetime) -> Machine:
    """To try what may go wrong: the state of this moment, in another machine of the same person."""
    if machine.forked_from_id is not None:
        raise NotPossibleNow
    digest = save_changes(machine=machine, now=now).digest if machine.state in ON else machine.snapshot
    copy = fork(machine=machine, mentor=machine.person, digest=digest, now=now)
    return start(machine=copy, now=now)


def terminal_order(*, machine: Machine, person: Person, now: datetime) -> str:
    """For a browser's WebSocket: to type, for whose it is; to watch or type along, for whoever is invited."""
    if machine.state == MachineState.FORGOTTEN:
        raise NotPossibleNow
    if machine.person_id == person.pk:
        about = start_about(machine) | {"mode": "rw"}
        return signed("terminal", str(machine.key), now=now, person=person, about=about)
    invitation = Invitation.objects.filter(machine=machine, mentor=person, revoked_at=None).first()
    if invitation is None:
        raise NotInvited
    mode = "type" if invitation.mode == Mode.TYPE else "watch"
    return signed("terminal", str(machine.key), now=now, person=person, about={"mode": mode})


def preview_address(*, machine: Machine, port: int, now: datetime) -> str:
    """Where a port of the machine can be seen for a while, on an origin of its own. Raises NotPossibleNow for a port
    that the lab does not show."""
    spec = spec_of(machine.lab_text)
    values = draw(spec, machine.seed)
    if port not in ports(spec, values) or not settings.SANDBOX_PREVIEW:
        raise NotPossibleNow
    names = (check.asks.get("name") for check in spec.checks if check.kind == "http" and check.asks.get("name"))
    about = {"name": fill(str(next(names, "localhost")), values)}
    order = signed("preview", str(machine.key), now=now, person=machine.person, about=about)
    scheme = "https" if settings.SANDBOX_URL.startswith("wss:") else "http"
    return f"{scheme}://{machine.key}--{port}.{settings.SANDBOX_PREVIEW}/?{urlencode({'order': order})}"


def _copy(row: Machine, machine: Machine) -> Machine:
    """The caller's object says what the row says; what it had read of others stays read."""
    for field in (
        "state",
        "seen_at",
        "position",
        "reason",
        "ends_at",
        "snapshot",
        "started_at",
        "folder",
        "finished_at",
    ):
        setattr(machine, field, getattr(row, field))
    return machine
