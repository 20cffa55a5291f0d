"""Register, wait, be offered a seat by mail, accept it without signing in, give it up: with and without scripts."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.conftest import PASSWORD
from tests.journeys.window import LAPTOP, PHONE, Window
from tests.live_site import Site, text_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]
FULL_SESSION = """
from datetime import timedelta
from lms.accounts.models import Person
from lms.core import clock
from tests.factories.workshops import make_session
from workshops.domain.registering import register
from workshops.models import Question, QuestionText
now = clock.now()
first = (now + timedelta(days=30)).date()
session = make_session(now=now, first=first, online_seats=1, is_interpreted=True, spoken="en", cancel_hours=24)
holder = Person.objects.get(email={holder!r})
register(person=holder, session_id=session.pk, pool="online", submit_key="first", now=now)
question = Question.objects.create(series=session.series, is_required=True)
QuestionText.objects.create(question=question, language="en", label="Tea or coffee?", options="Tea\\nCoffee")
QuestionText.objects.create(question=question, language="es", label="¿Té o café?", options="Té\\nCafé")
print("key", session.key)
"""
GIVE_UP = """
from lms.accounts.models import Person
from lms.core import clock
from workshops.domain.leaving import cancel_registration
from workshops.models import Session
cancel_registration(
    person=Person.objects.get(email={holder!r}), session_id=Session.objects.get(key={key!r}).pk, now=clock.now()
)
"""


@dataclass
class Full:
    key: str
    holder: str


@pytest.fixture
def full(site: Site) -> Full:
    """A session whose one seat is taken."""
    holder = site.add_person("Hilda", "es")
    return Full(site.run(FULL_SESSION.format(holder=holder)).split("key ")[1].strip(), holder)


@pytest.mark.parametrize(
    ("language", "scripts"), [("en", True), ("en", False), ("es", True), ("es", False)], ids=lambda value: str(value)
)
def test_from_a_full_session_to_a_seat(
    open_window: OpenWindow, site: Site, full: Full, language: str, scripts: bool
) -> None:
    window = open_window(language=language, scripts=scripts, size=LAPTOP if scripts else PHONE)
    address = site.add_person(f"Nadia{secrets.token_hex(2)}", language)
    page = f"/{language}/workshops/{full.key}/"
    main = window.page.locator("main")

    window.visit(page)
    expect(main).to_contain_text(
        window.words("Every seat is taken. You would be number %(next_place)s on the waitlist.", next_place=1)
    )
    window.look("session-full")
    window.link("Join the waitlist").click()
    window.field("E-mail", "field").fill(address)
    window.field("Password", "field").fill(PASSWORD)
    window.button("Sign in").click()
    window.arrives(f"{page}register/")
    window.look("register")
    window.page.locator("input[value='1']").check()
    window.button("Join the waitlist").click()
    window.arrives(page)
    expect(main).to_contain_text(window.words("You are number %(position)s on the waitlist", position=1))
    window.look("session-waiting")
    window.visit(f"/{language}/workshops/mine/")
    window.look("my-workshops")

    site.run(GIVE_UP.format(holder=full.holder, key=full.key))
    mail = site.mail_with(address, "/accept/")
    assert mail["Content-Language"] == language
    link = re.search(rf"{re.escape(site.address)}(\S+/accept/)", text_of(mail))
    assert link
    window.visit(page)
    window.look("session-offered")

    stranger = open_window(language=language, scripts=scripts, size=PHONE)
    stranger.visit(link[1])
    stranger.look("offer")
    stranger.button("Yes, I take it").click()
    expect(stranger.page.locator("main")).to_contain_text(stranger.words("You have a seat. See you there!"))
    stranger.look("offer-accepted")

    window.visit(page)
    expect(main).to_contain_text(window.words("You have a seat"))
    window.look("session-seat")
    window.link("Change my answers").click()
    window.look("answers")
    window.button("Save").click()
    window.arrives(page)
    window.link("Give up my seat").click()
    window.look("give-up")
    window.button("Yes, give it up").click()
    window.arrives(page)
    expect(window.link("Register")).to_be_visible()
