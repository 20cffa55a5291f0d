"""From a guide's list to a better guide: read it, say whether it worked, propose a change, and see it published."""

import re
from collections.abc import Callable

import pytest
import yaml
from playwright.sync_api import expect

from lms.portal.domain.demo import WRITINGS
from tests.core.processes import until
from tests.journeys.test_pages import sign_in
from tests.journeys.window import PHONE, PICTURES, Window
from tests.live_site import Site, text_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]
BOTH = pytest.mark.parametrize(
    ("language", "scripts"), [pytest.param("en", not PICTURES, id="en"), pytest.param("es", False, id="es-no_scripts")]
)
INDEX = {"en": "/en/guides/", "es": "/es/guias/"}
GUIDE = yaml.safe_load((WRITINGS / "guides" / "comprobar-un-certificado.yaml").read_text("utf-8"))
ESSAY = yaml.safe_load((WRITINGS / "essays" / "que-promete-un-candado.yaml").read_text("utf-8"))
ACCEPT = """
from lms.accounts.models import Person
from lms.content.models import Proposal
for proposal in Proposal.objects.filter(state="submitted"):
    by = Person.objects.get(email="fatima@demo.example")
    proposal.moderation.current_task_state.specific.approve(user=by)
"""


def open_from_the_list(window: Window, language: str, title: str) -> None:
    window.visit(f"/{language}/")
    window.page.get_by_role("navigation").get_by_role("link", name=window.words("Guides"), exact=True).click()
    window.arrives(INDEX[language])
    window.page.get_by_role("link", name=title, exact=True).click()


@BOTH
def test_a_guide_is_read_answered_and_made_better(
    open_window: OpenWindow, site: Site, language: str, scripts: bool
) -> None:
    title, path = GUIDE["title"][language], f"{INDEX[language]}{GUIDE['slug'][language]}/"
    guest = open_window(language=language, scripts=scripts, size=PHONE)
    open_from_the_list(guest, language, title)
    guest.arrives(path)
    guest.look("guide-of-a-stranger")
    guest.page.get_by_role("radio", name=guest.words("No", "answer"), exact=True).check()
    guest.page.locator("#answer textarea").fill("<b>?</b>")
    guest.button("Send").click()
    thanks = guest.words("Thank you. Your answer is kept, and you can change it here at any time.")
    expect(guest.page.get_by_role("status")).to_contain_text(thanks)
    expect(guest.page.locator("#answer textarea")).to_have_value("<b>?</b>")
    assert "<b>?</b>" in text_of(site.mail_with("diego@demo.example", "<b>?</b>"))

    address = site.add_person("Zoe", language)
    member = open_window(language=language, scripts=scripts)
    sign_in(member, address, language, back_to=path)
    member.arrives(path)
    member.look("guide")
    member.visit(f"{path}?view=both")
    member.look("guide-in-both-languages")
    member.visit(path)
    member.page.locator(".steps > li").first.locator(".propose").click()
    member.look("propose-a-change")
    better = {"en": "Better words in English", "es": "Mejores palabras en español"}[language]
    member.page.locator("main form input").nth(1).fill(better)
    member.button("Send the change").click()
    expect(member.page).to_have_url(re.compile(re.escape(path)))
    expect(member.page.get_by_role("status")).to_be_visible()
    expect(member.page.get_by_text(better)).to_have_count(0)

    site.run(ACCEPT)
    told = site.mail_with(address, path)
    assert told["Subject"].strip() == member.words("Your change is published: %(title)s", title=title)
    until(
        lambda: site.value("SELECT count(*) FROM records_statement WHERE verb = 'contributed'") > 0,
        "the contribution is recorded",
    )
    member.visit(path)
    expect(member.page.get_by_role("heading", name=better, exact=True)).to_be_visible()


@BOTH
def test_an_essay_leads_to_the_glossary_and_shows_its_map(
    open_window: OpenWindow, language: str, scripts: bool
) -> None:
    window = open_window(language=language, scripts=scripts)
    open_from_the_list(window, language, ESSAY["title"][language])
    window.look("essay")
    expect(window.page.locator("figure.map svg")).to_be_visible()
    window.page.locator("figure.map summary").click()
    expect(window.page.locator(".map-words")).to_be_visible()
    window.page.locator("a.term").first.click()
    expect(window.page).to_have_url(re.compile(r"#t-[a-z0-9-]+$"))
    window.look("glossary")
    window.visit(INDEX[language])
    window.look("guides")
    window.visit(f"{INDEX[language]}?topic=mail&kind=essay")
    window.look("guides-empty")
    other = {"en": "es", "es": "en"}[language]
    window.visit(f"{INDEX[language]}{ESSAY['slug'][language]}/")
    window.switch(other)
    assert window.path == f"{INDEX[other]}{ESSAY['slug'][other]}/"
