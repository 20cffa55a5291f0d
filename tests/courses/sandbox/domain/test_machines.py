"""The life of a machine as the site sees it, with a real daemon behind it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from courses.sandbox.domain import control, machines, tending, working
from courses.sandbox.domain.control import Told
from courses.sandbox.enums import MachineState, Reason
from courses.sandbox.errors import (
    MachinesAway,
    NoMachines,
    NoSuchLab,
    NotInvited,
    NotPossibleNow,
    QuotaReached,
    SnapshotLost,
)
from courses.sandbox.models import Lab, Machine
from courses.sandbox.orders import read
from lms.accounts.models import Person
from lms.core import clock
from tests.courses.sandbox.daemon.support import KEY, Daemon
from tests.factories.labs import make_lab, make_machine, started

pytestmark = pytest.mark.django_db


def test_open_machine_gives_the_one_that_goes_on(learner: Person, other_learner: Person) -> None:
    lab = make_lab()
    first = make_machine(learner, lab)

    assert make_machine(learner, lab).pk == first.pk
    assert make_machine(learner, lab, context="claim:1").pk != first.pk
    assert make_machine(other_learner, lab).pk != first.pk


def test_open_machine_stays_with_its_text_when_the_lab_gets_a_newer_one(learner: Person) -> None:
    first = make_machine(learner, make_lab())

    newer = make_lab(**{"story.en.md": "Another story."})

    assert newer.text_id != first.lab_text_id
    assert make_machine(learner, newer).lab_text_id == first.lab_text_id


def test_one_machine_for_each_purpose_is_kept_by_the_database(learner: Person) -> None:
    made = make_machine(learner)

    with pytest.raises(IntegrityError):
        Machine.objects.create(
            person=learner, lab_text=made.lab_text, seed=1, language="en", made_at=clock.now(), context=""
        )


def test_open_machine_of_a_lab_that_was_taken_back(learner: Person) -> None:
    lab = make_lab()
    Lab.objects.update(is_shown=False)
    lab.refresh_from_db()

    with pytest.raises(NoSuchLab):
        machines.open_machine(person=learner, lab=lab, language="en", now=clock.now())


def test_seed_is_a_persons_own_and_stays(learner: Person, other_learner: Person) -> None:
    lab = make_lab()
    seeds = {machines.seed_for(one, lab, context) for one in (learner, other_learner) for context in ("", "claim:1")}

    assert len(seeds) == 4
    assert machines.seed_for(learner, lab) == machines.seed_for(Person.objects.get(pk=learner.pk), lab)
    assert machines.seed_for(None, lab) == 0


def test_start_without_machines(learner: Person) -> None:
    with pytest.raises(NoMachines):
        started(learner)


def test_start_sends_a_lab_that_the_daemon_has_not_got(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)

    assert (made.state, made.reason) == (MachineState.RUNNING, Reason.NONE)
    assert made.started_at is not None
    assert made.ends_at - clock.now() > timedelta(minutes=119)
    assert sandboxd.machine(str(made.key)).wish.lab == made.lab_text.digest


def test_start_again_goes_on_from_what_was_kept(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    working.run_command(machine=made, command="write /srv/mine here", now=clock.now())

    stopped = machines.stop(machine=made, now=clock.now())
    assert (stopped.state, stopped.reason, stopped.ends_at) == (MachineState.STOPPED, Reason.PERSON, None)
    again = machines.start(machine=stopped, now=clock.now())

    assert again.state == MachineState.RUNNING
    assert working.run_command(machine=again, command="cat /srv/mine", now=clock.now()).text.strip() == "here"


def test_a_third_machine_is_refused_with_a_reason(sandboxd: Daemon, learner: Person) -> None:
    started(learner, make_lab("one"))
    started(learner, make_lab("two"))

    with pytest.raises(QuotaReached):
        started(learner, make_lab("three"))


def test_a_daemon_that_is_away_leaves_the_row_as_it_was(settings: Any, sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    settings.SANDBOX_CONTROL = "http://127.0.0.1:1"

    with pytest.raises(MachinesAway):
        machines.stop(machine=made, now=clock.now())
    assert machines.look(machine=made, now=clock.now(), always=True).state == MachineState.RUNNING
    assert tending.tend(now=clock.now()) == 0
    made.refresh_from_db()
    assert made.state == MachineState.RUNNING


def test_reset_begins_afresh(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    working.run_command(machine=made, command="write /srv/word right", now=clock.now())
    working.save_changes(machine=made, now=clock.now())

    machines.reset(machine=made, now=clock.now())

    assert made.snapshot == ""
    assert working.run_command(machine=made, command="cat /srv/word", now=clock.now()).text.strip() == "wrong"


def test_reset_of_one_that_the_daemon_does_not_remember(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    working.run_command(machine=made, command="write /srv/word right", now=clock.now())
    machines.stop(machine=made, now=clock.now())
    sandboxd.app.house.machines.clear()

    machines.reset(machine=made, now=clock.now())

    assert made.state == MachineState.RUNNING
    assert working.run_command(machine=made, command="cat /srv/word", now=clock.now()).text.strip() == "wrong"


def test_extend_adds_an_hour(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    before = made.ends_at

    machines.extend(machine=made, now=clock.now())

    assert made.ends_at - before == machines.EXTENSION


def test_forget_leaves_nothing(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    snapshot = working.save_changes(machine=made, now=clock.now())

    machines.forget(machine=made, now=clock.now())

    assert made.state == MachineState.FORGOTTEN
    assert not made.snapshots.exists()
    assert sandboxd.app.house.tools.keeping.folder_of(snapshot.digest) is None
    assert make_machine(learner, made.lab_text.lab).pk != made.pk
    with pytest.raises(NotPossibleNow):
        machines.terminal_order(machine=made, person=learner, now=clock.now())


def test_fork_is_exactly_that_state_and_changes_nothing_there(
    sandboxd: Daemon, learner: Person, mentor: Person
) -> None:
    theirs = started(learner)
    working.run_command(machine=theirs, command="write /srv/mine half", now=clock.now())
    digest = working.save_changes(machine=theirs, now=clock.now()).digest
    working.run_command(machine=theirs, command="write /srv/mine whole", now=clock.now())

    copy = machines.fork(machine=theirs, mentor=mentor, digest=digest, now=clock.now())
    machines.start(machine=copy, now=clock.now())

    def content(machine: Machine) -> str:
        return working.run_command(machine=machine, command="cat /srv/mine", now=clock.now()).text.strip()

    assert content(copy) == "half"
    working.run_command(machine=copy, command="write /srv/mine tried", now=clock.now())
    assert content(theirs) == "whole"
    working.save_changes(machine=copy, now=clock.now())
    assert machines.fork(machine=theirs, mentor=mentor, digest=digest, now=clock.now()).pk == copy.pk


def test_fork_of_a_later_state_takes_the_place_of_the_first(sandboxd: Daemon, learner: Person, mentor: Person) -> None:
    theirs = started(learner)
    first = working.save_changes(machine=theirs, now=clock.now()).digest
    copy = machines.fork(machine=theirs, mentor=mentor, digest=first, now=clock.now())
    working.run_command(machine=theirs, command="write /srv/mine later", now=clock.now())
    later = working.save_changes(machine=theirs, now=clock.now()).digest

    again = machines.fork(machine=theirs, mentor=mentor, digest=later, now=clock.now())

    copy.refresh_from_db()
    assert (copy.state, again.state, again.snapshot) == ("forgotten", "new", later)


def test_fork_without_a_state(learner: Person, mentor: Person) -> None:
    with pytest.raises(SnapshotLost):
        machines.fork(machine=make_machine(learner), mentor=mentor, digest="", now=clock.now())


def test_a_copy_of_a_mentor_counts_for_nobodys_record(sandboxd: Daemon, learner: Person, mentor: Person) -> None:
    theirs = started(learner)
    digest = working.save_changes(machine=theirs, now=clock.now()).digest
    copy = machines.fork(machine=theirs, mentor=mentor, digest=digest, now=clock.now())
    machines.start(machine=copy, now=clock.now())
    for command in ("write /srv/word right", "write /srv/other x"):
        working.run_command(machine=copy, command=command, now=clock.now())

    run = working.run_check(machine=copy, now=clock.now())

    assert run.verdict == "passed"
    assert not mentor.statements.exists()


def test_what_is_older_than_the_row_changes_nothing(learner: Person) -> None:
    made = make_machine(learner)
    now = clock.now()
    said = Told(str(made.key), "running", ends_at=now + timedelta(hours=2))
    machines.note_state(made, said, now=now)

    machines.note_state(made, replace(said, state="queued"), now=now - timedelta(seconds=1))

    made.refresh_from_db()
    assert made.state == MachineState.RUNNING


def test_what_the_daemon_invents_is_no_state(learner: Person) -> None:
    made = make_machine(learner)

    machines.note_state(made, Told(str(made.key), "exploded", reason="fire", position=10**9), now=clock.now())

    made.refresh_from_db()
    assert (made.state, made.reason, made.position) == ("stopped", "", 30_000)


def test_terminal_orders_say_whose_and_how(sandboxd: Daemon, learner: Person, mentor: Person) -> None:
    made = started(learner)

    order = read(
        machines.terminal_order(machine=made, person=learner, now=clock.now()), KEY, now=clock.now().timestamp()
    )

    assert (order.act, order.key, order.name) == ("terminal", str(made.key), "Alicia")
    assert order.about["mode"] == "rw"
    assert order.owner == control.owner_of(learner) != control.owner_of(mentor)
    with pytest.raises(NotInvited):
        machines.terminal_order(machine=made, person=mentor, now=clock.now())


def test_only_ports_of_the_lab_are_shown(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)

    address = machines.preview_address(machine=made, port=80, now=clock.now())

    assert address.startswith(f"http://{made.key}--80.preview.localhost:8011/?order=")
    with pytest.raises(NotPossibleNow):
        machines.preview_address(machine=made, port=22, now=clock.now())


def test_tend_notices_what_ended(sandboxd: Daemon, make_person: Callable[..., Person]) -> None:
    running, gone, stopped = (started(make_person(name), make_lab(name.lower())) for name in ("Ana", "Bea", "Cleo"))
    long_ago = clock.now() - timedelta(minutes=5)
    Machine.objects.update(seen_at=long_ago)
    del sandboxd.app.house.machines[str(gone.key)]
    sandboxd.do("stop", str(stopped.key), owner=control.owner_of(stopped.person))

    changed = tending.tend(now=clock.now())

    states = dict(Machine.objects.values_list("pk", "state"))
    assert states == {running.pk: "running", gone.pk: "stopped", stopped.pk: "stopped"}
    assert changed == 2
    assert tending.tend(now=clock.now()) == 0


def test_a_learner_tries_something_in_a_copy_of_their_own(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    working.run_command(machine=made, command="write /srv/word half", now=clock.now())

    copy = machines.copy_own(machine=made, now=clock.now())
    working.run_command(machine=copy, command="write /srv/word spoilt", now=clock.now())

    assert (copy.person_id, copy.forked_from_id, copy.state) == (learner.pk, made.pk, "running")
    assert working.run_command(machine=made, command="cat /srv/word", now=clock.now()).text.strip() == "half"
    with pytest.raises(NotPossibleNow):
        machines.copy_own(machine=copy, now=clock.now())
    assert machines.open_machine(person=learner, lab=made.lab_text.lab, language="en", now=clock.now()).pk == made.pk
