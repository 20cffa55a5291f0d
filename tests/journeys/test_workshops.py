"""A workshop from the plan to the certificate: a trainer makes six weeks in two places at once, finds two interpreters,
and confirms; the room fills, somebody waits, is offered a seat, comes, signs in and has it on paper.

The trainer's editor needs scripts, as every editor does. Everybody else is here without.
"""

from collections.abc import Callable
from io import BytesIO
from secrets import token_hex

import pytest
from playwright.sync_api import ViewportSize
from pypdf import PdfReader

from tests.journeys.newcomer import says
from tests.journeys.window import LAPTOP, PHONE, PICTURES, Window
from tests.journeys.workshop import Interpreter, Learner, Titles, Trainer, begins_in, is_sent
from tests.live_site import Site, text_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]
TEAM = {"en": ("Irene", "Ivor"), "es": ("Isabel", "Ignacio")}
LETTER = {"en": "Bring a disk", "es": "Trae un disco"}


@pytest.mark.parametrize(
    ("language", "scripts", "size"),
    [
        pytest.param("en", False, PHONE, id="en-no_scripts-phone"),
        pytest.param("es", not PICTURES, LAPTOP, id="es-laptop"),
    ],
)
def test_a_series_from_the_plan_to_the_certificate(
    open_window: OpenWindow, site: Site, language: str, scripts: bool, size: ViewportSize
) -> None:
    mark = token_hex(3)
    titles = Titles(f"Backups that work {mark}", f"Respaldos que sirven {mark}")
    title = titles[language]
    plain = {"language": language, "scripts": scripts, "size": size}

    trainer = Trainer.comes(open_window(language=language, pictured=True), titles)
    trainer.plans_six_weeks()
    trainer.announces_them()
    team = [
        Interpreter.signs_up(open_window(**plain), f"{name}-{mark}", is_looked_at=name == TEAM[language][0])
        for name in TEAM[language]
    ]
    trainer.asks_the_interpreters([one.name for one in team])
    trainer.leads_it_oneself()
    for one in team:
        one.says_yes_by_the_link_of_the_mail(open_window(**plain), title)
    trainer.confirms_the_first()

    others = [Learner.comes(open_window(**plain, audits=False), name) for name in ("Ana", "Bruno")]
    first, second = others
    waiting = Learner.comes(open_window(**plain), "Luz")
    waiting.finds(title)
    for one in others:
        one.session = waiting.session
        one.registers()
        one.has("You have a seat")
    waiting.registers(is_looked_at=True)
    waiting.waits_as_number(1)
    waiting.window.look("session-waiting")
    third = Learner.comes(open_window(**plain, audits=False), "Celia")
    third.session = waiting.session
    third.registers()
    third.waits_as_number(2)

    first.window.audits = True
    first.gives_up_the_seat()
    waiting.has("A seat is held for you")
    waiting.window.look("session-offered")
    waiting.takes_the_offer_by_the_link_of_the_mail(open_window(**plain), title)
    waiting.has("You have a seat")
    waiting.window.look("session-with-a-seat")
    third.has("You are number %(position)s on the waitlist", position=1)

    event = waiting.puts_it_into_the_calendar(title)
    uid, planned = event.one("UID").text, event.one("DTSTART").value
    address = waiting.subscribes()
    assert waiting.reads_the_feed(address, uid).one("DTSTART").value == planned
    waiting.says_what_they_hope_for()
    trainer.writes_to_those_with_a_seat(LETTER)
    assert LETTER[language] in text_of(site.mail_with(waiting.email, LETTER[language]))

    begins_in(site, trainer.key, minutes=12)
    is_sent(site, waiting.email, waiting.window.words("Another time: %(title)s", title=title))
    moved = waiting.reads_the_feed(address, uid)
    assert moved.one("DTSTART").value != planned
    assert int(moved.one("SEQUENCE").value) > int(event.one("SEQUENCE").value)
    waiting.signs_in_with(trainer.shows_the_code())
    trainer.puts_up("disks.pdf", "https://files.example/disks.pdf")
    waiting.finds_the_material("disks.pdf")
    trainer.looks_at_who_came(waiting.name)

    for made_in, content in waiting.takes_the_certificate().items():
        pdf = PdfReader(BytesIO(content))
        assert says(pdf, waiting.name)
        assert says(pdf, titles[made_in])
        assert pdf.trailer["/Root"]["/Lang"] == made_in
    second.window.visit(f"{second.session}certificate/", status=404)
