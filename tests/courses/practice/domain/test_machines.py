"""A claim with a machine: opened, handed in with its state, opened again by a mentor; on a real daemon."""

import pytest

from courses.practice.domain import claiming, handing_in, machines
from courses.practice.errors import MentorIsClaimant, NoMachineToOpen, NotPossibleNow
from courses.practice.models import Claim, TryMachine
from courses.practice.queries.machines import context_of, machine_in
from courses.sandbox.domain import machines as sandbox_machines
from courses.sandbox.domain import working
from courses.sandbox.models import Machine
from courses.sandbox.queries.machines import machines_in
from lms.accounts.models import Person
from lms.core import clock
from tests.courses.sandbox.daemon.support import Daemon
from tests.factories import practice
from tests.factories.labs import REPAIR

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(with_machine: Claim) -> Claim:
    return with_machine


def luz(claim: Claim) -> Person:
    return claim.claimants.get().person


def opened(claim: Claim) -> Machine:
    return machines.open_machine(claim=claim, person=luz(claim), language="en", now=clock.now())


def handed_in(claim: Claim) -> TryMachine | None:
    machines.look_at(claim=claim, person=luz(claim), now=clock.now())
    attempt = handing_in.hand_in(claim=claim, person=luz(claim), work=practice.work(claim), now=clock.now())
    return TryMachine.objects.filter(attempt=attempt).first()


def test_a_machine_belongs_to_the_claim_and_there_is_one(sandboxd: Daemon, claim: Claim) -> None:
    first, again = opened(claim), opened(claim)
    assert first.pk == again.pk
    assert first.state == "running"
    assert list(machines_in(context_of(claim))) == [first]
    assert machine_in(claim, luz(claim)) == first


def test_there_is_none_where_no_lab_belongs_to_it(sandboxd: Daemon, claim: Claim) -> None:
    claim.assignment.lab = ""
    with pytest.raises(NoMachineToOpen):
        opened(claim)
    claim.assignment.lab = "no-such-lab"
    with pytest.raises(NoMachineToOpen):
        opened(claim)


def test_none_is_opened_once_it_is_handed_back(sandboxd: Daemon, claim: Claim) -> None:
    ended = claiming.hand_back(claim=claim, now=clock.now())
    with pytest.raises(NotPossibleNow):
        opened(ended)


def test_what_is_handed_in_is_the_state_of_that_moment(sandboxd: Daemon, claim: Claim) -> None:
    machine = opened(claim)
    for command in (REPAIR, "write /srv/other x"):
        working.run_command(machine=machine, command=command, now=clock.now())
    kept = handed_in(claim)
    assert kept is not None
    assert (kept.machine_id, kept.verdict) == (machine.pk, "passed")
    assert [one["verdict"] for one in kept.results] == ["passed"] * len(kept.results)
    assert [one["path"] for one in kept.changes] == ["/srv/other", "/srv/word"]

    machine.refresh_from_db()
    assert kept.digest == machine.snapshot
    working.run_command(machine=machine, command="write /srv/word later", now=clock.now())
    working.run_check(machine=machine, now=clock.now())
    kept.refresh_from_db()
    assert kept.verdict == "passed"
    assert kept.digest != Machine.objects.get(pk=machine.pk).snapshot


def test_without_a_machine_it_is_handed_in_all_the_same(sandboxd: Daemon, claim: Claim) -> None:
    assert handed_in(claim) is None


def test_a_state_that_nobody_checked_has_no_verdict(sandboxd: Daemon, claim: Claim) -> None:
    machine = opened(claim)
    working.run_check(machine=machine, now=clock.now())
    working.run_command(machine=machine, command="write /srv/word other", now=clock.now())
    sandbox_machines.stop(machine=machine, now=clock.now())
    kept = handed_in(claim)
    assert kept is not None
    assert (kept.verdict, kept.results) == ("", [])


def test_a_mentor_opens_exactly_that_state_and_nobody_their_own(sandboxd: Daemon, claim: Claim) -> None:
    machine = opened(claim)
    working.run_command(machine=machine, command=REPAIR, now=clock.now())
    kept = handed_in(claim)
    assert kept is not None
    working.run_command(machine=machine, command="write /srv/word later", now=clock.now())
    working.save_changes(machine=machine, now=clock.now())

    copy = machines.open_copy(attempt=kept.attempt, mentor=practice.make_mentor("Nora"), now=clock.now())
    assert copy.forked_from_id == machine.pk
    assert working.run_command(machine=copy, command="cat /srv/word", now=clock.now()).text.strip() == "right"
    with pytest.raises(MentorIsClaimant):
        machines.open_copy(attempt=kept.attempt, mentor=luz(claim), now=clock.now())


def test_what_was_deleted_cannot_be_opened(sandboxd: Daemon, claim: Claim) -> None:
    machine = opened(claim)
    kept = handed_in(claim)
    assert kept is not None
    sandbox_machines.forget(machine=machine, now=clock.now())
    with pytest.raises(NoMachineToOpen):
        machines.open_copy(attempt=kept.attempt, mentor=practice.make_mentor("Nora"), now=clock.now())
    with pytest.raises(NoMachineToOpen):
        machines.recording_of(attempt=kept.attempt, now=clock.now())


def test_a_note_is_drafted_from_what_was_changed() -> None:
    changes = [
        {"host": "lab", "path": "/etc/nginx/site", "kind": "changed"},
        {"host": "web", "path": "/srv/new", "kind": "added"},
        {"host": "lab", "path": "/etc/old", "kind": "deleted"},
        {"host": "lab", "path": "/var/log/nginx/error.log", "kind": "changed"},
    ]
    assert machines.drafted(changes, "en") == "Changed: /etc/nginx/site\nNew: web: /srv/new\nDeleted: /etc/old"
    assert machines.drafted(changes, "es").splitlines()[1].endswith("web: /srv/new")
    assert machines.drafted([], "en") == ""
