"""Join by a code, meet a closed unit, hand in, try again, hand in again, finish: with and without scripts."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.conftest import PASSWORD
from tests.factories.files import COURSE, LESSON, write_course
from tests.journeys.window import LAPTOP, PHONE, Window
from tests.live_site import Site

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]
ASSIGNMENT = """\
kind: assignment
key: try
minutes: 30
title: {en: Draw your network, es: Dibuja tu red}
slug: {en: draw-your-network, es: dibuja-tu-red}
summary: {en: On paper or on a screen., es: En papel o en pantalla.}
body:
  - text: {en: "<p>Draw what is connected to what.</p>", es: "<p>Dibuja qué se conecta con qué.</p>"}
takes: [text, files, link]
review_by: trainer
needs: [read]
due_after_days: 14
rubric:
  - key: all
    title: {en: Everything is there, es: Está todo}
    done_when: {en: Each device has a name., es: Cada aparato tiene nombre.}
  - key: arrows
    title: {en: The ways are there, es: Están los caminos}
    done_when: {en: Each way has an arrow., es: Cada camino tiene una flecha.}
"""
COHORT = """
from courses.domain.cohorts import save_cohort
from courses.queries.outline import catalogue
from lms.accounts.models import Person
from lms.content.queries.published import published_number
course = next(c for c in catalogue(published_number()) if "red-propia" in c.paths["es"])
cohort = save_cohort(course_key=course.key, cohort=None, name="Grupo 1", starts_on=None, ends_on=None, capacity=9,
    needs_approval=False, trainers=[Person.objects.get(email={mentor!r})])
print("code", cohort.code)
"""


@dataclass
class Group:
    code: str
    mentor: str


@pytest.fixture(scope="module")
def group(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Group:
    course = COURSE.replace("02-check.yaml", "02-try.yaml").replace("small-web", "own-network")
    course = course.replace("web-pequena", "red-propia").replace("Small web", "Own network") + "due_after_days: 30\n"
    course = course.replace("Web pequeña", "Red propia")
    folder: Path = write_course(tmp_path_factory.mktemp("files") / "own-network", course=course, lesson=LESSON)
    (folder / "02-try.yaml").write_text(ASSIGNMENT, encoding="utf-8")
    done = site.manage("library", str(folder))
    assert done.returncode == 0, done.stdout + done.stderr
    mentor = site.add_person("Mara", "es")
    made = site.run(COHORT.format(mentor=mentor))
    return Group(made.split("code ")[1].strip(), mentor)


def sign_in(window: Window, address: str) -> None:
    window.field("E-mail", "field").fill(address)
    window.field("Password", "field").fill(PASSWORD)
    window.button("Sign in").click()


def review(window: Window, verdicts: list[str], words: str) -> None:
    """The mentor's side: the oldest work on the desk."""
    window.visit(f"/{window.language}/learn/desk/")
    window.look("desk")
    window.page.locator("main .rows a").first.click()
    window.look("review")
    for row, verdict in zip(window.page.locator("fieldset.field").all(), verdicts, strict=True):
        row.locator(f"input[value={verdict}]").check()
        if verdict == "again":
            row.locator("textarea").fill(words)
    window.button("Send the review").click()
    expect(window.page.locator(".messages .notice.good")).to_be_visible()


@pytest.mark.parametrize(
    ("language", "scripts"), [("en", True), ("en", False), ("es", True), ("es", False)], ids=lambda value: str(value)
)
def test_from_a_code_to_a_complete_course(
    open_window: OpenWindow, site: Site, group: Group, language: str, scripts: bool
) -> None:
    window = open_window(language=language, scripts=scripts, size=PHONE if scripts else LAPTOP)
    name = f"Nadia{secrets.token_hex(2)}"
    address = site.add_person(name, language)
    courses = {"en": "/en/courses/own-network/", "es": "/es/cursos/red-propia/"}[language]
    work = courses + {"en": "draw-your-network/", "es": "dibuja-tu-red/"}[language]

    window.visit(f"/{language}/learn/join/?code=NOTACODE", status=404)
    window.look("unknown-code")
    window.field("Code").fill(f"{group.code[:4]}-{group.code[4:]}".lower())
    window.button("Go on").click()
    window.look("join-signed-out")
    window.page.locator("main").get_by_role("link", name=window.words("Sign in"), exact=True).click()
    sign_in(window, address)
    window.look("join")
    window.button("Join").click()
    window.arrives(courses)
    window.look("course-joined")

    window.visit(work)
    expect(window.page.locator("main")).to_contain_text(window.words("This comes first:"))
    window.look("closed-unit")
    window.page.locator("main .firsts a").click()
    window.button("Done, next").click()
    window.arrives(work)
    window.look("assignment")

    window.page.locator("#text").fill("Router, laptop.")
    if scripts:
        expect(window.page.locator("[data-state=saved]")).to_be_visible()
    else:
        window.button("Save the draft").click()
    window.visit(work)
    expect(window.page.locator("#text")).to_have_value("Router, laptop.")
    window.page.locator("#files").set_input_files({"name": "red.txt", "mimeType": "text/plain", "buffer": b"a -> b"})
    window.button("Hand in").click()
    expect(window.page.locator("main")).to_contain_text(window.words("Handed in", "work"))
    window.look("handed-in")

    mentor = open_window(language="es", scripts=scripts, audits=not scripts)
    mentor.visit("/es/accounts/login/")
    sign_in(mentor, group.mentor)
    expect(mentor.page.locator("html")).to_have_attribute("lang", "es")
    review(mentor, ["done", "again"], "Faltan las flechas.")
    assert site.mail_with(address, work)["Content-Language"] == language

    window.visit(work)
    expect(window.page.locator("main")).to_contain_text("Faltan las flechas.")
    window.look("try-again")
    window.link("Why is it not complete?").click()
    window.look("why")
    window.visit(work)
    window.page.locator("#text").fill("Router -> laptop.")
    window.button("Hand in").click()
    expect(window.page.locator("main")).to_contain_text(window.words("Handed in", "work"))
    review(mentor, ["done", "done"], "")

    window.visit(courses)
    expect(window.page.locator("main")).to_contain_text(window.words("You have finished this course"))
    window.look("course-complete")
    window.visit(work)
    window.look("assignment-done")
