"""Proofs: the published ones byte for byte, ours by a third implementation too, and no way to alter what they cover."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.credentials.canonical import UndefinedTerm
from badges.credentials.contexts import CREDENTIALS_2, OPEN_BADGES_3, OPEN_BADGES_EXTENSIONS
from badges.credentials.errors import CredentialError
from badges.credentials.keys import PublicKey, SeedSigner
from badges.credentials.multibase import base58btc, from_base58btc
from badges.credentials.proofs import JCS, RDFC, BadProof, check_proof, hash_data, signed
from badges.credentials.reading import Document, Unreadable
from tests.badges.credentials import vectors
from tests.badges.credentials.making import (
    BADGE,
    METHOD,
    OLDER_OPEN_BADGES,
    SIGNER,
    altered,
    at,
    badge,
    leaves,
    numbers,
    reordered,
    texts,
)

CREATED = datetime(2026, 11, 23, 15, 0, 7, tzinfo=UTC)
SIGNED = signed(badge(), SIGNER, METHOD, CREATED)
TEAMWORK_KEY = PublicKey.from_multibase(vectors.TEAMWORK_PUBLIC)


def refused(document: Document, proof: dict[str, Any], key: PublicKey = SIGNER.public) -> str:
    with pytest.raises(BadProof) as caught:
        check_proof(document, proof, key)
    return caught.value.code


# Published vectors


def test_hashes_are_those_of_the_cryptosuites() -> None:
    rdfc = hash_data(vectors.ALUMNI, vectors.ALUMNI_RDFC_CONFIG, vectors.WITH_EXAMPLES)
    jcs = hash_data(vectors.ALUMNI, vectors.ALUMNI_JCS_CONFIG, vectors.WITH_EXAMPLES)

    assert rdfc.hex() == "".join(vectors.ALUMNI_RDFC_HASHES)
    assert jcs.hex() == "".join(vectors.ALUMNI_JCS_HASHES)


def test_signatures_are_those_of_the_cryptosuites() -> None:
    """Each of the set is made over the document alone: so the two published proofs stand side by side."""
    signer = SeedSigner(from_base58btc(vectors.ALUMNI_SECRET)[2:])
    created = datetime(2023, 2, 24, 23, 36, 38, tzinfo=UTC)

    document = signed(vectors.ALUMNI, signer, vectors.ALUMNI_METHOD, created, vectors.WITH_EXAMPLES)

    assert document == vectors.ALUMNI | {
        "proof": [
            vectors.ALUMNI_RDFC_CONFIG | {"proofValue": vectors.ALUMNI_RDFC_VALUE},
            vectors.ALUMNI_JCS_CONFIG | {"proofValue": vectors.ALUMNI_JCS_VALUE},
        ]
    }
    assert [from_base58btc(proof["proofValue"]).hex() for proof in document["proof"]] == [
        vectors.ALUMNI_RDFC_SIGNATURE,
        vectors.ALUMNI_JCS_SIGNATURE,
    ]


@pytest.mark.parametrize("number", range(4))
def test_published_sets_and_chains_verify(number: int) -> None:
    key = PublicKey.from_multibase(vectors.CHAIN_PUBLIC[number])
    other = PublicKey.from_multibase(vectors.CHAIN_PUBLIC[number - 1])
    document = vectors.ALUMNI | {"proof": vectors.CHAIN}

    check_proof(document, vectors.CHAIN[number], key, vectors.WITH_EXAMPLES)
    with pytest.raises(BadProof):
        check_proof(document, vectors.CHAIN[number], other, vectors.WITH_EXAMPLES)


def test_a_proof_covers_those_that_it_follows() -> None:
    key = PublicKey.from_multibase(vectors.CHAIN_PUBLIC[2])
    resigned = vectors.CHAIN[0] | {"proofValue": vectors.CHAIN[1]["proofValue"]}

    with pytest.raises(BadProof) as caught:
        check_proof(
            vectors.ALUMNI | {"proof": [resigned, *vectors.CHAIN[1:]]}, vectors.CHAIN[2], key, vectors.WITH_EXAMPLES
        )

    assert caught.value.code == "signature"


@pytest.mark.parametrize("document", [vectors.STATUS_LIST, vectors.DID_KEY, vectors.REVOKED])
def test_published_credentials_of_1edtech_verify(document: Document) -> None:
    proof = document["proof"][0] if isinstance(document["proof"], list) else document["proof"]

    check_proof(document, proof, TEAMWORK_KEY)
    assert refused(document | {"validFrom": "2022-01-01T00:00:00Z"}, proof, TEAMWORK_KEY) == "signature"


# Ours


def test_a_signed_badge_has_both_proofs() -> None:
    options = {
        "type": "DataIntegrityProof",
        "created": "2026-11-23T15:00:07Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
    }
    bare = [{name: value for name, value in proof.items() if name != "proofValue"} for proof in SIGNED["proof"]]

    assert {name: value for name, value in SIGNED.items() if name != "proof"} == BADGE
    assert bare == [
        options | {"cryptosuite": "eddsa-rdfc-2022"},
        options | {"cryptosuite": "eddsa-jcs-2022", "@context": [CREDENTIALS_2, OPEN_BADGES_3]},
    ]
    for proof in SIGNED["proof"]:
        check_proof(SIGNED, proof, SIGNER.public)


def test_a_badge_may_carry_a_signed_endorsement() -> None:
    """With proofs of its own, of which one brings its contexts."""
    mentor = SeedSigner(b"m" * 32)
    endorsement = signed(
        {
            "@context": [CREDENTIALS_2, OPEN_BADGES_3],
            "id": "https://mentor.example/endorsements/1",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "issuer": {"id": "https://mentor.example", "type": ["Profile"], "name": "Carmen"},
            "validFrom": "2026-11-20T10:00:00Z",
            "credentialSubject": {
                "id": "https://learn.example.org/achievements/first-ticket/1/es",
                "type": ["EndorsementSubject"],
                "endorsementComment": "Lo vi.",
            },
        },
        mentor,
        "https://mentor.example/key",
        CREATED,
    )
    document = signed(badge(endorsement=[endorsement]), SIGNER, METHOD, CREATED)

    for proof in document["proof"]:
        check_proof(document, proof, SIGNER.public)
    for proof in document["endorsement"][0]["proof"]:
        check_proof(document["endorsement"][0], proof, mentor.public)
    forged = altered(document, ("endorsement", 0, "proof", 1, "proofValue"), base58btc(b"\x01" * 64))
    assert [refused(forged, proof) for proof in forged["proof"]] == ["signature", "signature"]


def test_another_library_verifies_it() -> None:
    """openbadgeslib, with code of its own for everything but pyld."""
    from openbadgeslib.ob3 import OB3VerificationError
    from openbadgeslib.ob3.ldp import verify_data_integrity_proof

    pem = Ed25519PublicKey.from_public_bytes(SIGNER.public.raw).public_bytes(
        Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
    )

    verify_data_integrity_proof(SIGNED, pem)
    with pytest.raises(OB3VerificationError):
        verify_data_integrity_proof(SIGNED | {"name": "Otra"}, pem)


def test_who_knows_the_older_context_verifies_it() -> None:
    for proof in SIGNED["proof"]:
        check_proof(SIGNED, proof, SIGNER.public, OLDER_OPEN_BADGES)


def test_jcs_needs_no_context() -> None:
    """Nothing of JSON-LD is loaded, not even for terms that nobody defines."""
    document = badge(**{"@context": ["https://nobody.example/context"], "whatever": [[None]]})
    config = SIGNED["proof"][1] | {"@context": ["https://nobody.example/context"]}
    del config["proofValue"]
    proof = config | {"proofValue": base58btc(SIGNER.sign(hash_data(document, config, {})))}

    check_proof(document | {"proof": proof}, proof, SIGNER.public, {})


@given(st.data())
@settings(max_examples=15)
def test_the_order_of_members_does_not_matter(data: st.DataObject) -> None:
    def shuffle(names: list[str]) -> list[str]:
        return data.draw(st.permutations(names))

    document = reordered(SIGNED, shuffle)

    for proof in document["proof"]:
        check_proof(document, proof, SIGNER.public)


@given(texts, numbers, st.binary(min_size=32, max_size=32))
@settings(max_examples=25)
def test_what_is_signed_verifies(name: str, credits_earned: float, seed: bytes) -> None:
    document = badge(name=name)
    document["credentialSubject"]["creditsEarned"] = credits_earned
    signer = SeedSigner(seed)

    found = signed(document, signer, METHOD, CREATED)

    for proof in found["proof"]:
        check_proof(found, proof, signer.public)


@given(st.sampled_from(list(leaves(BADGE))), texts | numbers | st.booleans())
@settings(max_examples=100)
def test_no_leaf_can_be_altered(path: tuple[str | int, ...], value: object) -> None:
    was = at(BADGE, path)
    if (type(value), value) == (type(was), was):
        return
    document = altered(SIGNED, path, value)
    for proof in document["proof"]:
        with pytest.raises(CredentialError):
            check_proof(document, proof, SIGNER.public)


@pytest.mark.parametrize("path", list(leaves(SIGNED["proof"])))
def test_no_leaf_of_a_proof_can_be_altered(path: tuple[int, str]) -> None:
    value = at(SIGNED["proof"], path)
    others = {"created": "2026-11-23T15:00:08Z", "proofValue": base58btc(b"\x01" * 64), "cryptosuite": JCS}
    other = others.get(str(path[1]), f"{value}x")
    document = altered(SIGNED, ("proof", *path), RDFC if value == JCS else other)

    with pytest.raises(CredentialError):
        check_proof(document, document["proof"][path[0]], SIGNER.public)


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    "name", ["validUntil", "credentialStatus", "evidence", "awardedDate", "issuer", "credentialSubject", "id"]
)
def test_nothing_can_be_taken_away(name: str, number: int) -> None:
    document = {member: value for member, value in SIGNED.items() if member != name}

    assert refused(document, SIGNED["proof"][number]) == "signature"


@pytest.mark.parametrize("number", [0, 1])
def test_nothing_can_be_added(number: int) -> None:
    assert refused(SIGNED | {"description": "x"}, SIGNED["proof"][number]) == "signature"


def test_an_undefined_member_is_no_way_round() -> None:
    rdfc, jcs = SIGNED["proof"]
    with pytest.raises(UndefinedTerm):
        check_proof(SIGNED | {"honours": "summa"}, rdfc, SIGNER.public)
    with pytest.raises(UndefinedTerm):
        check_proof(SIGNED, rdfc | {"honours": "summa"}, SIGNER.public)

    assert refused(SIGNED | {"honours": "summa"}, jcs) == "signature"
    assert refused(SIGNED, jcs | {"honours": "summa"}) == "signature"


@pytest.mark.parametrize("number", [0, 1])
def test_another_key_did_not_sign(number: int) -> None:
    assert refused(SIGNED, SIGNED["proof"][number], SeedSigner(bytes(32)).public) == "signature"


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "Ed25519Signature2020"}, "type"),
        ({"type": ["DataIntegrityProof"]}, "type"),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, "cryptosuite"),
        ({"cryptosuite": ["eddsa-rdfc-2022"]}, "cryptosuite"),
        ({"cryptosuite": None}, "cryptosuite"),
        ({"proofPurpose": "authentication"}, "purpose"),
        ({"proofPurpose": "https://w3id.org/security#assertionMethod"}, "purpose"),
        ({"verificationMethod": {"id": METHOD}}, "method"),
        ({"created": "2026-11-23"}, "created"),
        ({"created": "2026-11-23T15:00:07"}, "created"),
        ({"created": "2026-02-30T15:00:07Z"}, "created"),
        ({"created": "2026-11-23T15:00:07Z "}, "created"),
        ({"created": "２026-11-23T15:00:07Z"}, "created"),
        ({"created": 5}, "created"),
        ({"proofValue": ""}, "value"),
        ({"proofValue": "z"}, "value"),
        ({"proofValue": None}, "value"),
        ({"proofValue": "u" + "A" * 86}, "value"),
        ({"proofValue": base58btc(bytes(63))}, "value"),
        ({"proofValue": base58btc(b"\x01" * 65)}, "value"),
        ({"proofValue": "z" + "1" * 1_000_000}, "value"),
        ({"proofValue": base58btc(bytes(64))}, "signature"),
        ({"previousProof": "urn:uuid:nobody"}, "previous"),
        ({"previousProof": []}, "previous"),
        ({"previousProof": [{"id": "x"}]}, "previous"),
    ],
)
def test_other_proofs_are_refused(number: int, changes: dict[str, Any], code: str) -> None:
    assert refused(SIGNED, SIGNED["proof"][number] | changes) == code


def test_a_proof_may_have_no_moment() -> None:
    """vc-di-eddsa asks for none."""
    config = {name: value for name, value in SIGNED["proof"][1].items() if name not in ("proofValue", "created")}
    proof = config | {"proofValue": base58btc(SIGNER.sign(hash_data(badge(), config)))}

    check_proof(badge() | {"proof": [proof]}, proof, SIGNER.public)


def test_rdfc_reads_its_proof_under_the_contexts_of_the_document() -> None:
    """vc-di-eddsa, 3.2.5, step 4: whatever contexts the proof brings."""
    check_proof(SIGNED, SIGNED["proof"][0] | {"@context": "https://evil.example/context"}, SIGNER.public)


def test_contexts_may_be_added_behind_those_that_jcs_names() -> None:
    """vc-di-eddsa, 3.3.2, step 4: behind, not before, and none taken away."""
    jcs = SIGNED["proof"][1]

    check_proof(SIGNED | {"@context": [CREDENTIALS_2, OPEN_BADGES_3, OPEN_BADGES_EXTENSIONS]}, jcs, SIGNER.public)
    assert refused(SIGNED | {"@context": [OPEN_BADGES_EXTENSIONS, CREDENTIALS_2, OPEN_BADGES_3]}, jcs) == "context"
    assert refused(SIGNED | {"@context": [CREDENTIALS_2]}, jcs) == "context"
    assert refused(SIGNED | {"@context": [OPEN_BADGES_3, CREDENTIALS_2]}, jcs) == "context"


def test_moments_are_written_in_utc_and_whole_seconds() -> None:
    created = datetime(2026, 11, 23, 9, 0, 7, 999_999, tzinfo=timezone(timedelta(hours=-6)))

    assert [proof["created"] for proof in signed(badge(), SIGNER, METHOD, created)["proof"]] == [
        "2026-11-23T15:00:07Z"
    ] * 2


@dataclass
class Counting:
    """Signs, and counts."""

    public: PublicKey = SIGNER.public
    asked: list[bytes] = field(default_factory=list)

    def sign(self, message: bytes) -> bytes:
        self.asked.append(message)
        return SIGNER.sign(message)


@pytest.mark.parametrize(
    ("document", "created", "code"),
    [
        (SIGNED, CREATED, "has_proof"),
        (badge(proof=[]), CREATED, "has_proof"),
        (badge(), CREATED.replace(tzinfo=None), "created"),
        (badge(name="Con\x0btrol"), CREATED, "text"),
        (badge(honours="summa"), CREATED, "undefined_term"),
        (badge(id="credentials/1"), CREATED, "relative_id"),
        (badge(type=["VerifiableCredential", "Doctorate"]), CREATED, "undefined_type"),
        (badge(validUntil=None), CREATED, "null"),
        (badge(**{"@context": [CREDENTIALS_2, "https://evil.example"]}), CREATED, "unknown_context"),
    ],
)
def test_what_is_refused_was_not_signed(document: Document, created: datetime, code: str) -> None:
    signer = Counting()

    with pytest.raises(CredentialError) as caught:
        signed(document, signer, METHOD, created)

    assert (caught.value.code, signer.asked) == (code, [])


def test_what_two_canonicalisers_see_differently_is_not_signed() -> None:
    """No IRI: RFC 3986 wants two hexadecimal digits. pyld signs it as it stands, pyoxigraph leaves the statement out."""
    signer = Counting()
    document = badge(evidence=[{"id": "https://tracker.example.org/%zz", "type": ["Evidence"], "name": "x"}])

    with pytest.raises(BadProof) as caught:
        signed(document, signer, METHOD, CREATED)

    assert (caught.value.code, signer.asked) == ("disagreement", [])


def test_a_poisoned_document_is_refused_before_it_is_canonicalised() -> None:
    alike = {"type": ["Alignment"], "targetName": "x"}
    document = altered(SIGNED, ("credentialSubject", "achievement", "alignment"), [alike] * 8)

    with pytest.raises(Unreadable) as caught:
        check_proof(document, document["proof"][0], SIGNER.public)

    assert caught.value.code == "look_alike"
