"""Commands, checks, hints, changes and recordings, on a real daemon."""

import json
from typing import Any

import pytest

from courses.sandbox.domain import machines, working
from courses.sandbox.errors import CommandTooLong, NothingTyped, NotRunning, WrongPart
from courses.sandbox.models import CheckRun
from courses.sandbox.queries.machines import last_run
from lms.accounts.models import Person
from lms.core import clock
from tests.courses.sandbox.daemon.support import Daemon
from tests.factories.labs import REPAIR, make_lab, make_machine, started

pytestmark = pytest.mark.django_db
PROMPT = b"# "


def run(machine: Any, command: str) -> working.Output:
    return working.run_command(machine=machine, command=command, now=clock.now())


def judgement(*verdicts: tuple[str, str], digest: str = "a" * 64, **more: Any) -> dict[str, Any]:
    results = [{"check": key, "verdict": verdict, "found": "as_asked", "values": {}} for key, verdict in verdicts]
    return {"digest": digest, "results": results, "milliseconds": 7} | more


def test_a_command_says_how_it_ended_and_where(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)

    moved = run(made, "cd /srv")
    shown = run(made, "cat word")
    failed = run(made, "cat nothing")

    assert (moved.code, moved.folder, moved.text) == (0, "/srv", "")
    assert (shown.code, shown.text.strip()) == (0, "wrong")
    assert failed.code == 1
    assert "nothing" in failed.text
    made.refresh_from_db()
    assert made.folder == "/srv"


def test_a_command_that_is_none(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)

    with pytest.raises(NothingTyped):
        run(made, " \n\x00 ")
    with pytest.raises(CommandTooLong):
        run(made, "x" * 4097)
    with pytest.raises(CommandTooLong):
        run(made, "ñ" * 2049)


def test_a_stopped_machine_runs_and_checks_nothing(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    machines.stop(machine=made, now=clock.now())

    for act in (working.run_check, working.save_changes):
        with pytest.raises(NotRunning):
            act(machine=made, now=clock.now())
    with pytest.raises(NotRunning):
        run(made, "true")


def test_checks_fail_before_and_pass_after(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)

    before = working.run_check(machine=made, now=clock.now())
    assert {one["check"]: one["verdict"] for one in before.results} == {"right": "failed", "there": "failed"}
    run(made, REPAIR)
    half = working.run_check(machine=made, now=clock.now())
    assert {one["check"]: one["verdict"] for one in half.results} == {"right": "passed", "there": "failed"}
    assert (half.verdict, made.finished_at, learner.statements.count()) == ("failed", None, 0)
    run(made, "write /srv/other x")
    after = working.run_check(machine=made, now=clock.now())

    assert after.verdict == "passed"
    assert made.finished_at == after.at
    assert last_run(made) == after
    [statement] = learner.statements.all()
    assert (statement.verb, statement.object_key) == ("completed", "lab:words")
    assert statement.evidence == f"sha256:{after.digest}"


def test_a_lab_is_on_the_record_once(learner: Person) -> None:
    lab = make_lab()
    for context in ("", "claim:1"):
        made = make_machine(learner, lab, context=context)
        for _ in range(2):
            working.keep_run(
                machine=made, judgement=judgement(("right", "passed"), ("there", "passed")), now=clock.now()
            )

    assert learner.statements.count() == 1


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        (judgement(("right", "passed")), "inconclusive"),  # the other one got no answer
        (judgement(("right", "passed"), ("there", "inconclusive")), "inconclusive"),
        (judgement(("right", "failed"), ("there", "inconclusive")), "failed"),
        (judgement(("right", "passed"), ("there", "perfect")), "inconclusive"),
        (judgement(("right", "passed"), ("there", "passed"), digest=""), "inconclusive"),  # of no state at all
        (judgement(("right", "passed"), ("other", "passed")), "inconclusive"),
        ({"results": None}, "inconclusive"),
        (judgement(("right", "passed"), ("there", "passed"), verdict="failed"), "passed"),
    ],
)
def test_nothing_less_than_every_check_passes(learner: Person, said: dict[str, Any], verdict: str) -> None:
    made = make_machine(learner)

    kept = working.keep_run(machine=made, judgement=said, now=clock.now())

    assert kept.verdict == verdict
    assert (made.finished_at is not None, learner.statements.exists()) == (verdict == "passed",) * 2


def test_old_runs_go_and_those_that_passed_stay(learner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "KEPT_RUNS", 2)
    made = make_machine(learner)
    passed = working.keep_run(
        machine=made, judgement=judgement(("right", "passed"), ("there", "passed")), now=clock.now()
    )
    for _ in range(4):
        last = working.keep_run(machine=made, judgement=judgement(("right", "failed")), now=clock.now())

    assert CheckRun.objects.count() == 3
    assert CheckRun.objects.filter(pk__in=[passed.pk, last.pk]).count() == 2


def test_hints_open_one_by_one_and_end(learner: Person) -> None:
    made = make_machine(learner)

    assert [working.open_hint(machine=made).hints_open for _ in range(3)] == [1, 2, 2]


def test_changes_are_what_the_learner_did(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    first = working.save_changes(machine=made, now=clock.now())
    assert first.changes == []

    run(made, REPAIR)
    later = working.save_changes(machine=made, now=clock.now())

    assert later.digest != first.digest
    assert made.snapshot == later.digest
    [change] = later.changes
    assert (change["path"], change["kind"]) == ("/srv/word", "changed")
    assert (change["before"].strip(), change["after"].strip()) == ("wrong", "right")


def test_old_snapshots_go(sandboxd: Daemon, learner: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "KEPT_SNAPSHOTS", 2)
    made = started(learner)
    for number in range(4):
        run(made, f"write /srv/mine {number}")
        working.save_changes(machine=made, now=clock.now())

    assert made.snapshots.count() == 2


def test_a_recording_is_its_owners_to_cut(sandboxd: Daemon, learner: Person) -> None:
    made = started(learner)
    order = machines.terminal_order(machine=made, person=learner, now=clock.now())
    with sandboxd.browser(order) as terminal:
        terminal.until_shown(PROMPT)
        terminal.press(b"say my secret\n")
        terminal.until_shown(b"my secret\r\n")

    assert "my secret" in working.transcript(machine=made, now=clock.now())
    events = [json.loads(line) for line in working.recording(machine=made, now=clock.now()).decode().splitlines()[1:]]
    assert any("my secret" in text for _at, kind, text in events if kind == "o")
    for begins, ends in ((3.0, 2.0), (-1.0, 2.0), (2.0, 2.0)):
        with pytest.raises(WrongPart):
            working.cut_recording(machine=made, begins=begins, ends=ends, now=clock.now())
    working.cut_recording(machine=made, begins=0.0, ends=10_000.0, now=clock.now())
    assert "my secret" not in working.transcript(machine=made, now=clock.now())
    working.delete_recording(machine=made, now=clock.now())
    assert b"my secret" not in working.recording(machine=made, now=clock.now())
