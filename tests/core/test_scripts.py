"""What vereda.js adds to a page, in a real browser. The site is played by the test: one page, and what saving answers."""

import json
from collections.abc import Callable
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, Request, Route, expect

from lms.core.stylesheet import FOLDER

pytestmark = [pytest.mark.journey, pytest.mark.slow]
SITE = "http://vereda.test"
MEXICO = "America/Mexico_City"
QUIZ = """
<form id="quiz" method="post" action="/answers" data-autosave="/answers">
  <input type="hidden" name="csrfmiddlewaretoken" value="token">
  <input id="text" type="text" name="q1">
  <label><input id="a" type="radio" name="q2" value="a"> a</label>
  <label><input id="b" type="radio" name="q2" value="b"> b</label>
  <p id="status" role="status" data-autosave-status data-saving="Saving…" data-saved="Saved {time}"
     data-waiting="Waiting" data-failed="Failed"></p>
  <button id="send">Send</button>
</form>
"""
Answer = Callable[[Route], None]


class Site:
    """Serves ``body`` as every page and keeps what was posted. ``answer`` plays the server of /answers."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.body = ""
        self.posted: list[dict[str, str]] = []
        self.answer: Answer = lambda route: route.fulfill(content_type="application/json", body='{"saved_at": "now"}')
        page.route("**/*", self.serve)

    def serve(self, route: Route, request: Request) -> None:
        if request.url.endswith("/vereda.js"):
            route.fulfill(content_type="text/javascript", body=(FOLDER / "vereda.js").read_text("utf-8"))
        elif request.method == "POST" and "application/json" in request.headers.get("accept", ""):
            self.posted.append(dict(parse_qsl(request.post_data or "", keep_blank_values=True)))
            self.answer(route)
        else:
            html = f'<!doctype html><html lang="es"><main>{self.body}</main><script type="module" src="/vereda.js"></script>'
            route.fulfill(content_type="text/html; charset=utf-8", body=html)

    def show(self, body: str, address: str = "/es/curso/") -> Page:
        self.body = body
        self.page.goto(SITE + address)
        return self.page


@pytest.fixture
def site(browser_page: Page) -> Site:
    return Site(browser_page)


def test_answers_save_themselves_and_say_when(site: Site) -> None:
    page = site.show(QUIZ)

    page.fill("#text", "403")
    page.check("#b")

    expect(page.locator("#status")).to_have_attribute("data-state", "saved")
    assert site.posted[-1] == {"csrfmiddlewaretoken": "token", "q1": "403", "q2": "b"}
    assert page.evaluate(r"/^Saved \d\d:\d\d$/.test(document.querySelector('#status').textContent)")
    assert page.evaluate("sessionStorage.length") == 0


def test_answers_wait_while_the_line_is_gone_and_go_out_when_it_is_back(site: Site) -> None:
    page = site.show(QUIZ)
    answer, site.answer = site.answer, lambda route: route.abort("internetdisconnected")
    page.fill("#text", "403")
    expect(page.locator("#status")).to_have_text("Waiting")

    site.answer = answer
    page.evaluate("dispatchEvent(new Event('online'))")

    expect(page.locator("#status")).to_have_attribute("data-state", "saved")
    assert site.posted[-1]["q1"] == "403"


def test_unsent_answers_survive_a_reload_without_their_token(site: Site) -> None:
    page = site.show(QUIZ)
    answer, site.answer = site.answer, lambda route: route.abort("internetdisconnected")
    page.fill("#text", "403")
    page.check("#a")
    expect(page.locator("#status")).to_have_text("Waiting")
    kept = page.evaluate("Object.values(sessionStorage)")
    assert "token" not in kept[0]

    site.answer = answer
    page.reload()

    expect(page.locator("#text")).to_have_value("403")
    expect(page.locator("#a")).to_be_checked()
    expect(page.locator("#status")).to_have_attribute("data-state", "saved")
    assert site.posted[-1] == {"csrfmiddlewaretoken": "token", "q1": "403", "q2": "a"}


@pytest.mark.parametrize(
    ("status", "kind", "state"),
    [(400, "application/json", "failed"), (200, "text/html", "failed"), (503, "text/html", "waiting")],
)
def test_what_was_not_saved_is_never_called_saved(site: Site, status: int, kind: str, state: str) -> None:
    page = site.show(QUIZ)
    site.answer = lambda route: route.fulfill(status=status, content_type=kind, body="{}")

    page.fill("#text", "403")

    expect(page.locator("#status")).to_have_attribute("data-state", state)
    assert json.loads(page.evaluate("Object.values(sessionStorage)")[0])[0] == ["q1", "403", None, "text"]


def test_sending_the_form_forgets_what_was_kept(site: Site) -> None:
    page = site.show(QUIZ)
    site.answer = lambda route: route.abort("internetdisconnected")
    page.fill("#text", "403")
    expect(page.locator("#status")).to_have_text("Waiting")

    page.click("#send")
    page.wait_for_url("**/answers")

    assert page.evaluate("sessionStorage.length") == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ('<input data-guess-zone id="zone" value="">', MEXICO),
        ('<input data-guess-zone id="zone" value="Europe/Madrid">', "Europe/Madrid"),
        ('<input data-guess-zone="unconfirmed" id="zone" value="UTC">', MEXICO),
        ('<select data-guess-zone="unconfirmed" id="zone"><option>UTC<option>America/Mexico_City</select>', MEXICO),
        ('<select data-guess-zone="unconfirmed" id="zone"><option>UTC<option>Europe/Madrid</select>', "UTC"),
    ],
)  # fmt: skip
def test_zone_is_guessed_only_where_nobody_chose_one(site: Site, field: str, value: str) -> None:
    context = site.page.context.browser.new_context(timezone_id=MEXICO)  # type: ignore[union-attr]
    page = Site(context.new_page()).show(field)

    expect(page.locator("#zone")).to_have_value(value)


LONG = "".join(f'<div id="b-{n}"><p>{"Un párrafo. " * 200}</p></div>' for n in range(6))


def test_other_language_opens_at_the_same_paragraph(site: Site) -> None:
    page = site.show(f'<a data-language href="/en/course/">English</a>{LONG}')
    page.evaluate("document.querySelector('#b-3').scrollIntoView()")

    page.evaluate("document.querySelector('[data-language]').click()")
    page.wait_for_url("**/en/course/**")

    assert page.url == f"{SITE}/en/course/#b-3"


def test_other_language_of_a_page_not_read_yet_opens_at_its_top(site: Site) -> None:
    page = site.show(f'<a data-language href="/en/course/">English</a>{LONG}')

    page.click("[data-language]")
    page.wait_for_url("**/en/course/**")

    assert page.url == f"{SITE}/en/course/"


def test_copy_button_appears_and_copies_the_code(site: Site) -> None:
    page = site.show(
        "<figure><figcaption><button data-copy data-done='Copiado' hidden><span>Copiar</span></button></figcaption>"
        "<pre><code>ls -l &lt;folder&gt;</code></pre></figure><textarea></textarea>"
    )

    page.click("[data-copy]")

    expect(page.locator("[data-copy]")).to_have_text("Copiado")
    page.focus("textarea")
    page.keyboard.press("Control+V")
    expect(page.locator("textarea")).to_have_value("ls -l <folder>")


def test_menu_closes_with_escape_and_gives_the_focus_back(site: Site) -> None:
    page = site.show("<details data-menu><summary>Alicia</summary><a href='/x'>Mi página</a></details><p>fuera</p>")
    page.click("summary")
    page.focus("a")

    page.keyboard.press("Escape")

    assert page.evaluate("[document.querySelector('details').open, document.activeElement.tagName]") == [
        False,
        "SUMMARY",
    ]
    page.click("summary")
    page.click("p")
    assert page.evaluate("document.querySelector('details').open") is False


def test_other_language_of_a_form_opens_at_the_same_question(site: Site) -> None:
    page = site.show(
        f'<button form="quiz" name="switch" value="en" data-language>English</button>'
        f'<form id="quiz" method="post" action="/answers">{LONG}</form>'
    )
    page.evaluate("document.querySelector('#b-2').scrollIntoView()")

    page.evaluate("document.querySelector('[data-language]').click()")
    page.wait_for_url("**/answers**")

    assert page.url == f"{SITE}/answers#b-2"
