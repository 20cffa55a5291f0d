"""What somebody of the support team, a learner and a member do around a ticket, one deed a method, in the words that they
read."""

import re
from dataclasses import dataclass

from playwright.sync_api import expect

from courses.practice.trackers.port import Access
from lms.accounts.domain import current_code
from lms.core import clock
from tests.core.processes import until
from tests.courses.practice.trackers.real_trac import TracServer
from tests.journeys.lab import plays_to_the_end
from tests.journeys.test_pages import sign_in
from tests.journeys.window import Window
from tests.journeys.workshop import Somebody

SUPPORT = """
from lms.accounts.domain import grant_role
from lms.accounts.domain.second_factor import set_totp
from lms.accounts.enums import Role
from lms.accounts.queries import person_by_address
from lms.core import clock
person = person_by_address({address!r})
grant_role(person=person, role=Role.SUPPORT, by=None, now=clock.now())
print("secret", set_totp(person=person, now=clock.now()))
"""
STORIES = {
    "en": ("A white page", "Since the update the site only shows a white page."),
    "es": ("Una página en blanco", "Desde la actualización el sitio solo muestra una página en blanco."),
}
ROWS = {
    "en": "The cause is named.\nThe member knows what to do.",
    "es": "Se dice la causa.\nLa persona sabe qué hacer.",
}


@dataclass
class Mentor(Somebody):
    """At the support team's desk."""

    number: str = ""
    ticket: str = ""

    @classmethod
    def comes(cls, window: Window) -> "Mentor":
        email = window.site.add_person("Marta", window.language)
        secret = window.site.run(SUPPORT.format(address=email)).partition("secret ")[2].strip()
        sign_in(window, email, window.language, back_to="/cms/support/")
        window.field("Code", "field").fill(current_code(secret=secret, now=clock.now()))
        window.page.locator("main form button[type=submit]").first.click()
        window.arrives("/cms/support/")
        return cls(window, email)

    def connects(self, access: Access, name: str) -> None:
        window, page = self.window, self.window.page
        window.visit("/cms/support/trackers/new/")
        window.look("desk-new-tracker")
        given = {"name": name, "address": access.address, "login": access.login, "secret": access.secret}
        for field, value in given.items():
            page.locator(f"[name={field}]").fill(value)
        page.locator("[name=closing_action]").fill("resolve")
        window.button("Save").click()
        window.button("Test the connection").click()
        expect(page.get_by_text(re.compile("Trac 1"))).to_be_visible()
        window.look("desk-tracker")

    def finds(self, number: str) -> None:
        """The mirror has it after the next look."""
        page = self.window.page

        def is_there() -> bool:
            self.window.visit(f"/cms/support/?which=every&q={number}")
            return page.locator("table a", has=page.get_by_text(number, exact=True)).count() > 0

        until(is_there, f"ticket {number} is mirrored")
        self.window.look("desk")
        page.locator("table a", has=page.get_by_text(number, exact=True)).first.click()
        self.number, self.ticket = number, self.window.path
        self.window.look("desk-ticket")

    def asks_the_member(self) -> None:
        self.window.button("Ask the member").click()
        expect(self.window.page.get_by_text(self.window.words("asked", "consent")).first).to_be_visible()

    def redacts(self, secrets: list[str]) -> None:
        window, page = self.window, self.window.page
        window.visit(f"{self.ticket}redact/")
        window.look("desk-redaction")
        read = page.locator("form").last.inner_text()
        learners = read[read.index(window.words("As learners would read it")) :]
        assert not [secret for secret in secrets if secret in learners], learners
        window.button("I have read it: confirm").click()
        window.arrives(self.ticket)

    def writes_the_assignment(self, mark: str, lab: str = "") -> None:
        window, page = self.window, self.window.page
        window.visit(f"{self.ticket}assignment/")
        for language, (title, story) in STORIES.items():
            given = {"title": f"{title} {mark}", "story": story, "rows": ROWS[language], "hints": "…", "goals": story}
            for name, value in given.items():
                page.locator(f"[name={name}_{language}]").fill(value)
        page.locator("[name=lab]").select_option(lab)
        window.look("desk-assignment")
        window.button("Save").click()
        window.button("Show it to learners").click()

    def opens_the_review(self, mark: str) -> None:
        window, page = self.window, self.window.page
        window.visit("/cms/support/reviews/")
        window.look("desk-queue")
        page.get_by_role("link", name=re.compile(mark)).click()

    def plays_the_recording(self, words: str) -> None:
        """Of the review that is open."""
        self.window.link("The recording: what the terminal showed").click()
        expect(self.window.page.locator(".seconds")).to_contain_text(words)
        plays_to_the_end(self.window, words)

    def reviews(self, mark: str, *, is_done: bool) -> None:
        window, page = self.window, self.window.page
        self.opens_the_review(mark)
        expect(page.locator("fieldset")).to_have_count(len(ROWS["en"].splitlines()))
        for group in page.locator("fieldset").all():
            group.locator(f"[value={'done' if is_done else 'again'}]").check()
            if not is_done:
                group.locator("textarea").fill("…")
        window.look("desk-review")
        word = window.words("Done", "verdict") if is_done else window.words("Try again", "verdict")
        page.get_by_role("button", name=word, exact=True).click()
        window.arrives("/cms/support/reviews/")


@dataclass
class Helper(Somebody):
    """A learner who takes a ticket."""

    name: str
    work: str = ""

    @classmethod
    def comes(cls, window: Window, name: str) -> "Helper":
        person = cls(window, window.site.add_person(name, window.language), name)
        person.enters()
        return person

    def takes(self, mark: str) -> None:
        window, page = self.window, self.window.page
        window.visit(f"/{self.language}/practice/")
        window.look("board")
        page.get_by_role("link", name=re.compile(mark)).click()
        window.look("ticket")
        page.locator("[name=credit]").check()
        window.button("I take it").click()
        self.work = window.path
        window.look("work")

    def hands_in(self, answer: str) -> None:
        window = self.window
        window.visit(self.work)
        for message in ("What I found", "What I did", "Answer to the member"):
            window.field(message).fill(answer)
        window.button("Hand in").click()
        window.look("work-handed-in")

    def reads(self, message: str, name: str) -> None:
        self.window.visit(self.work)
        expect(self.window.page.locator("main")).to_contain_text(self.window.words(message))
        self.window.look(name)


@dataclass
class Member:
    """Who wrote the ticket: has no account here, and reads the ticket at its tracker."""

    trac: TracServer
    number: str

    def link(self, kind: str) -> str:
        """The newest link of that kind in the comments; waits for it."""

        def found() -> list[str]:
            text = "\n".join(self.trac.comments(self.number))
            return re.findall(rf"(/e[ns]/practice/{kind}/[^/\s]+/)", text)

        until(found, f"a link for {kind} in ticket {self.number}")
        return found()[-1]

    def agrees(self, window: Window) -> None:
        window.visit(self.link("consent"))
        window.look("consent")
        window.button("Yes, they may help").click()
        expect(window.button("I take my yes back")).to_be_visible()

    def thanks(self, window: Window, words: str) -> None:
        window.visit(self.link("thanks"))
        window.look("thanks")
        window.page.locator("[name=words]").fill(words)
        window.button("Thank them").click()
        expect(window.page.locator("main")).to_contain_text(window.words("Your thanks have reached them."))
