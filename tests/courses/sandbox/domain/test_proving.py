"""Proofs that the site asks for: waited for by a job, kept with the text."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from courses.sandbox.domain import proving, writing
from courses.sandbox.domain.proving import LONGEST
from courses.sandbox.enums import ProofState
from courses.sandbox.errors import NoMachines, NotProven
from courses.sandbox.models import Lab, LabProof, LabText
from courses.sandbox.queries.writing import labs_on_desk
from lms.accounts.models import Person
from lms.core import clock, jobs
from lms.core.jobs.models import Job
from tests.courses.sandbox.daemon.support import Daemon, wait
from tests.factories.lab_desk import desk_sandboxd, draft, house_lab, proven, saved, with_changes
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def sandboxd(tmp_path: Path, settings: Any) -> Iterator[Daemon]:
    with desk_sandboxd(tmp_path, settings) as daemon:
        yield daemon


@pytest.fixture
def gloria(db: None) -> Person:
    return make_person("Gloria")


def text_of(lab: Lab, by: Person) -> LabText:
    return writing.keep_text(lab=lab, draft=draft(lab), by=by, now=clock.now())


def test_a_proof_is_made_by_its_job_and_kept_with_the_text(sandboxd: Daemon, gloria: Person) -> None:
    text = text_of(house_lab(gloria), gloria)
    Job.objects.all().delete()
    proof = proving.ask_proof(text=text, by=gloria, now=clock.now())
    assert (proof.state, Job.objects.get().task) == (ProofState.WAITS, "sandbox.prove")

    def is_over() -> bool:
        jobs.drain(now=clock.now() + timedelta(seconds=10))
        proof.refresh_from_db()
        return proof.ended_at is not None

    wait(is_over)
    assert (proof.state, proof.refusal, proof.report["is_proven"]) == (ProofState.PROVEN, "", True)
    assert proof.proven_at == proof.ended_at
    assert writing.publish(lab=text.lab, version=2, by=gloria, now=clock.now()) == text
    assert [(one.proof_state, one.proven_at) for one in labs_on_desk("en")] == [("proven", proof.proven_at)]


def test_what_is_wrong_is_kept_and_is_not_published_by_itself(sandboxd: Daemon, gloria: Person) -> None:
    lab = house_lab(gloria, files=with_changes(solve_sh="write /srv/word right\n"))
    proof = proven(text_of(lab, gloria), gloria)
    assert (proof.state, proof.proven_at) == (ProofState.REFUTED, None)
    assert [one["verdict"] for one in proof.report["solved"]["results"]] == ["passed", "failed"]
    with pytest.raises(NotProven):
        writing.publish(lab=lab, version=draft(lab).version, by=gloria, now=clock.now())


def test_a_text_can_be_proven_again_and_when_it_last_was_stays(sandboxd: Daemon, gloria: Person) -> None:
    text = text_of(house_lab(gloria), gloria)
    first = proven(text, gloria)
    asked = proving.ask_proof(text=text, by=gloria, now=clock.now())
    assert (asked.state, asked.ended_at, asked.report, asked.proven_at) == ("waits", None, {}, first.proven_at)
    again = proven(text, gloria)
    assert (again.pk, again.state) == (first.pk, ProofState.PROVEN)
    assert again.proven_at is not None
    assert first.proven_at is not None
    assert again.proven_at > first.proven_at


def test_whoever_asks_twice_asks_once(sandboxd: Daemon, gloria: Person) -> None:
    text = text_of(house_lab(gloria), gloria)
    first = proving.ask_proof(text=text, by=gloria, now=clock.now())
    again = proving.ask_proof(text=text, by=make_person("Hugo"), now=clock.now())
    assert (again.pk, again.asked_at, again.asked_by) == (first.pk, first.asked_at, gloria)
    assert Job.objects.filter(task="sandbox.prove").count() == 1


def test_a_daemon_that_is_away_is_waited_for_and_not_for_ever(sandboxd: Daemon, gloria: Person, settings: Any) -> None:
    text = text_of(house_lab(gloria), gloria)
    now = clock.now()
    proof = proving.ask_proof(text=text, by=gloria, now=now)
    settings.SANDBOX_CONTROL = "http://127.0.0.1:9"
    proving.go_on(text_id=text.pk, now=now)
    proof.refresh_from_db()
    assert (proof.state, proof.ended_at) == (ProofState.WAITS, None)
    assert Job.objects.filter(task="sandbox.prove", state="waiting").count() == 1
    later = now + LONGEST + timedelta(seconds=1)
    proving.go_on(text_id=text.pk, now=later)
    proof.refresh_from_db()
    assert (proof.state, proof.refusal, proof.ended_at) == (ProofState.FAILED, "MachinesAway", later)


def test_without_machines_there_is_no_proof(gloria: Person) -> None:
    text = text_of(house_lab(gloria), gloria)
    with pytest.raises(NoMachines):
        proving.ask_proof(text=text, by=gloria, now=clock.now())
    assert not LabProof.objects.exists()


def test_a_job_about_a_text_that_is_gone_does_nothing(sandboxd: Daemon) -> None:
    proving.go_on(text_id=987654, now=clock.now())
    assert not LabProof.objects.exists()


def test_a_text_whose_proof_is_on_its_way_does_not_go(sandboxd: Daemon, gloria: Person) -> None:
    lab = house_lab(gloria)
    text = text_of(lab, gloria)
    proving.ask_proof(text=text, by=gloria, now=clock.now())
    saved(lab, gloria, with_changes(story_en_md="A better story.\n"))
    text_of(lab, gloria)
    assert LabText.objects.filter(pk=text.pk).exists()


def test_what_machines_say_is_cut(gloria: Person) -> None:
    deep: Any = "x"
    for _turn in range(20):
        deep = [deep]
    told = proving._cut({"a": "y\0" + "x" * 5_000, "b": deep, "c": [1, 2.5, True, None], "d": {"e": list(range(500))}})
    assert len(told["a"]) < 700
    assert "\0" not in told["a"]
    assert len(told["d"]["e"]) == 100
    assert told["c"] == [1, 2.5, True, None]
    assert "x" not in str(told["b"])
