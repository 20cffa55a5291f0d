"""A broken machine, from the shelf to the record: with scripts and without, alone and with a mentor; by the real daemon."""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from deploy.real_trac import real_trac
from deploy.sandbox_host import Host
from tests.core.processes import until
from tests.courses.practice.trackers.real_trac import TracServer
from tests.courses.sandbox.runtimes.conftest import host
from tests.journeys.desk import Helper, Member, Mentor
from tests.journeys.lab import Learner, site_with_machines
from tests.journeys.window import LAPTOP, PHONE, Window
from tests.live_site import Site

pytestmark = [pytest.mark.journey, pytest.mark.slow]
__all__ = ["host"]  # a fixture of the sandboxes


@pytest.fixture(scope="module")
def site(host: Host) -> Iterator[Site]:
    place = Path(tempfile.mkdtemp(prefix="vereda-journey-", dir="/var/tmp"))
    place.chmod(0o711)
    try:
        with site_with_machines(host, place, EGRESS_ALLOW="127.0.0.1") as prepared:
            yield prepared
    finally:
        shutil.rmtree(place, ignore_errors=True)


def comes(window: Window, name: str) -> Learner:
    person = Learner(window, window.site.add_person(name, window.language))
    person.enters()
    return person


def completed(site: Site) -> list[str]:
    return [
        key for (key,) in site.rows("SELECT object_key FROM records_statement WHERE verb = 'completed' ORDER BY id")
    ]


def test_a_lab_solved_in_the_terminal(open_window: Callable[..., Window], site: Site) -> None:
    learner = comes(open_window(language="en", size=LAPTOP), "Luz")
    learner.finds("forbidden-page")
    learner.starts()
    learner.checks(works=False)
    learner.opens_a_hint()
    learner.opens_the_terminal()
    learner.types("echo typed-$((40 + 2)); touch /root/mine", "typed-42")
    learner.leaves_and_comes_back()
    learner.opens_the_terminal()
    learner.types("ls /root/mine", "/root/mine")
    learner.types_the_solution()
    learner.checks(works=True)
    learner.sees_what_they_changed("/srv/www")
    learner.reads_what_was_shown("typed-42")
    learner.plays_the_recording("typed-42")
    assert completed(site)[-1] == "lab:forbidden-page"


@pytest.mark.parametrize("size", [pytest.param(PHONE, id="phone")])
def test_a_lab_solved_without_scripts(open_window: Callable[..., Window], site: Site, size: object) -> None:
    learner = comes(open_window(language="es", scripts=False, size=size), "Nico")
    learner.finds("missing-dot")
    learner.starts()
    learner.checks(works=False)
    learner.opens_a_hint()
    learner.runs("cd /etc/nsd && pwd", "/etc/nsd")
    learner.leaves_and_comes_back()
    learner.runs_the_solution()
    learner.checks(works=True)
    learner.sees_what_they_changed("/etc/nsd")
    assert completed(site)[-1] == "lab:missing-dot"


def test_help_from_a_mentor_who_is_invited(open_window: Callable[..., Window], site: Site) -> None:
    learner = comes(open_window(language="es"), "Luz")
    learner.finds("forbidden-page")
    learner.starts()
    learner.checks(works=False)
    learner.opens_the_terminal()
    learner.types("echo de-luz > /root/nota; echo listo-''ya", "listo-ya")
    learner.asks_for_help("No veo por qué sale 403.")

    mentor = Mentor.comes(open_window(language="en"))
    window, page = mentor.window, mentor.window.page
    window.visit("/en/learn/labs/desk/")
    window.look("labs-desk")
    page.locator("main a", has_text=re.compile("Forbidden")).first.click()
    window.button("I look after it").click()
    window.look("labs-request")
    asked = window.path
    page.locator("[name=words]").fill("Look at who may enter each folder on the way.")
    page.get_by_role("button", name=window.words("Answer", "send"), exact=True).click()

    window.visit(asked)
    window.button("Open a copy").click()
    copy = Learner(window, mentor.email, slug="forbidden-page")
    copy.works_at()
    copy.opens_the_terminal()
    copy.types("cat /root/nota", "de-luz")

    learner.invites(types=True)
    learner.opens_the_terminal()
    window.visit(asked)
    window.link("Join").click()
    window.look("labs-join")
    joined = Learner(window, mentor.email)
    joined.opens_the_terminal()
    expect(page.locator("[data-said]")).to_contain_text("Marta")  # whoever looks on sees who does
    joined.screen.click()
    page.keyboard.type("echo de-la-''mentora\n")
    expect(learner.screen).to_contain_text("de-la-mentora", timeout=30_000)
    expect(learner.window.page.locator("[data-said]")).to_contain_text("Marta")
    learner.ends_the_invitation()
    expect(page.locator("[data-said]")).to_contain_text(
        window.words("This terminal is not open to you, or not any more.")
    )


@pytest.fixture(scope="module")
def trac() -> Iterator[TracServer]:
    with real_trac() as running:
        yield TracServer(running)


def test_a_ticket_with_a_machine_from_the_member_to_the_answer(
    open_window: Callable[..., Window], site: Site, trac: TracServer
) -> None:
    mark = "m4ch"
    number = trac.create("Our page says 403", "Hello, huerta-robles.org says 403 Forbidden.", reporter="Ana Robles")
    member = Member(trac, number)
    mentor = Mentor.comes(open_window(language="en"))
    mentor.connects(trac.access, "Trac of machines")
    mentor.finds(number)
    mentor.asks_the_member()
    member.agrees(open_window(language="en", scripts=False))
    mentor.redacts(["huerta-robles"])
    mentor.writes_the_assignment(mark, lab="forbidden-page")

    helper = Helper.comes(open_window(language="en", scripts=False), "Luz")
    helper.takes(mark)
    helper.window.button("Start the machine").click()
    learner = Learner(helper.window, helper.email, slug="forbidden-page")
    learner.works_at()
    learner.runs_the_solution()
    learner.checks(works=True)
    helper.hands_in("The folder was closed to the web server.")

    mentor.opens_the_review(mark)
    expect(mentor.window.page.locator("main")).to_contain_text(mentor.window.words("The machine, as it was handed in"))
    mentor.plays_the_recording("chmod")
    mentor.opens_the_review(mark)
    mentor.window.button("Open exactly this state, in a copy").click()
    copy = Learner(mentor.window, mentor.email, slug="forbidden-page")
    copy.works_at()
    copy.checks(works=True)
    mentor.reviews(mark, is_done=True)
    until(lambda: trac.is_closed(number), "the answer has closed the ticket")
