"""A draft on its author's machine counts nowhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from courses.sandbox.domain import helping, machines, trying, working, writing
from courses.sandbox.domain.helping import Question
from courses.sandbox.enums import TRIAL, MachineState
from courses.sandbox.errors import MachinesAway, NotPossibleNow
from courses.sandbox.models import Lab, Machine
from courses.sandbox.queries.labs import on_shelf
from courses.sandbox.queries.writing import labs_on_desk
from lms.accounts.models import Person
from lms.core import clock
from lms.records.models import Statement
from tests.courses.sandbox.daemon.support import Daemon
from tests.factories.lab_desk import desk_sandboxd, draft, house_lab, published, saved, with_changes
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandboxd(tmp_path: Path, settings: Any) -> Iterator[Daemon]:
    with desk_sandboxd(tmp_path, settings) as daemon:
        yield daemon


@pytest.fixture
def gloria(db: None) -> Person:
    return make_person("Gloria")


def trial(lab: Lab, person: Person) -> Machine:
    text = writing.keep_text(lab=lab, draft=draft(lab), by=person, now=clock.now())
    return trying.open_trial(text=text, person=person, language="es", now=clock.now())


def test_a_draft_runs_and_its_solution_solves_it_without_a_record(sandboxd: Daemon, gloria: Person) -> None:
    lab = house_lab(gloria)
    machine = trial(lab, gloria)
    assert (machine.state, machine.context, machine.language) == (MachineState.RUNNING, TRIAL, "es")
    assert working.run_check(machine=machine, now=clock.now()).verdict == "failed"
    output = trying.run_solution(machine=machine, now=clock.now())
    assert (output.code, output.text) == (0, "")
    assert working.run_check(machine=machine, now=clock.now()).verdict == "passed"
    assert not Statement.objects.filter(object_key="lab:our-words").exists()
    published(lab, gloria)
    assert [(row.is_done, row.is_begun) for row in on_shelf(gloria, "en")] == [(False, False)]
    assert [row.learners for row in labs_on_desk("en")] == [0]


def test_a_learner_counts_once_however_often_they_start(sandboxd: Daemon, gloria: Person) -> None:
    lab, alicia = house_lab(gloria), make_person("Alicia")
    published(lab, gloria)
    lab.refresh_from_db()
    for context in ("", "claim:1"):
        opened = machines.open_machine(person=alicia, lab=lab, language="en", now=clock.now(), context=context)
        machines.start(machine=opened, now=clock.now())
    trial(lab, gloria)
    assert [row.learners for row in labs_on_desk("en")] == [1]


def test_a_newer_draft_gets_a_machine_of_its_own_and_the_old_one_goes(sandboxd: Daemon, gloria: Person) -> None:
    lab = house_lab(gloria)
    first = trial(lab, gloria)
    assert trial(lab, gloria).key == first.key
    saved(lab, gloria, with_changes(break_sh="write /srv/word other\n"))
    second = trial(lab, gloria)
    assert second.key != first.key
    assert [one.key for one in Machine.objects.all()] == [second.key]
    assert [one.key for one in sandboxd.app.house.tools.driver.list()] == [str(second.key)]


def test_two_authors_have_a_machine_each(sandboxd: Daemon, gloria: Person) -> None:
    lab, hugo = house_lab(gloria), make_person("Hugo")
    assert {trial(lab, gloria).person_id, trial(lab, hugo).person_id} == {gloria.pk, hugo.pk}
    assert Machine.objects.count() == 2


def test_the_solution_of_a_learners_machine_is_not_run(sandboxd: Daemon, gloria: Person) -> None:
    lab = house_lab(gloria)
    published(lab, gloria)
    lab.refresh_from_db()
    opened = machines.open_machine(person=gloria, lab=lab, language="en", now=clock.now())
    machine = machines.start(machine=opened, now=clock.now())
    with pytest.raises(NotPossibleNow):
        trying.run_solution(machine=machine, now=clock.now())


def test_nobody_is_asked_for_help_with_a_trial(sandboxd: Daemon, gloria: Person) -> None:
    with pytest.raises(NotPossibleNow):
        helping.ask_help(machine=trial(house_lab(gloria), gloria), question=Question(), language="en", now=clock.now())


def test_a_solution_that_ends_badly_says_so(sandboxd: Daemon, gloria: Person) -> None:
    lab = house_lab(gloria, files=with_changes(solve_sh="say oh no\nexit 3\n"))
    output = trying.run_solution(machine=trial(lab, gloria), now=clock.now())
    assert (output.code, output.text.strip()) == (3, "oh no")


def test_without_the_daemon_nothing_is_lost(sandboxd: Daemon, gloria: Person, settings: Any) -> None:
    lab = house_lab(gloria)
    settings.SANDBOX_CONTROL = "http://127.0.0.1:9"
    with pytest.raises(MachinesAway):
        trial(lab, gloria)
    assert Machine.objects.get().state == MachineState.NEW
