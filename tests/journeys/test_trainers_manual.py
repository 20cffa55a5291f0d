"""The way that the manuals of trainers and interpreters tell, walked in a real browser: a series is planned over a change of
clocks, announced, staffed, interpreted, held and looked back upon. Every name in bold must have been on a page on the way.

``MANUAL_IMAGES=1`` draws the pictures of the manuals anew (CONTRIBUTING.md).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from lms.accounts.enums import Role
from lms.accounts.models import Chapter, Person
from lms.core.walls import wall_at
from tests.factories.workshops import MEXICO_CITY, NEW_YORK, make_session
from tests.journeys.manual import MANUALS, Walk, told_in
from workshops.domain.availability import say_what_i_can
from workshops.domain.cases import answer_case, ask_for_support
from workshops.domain.interpretation import listener_left, pack_token, release_token
from workshops.domain.registering import register
from workshops.domain.scheduling import Words
from workshops.domain.session_states import lock_session
from workshops.domain.sign_in_codes import code_at
from workshops.domain.staff_links import token_for
from workshops.domain.staffing import accept, ask_people
from workshops.enums import CaseKind, CaseState, Direction, Format, Pool, Spoken, StaffRole
from workshops.models import Assignment, ReleaseOffer, Series, Session, Venue, VenueText

pytestmark = [
    pytest.mark.journey,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]
ALL_WEEK = [(day, 0, 24 * 60) for day in range(7)]
TEAM = {
    "Gabriela": {StaffRole.INTERPRETER: Direction.BOTH},
    "Héctor": {StaffRole.INTERPRETER: Direction.EN_ES},
    "Irene": {StaffRole.INTERPRETER: Direction.BOTH, StaffRole.HELPER: ""},
    "Julián": {StaffRole.HELPER: ""},
}
LEARNERS = ("Alicia", "Beto", "Lucía", "Marta", "Nadia", "Omar")
TITLES = {"en": "Look after your organisation's site", "es": "Cuida el sitio de tu organización"}
SUMMARIES = {
    "en": "Six evenings: read a log, make a backup, renew a certificate.",
    "es": "Seis tardes: leer un registro, respaldar, renovar un certificado.",
}
TODAY = {"en": Words("Help desk: mail that arrives"), "es": Words("Mesa de ayuda: correo que sí llega")}
NEED = {"en": "I hear badly: please sit me in front.", "es": "Oigo poco: necesito sentarme adelante."}
GLOSSARY = {
    "en": ("Words of this term", "backup: respaldo\nbounce: rebote\ncohort: generación"),
    "es": ("Palabras de este periodo", "respaldo: backup\nrebote: bounce\ngeneración: cohort"),
}
LETTER = {
    "en": ("Bring a message that did not arrive", "Or its headers, if you know where they are.\n\nSee you at six."),
    "es": ("Trae un mensaje que no llegó", "O sus encabezados, si sabes dónde están.\n\nNos vemos a las seis."),
}
REASON = {"en": "The library is closed that day.", "es": "Ese día la biblioteca está cerrada."}
SLIDES = {"en": "Slides of the first evening", "es": "Diapositivas de la primera tarde"}
DOORS = {
    "en": ("Two blocks from the main square.", "A ramp at the courtyard."),
    "es": ("A dos cuadras del zócalo.", "Rampa en la entrada del patio."),
}


@dataclass
class Term:
    """What there is before the trainer begins. ``enter``: a client of somebody in the editor."""

    language: str
    person: Callable[..., Person]
    enter: Callable[..., Client]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __post_init__(self) -> None:
        for name, zone in (("Brooklyn", NEW_YORK), ("Ciudad de México", MEXICO_CITY)):
            Chapter.objects.create(name=name, slug=name.split()[0].lower(), time_zone=zone)
        self.carmen = self.member("Carmen", Role.TRAINER, pronouns={"en": "she", "es": "ella"}[self.language])
        self.steward = self.member("Elena")
        self.team = {name: self.member(name) for name in TEAM}
        for name, skills in TEAM.items():
            hours = ALL_WEEK if name != "Julián" else []
            say_what_i_can(
                person=self.team[name], weekly=hours, skills={role: str(way) for role, way in skills.items()}
            )
        self.learners = [self.member(name) for name in LEARNERS]
        self.venue = Venue.objects.create(
            name="Biblioteca Demo", address="Calle Ejemplo 12, Oaxaca de Juárez", time_zone=MEXICO_CITY, seats=24
        )
        for code, (directions, access) in DOORS.items():
            VenueText.objects.create(venue=self.venue, language=code, directions=directions, access=access)
        self.today = self._today()

    def member(self, name: str, *roles: Role, **more: Any) -> Person:
        address = f"{name.lower().translate(str.maketrans('áéí', 'aei'))}@example.org"
        return self.person(name, *roles, language=self.language, email=address, time_zone=MEXICO_CITY, **more)

    def _today(self) -> Session:
        """One that begins in a quarter of an hour: it has people already, and its code is shown."""
        start = wall_at(self.now + timedelta(minutes=15), ZoneInfo(MEXICO_CITY))
        session = make_session(
            now=self.now - timedelta(days=20),
            zone=MEXICO_CITY,
            first=start.date(),
            at=start.time().replace(second=0, microsecond=0),
            words=TODAY,
            language=self.language,
            organisers=[self.carmen],
            format=Format.BOTH,
            room_seats=6,
            online_seats=20,
            venue=self.venue,
            minutes=90,
        )
        for number, one in enumerate(self.learners):
            pool = Pool.ROOM if number < 4 else Pool.ONLINE
            register(person=one, session_id=session.pk, pool=pool, submit_key=one.email, now=self.now)
        helper = [self.team["Julián"]]
        rows = ask_people(sessions=[session], role=StaffRole.HELPER, people=helper, by=self.carmen, now=self.now)
        accept(assignments=rows, now=self.now)
        return session


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_way_that_the_trainers_manual_tells(
    walk_of: Callable[..., Walk],
    make_person: Callable[..., Person],
    enter_editor: Callable[..., Client],
    sign_in: Callable[..., Client],
    settings: Any,
    language: str,
) -> None:
    settings.SITE_URL = "https://vereda.example"
    term = Term(language, make_person, enter_editor)
    walk = walk_of(language, enter_editor(Client(), term.carmen))
    series = plan_a_series(walk)
    first = announce(walk, series)
    find_people(walk, first)
    stand_by(walk_of(language), walk_of(language, sign_in(Client(), term.team["Gabriela"])), walk, first, term)
    name_stewards(walk, first, term)
    change(walk, first)
    cancel_and_restore(walk, first)
    hold(walk, walk_of(language, sign_in(Client(), term.learners[0])), term)
    look_back(walk, term.today)
    take_along(walk)
    keep_the_house(walk, walk_of(language, enter_editor(Client(), term.member("Fermin", Role.ADMIN))))

    told = told_in(MANUALS[language]["workshops"])
    assert len(told) > 120
    assert sorted(told - walk.seen) == []


def before_clocks_change(today: date) -> date:
    """A Thursday of March; six weeks from it New York's clocks have gone forward, and Mexico City's have not."""
    first = date(today.year + 1, 3, 1)
    return first + timedelta(days=(3 - first.weekday()) % 7)


def plan_a_series(walk: Walk) -> Series:
    walk.visit("/cms/")
    walk.press("Workshops")
    walk.show("trainer-desk", whole=True)
    walk.press("New series or session")
    page = walk.page
    for code in ("en", "es"):
        walk.fill(f"title_{code}", TITLES[code])
        walk.fill(f"summary_{code}", SUMMARIES[code])
    page.locator("[name=zone]").select_option(NEW_YORK)
    walk.fill("starts_on", before_clocks_change(datetime.now(UTC).date()).isoformat())
    walk.fill("starts_time", "18:00")
    page.locator("[name=frequency]").select_option("weekly")
    walk.fill("count", "6")
    page.locator(f"[name=other_zones][value='{MEXICO_CITY}']").check()
    page.locator("[name=format]").select_option(Format.BOTH)
    walk.fill("room_seats", "12")
    page.locator("[name=venue]").select_option(index=1)
    walk.fill("meeting_link", "https://meet.example/site")
    page.locator("[name=spoken]").select_option(Spoken.ENGLISH)
    page.locator("[name=is_interpreted]").check()
    walk.fill("interpretation_link", "https://meet.example/site-es")
    page.locator("[name=chapter]").select_option(label="Brooklyn")
    walk.show("series-clock", page.locator("label[for=id_zone]"))
    walk.press("Show me what comes of it")
    expect(page.get_by_text(walk.says("Clocks move apart"))).to_be_visible()
    walk.show("series-preview", page.get_by_role("heading", name=walk.says("What comes of it")))
    walk.press("Change something")
    walk.press("Show me what comes of it")
    walk.press("Make these sessions")
    expect(
        page.get_by_text(walk.says("The sessions are made. Nobody sees them until you announce them."))
    ).to_be_visible()
    return Series.objects.latest("pk")


def announce(walk: Walk, series: Series) -> Session:
    session: Session = series.sessions.earliest("starts_at")
    walk.visit(reverse("workshops_desk:session", args=[session.key]))  # names the button of a single session
    walk.press("Back to the series")
    walk.follow(walk.page.get_by_role("button", name=re.compile("6")))
    walk.visit(reverse("workshops_desk:session", args=[session.key]))
    walk.press("The page that everybody sees")
    walk.press("Workshops")  # in the menu of the site
    return session


def find_people(walk: Walk, session: Session) -> None:
    board(walk)
    card = walk.page.locator(f"#s-{session.key}")
    for details in card.locator("details").all():
        details.locator("summary").click()
    walk.note()
    card.get_by_role("checkbox", name=re.compile("Héctor")).check()
    walk.follow(card.get_by_role("button", name=walk.says("Ask those that are ticked")))
    walk.show("staffing-board", walk.page.locator(f"#s-{session.key}"))
    walk.follow(walk.page.locator(f"#s-{session.key} a[href$='/pack/']"))
    title, words = GLOSSARY[walk.language]
    walk.fill("title", title)
    walk.fill("words", words)
    walk.page.locator("[name=is_for_series]").check()
    walk.press("Put it in the pack")


def board(walk: Walk) -> None:
    with override(walk.language):
        walk.visit(reverse("workshops:staffing"))


def stand_by(mail: Walk, gabriela: Walk, trainer: Walk, session: Session, term: Term) -> None:
    """What an interpreter sees: ``mail`` is a window in which nobody has signed in."""
    card = f"#s-{session.key}"
    board(trainer)
    trainer.page.locator(card).get_by_role("checkbox", name=re.compile("Gabriela")).check()
    trainer.follow(trainer.page.locator(card).get_by_role("button", name=trainer.says("Ask those that are ticked")))
    row = Assignment.objects.get(session=session, person=term.team["Gabriela"])
    with override(term.language):
        answer, pack = (
            reverse("workshops:answer", args=[token_for(row)]),
            reverse("workshops:pack", args=[pack_token(row)]),
        )
        asked = reverse("workshops:asked")
    gabriela.visit(asked)
    gabriela.press("When I have time, and what I can do")
    gabriela.show("availability")
    gabriela.press("Keep it")
    mail.visit(answer)
    mail.show("asked")
    mail.press("Yes, I can")
    gabriela.visit(asked)
    mail.visit(pack)
    mail.show("pack")
    mail.press("I have read it")
    with transaction.atomic():
        listener_left(session=lock_session(session.pk), now=term.now)
    with override(term.language):
        mail.visit(reverse("workshops:release", args=[release_token(ReleaseOffer.objects.get())]))
    mail.show("release")
    mail.press("I come all the same")


def name_stewards(walk: Walk, session: Session, term: Term) -> None:
    board(walk)
    walk.follow(walk.page.locator(f"#s-{session.key} a[href$='/stewards/']"))
    walk.fill("address", term.steward.email)
    walk.press("Name this steward")
    ask: dict[str, Any] = {"session": session, "text": NEED[walk.language], "now": term.now}
    settled = ask_for_support(person=term.learners[0], kind=CaseKind.ACCESS, **ask)
    for person, kind in ((1, CaseKind.ACCESS), (2, CaseKind.CHILDCARE)):
        ask_for_support(person=term.learners[person], kind=kind, **ask)
    answer: dict[str, Any] = {"state": CaseState.MET, "answer": "", "notes": "", "now": term.now}
    answer_case(steward=term.steward, number=settled.pk, **answer)
    walk.visit(walk.page.url)
    walk.show("stewards")


def cancel_and_restore(walk: Walk, session: Session) -> None:
    path = reverse("workshops_desk:session", args=[session.key])
    walk.visit(path)
    walk.show("session-desk")
    walk.fill("reason", REASON[walk.language])
    walk.press("Cancel the session")
    walk.press("Restore it")


def change(walk: Walk, session: Session) -> None:
    """Looked at, and not done: what comes of another length, from this session on."""
    walk.visit(reverse("workshops_desk:session", args=[session.key]))
    walk.press("Change time, place or seats")
    walk.fill("minutes", "75")
    walk.press("Show me what comes of it")
    for name in ("series", "asking"):
        walk.visit(reverse(f"workshops_desk:{name}", args=[session.series.key]))
    walk.visit(reverse("workshops_desk:import"))


def hold(walk: Walk, learner: Walk, term: Term) -> None:
    """The day itself: somebody signs in with the code, others are ticked, and all get a letter."""
    session = term.today
    with override(term.language):
        roster, sign_in = (reverse(f"workshops:{name}", args=[session.key]) for name in ("roster", "sign_in"))
    with override(term.language):
        walk.visit(reverse("workshops:session", args=[session.key]))
    walk.press("For those who run it: who comes")
    walk.press("Show the code")
    walk.show("sign-in-screen")
    learner.visit(sign_in)
    learner.fill("code", code_at(session, datetime.now(UTC)))
    learner.press("I am here")
    walk.visit(roster)
    boxes = walk.page.locator("select[name^=seat-]")
    boxes.nth(1).select_option("attended")
    boxes.nth(2).select_option("partial")
    walk.page.locator("input[name$=-minutes]").nth(2).fill("60")
    walk.press("Write it down")
    walk.show("roster")
    walk.press("Hand round a device")
    walk.visit(reverse("workshops_desk:people", args=[session.key]))
    for name in ("around", "again"):
        with override(term.language):
            walk.visit(reverse(f"workshops:{name}", args=[session.key]))
    walk.fill("starts_on", f"{session.starts_at.year + 1}-02-04")
    walk.press("Show me what comes of it")
    with override(term.language):
        learner.visit(reverse("workshops:session_certificate", args=[session.key]))


def look_back(walk: Walk, session: Session) -> None:
    with override(walk.language):
        walk.visit(reverse("workshops:roster", args=[session.key]))
    walk.press("Write to them")
    for code, (subject, body) in LETTER.items():
        walk.fill(f"subject-{code}", subject)
        walk.fill(f"body-{code}", body)
    walk.press("See it in both languages")
    walk.show("letter-preview")
    walk.press("Send it")
    walk.press("What people answered")
    walk.press("Who comes")
    walk.press("Materials and recordings")
    walk.fill("title", SLIDES[walk.language])
    walk.fill("link", "https://video.example.org/1")
    walk.press("Put it up")


def take_along(walk: Walk) -> None:
    with override(walk.language):
        walk.visit(reverse("workshops:calendar"))
    walk.press("Make my address")
    walk.show("calendar")


def keep_the_house(walk: Walk, administrator: Walk) -> None:
    walk.visit(reverse("wagtailsnippets_workshops_venue:add"))
    administrator.visit("/cms/")
    settings_menu = administrator.page.get_by_role("button", name=administrator.says("Settings")).first
    settings_menu.click()
    administrator.note()
    with override(administrator.language):
        administrator.visit(reverse("workshops:staffing_rules"))
