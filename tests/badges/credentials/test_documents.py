"""What we publish: signed as it reads under every copy of the contexts, and in the shapes that others insist on."""

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from badges.credentials import documents, status
from badges.credentials.canonical import nquads, second_nquads
from badges.credentials.documents import CREDENTIALS, OPEN_BADGES, Holder, Issuer, PublicKeyOf, moment
from badges.credentials.reading import Document
from tests.badges.credentials.kits import ALICIA, AWARDED, EARNED, NOW, SIDE, SIGNER, US
from tests.badges.credentials.making import OLDER_OPEN_BADGES

KEY = PublicKeyOf("key-2026-01", SIGNER.public.multibase)
PUBLISHED: dict[str, Document] = {
    "credential": documents.credential(US, EARNED),
    "bare credential": documents.credential(
        US,
        replace(EARNED, evidence=(), holder=replace(ALICIA, name=""), achievement=replace(SIDE, others=(), skills=())),
    ),
    "achievement": {"@context": [CREDENTIALS, OPEN_BADGES], **documents.achievement(US.site, SIDE)},
    "status list": documents.status_list(US, 1, status.encode({5}), NOW, NOW),
    "key": documents.key_document(US, KEY),
    "identity": documents.did_document(US, [KEY]),
    "profile": documents.profile(US, [KEY]),
}


@pytest.mark.parametrize("document", [pytest.param(made, id=name) for name, made in PUBLISHED.items()])
def test_all_of_it_is_signed_as_it_reads_whichever_copy_of_the_contexts_one_has(document: Document) -> None:
    text = nquads(document)
    assert text == nquads(document, OLDER_OPEN_BADGES) == second_nquads(document)


def test_the_shapes_that_the_schema_of_open_badges_insists_on() -> None:
    """1EdTech's JSON Schema of 3.0.3, which may not be shipped: single objects, an image of three members, prefixes."""
    made = documents.credential(US, EARNED)
    assert made["@context"] == [CREDENTIALS, OPEN_BADGES]
    assert made["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert isinstance(made["credentialSubject"], dict)
    entry = made["credentialStatus"]
    assert (entry["id"], entry["statusListIndex"]) == ("https://learn.example.org/status/3#94567", "94567")
    achievement = made["credentialSubject"]["achievement"]
    assert achievement["image"].keys() == {"id", "type", "caption"}
    assert [one["targetType"] for one in achievement["alignment"]] == ["ext:ESCOSkill"]
    assert [one["id"] for one in achievement["related"]] == ["https://learn.example.org/achievements/first-ticket/1/en"]
    assert isinstance(achievement["name"], str)  # no language maps


def test_what_is_said_twice_stands_once() -> None:
    """Identical siblings keep verifiers busy for ever, and are refused."""
    twice = replace(EARNED, evidence=EARNED.evidence * 2, achievement=replace(SIDE, skills=SIDE.skills * 2))
    assert documents.credential(US, twice) == documents.credential(US, EARNED)


@pytest.mark.parametrize(
    ("site", "did"),
    [
        ("https://learn.example.org", "did:web:learn.example.org"),
        ("http://127.0.0.1:8000", "did:web:127.0.0.1%3A8000"),
    ],
)
def test_the_identity_follows_from_the_host(site: str, did: str) -> None:
    """did:web, section 3.1: example:3000 is written example%3A3000."""
    assert Issuer(site, "").did == did
    assert Issuer(site, "").method("key-2026-01") == f"{did}#key-2026-01"


def test_an_address_is_hashed_as_open_badges_says() -> None:
    """Open Badges 3.0, IdentityHash: "sha256$" and the digest of the identity with the salt appended; in small letters."""
    holder = Holder(" Example@Example.org ", "deadsea")
    assert holder.identity_hash == "sha256$" + hashlib.sha256(b"example@example.orgdeadsea").hexdigest()
    assert holder.identity_hash != replace(holder, salt="deadsee").identity_hash


def test_a_moment_without_a_zone_is_refused() -> None:
    assert moment(AWARDED) == "2026-11-23T15:00:00Z"
    without: Any = datetime(2026, 11, 23, 15)
    with pytest.raises(ValueError, match="without a zone"):
        moment(without)
