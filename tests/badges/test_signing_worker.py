"""The process that signs is not the one that answers the web, and only it is told what opens the keys."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.processes import Watched, children, until
from tests.live_site import Site, prepared_site

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
AWARD = """
from badges.domain.achievements import define_achievement
from lms.accounts.queries import person_by_address
from lms.core import clock
from lms.records.domain.settling import settle
from lms.records.domain.statements import record
from lms.records.enums import Verb
person, now = person_by_address({address!r}), clock.now()
key = "course:00000000-0000-0000-0000-000000000001"
words = {{"en": "Keeper", "es": "Guarda"}}
define_achievement(key="keeper", object_key=key, names=words, criteria=words, now=now)
record(person=person, verb=Verb.COMPLETED, object_key=key, happened_at=now, now=now, source="t", source_key="1")
settle(person_id=person.pk, now=now)
"""
SIGN_HERE = """
from badges.domain.keys import active_key, signer_of
from badges.enums import KeyPurpose
from badges.errors import NoKeyEncryptionKey
try:
    signer_of(active_key(KeyPurpose.CREDENTIALS))
except NoKeyEncryptionKey:
    print("cannot")
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with prepared_site(demo=False) as prepared:
        yield prepared


def words_of(process: int, what: str) -> list[str]:
    content = Path(f"/proc/{process}/{what}").read_bytes()
    return [one.decode(errors="replace") for one in content.split(b"\0")]


def signer(supervisor: Watched) -> int:
    return next(one for one in children(supervisor.process.pid) if "signing" in words_of(one, "cmdline"))


def test_badges_are_signed_by_a_process_of_its_own(site: Site) -> None:
    address = site.add_person("Alicia", "es")
    with site.up() as supervisor:
        family = children(supervisor.process.pid)
        told = {one for one in family if any(word.startswith("BADGES_KEK") for word in words_of(one, "environ"))}
        assert told == {signer(supervisor)}

        site.run(AWARD.format(address=address))
        until(lambda: site.value("SELECT count(*) FROM badges_credential WHERE content IS NOT NULL"), "it is signed")
        until(lambda: site.value("SELECT count(*) FROM badges_statuslist WHERE content IS NOT NULL"), "the list too")

        os.kill(signer(supervisor), signal.SIGKILL)
        supervisor.line("signer ended")
        supervisor.line("signer started")
    [(content,)] = site.rows("SELECT content FROM badges_credential")
    assert json.loads(content)["issuer"]["id"] == f"did:web:127.0.0.1%3A{site.port}"


def test_no_other_process_of_the_site_can_sign(site: Site) -> None:
    assert "cannot" in site.run(SIGN_HERE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_where_it_is_of_another_user_the_web_cannot_read_what_opens_the_keys(site: Site) -> None:
    """As deploy/vereda-signer.service has it: the file belongs to the signer, the web is a user who is not."""
    opener = site.folder / "signing" / "kek"
    reached = os.fork()
    if reached == 0:
        try:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            opener.read_bytes()
        except PermissionError:
            os._exit(0)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(reached, 0)[1]) == 0


def test_the_units_keep_it_apart() -> None:
    deploy = Path(__file__).resolve().parents[2] / "deploy"
    web, apart = ((deploy / f"{name}.service").read_text() for name in ("vereda", "vereda-signer"))
    users = [next(line for line in unit.splitlines() if line.startswith("User=")) for unit in (web, apart)]
    assert users == ["User=vereda", "User=vereda-signer"]
    assert "LoadCredential=kek:/etc/vereda/badges_kek" in apart
    assert "BADGES_KEK" not in web
    assert "kek" not in web
