"""A draft on its author's machine, and the page on which its proof is waited for."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.sandbox.domain import machines
from courses.sandbox.models import Lab, LabProof, Machine
from lms.accounts.enums import Role
from lms.accounts.models import Person
from lms.core import clock
from lms.core.jobs.models import Job
from tests.courses.sandbox.daemon.support import LAB, Daemon
from tests.courses.sandbox.views.test_writing import at, form_of, said
from tests.factories.lab_desk import desk_sandboxd, draft, house_lab, library_lab, proven, published, with_changes
from tests.factories.people import make_person as somebody
from tests.factories.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def sandboxd(tmp_path: Path, settings: Any) -> Iterator[Daemon]:
    with desk_sandboxd(tmp_path, settings) as daemon:
        yield daemon


@pytest.fixture
def gloria(make_person: Callable[..., Person]) -> Person:
    return make_person("Gloria", Role.SUPPORT)


@pytest.fixture
def browser(client: Client, gloria: Person, enter_editor: Callable[[Client, Person], Client]) -> Client:
    return enter_editor(client, gloria)


@pytest.fixture
def lab(gloria: Person) -> Lab:
    return house_lab(gloria)


def act(machine: Machine, name: str) -> str:
    return reverse("labs:act", args=[machine.key, name])


def solve(machine: Machine) -> str:
    return reverse("labs:solve", args=[machine.key])


def test_a_draft_is_tried_with_its_solution_at_hand(sandboxd: Daemon, browser: Client, lab: Lab) -> None:
    files = with_changes(solve_sh="set -eu\nwrite /srv/word right\nwrite /srv/other x\nsay all mended\n")
    answer = browser.post(at("lab", lab.slug), form_of(lab, files, do="try"))
    assert draft(lab).files == files
    machine = Machine.objects.get()
    assert answer["Location"] == reverse("labs:machine", args=[machine.key])
    page = said(browser.get(answer["Location"]))
    for words in ("Trial of a draft", "Run the solution", "It says right", "Back to writing"):
        assert words in page, words
    assert "Ask a person" not in page
    solved = said(browser.post(solve(machine)))
    assert "It ended well." in solved
    assert "all mended" in solved
    checked = said(browser.post(act(machine, "check"), follow=True))
    assert "Everything works. This is a trial, so it is on no record." in checked
    mine = said(browser.get(reverse("labs:mine")))
    assert "a trial of a draft" in mine
    assert browser.post(act(machine, "help"), {"words": "x"}).status_code == 409


def test_a_solution_that_fails_says_with_which_code(sandboxd: Daemon, browser: Client, lab: Lab) -> None:
    browser.post(at("lab", lab.slug), form_of(lab, with_changes(solve_sh="say oh <b>no\nexit 3\n"), do="try"))
    page = said(browser.post(solve(Machine.objects.get())))
    assert "It ended with code 3." in page
    assert "oh &lt;b&gt;no" in page


def test_learners_run_no_solution(sandboxd: Daemon, browser: Client, gloria: Person, lab: Lab) -> None:
    published(lab, gloria)
    lab.refresh_from_db()
    alicia = somebody("Alicia")
    opened = machines.open_machine(person=alicia, lab=lab, language="en", now=clock.now())
    machine = machines.start(machine=opened, now=clock.now())
    window = signed_in(alicia)
    assert "Run the solution" not in said(window.get(reverse("labs:machine", args=[machine.key])))
    assert window.post(solve(machine)).status_code == 404
    assert browser.post(solve(machine)).status_code == 404
    assert Client().post(solve(machine)).status_code == 302


def test_whoever_has_lost_the_role_runs_no_solution(
    sandboxd: Daemon, browser: Client, gloria: Person, lab: Lab
) -> None:
    browser.post(at("lab", lab.slug), form_of(lab, do="try"))
    gloria.role_grants.all().delete()
    assert browser.post(solve(Machine.objects.get())).status_code == 403


def test_a_daemon_that_is_away_loses_no_draft(sandboxd: Daemon, browser: Client, lab: Lab, settings: Any) -> None:
    settings.SANDBOX_CONTROL = "http://127.0.0.1:9"
    files = with_changes(story_en_md="A better story.\n")
    answer = browser.post(at("lab", lab.slug), form_of(lab, files, do="try"))
    assert answer.status_code == 503
    assert "The machines cannot be reached just now." in said(answer)
    assert draft(lab).files == files


def test_without_machines_labs_are_written_all_the_same(browser: Client, lab: Lab) -> None:
    page = said(browser.get(at("lab", lab.slug)))
    assert "Save the draft" in page
    assert 'value="try"' not in page
    assert browser.post(at("lab", lab.slug), form_of(lab, do="prove")).status_code == 503
    assert "This site has no machines." in said(browser.get(at("labs")))


def test_a_proof_is_asked_for_waited_for_and_told(sandboxd: Daemon, browser: Client, gloria: Person, lab: Lab) -> None:
    answer = browser.post(at("lab", lab.slug), form_of(lab, do="prove"))
    proof = LabProof.objects.get()
    assert answer["Location"] == at("proof", lab.slug, proof.text_id)
    page = said(browser.get(answer["Location"]))
    assert "The proof waits for its turn" in page
    assert "Prove it" not in page
    assert Job.objects.filter(task="sandbox.prove", args=[proof.text_id]).exists()
    proven(proof.text, gloria)
    page = said(browser.get(answer["Location"]))
    assert "20 ways to cheat were tried, and none passed." in page
    assert "a program pretends to be every service" in page
    assert "Proven on" in said(browser.get(at("lab", lab.slug)))
    assert browser.post(at("lab", lab.slug), form_of(lab, do="publish"))["Location"] == at("lab", lab.slug)
    lab.refresh_from_db()
    assert lab.text_id == proof.text_id
    assert "proven on" in said(browser.get(at("labs")))


def test_what_a_proof_finds_is_said_with_the_lab_s_own_words(
    sandboxd: Daemon, browser: Client, gloria: Person, lab: Lab
) -> None:
    files = with_changes(break_sh="write /srv/word right\n", solve_sh="say <i>no\nexit 3\n")
    answer = browser.post(at("lab", lab.slug), form_of(lab, files, do="prove"))
    proven(LabProof.objects.get().text, gloria)
    for path in (answer["Location"], at("publish", lab.slug, draft(lab).version)):
        page = said(browser.get(path))
        for words in (
            "On the broken machine each check must fail. These do not:", "It says right: It is so.",
            "After the solution each check must pass. These do not:", "Another one: <code>/srv/other</code> is not there.",
            "<code>solve.sh</code> ended with 3.", "&lt;i&gt;no",
        ):  # fmt: skip
            assert words in page, (path, words)
    browser.post(answer["Location"])
    assert LabProof.objects.get().state == "waits"


def test_a_lab_of_the_library_can_be_proven_here_too(sandboxd: Daemon, browser: Client, gloria: Person) -> None:
    theirs = library_lab()
    assert theirs.text is not None
    answer = browser.post(at("proof", theirs.slug, theirs.text.pk))
    assert answer["Location"] == at("proof", theirs.slug, theirs.text.pk)
    proven(theirs.text, gloria)
    assert "Proven on" in said(browser.get(at("lab", theirs.slug)))


def test_a_proof_that_could_not_be_made_says_why(sandboxd: Daemon, browser: Client, lab: Lab) -> None:
    browser.post(at("lab", lab.slug), form_of(lab, do="prove"))
    proof = LabProof.objects.get()
    LabProof.objects.update(state="failed", refusal="MachinesAway", ended_at=clock.now())
    page = said(browser.get(at("proof", lab.slug, proof.text_id)))
    assert "The machines could not be reached for a long time." in page
    assert "Prove it again" in page
    assert set(LAB) == set(draft(lab).files)
