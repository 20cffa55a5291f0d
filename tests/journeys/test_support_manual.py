"""The way that the support team's manual tells, walked in a real browser: a ticket is read, asked
for, redacted, told to learners, reviewed, answered, taken back. Every name in bold must have been on a page on the way.

``MANUAL_IMAGES=1`` draws the pictures of the manual anew (CONTRIBUTING.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from courses.practice.domain import claiming, consents, handing_in, mirroring, posted, rollups, searching
from courses.practice.enums import ConsentState, PostState
from courses.practice.models import Claim, Consent, DeskWeek, MirroredTicket, Post, TicketAssignment, TrackerSource
from courses.practice.trackers.port import Ticket
from lms.accounts.enums import Role
from lms.accounts.models import Person
from tests.factories.practice import comment, make_assignment, read_ticket, work
from tests.journeys.manual import MANUALS, Walk, told_in

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
TITLES = {"en": "White page since the update", "es": "Página en blanco desde la actualización"}
TEXTS = {
    "en": "Hello, I am Ana Robles of the community garden (ana@huerta-robles.org, 555 867 5309).\n\n"
    "Since the update huerta-robles.org only shows a white page. Perla has the password. We meet on Friday!",
    "es": "Hola, soy Ana Robles, de la huerta comunitaria (ana@huerta-robles.org, 55 8675 3090).\n\n"
    "Desde la actualización huerta-robles.org solo muestra una página en blanco. La contraseña la tiene Perla. "
    "¡Nos reunimos el viernes!",
}
LATER = {"en": "It is back, but the photographs are missing.", "es": "Ya abre, pero faltan las fotos."}
STORIES = {
    "en": (
        "A white page after an update",
        "Since an update a community garden's site only shows a white page. They meet in a few days.",
        "Find out what stops the page, and tell them what to do.",
        "Where does a server write down its errors?\nTurn one thing off at a time.",
        "The answer names the cause.\nThe group can follow each step.",
    ),
    "es": (
        "Una página en blanco después de una actualización",
        "Desde una actualización el sitio de una huerta comunitaria solo muestra una página en blanco. Se reúnen pronto.",
        "Averigua qué detiene la página y diles qué hacer.",
        "¿Dónde anota sus errores un servidor?\nApaga una cosa a la vez.",
        "La respuesta dice la causa.\nEl grupo puede seguir cada paso.",
    ),
}
WORK = {
    "en": {
        "found": "The log names the calendar plugin: it is too old for the new PHP.",
        "did": "Turned the plugin off in a copy of the site; the page comes back.",
        "answer": "Hello! A plugin was too old for the new server. Turn off “Calendar”, and reload the page.",
    },
    "es": {
        "found": "El registro nombra el complemento de calendario: es muy viejo para el PHP nuevo.",
        "did": "Apagué el complemento en una copia del sitio; la página vuelve.",
        "answer": "¡Hola! Un complemento era muy viejo para el servidor nuevo. Apaga «Calendario» y recarga la página.",
    },
}
HINT = {"en": "Say which version of the plugin works.", "es": "Di qué versión del complemento sí funciona."}
WRITTEN_ANOTHER_NAME = {"en": "Rosa", "es": "Rosa"}


@dataclass
class Desk:
    """What there is before somebody of the support team begins, and what others do meanwhile."""

    language: str
    person: Callable[..., Person]

    def __post_init__(self) -> None:
        self.now = datetime.now(UTC)
        self.marta = self.person("Marta", Role.SUPPORT, language=self.language)
        self.learner = self.person("Luz", language=self.language)

    @property
    def source(self) -> TrackerSource:
        return TrackerSource.objects.get()

    def raw(self, number: str, **given: Any) -> Ticket:
        at = self.now - timedelta(days=3)
        fields = {"title": TITLES[self.language], "text": TEXTS[self.language], "reporter": "Ana Robles"}
        return read_ticket(number, **fields | {"created_at": at, "changed_at": at} | given)

    def mirror(self, *tickets: Ticket) -> None:
        mirroring.keep_batch(self.source, tickets, mark="", now=self.now)
        searching.make_searchable(source_pk=self.source.pk)  # what the job does

    def ticket(self, number: str) -> MirroredTicket:
        return MirroredTicket.objects.select_related("source").get(number=number)

    def answers(self, state: ConsentState) -> None:
        consent = Consent.objects.get(ticket__number="41")
        consents.answer_consent(consent=consent, state=state, now=datetime.now(UTC))

    def takes(self) -> Claim:
        assignment = TicketAssignment.objects.get(ticket__number="41")
        return claiming.claim(assignment=assignment, person=self.learner, credit_name="Luz", now=datetime.now(UTC))

    def hands_in(self, claim: Claim) -> None:
        given = work(claim, **WORK[self.language])
        handing_in.hand_in(claim=claim, person=self.learner, work=given, now=datetime.now(UTC))


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_way_that_the_support_manual_tells(
    walk_of: Callable[..., Walk],
    make_person: Callable[..., Person],
    enter_editor: Callable[..., Client],
    settings: Any,
    language: str,
) -> None:
    settings.SITE_URL = "https://vereda.example"
    desk = Desk(language, make_person)
    walk = walk_of(language, enter_editor(Client(), desk.marta))
    connect(walk)
    read_tickets(walk, desk)
    ask(walk)
    take_out(walk, desk)
    write(walk, desk)
    show(walk, desk)
    claim = desk.takes()
    review(walk, desk, claim)
    decide(walk, desk, claim)
    keep(walk, desk)
    look_at_numbers(walk, desk)
    desk.answers(ConsentState.WITHDRAWN)
    walk.visit(f"/cms/support/tickets/{desk.ticket('41').key}/")
    expect(walk.page.get_by_text(walk.says("withdrawn"))).to_be_visible()

    told = told_in(MANUALS[language]["support"])
    assert len(told) > 60
    assert sorted(told - walk.seen) == []


def connect(walk: Walk) -> None:
    walk.visit("/cms/")
    walk.press("Support desk")
    walk.press("Ticket systems")
    walk.press("Connect one")
    given = {"name": "Trac", "address": "https://desk.example.org/trac", "login": "vereda", "secret": "secret"}
    for name, text in given.items():
        walk.fill(name, text)
    walk.fill("closing_action", "resolve")
    walk.page.locator("[name=is_active]").uncheck()  # nobody answers there
    walk.press("Save")
    expect(walk.page.get_by_text(walk.says("Saved. Now test the connection."))).to_be_visible()
    walk.press("Test the connection")


def read_tickets(walk: Walk, desk: Desk) -> None:
    long_ago = desk.now - timedelta(days=60)
    titles = {
        "en": ("Certificate expired", "Mail ends as spam"),
        "es": ("Certificado vencido", "El correo llega a spam"),
    }
    first, second = titles[desk.language]
    desk.mirror(
        desk.raw("41"),
        desk.raw("12", title=first, text="…", created_at=long_ago, changed_at=long_ago),
        desk.raw("38", title=second, text="…", owner="Gil", changed_at=desk.now - timedelta(days=1)),
    )
    walk.visit("/cms/support/")
    walk.show("support-desk", whole=True)
    walk.press("Stale", "tickets")
    expect(walk.page.get_by_role("link", name=first)).to_be_visible()
    walk.press("All open", "tickets")
    walk.page.get_by_label(walk.says("Words or a number")).fill("41")
    walk.press("Find")
    walk.follow(walk.page.get_by_role("link", name="41"))
    walk.press("Look for attachments")
    walk.press("Back to the ticket")


def ask(walk: Walk) -> None:
    walk.press("Ask the member")
    walk.show("support-ticket", walk.page.get_by_role("heading", name=walk.says("From ticket to assignment")))
    expect(walk.page.get_by_role("button", name=walk.says("Ask again"))).to_be_visible()


def take_out(walk: Walk, desk: Desk) -> None:
    walk.press("Redaction")
    walk.fill("added-original-0", "Perla")
    walk.fill("added-new-0", WRITTEN_ANOTHER_NAME[desk.language])
    walk.press("Save and look")
    walk.show("support-redaction", walk.page.get_by_role("columnheader", name=walk.says("In the ticket")))
    learners = walk.page.locator("form h2").locator("xpath=following-sibling::div").last.inner_text()
    assert not [name for name in ("Ana", "Robles", "Perla", "8675") if name in learners], learners
    walk.press("I have read it: confirm")
    said = (comment("Ana Robles", LATER[desk.language], desk.now),)
    desk.mirror(desk.raw("41", token="2", changed_at=desk.now, comments=said))
    walk.visit(walk.page.url)
    expect(walk.page.get_by_text(walk.says("confirmed, but the ticket changed since"))).to_be_visible()
    walk.press("Redaction")
    walk.press("I have read it: confirm")


def write(walk: Walk, desk: Desk) -> None:
    walk.press("Assignment")
    for code, (title, story, goals, hints, rows) in STORIES.items():
        given = {"title": title, "story": story, "goals": goals, "hints": hints, "rows": rows}
        for name, text in given.items():
            walk.fill(f"{name}_{code}", text)
    walk.fill("skills", "PHP, WordPress")
    spoilt = f"story_{desk.language}"
    story = walk.page.locator(f"[name={spoilt}]").input_value()
    walk.fill(spoilt, f"{story} https://green-river.net")
    walk.press("Save")
    walk.fill(spoilt, story)
    walk.show("support-assignment", walk.page.locator("h2[lang]").first)
    walk.press("Save")


def show(walk: Walk, desk: Desk) -> None:
    desk.answers(ConsentState.GIVEN)
    walk.visit(f"/cms/support/tickets/{desk.ticket('41').key}/")
    walk.press("Send the member their link again")
    walk.press("Assignment")
    walk.press("Show it to learners")
    walk.press("Close it: nobody new begins")
    walk.press("Show it to learners")
    walk.press("As learners see it")
    walk.show("support-board")
    walk.page.go_back()
    walk.settle()


def review(walk: Walk, desk: Desk, claim: Claim) -> None:
    desk.hands_in(claim)
    walk.visit("/cms/support/")
    walk.follow(walk.page.get_by_role("link", name=walk.says("What waits for a mentor")))
    walk.press("I take it")
    walk.visit("/cms/support/reviews/")
    expect(walk.page.get_by_role("button", name=walk.says("Give it back"))).to_be_visible()
    walk.follow(walk.page.get_by_role("link", name=STORIES[desk.language][0]))
    for group in walk.page.locator("fieldset").all():
        group.locator("[value=again]").check()
        group.locator("textarea").fill(HINT[desk.language])
    walk.press("Try again", "verdict")
    desk.hands_in(claim)
    walk.visit("/cms/support/reviews/")
    walk.press("I take it")
    for group in walk.page.locator("fieldset").all():
        group.locator("[value=done]").check()
    walk.page.get_by_text(walk.says("As the tracker is given it")).click()
    walk.show("support-review", walk.page.locator("fieldset").first)
    walk.press("Done", "verdict")


def decide(walk: Walk, desk: Desk, claim: Claim) -> None:
    """Somebody wrote into the ticket while the answer was on its way."""
    post = Post.objects.get(claim=claim)
    posted.set_post_state(post, PostState.CONFLICT, ended_at=datetime.now(UTC))
    at = datetime.now(UTC) + timedelta(seconds=1)
    said = (comment("Ana Robles", LATER[desk.language], desk.now), comment("Ana Robles", LATER[desk.language], at, "2"))
    desk.mirror(desk.raw("41", token="3", changed_at=at, comments=said))
    walk.visit("/cms/support/")
    walk.follow(walk.page.get_by_role("link", name="41").first)
    walk.show("support-conflict")
    walk.press("Leave it to me")


def keep(walk: Walk, desk: Desk) -> None:
    walk.visit(f"/cms/support/tickets/{desk.ticket('41').key}/assignment/")
    walk.press("Draft a guide from it")
    walk.press("Keep it as an exercise")
    make_assignment(desk.marta, desk.ticket("38"), is_sensitive=True)


def look_at_numbers(walk: Walk, desk: Desk) -> None:
    rollups.freeze_week(now=desk.now)
    assert DeskWeek.objects.exists()
    walk.visit("/cms/support/numbers/")
