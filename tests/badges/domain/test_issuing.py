"""From the award to bytes that anybody can check."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from badges.credentials import status as bitstring
from badges.credentials.documents import Issuer
from badges.credentials.errors import CredentialError
from badges.credentials.keys import PublicKey
from badges.credentials.proofs import check_proof
from badges.domain import awards, issuing
from badges.domain.keys import new_key
from badges.enums import AwardState, KeyPurpose
from badges.errors import NoReason
from badges.models import Award, Credential, StatusList
from lms.accounts.models import Person
from lms.core.jobs.models import Job
from lms.records.domain.settling import settle
from tests.factories.awards import award, make_achievement
from tests.factories.people import MONDAY, later
from tests.factories.signing import KEK, make_keys, sign_what_waits

pytestmark = pytest.mark.django_db


@pytest.fixture
def alicia(make_person: Callable[..., Person]) -> Person:
    return make_person("Alicia", language="es")


@pytest.fixture
def credential(alicia: Person, settings: Any) -> Credential:
    make_keys(settings)
    make_achievement()
    award(alicia)
    sign_what_waits()
    return Credential.objects.get()


def read(credential: Credential) -> dict[str, Any]:
    return json.loads(bytes(Credential.objects.get(pk=credential.pk).content or b""))


def test_an_award_becomes_a_credential_that_its_key_verifies(credential: Credential) -> None:
    made = read(credential)
    key = PublicKey.from_multibase(credential.signing_key.public)
    us = Issuer("http://testserver", "Vereda")
    assert [one["cryptosuite"] for one in made["proof"]] == ["eddsa-rdfc-2022", "eddsa-jcs-2022"]
    for proof in made["proof"]:
        check_proof(made, proof, key)
        assert proof["verificationMethod"] == us.method(credential.signing_key.name)
    assert made["issuer"]["id"] == "did:web:testserver"
    assert made["id"] == f"http://testserver/credentials/{credential.key}"
    assert made["credentialSubject"]["achievement"]["name"] == "Guarda de la web"
    with pytest.raises(CredentialError):
        check_proof(made | {"name": "Other"}, made["proof"][1], key)


def test_it_tells_nobody_who_holds_it(credential: Credential, alicia: Person) -> None:
    content = bytes(credential.content or b"").decode()
    assert alicia.email not in content
    assert alicia.chosen_name not in content
    [identity] = read(credential)["credentialSubject"]["identifier"]
    assert identity["identityHash"] == issuing.said(credential, MONDAY).holder.identity_hash
    assert identity["salt"] == credential.salt


def test_the_same_bytes_for_ever(credential: Credential, alicia: Person) -> None:
    before = bytes(credential.content or b"")
    settle(person_id=alicia.pk, now=later(5))
    issuing.issue(credential_id=credential.pk, now=later(6))
    sign_what_waits()
    assert bytes(Credential.objects.get().content or b"") == before
    assert Job.objects.filter(task="badges.sign_credential").count() == 1


@pytest.mark.parametrize("what", ["address", "name"])
def test_who_changes_is_told_anew_under_the_same_id(credential: Credential, alicia: Person, what: str) -> None:
    before, place = read(credential), (credential.status_list_id, credential.status_index)
    if what == "address":
        alicia.email = "other@example.org"
        alicia.save()
    else:
        certificate = credential.award.certificate
        certificate.shows_name = True
        certificate.save()
    issuing.tell_anew(person_id=alicia.pk, now=later(5))
    waiting = Credential.objects.get()
    assert waiting.content is None  # nobody is shown what was before
    sign_what_waits()
    after = Credential.objects.get()
    made = read(after)
    assert made["id"] == before["id"]
    assert (after.status_list_id, after.status_index) == place
    assert made["validFrom"] > before["validFrom"]
    assert made["awardedDate"] == before["awardedDate"]
    names = [one["identityHash"] for one in made["credentialSubject"]["identifier"] if not one["hashed"]]
    assert names == ([alicia.chosen_name] if what == "name" else [])
    old = {one["identityHash"] for one in before["credentialSubject"]["identifier"]}
    assert not old & {one["identityHash"] for one in made["credentialSubject"]["identifier"]}


def revoked(made: StatusList) -> set[int]:
    made.refresh_from_db()
    document = json.loads(bytes(made.content or b""))
    encoded = document["credentialSubject"]["encodedList"]
    return {one.status_index for one in Credential.objects.all() if bitstring.is_set(encoded, one.status_index)}


def test_revoked_and_reinstated_follow_into_the_list(credential: Credential, alicia: Person) -> None:
    held, made = Award.objects.get(), credential.status_list
    assert revoked(made) == set()
    with pytest.raises(NoReason):
        awards.revoke(award=held, by=alicia, reason="  ", now=later(5))
    awards.revoke(award=held, by=alicia, reason="By mistake.", now=later(5))
    sign_what_waits()
    assert revoked(made) == {credential.status_index}
    settle(person_id=alicia.pk, now=later(6))  # the record does not bring back what people took back
    assert Award.objects.get().state == AwardState.REVOKED
    awards.reinstate(award=Award.objects.get())
    sign_what_waits()
    assert revoked(made) == set()


def test_rotation_keeps_what_was_signed(credential: Credential, settings: Any) -> None:
    before = bytes(credential.content or b"")
    new = new_key(purpose=KeyPurpose.CREDENTIALS, key_encryption_key=KEK, now=later(5))
    issuing.promise_credential(award=credential.award, language="en", now=later(6))
    sign_what_waits()
    assert bytes(Credential.objects.get(pk=credential.pk).content or b"") == before
    english = Credential.objects.get(language="en")
    assert english.signing_key == new
    assert new.name != credential.signing_key.name
    [related] = read(english)["credentialSubject"]["achievement"]["related"]
    assert related["id"] == read(credential)["credentialSubject"]["achievement"]["id"]


def test_what_was_awarded_before_gets_its_badge_too(credential: Credential, make_person: Callable[..., Person]) -> None:
    Credential.objects.all().delete()
    award(make_person("Beto"))
    assert issuing.promise_missing(now=later(5)) == 1
    assert issuing.promise_missing(now=later(6)) == 0
    sign_what_waits()
    assert {one.award.person.chosen_name for one in Credential.objects.exclude(content=None)} == {"Alicia", "Beto"}
    Credential.objects.all().delete()
    Award.objects.update(state=AwardState.WITHDRAWN)
    assert issuing.promise_missing(now=later(7)) == 0


def test_a_signature_that_was_given_up_is_asked_for_again(alicia: Person, settings: Any) -> None:
    make_achievement()
    award(alicia)
    Job.objects.filter(task="badges.sign_credential").update(state="dead", finished_at=later(1))
    make_keys(settings)
    for _ in range(2):
        issuing.promise_missing(now=later(5))
    assert Job.objects.filter(task="badges.sign_credential").exclude(state="dead").count() == 1
    sign_what_waits()
    assert Credential.objects.get().content is not None


def test_without_the_key_encryption_key_nothing_is_signed(alicia: Person, settings: Any) -> None:
    make_keys(settings)
    make_achievement()
    award(alicia)
    settings.BADGES_KEK = ""
    sign_what_waits()
    assert Credential.objects.get().content is None
    job = Job.objects.get(task="badges.sign_credential")
    assert (job.state, job.last_error.partition(" ")[0]) == ("waiting", "NoKeyEncryptionKey")
