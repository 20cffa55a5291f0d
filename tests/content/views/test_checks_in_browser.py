"""The checker beside a lesson's form finds what the house asks for, under the policies of the editor and of previews."""

import os
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect, sync_playwright

from lms.accounts.enums import Role
from tests.factories.blocks import text_block
from tests.factories.site import lesson, make_course, make_site

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

REPORT = """
window.addEventListener("securitypolicyviolation", event =>
  console.error(`BLOCKED ${event.violatedDirective} ${event.blockedURI} in ${event.sourceFile}:${event.lineNumber}`))
"""
LINKS = '<p>Read <a href="https://example.org/a">here</a>, <a href="https://example.org/b">Aquí.</a> or <a href="https://example.org/c">how a log is read</a>.</p>'  # noqa: E501


@pytest.mark.parametrize(("language", "words"), [
    ("en", "A link does not say where it leads"), ("es", "Un enlace no dice a dónde lleva"),
])  # fmt: skip
def test_a_link_that_says_nothing_is_named_beside_the_form(
    monkeypatch: Any, live_server: Any, make_person: Any, enter_editor: Any, language: str, words: str
) -> None:
    make_site()
    body = {"en": [text_block("links", LINKS)], "es": [text_block("links", LINKS)]}
    page = make_course("web", [lesson("first", body=body)]).page("first")
    editor = make_person("Gaby", Role.EDITOR, language=language)
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    said: list[str] = []
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM_PATH") or "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1400, "height": 900})
        context.add_init_script(REPORT)
        context.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        context.on("weberror", lambda error: said.append(str(error.error)))
        cookies = enter_editor(Client(), editor).cookies
        context.add_cookies([{"name": n, "value": kept.value, "url": live_server.url} for n, kept in cookies.items()])
        window = context.new_page()
        window.goto(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        window.locator("[data-side-panel-toggle=checks]").click()
        found = window.locator("[data-checks-panel]")
        expect(found.get_by_text(words)).to_have_count(2, timeout=30_000)
        browser.close()
    # Wagtail writes its findings to the console, too.
    assert [one for one in said if not one.startswith("axe.run results")] == []
