"""A lab from the shelf to the record by forms alone, as a browser without scripts sends them, on a real daemon."""

import re
from typing import Any

import brotli
import pytest
from django.test import Client
from django.urls import reverse

from courses.sandbox.domain import machines
from courses.sandbox.models import HelpRequest, Invitation, Machine
from lms.accounts.models import Person
from tests.architecture.tree import ROOT
from tests.courses.sandbox.daemon.support import Daemon
from tests.factories.labs import REPAIR, make_lab, running_sandboxd, started
from tests.factories.people import signed_in
from tests.factories.site import make_site

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def site(db: None) -> None:
    make_site()


@pytest.fixture
def alicia(learner: Person) -> Client:
    return signed_in(learner)


def said(answer: Any) -> str:
    """The words of a page, in one line."""
    assert answer.status_code == 200, answer.status_code
    main = answer.content.decode().partition('<main id="main"')[2]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def act(client: Client, machine: Machine, name: str, **given: str) -> Any:
    return client.post(reverse("labs:act", args=[machine.key, name]), given, follow=True)


def test_from_the_shelf_to_the_record(sandboxd: Daemon, alicia: Client, learner: Person) -> None:
    make_lab()
    assert "Words of words" in said(alicia.get("/en/learn/labs/"))
    assert "Start the machine" in said(alicia.get("/en/learn/labs/words/"))

    page = alicia.post("/en/learn/labs/words/start/", follow=True)
    [machine] = Machine.objects.select_related("person", "lab_text__lab")
    assert page.redirect_chain[-1][0] == f"/en/learn/labs/machines/{machine.key}/#terminal"
    assert "runs 120 minutes left" in said(page)
    output = said(act(alicia, machine, "run", command="cat /srv/word"))
    assert "It ended well. wrong" in output
    checked = said(act(alicia, machine, "check"))
    assert "It says right not yet `" not in checked
    assert "does not hold “right”. Hint 1 would help." in checked
    assert "Hint 1 helps." in said(act(alicia, machine, "hint"))

    for command in (REPAIR, "write /srv/other x"):
        act(alicia, machine, "run", command=command)
    solved = said(act(alicia, machine, "check"))

    assert "Everything works." in solved
    assert "What it was, and how to see it coming What was wrong A word." in solved
    assert learner.statements.get().object_key == "lab:words"
    assert "Solved" in said(alicia.get("/en/learn/labs/"))
    assert "You have solved this one." in said(alicia.get("/en/learn/labs/words/"))


def test_the_page_says_why_a_command_was_not_run(sandboxd: Daemon, alicia: Client, learner: Person) -> None:
    machine = started(learner)

    nothing = act(alicia, machine, "run", command=" ")
    assert (nothing.status_code, "Type a command first." in nothing.content.decode()) == (400, True)
    machines.stop(machine=machine, now=machine.seen_at)
    stopped = act(alicia, machine, "run", command="cat /srv/word")

    assert stopped.status_code == 409
    assert "The machine is stopped." in stopped.content.decode()


def test_what_a_machine_says_is_never_markup(sandboxd: Daemon, alicia: Client, learner: Person) -> None:
    machine = started(learner)

    page = act(alicia, machine, "run", command="say '<script>alert(1)</script>'").content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_stop_go_on_and_begin_afresh(sandboxd: Daemon, alicia: Client, learner: Person) -> None:
    machine = started(learner)
    act(alicia, machine, "run", command="write /srv/mine here")

    assert "You stopped it. What you did is kept. Go on where you left off" in said(act(alicia, machine, "stop"))
    act(alicia, machine, "start")
    assert "here" in said(act(alicia, machine, "run", command="cat /srv/mine"))
    assert "One more hour" in said(act(alicia, machine, "extend"))
    afresh = reverse("labs:afresh", args=[machine.key])
    assert "Yes, begin afresh" in said(alicia.get(afresh))
    assert "as it was on the first day" in said(alicia.post(afresh, follow=True))
    assert "It ended with code 1." in said(act(alicia, machine, "run", command="cat /srv/mine"))

    assert "are deleted." in said(act(alicia, machine, "delete"))
    assert alicia.get(reverse("labs:machine", args=[machine.key])).status_code == 404


def test_what_is_kept_can_be_seen(sandboxd: Daemon, alicia: Client, learner: Person) -> None:
    machine = started(learner)
    act(alicia, machine, "run", command=REPAIR)
    files = reverse("labs:files", args=[machine.key])

    page = alicia.post(files, follow=True).content.decode()

    assert "<del>-wrong</del>" in page
    assert "<ins>+right</ins>" in page
    assert "1 file changed" in said(alicia.get(reverse("labs:machine", args=[machine.key])))
    transcript, recording = (reverse(f"labs:{name}", args=[machine.key]) for name in ("transcript", "recording"))
    assert REPAIR in said(alicia.get(transcript))
    assert REPAIR in said(alicia.get(recording))
    assert alicia.post(recording, {"begins": "later", "ends": "2"}).status_code == 400
    assert "is deleted" in said(alicia.post(recording, {"do": "delete"}, follow=True))
    assert "Nothing is recorded." in said(alicia.get(recording))
    assert "Nothing yet." in said(alicia.get(transcript))
    cast = alicia.get(reverse("labs:cast", args=[machine.key]))
    assert cast["Content-Disposition"] == f'attachment; filename="{machine.key}.cast"'


