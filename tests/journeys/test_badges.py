"""A badge from the award to a stranger's verdict: earned, shared, checked as a file, taken back, checked again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Download, expect

from lms.accounts.domain import current_code
from lms.core import clock
from tests.core.processes import until
from tests.journeys.test_pages import sign_in
from tests.journeys.window import LAPTOP, PHONE, Window
from tests.journeys.workshop import Somebody

pytestmark = [pytest.mark.journey, pytest.mark.slow]
EARNED = """
from badges.domain.achievements import define_achievement
from lms.accounts.queries import person_by_address
from lms.core import clock
from lms.records.domain.settling import settle
from lms.records.domain.statements import record
from lms.records.enums import Verb
person, now = person_by_address({address!r}), clock.now()
key = "course:00000000-0000-0000-0000-00000000000{number}"
define_achievement(
    key="keeper-{number}", object_key=key, names={{"en": "Keeper {number}", "es": "Guarda {number}"}},
    criteria={{"en": "Kept it.", "es": "Lo guardó."}}, now=now,
)
record(person=person, verb=Verb.COMPLETED, object_key=key, happened_at=now, now=now, source="t", source_key=key)
settle(person_id=person.pk, now=now)
"""
COMMITTEE = """
from lms.accounts.domain import grant_role
from lms.accounts.domain.second_factor import set_totp
from lms.accounts.enums import Role
from lms.accounts.queries import person_by_address
from lms.core import clock
person = person_by_address({address!r})
grant_role(person=person, role=Role.COMMITTEE, by=None, now=clock.now())
print("secret", set_totp(person=person, now=clock.now()))
"""
NAMES = {"en": "Keeper", "es": "Guarda"}


def holds_out(window: Window, download: Download, verdict: str) -> None:
    """The file as it was given away, on the page for everybody."""
    window.visit(f"/verify/?lang={window.language}")
    window.page.set_input_files("#file", download.path())
    window.button("Check the badge").click()
    expect(window.page.get_by_role("heading", level=1)).to_have_text(window.words(verdict))
    window.look("badge-checked")


@pytest.mark.parametrize(
    ("language", "scripts", "size", "number"),
    [
        pytest.param("en", True, LAPTOP, 1, id="en-scripts-laptop"),
        pytest.param("es", False, PHONE, 2, id="es-no_scripts-phone"),
    ],
)
def test_a_badge_is_earned_shared_checked_and_taken_back(
    open_window: Callable[..., Window], language: str, scripts: bool, size: object, number: int
) -> None:
    window = open_window(language=language, scripts=scripts, size=size)
    holder = Somebody(window, window.site.add_person(f"Luz{number}", language))
    holder.enters()
    window.site.run(EARNED.format(address=holder.email, number=number))
    window.visit(f"/{language}/my/")
    window.page.get_by_role("link", name=f"{NAMES[language]} {number}").first.click()
    own = window.path
    code = own.rstrip("/").rpartition("/")[2]
    file = window.page.get_by_role(
        "link", name=window.words(f"Signed file in {'English' if language == 'en' else 'Spanish'} (JSON)")
    )

    def is_signed() -> bool:
        window.page.reload()
        return file.is_visible()

    until(is_signed, "the badge is signed")
    window.look("certificate-signed")
    with window.page.expect_download() as download:
        file.click()
    assert Path(download.value.path()).read_bytes().startswith(b'{"@context"')

    stranger = open_window(language=language, scripts=False, size=size)
    stranger.visit(f"/verify/{code}", status=404)
    holds_out(stranger, download.value, "This badge is genuine and counts.")

    window.visit(own)
    window.field("Whoever has the link, the code or the paper may look it up").check()
    window.button("Save").click()
    stranger.visit(f"/verify/{code}?lang={language}")
    expect(stranger.page.locator("main")).to_contain_text(stranger.words("This certificate is genuine and stands."))
    stranger.look("verify-shared")
    stranger.link("Who issues, and with which keys").first.click()
    stranger.look("issuer")

    judge = open_window(language=language)
    address = judge.site.add_person(f"Eva{number}", language)
    secret = judge.site.run(COMMITTEE.format(address=address)).partition("secret ")[2].strip()
    sign_in(judge, address, language, back_to="/cms/awards/")
    judge.field("Code", "field").fill(current_code(secret=secret, now=clock.now()))
    judge.page.locator("main form button[type=submit]").first.click()
    judge.arrives("/cms/awards/")
    judge.look("desk-awards")
    judge.page.get_by_role("link", name=f"{NAMES[language]} {number}").first.click()
    judge.look("desk-award")
    judge.page.locator("[name=reason]").fill("It went to somebody else.")
    judge.button("Take it back").click()
    expect(judge.button("Let it count again")).to_be_visible()
    judge.look("desk-award-revoked")

    stranger.visit(f"/verify/{code}?lang={language}")
    expect(stranger.page.locator("main")).to_contain_text("It went to somebody else.")
    stranger.look("verify-revoked")

    def is_told() -> bool:
        stranger.visit(f"/verify/?lang={language}")
        stranger.page.set_input_files("#file", download.value.path())
        stranger.button("Check the badge").click()
        words = stranger.words("This badge was genuine, and was taken back.")
        return stranger.page.get_by_role("heading", level=1).inner_text() == words

    until(is_told, "the signed list says so", pause=1)
    stranger.look("badge-revoked")
    window.visit(own)
    expect(window.page.locator("main")).to_contain_text("It went to somebody else.")
    window.look("certificate-revoked")
