"""The pages beside the newcomer's way: everything around an account, and what is shown when something went wrong."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect

from lms.accounts.domain import current_code
from lms.core import clock
from tests.conftest import PASSWORD
from tests.journeys.window import PICTURES, Window
from tests.live_site import Site, text_of
from tests.shipped_courses import course_of

pytestmark = [pytest.mark.journey, pytest.mark.slow]
OpenWindow = Callable[..., Window]
BOTH = pytest.mark.parametrize(
    ("language", "scripts"), [pytest.param("en", not PICTURES, id="en"), pytest.param("es", False, id="es-no_scripts")]
)


def sign_in(window: Window, address: str, language: str, back_to: str = "") -> None:
    query = f"?{urlencode({'next': back_to})}" if back_to else ""
    window.visit(f"/{language}/accounts/login/{query}")
    window.field("E-mail", "field").fill(address)
    window.field("Password", "field").fill(PASSWORD)
    window.page.locator("main").get_by_role("button", name=window.words("Sign in"), exact=True).click()


@BOTH
def test_ways_in(open_window: OpenWindow, site: Site, language: str, scripts: bool) -> None:
    address = site.add_person("Olga", language)
    window = open_window(language=language, scripts=scripts)
    window.visit(f"/{language}/accounts/login/")
    window.look("sign-in")
    window.field("E-mail", "field").fill(address)
    window.field("Password", "field").fill("not the one")
    window.page.locator("main").get_by_role("button", name=window.words("Sign in"), exact=True).click()
    expect(window.page.locator("main").get_by_role("alert")).to_be_visible()
    window.look("sign-in-refused")

    window.visit(f"/{language}/accounts/signup/")
    window.field("Your name", "field").fill("O")
    window.field("E-mail", "field").fill("olga@people")
    window.field("Password", "field").fill("12345678")
    window.button("Make an account").click()
    expect(window.page.locator("main").get_by_role("alert")).to_be_visible()
    window.look("sign-up-refused")

    window.visit(f"/{language}/accounts/password/reset/")
    window.look("password-forgotten")

    window.visit(f"/{language}/accounts/login/code/")
    window.look("sign-in-by-code")
    window.field("E-mail", "field").fill(address)
    window.button("Mail me a code").click()
    window.look("sign-in-code")
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", text_of(site.mail_with(address, "")), re.MULTILINE)
    assert code
    window.field("Code", "field").fill(code[1])
    window.button("Continue").click()
    window.arrives(f"/{language}/my/")
    window.look("my-page-of-a-newcomer")


@BOTH
def test_an_account_of_ones_own(open_window: OpenWindow, site: Site, language: str, scripts: bool) -> None:
    address = site.add_person("Pablo", language)
    window = open_window(language=language, scripts=scripts)
    sign_in(window, address, language)
    window.arrives(f"/{language}/my/")
    for name, path in (
        ("profile", "profile/"),
        ("email", "email/"),
        ("password", "password/change/"),
        ("sessions", "sessions/"),
        ("second-factor", "2fa/"),
        ("keys", "2fa/webauthn/"),
    ):
        window.visit(f"/{language}/accounts/{path}")
        window.look(name)

    window.visit(f"/{language}/accounts/profile/")
    window.field("Your name", "field").fill(" ")
    with window.expecting(400):
        window.page.locator("main").get_by_role("button", name=window.words("Save"), exact=True).first.click()
    window.look("profile-refused")

    window.visit(f"/{language}/accounts/2fa/webauthn/add/")
    window.look("who-are-you-again")
    window.field("Password", "field").fill(PASSWORD)
    window.button("Continue").click()
    window.arrives(f"/{language}/accounts/2fa/webauthn/add/")
    window.look("key-new")
    window.visit(f"/{language}/accounts/2fa/totp/activate/")
    window.look("app-new")
    secret = window.page.locator("main code").inner_text()
    window.field("Code", "field").fill(current_code(secret=secret, now=clock.now()))
    window.button("Finish").click()
    expect(window.page.locator("main").get_by_role("status").first).to_be_visible()
    window.look("recovery-codes")
    window.visit(f"/{language}/accounts/2fa/")
    window.look("second-factor-with-app")
    window.visit(f"/{language}/accounts/2fa/totp/deactivate/")
    window.look("app-removed")

    other = open_window(language=language, scripts=scripts)
    sign_in(other, address, language)
    other.look("sign-in-second-factor")


@BOTH
def test_where_somebody_may_not_go_or_nothing_is(
    open_window: OpenWindow, site: Site, language: str, scripts: bool
) -> None:
    window = open_window(language=language, scripts=scripts)
    window.visit(f"/{language}/nothing/here/", status=404)
    window.look("404-of-a-stranger")
    sign_in(window, site.add_person("Quique", language), language)
    window.arrives(f"/{language}/my/")
    window.visit(f"/{language}/nothing/here/", status=404)
    window.look("404")
    window.visit("/cms/", status=403)
    window.look("403")
    window.visit(course_of("correo-confiable").units[3].paths[language])
    window.page.locator("#quiz input[name=attempt]").evaluate("field => field.value = 'none'")
    with window.expecting(400):
        window.button("Check my answers").click()
    window.look("quiz-refused")
    window.visit(f"/{language}/courses/?level=advanced" if language == "en" else "/es/cursos/?level=advanced")
    window.look("catalogue-empty")
    window.visit(f"/{language}/styleguide/")
    window.look("styleguide")


def test_staff_come_to_the_editor_only_with_a_second_factor(open_window: OpenWindow, site: Site) -> None:
    window = open_window(language="es", scripts=not PICTURES)
    window.visit("/es/accounts/login/?next=/cms/")
    window.field("E-mail", "field").fill("carmen@demo.example")
    window.field("Password", "field").fill(site.demo_password("carmen@demo.example"))
    window.page.locator("main").get_by_role("button", name=window.words("Sign in"), exact=True).click()
    expect(window.field("Code", "field")).to_be_visible()
    window.look("second-factor-of-staff")