def test_help_is_asked_and_given(sandboxd: Daemon, alicia: Client, learner: Person, mentor: Person) -> None:
    machine, marta = started(learner), signed_in(mentor)
    act(alicia, machine, "run", command="write /srv/mine half")
    act(alicia, machine, "help", words="What now?", check="right", last_error="Permission denied")
    request = HelpRequest.objects.get()
    assert request.snapshot
    assert "What now?" in said(marta.get("/en/learn/labs/desk/"))
    place = reverse("labs:request", args=[request.pk])
    assert "Permission denied" in said(marta.get(place))

    marta.post(f"{place}take/")
    assert "Marta looks after your question." in said(alicia.get(reverse("labs:machine", args=[machine.key])))
    copy = marta.post(f"{place}copy/", follow=True)
    assert "This is a copy, for you alone." in said(copy)
    theirs = Machine.objects.get(forked_from=machine)
    assert "half" in said(act(marta, theirs, "run", command="cat /srv/mine"))
    marta.post(f"{place}answer/", {"words": "Read /srv/word."})
    assert "Read /srv/word." in said(alicia.get(reverse("labs:machine", args=[machine.key])))
    assert "Your question waits for a mentor." in said(act(alicia, machine, "more", words="I did."))
    assert "Ask for help" in said(act(alicia, machine, "close"))
    assert marta.get(place).status_code == 404


def test_an_invited_mentor_joins_until_it_ends(
    sandboxd: Daemon, alicia: Client, learner: Person, mentor: Person
) -> None:
    machine, marta = started(learner), signed_in(mentor)
    join, ticket = (reverse(f"labs:{name}", args=[machine.key]) for name in ("join", "ticket"))
    act(alicia, machine, "help")
    marta.post(reverse("labs:desk_act", args=[HelpRequest.objects.get().pk, "take"]))
    assert (marta.get(join).status_code, marta.post(ticket).status_code) == (404, 404)

    assert "Marta may see your terminal." in said(act(alicia, machine, "invite", mode="watch"))
    assert "They see that you are here." in said(marta.get(join))
    assert set(marta.post(ticket).json()) == {"ticket"}
    assert "and type in it" in said(act(alicia, machine, "invite", mode="type"))
    assert "Nobody sees your terminal any more." in said(act(alicia, machine, "revoke"))

    assert not Invitation.objects.filter(revoked_at=None).exists()
    assert (marta.get(join).status_code, marta.post(ticket).status_code) == (404, 404)


def test_two_machines_and_no_third(sandboxd: Daemon, alicia: Client, learner: Person) -> None:
    for slug in ("one", "two"):
        started(learner, make_lab(slug))
    make_lab("three")

    refused = alicia.post("/en/learn/labs/three/start/")

    assert refused.status_code == 429
    assert "as many machines running as one person can have" in refused.content.decode()


def test_a_place_in_the_queue_is_told(tmp_path: Any, settings: Any, alicia: Client, other_learner: Person) -> None:
    with running_sandboxd(tmp_path, settings, most=1):
        started(other_learner, make_lab("one"))
        make_lab("two")
        page = said(alicia.post("/en/learn/labs/two/start/", follow=True))

    assert "You are next in line." in page
    assert "Look again" in page


def test_only_the_page_of_a_machine_may_speak_with_sandboxd(sandboxd: Daemon, alicia: Client, learner: Person) -> None:
    machine = started(learner)

    page = alicia.get(reverse("labs:machine", args=[machine.key]))
    rules = dict(rule.split(" ", 1) for rule in page["Content-Security-Policy"].split("; "))

    assert rules["connect-src"] == f"'self' ws://127.0.0.1:{sandboxd.port}"
    [nonce] = re.findall(r'data-nonce="([^"]+)"', page.content.decode())
    assert rules["style-src"] == f"'self' 'nonce-{nonce}'"
    assert rules["script-src"] == "'self'"
    assert "ws:" not in alicia.get("/en/learn/labs/")["Content-Security-Policy"]


def test_pages_stay_small(sandboxd: Daemon, alicia: Client, learner: Person) -> None:
    """LOOK.md: 25 KB of HTML, 12 KB of styles, 5 KB of scripts, compressed; the terminal comes when it is opened."""
    machine = started(learner)
    page = alicia.get(reverse("labs:machine", args=[machine.key])).content
    folder = "courses/sandbox/static/sandbox"

    def size(*files: str) -> int:
        return sum(len(brotli.compress((ROOT / file).read_bytes())) for file in files)

    assert len(brotli.compress(page)) <= 25 * 1024
    assert size("lms/core/static/vereda/vereda.css", f"{folder}/labs.css") <= 12 * 1024
    assert size("lms/core/static/vereda/vereda.js", f"{folder}/labs.js") <= 5 * 1024
    assert b"xterm.mjs" not in b"".join(re.findall(rb"<script[^>]*>|<link[^>]*>", page))
