"""What machines fetch: the right bytes, the right types, for any page of any site, and nothing that is not shared."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from badges.credentials.keys import PublicKey
from badges.credentials.proofs import check_proof
from badges.domain import issuing
from badges.domain.certificates import choose_what_is_shown
from badges.domain.keys import new_key
from badges.enums import KeyPurpose, KeyState
from badges.models import Credential, SigningKey
from lms.accounts.models import Person
from tests.factories.awards import award, make_achievement
from tests.factories.people import MONDAY, later, signed_in
from tests.factories.signing import KEK, make_keys, sign_what_waits

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def house(site: Any) -> None:
    """Pages have a navigation."""


@pytest.fixture
def alicia(make_person: Callable[..., Person]) -> Person:
    return make_person("Alicia", language="es")


@pytest.fixture
def credential(alicia: Person, settings: Any) -> Credential:
    make_keys(settings)
    make_achievement()
    certificate = award(alicia)
    sign_what_waits()
    choose_what_is_shown(certificate=certificate, is_shared=True, shows_name=False, now=MONDAY)
    return Credential.objects.get()


def path(credential: Credential, kind: str = ".json") -> str:
    return f"/credentials/{credential.key}{kind}"


def data(path: str, accept: str = "*/*") -> Any:
    answer = Client().get(path, HTTP_ACCEPT=accept)
    assert (answer.status_code, answer["Access-Control-Allow-Origin"], answer.cookies) == (200, "*", {})
    return json.loads(answer.content)


def test_a_stranger_follows_the_addresses_in_it_and_verifies_it(credential: Credential) -> None:
    answer = Client().get(path(credential))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/vc")
    made = json.loads(answer.content)
    assert answer.content == bytes(credential.content or b"")
    keys = data("/.well-known/did.json")
    assert keys["id"] == made["issuer"]["id"]
    methods = {one["id"]: one for one in keys["verificationMethod"]}
    for proof in made["proof"]:
        method = methods[proof["verificationMethod"]]
        assert method["id"] in keys["assertionMethod"]
        assert method["controller"] == made["issuer"]["id"]
        check_proof(made, proof, PublicKey.from_multibase(method["publicKeyMultibase"]))
    entry = made["credentialStatus"]
    listed = data(entry["statusListCredential"].removeprefix("http://testserver"))
    assert (listed["id"], listed["issuer"]) == (entry["statusListCredential"], made["issuer"]["id"])
    achievement = made["credentialSubject"]["achievement"]
    shown = data(achievement["id"].removeprefix("http://testserver"))
    assert {name: value for name, value in shown.items() if name != "@context"} == achievement


def test_tools_without_dids_find_the_keys_too(credential: Credential) -> None:
    profile = data("/issuer", "application/ld+json")
    [url] = [one for one in profile["assertionMethod"] if credential.signing_key.name in one]
    key = data(url.removeprefix("http://testserver"))
    assert (key["id"], key["controller"]) == (url, profile["id"])
    assert key["publicKeyMultibase"] == credential.signing_key.public
    assert Client().get("/issuer/keys/key-1999-01").status_code == 404


def test_a_browser_gets_pages(credential: Credential) -> None:
    for where, words in (("/issuer", "did:web:testserver"), ("/achievements/web-keeper/1/es", "Guarda de la web")):
        page = Client().get(where, HTTP_ACCEPT="text/html,application/xhtml+xml,*/*;q=0.8")
        assert "Accept" in page["Vary"]  # a cache between keeps both
        assert "Accept" in Client().get(where)["Vary"]
        assert page["Content-Type"].startswith("text/html")
        assert words in page.content.decode()


def test_only_its_holder_finds_what_is_not_shared(
    credential: Credential, alicia: Person, make_person: Callable[..., Person]
) -> None:
    choose_what_is_shown(certificate=credential.award.certificate, is_shared=False, shows_name=False, now=MONDAY)
    for kind in ("", ".json", ".png"):
        assert Client().get(path(credential, kind)).status_code == 404
        assert signed_in(make_person(f"Beto{kind}")).get(path(credential, kind)).status_code == 404
    own = signed_in(alicia).get(path(credential))
    assert (own.status_code, "no-store" in own["Cache-Control"]) == (200, True)


def test_what_waits_for_its_signature_says_when_to_come_back(credential: Credential, alicia: Person) -> None:
    issuing.promise_both_languages(award=credential.award, now=MONDAY)
    waiting = Credential.objects.get(language="en")
    answer = Client().get(path(waiting))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_a_retired_key_stays_and_a_compromised_one_goes(credential: Credential) -> None:
    old = credential.signing_key
    new = new_key(purpose=KeyPurpose.CREDENTIALS, key_encryption_key=KEK, now=later(5))
    names = [one["id"].partition("#")[2] for one in data("/.well-known/did.json")["verificationMethod"]]
    assert {old.name, new.name} <= set(names)
    SigningKey.objects.filter(pk=old.pk).update(state=KeyState.COMPROMISED, compromised_since=later(6))
    assert old.name not in json.dumps(data("/.well-known/did.json"))


@pytest.mark.parametrize(
    "where",
    [
        "/achievements/web-keeper/2/es", "/achievements/web-keeper/1/fr", "/achievements/none/1/es", "/status/99",
        "/credentials/00000000-0000-4000-8000-000000000000.json",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(credential: Credential, where: str) -> None:
    assert Client().get(where).status_code == 404
