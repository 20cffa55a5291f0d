"""A real ticket, from the member who files it to the thanks that reach whoever solved it; on a real Trac."""

from collections.abc import Callable, Iterator
from secrets import token_hex

import pytest
from playwright.sync_api import ViewportSize

from deploy.real_trac import real_trac
from tests.core.processes import until
from tests.courses.practice.trackers.real_trac import TracServer
from tests.journeys.desk import Helper, Member, Mentor
from tests.journeys.window import LAPTOP, PHONE, Window
from tests.live_site import Site, prepared_site

pytestmark = [pytest.mark.journey, pytest.mark.slow]
WRITTEN = {
    "en": "Hello, I am Ana Robles of Huerta Robles. Since the update huerta-robles.org shows a white page. Please help!",
    "es": "Hola, soy Ana Robles de la Huerta Robles. Desde la actualización huerta-robles.org sale en blanco. ¡Ayuda!",
}
ANSWER = {"en": "It was a plugin; reload the page.", "es": "Era un complemento; vuelve a cargar la página."}
SECRETS = ["Ana", "Robles", "huerta-robles"]
THANKS = {"en": "You saved our week", "es": "Nos salvaron la semana"}


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """One that may reach this machine, where the ticket system is."""
    with prepared_site(demo=False, EGRESS_ALLOW="127.0.0.1") as prepared, prepared.up() as supervisor:
        prepared.said = supervisor.rest
        yield prepared


@pytest.fixture(scope="module")
def trac() -> Iterator[TracServer]:
    with real_trac() as running:
        yield TracServer(running)


@pytest.mark.parametrize(
    ("language", "size"), [pytest.param("en", PHONE, id="en-phone"), pytest.param("es", LAPTOP, id="es-laptop")]
)
def test_a_ticket_from_the_member_to_the_thanks(
    open_window: Callable[..., Window], site: Site, trac: TracServer, language: str, size: ViewportSize
) -> None:
    mark = token_hex(3)
    plain = {"language": language, "scripts": False, "size": size}
    number = trac.create(f"{WRITTEN[language][:30]}…", WRITTEN[language], reporter="Ana Robles")
    member = Member(trac, number)

    mentor = Mentor.comes(open_window(language=language))
    mentor.connects(trac.access, f"Trac {mark}")
    mentor.finds(number)
    mentor.asks_the_member()
    member.agrees(open_window(**plain))
    mentor.redacts(SECRETS)
    mentor.writes_the_assignment(mark)

    learner = Helper.comes(open_window(**plain), "Luz")
    learner.takes(mark)
    learner.hands_in("?")
    mentor.reviews(mark, is_done=False)
    learner.reads("try again", "work-again")
    learner.hands_in(ANSWER[language])
    mentor.reviews(mark, is_done=True)

    until(lambda: trac.is_closed(number), "the answer has closed the ticket")
    assert trac.times_closed(number) == 1
    [answer] = [text for text in trac.comments(number) if ANSWER[language].split(";", maxsplit=1)[0] in text]
    assert learner.name in answer
    member.thanks(open_window(**plain), THANKS[language])
    learner.reads("Done. Your answer is in the member's ticket.", "work-done")
    assert THANKS[language] in learner.window.page.locator("main").inner_text()
    verbs = site.rows("SELECT verb FROM records_statement WHERE source = 'practice' ORDER BY id")
    assert [verb for (verb,) in verbs][-4:] == ["reviewed", "reviewed", "resolved", "mentored"]
