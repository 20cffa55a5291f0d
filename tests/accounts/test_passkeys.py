"""Passkeys in a real Chromium with an authenticator that its developer protocol provides."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.conftest import PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def phone() -> Iterator[Page]:
    """A browser with a passkey store, and the list of what its content policy forbade.

    Comes last among a test's fixtures: while it is open, an event loop runs here, and the database is not for asking.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(locale="en")
        protocol = page.context.new_cdp_session(page)
        protocol.send("WebAuthn.enable")
        protocol.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        page.forbidden = []  # type: ignore[attr-defined]
        page.on("console", lambda said: page.forbidden.append(said.text) if "Content Security" in said.text else None)
        yield page
        browser.close()


def sign_in_by_password(page: Page, base: str, email: str) -> None:
    page.goto(f"{base}/en/accounts/login/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda address: "/login/" not in address)


def test_passkey_is_added_signs_in_alone(learner, live_server, phone):
    base = live_server.url
    sign_in_by_password(phone, base, learner.email)
    phone.goto(f"{base}/en/accounts/2fa/webauthn/add/")
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_label("Sign in with this key alone").check()
    phone.get_by_role("button", name="Add the key").click()
    phone.wait_for_url("**/recovery-codes/")
    assert phone.locator("ul.codes li").count() == 10

    phone.goto(f"{base}/en/accounts/2fa/webauthn/")
    assert phone.get_by_text("Key 1").is_visible()
    phone.goto(f"{base}/en/accounts/logout/")
    phone.get_by_role("main").get_by_role("button", name="Sign out").click()

    phone.goto(f"{base}/en/accounts/login/?next=/en/accounts/sessions/")
    phone.get_by_role("button", name="Use a passkey").click()
    phone.get_by_text("this device").wait_for()
    assert phone.forbidden == []


def test_key_is_the_second_factor_after_a_password(learner, live_server, phone):
    base = live_server.url
    sign_in_by_password(phone, base, learner.email)
    phone.goto(f"{base}/en/accounts/2fa/webauthn/add/")
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("button", name="Continue").click()
    phone.get_by_role("button", name="Add the key").click()
    phone.wait_for_url("**/recovery-codes/")
    phone.context.clear_cookies()

    sign_in_by_password(phone, base, learner.email)
    phone.wait_for_url("**/2fa/authenticate/")
    phone.get_by_role("button", name="Use your passkey or security key").click()
    phone.wait_for_url(lambda address: "authenticate" not in address)
    phone.goto(f"{base}/en/accounts/sessions/")
    phone.get_by_text("this device").wait_for()
    assert phone.forbidden == []
