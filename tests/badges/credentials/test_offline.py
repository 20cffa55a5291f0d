"""The program that is left when the site is gone agrees with the site, and needs nothing of it."""

import ast
import copy
import gzip
import json
import math
import shutil
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from badges.credentials import offline, proofs
from badges.credentials.baking import bake
from badges.credentials.checking import check
from badges.credentials.contexts import CLR_2, CREDENTIALS_2, OPEN_BADGES_3
from badges.credentials.documents import moment
from badges.credentials.findings import Code, Outcome, Verdict, What
from badges.credentials.keys import PublicKey, SeedSigner
from badges.credentials.multibase import base58btc, base64url
from badges.credentials.reading import Document
from badges.credentials.status import LONGEST, SHORTEST
from tests.badges.credentials.kits import (
    AWARDED,
    BADGE,
    EARNED,
    INDEX,
    LIST,
    LIST_URL,
    METHOD,
    NAME,
    NOW,
    OLD_NAME,
    OLD_SIGNER,
    OTHERS,
    SIGNER,
    STATUS_NAME,
    STATUS_SIGNER,
    STRANGER,
    US,
    Kit,
    badge,
    endorsement,
    sign,
    sign_list,
    status_list,
)
from tests.badges.credentials.making import altered, leaves, reordered
from tests.badges.credentials.test_keys import RFC_8032

PROGRAM = Path(offline.__file__)
pytestmark = pytest.mark.slow  # each is a process
STRANGERS = STRANGER.public.multibase
LIST_FILE = f"status/{LIST}.json"

FORM, KEY, PROOF = "Form / Forma", "Key / Clave", "Proof / Prueba eddsa-jcs-2022"
TIME, STATUS, READING = "Time / Tiempo", "Status / Estado", "Reading / Lectura"


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path).written()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """For what writes only the credential into it."""
    return Kit(tmp_path_factory.mktemp("kit")).written()


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """For what writes its list too."""
    return Kit(tmp_path_factory.mktemp("lists")).written()


class Run(NamedTuple):
    code: int
    lines: list[str]

    def of(self, what: str) -> str:
        """The one line about it."""
        (line,) = (one for one in self.lines if one[5:].startswith(f"{what}: "))
        return line


def run(kit: Kit, content: Document | bytes, now: datetime = NOW) -> Run:
    kit.write("credential.file", content)
    return run_program(PROGRAM, kit.folder / "credential.file", "--kit", kit.folder, "--now", moment(now))


def run_program(program: Path, *arguments: str | Path) -> Run:
    """Without what Python finds by itself: no environment, no folder of the program, no site-packages."""
    done = subprocess.run([sys.executable, "-I", "-S", program, *arguments], env={}, cwd="/", capture_output=True)
    assert done.stderr == b""
    return Run(done.returncode, done.stdout.decode().splitlines())


def jcs_signed(document: Document, signer: SeedSigner = SIGNER, **options: Any) -> Document:
    """With one proof of eddsa-jcs-2022, of which ``options`` change what it says of itself."""
    config = {
        "type": "DataIntegrityProof",
        "cryptosuite": proofs.JCS,
        "created": moment(AWARDED),
        "verificationMethod": METHOD,
        "proofPurpose": proofs.PURPOSE,
        "@context": document["@context"],
    } | options
    value = base58btc(signer.sign(proofs.hash_data(document, config)))
    return document | {"proof": [config | {"proofValue": value}]}


def fresh() -> Any:
    return copy.deepcopy(BADGE)


# What is genuine


def _chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def _png(*chunks: bytes) -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = _chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + pixels + _chunk(b"IEND", b"")


def _svg(inside: str = "", before: str = "") -> bytes:
    head = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
    return f"{before}{head}{inside}<rect/></svg>".encode()


CONTENT = json.dumps(BADGE).encode()
TRANSCRIPT = badge() | {
    "@context": [CREDENTIALS_2, CLR_2, OPEN_BADGES_3],
    "type": ["VerifiableCredential", "ClrCredential"],
    "credentialSubject": {"type": ["ClrSubject"], "id": "mailto:alicia@example.org", "verifiableCredential": [BADGE]},
}
WITH_OLD_KEY = sign(badge(), OLD_SIGNER, US.method(OLD_NAME))
WITH_ANOTHER_CONTEXT = jcs_signed(badge())
WITH_ANOTHER_CONTEXT["@context"] = [*WITH_ANOTHER_CONTEXT["@context"], "https://example.org/context"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(BADGE, id="badge"),
        pytest.param(json.dumps(BADGE, indent=3, ensure_ascii=False).encode(), id="written otherwise"),
        pytest.param(reordered(BADGE, sorted), id="in another order"),
        pytest.param(bake(CONTENT, _png()), id="png"),
        pytest.param(bake(CONTENT, _svg()), id="svg"),
        pytest.param(b"\xef\xbb\xbf<?xml version='1.0'?>" + bake(CONTENT, _svg()), id="svg with a mark"),
        pytest.param(bake(CONTENT, _png()).ljust(4 * 1024 * 1024, b"x"), id="largest png"),
        pytest.param(WITH_OLD_KEY, id="old key"),
        pytest.param(jcs_signed(badge()), id="jcs alone"),
        pytest.param(BADGE | {"proof": [*BADGE["proof"], {"type": "Other", "cryptosuite": "x"}]}, id="unknown proof"),
        pytest.param(BADGE | {"proof": BADGE["proof"] * 4}, id="as many proofs as may be"),
        pytest.param(WITH_ANOTHER_CONTEXT, id="contexts added behind"),
        pytest.param(sign(endorsement()), id="endorsement"),
        pytest.param(jcs_signed(TRANSCRIPT), id="transcript"),
        pytest.param(sign(badge(validUntil=moment(NOW))), id="its last moment"),
        pytest.param(sign(badge(validFrom="2026-11-23T16:01:00.000000001+01:00")), id="its first moment"),
        pytest.param(jcs_signed(badge(), expires=moment(NOW)), id="last moment of the proof"),
        pytest.param(
            sign(badge(credentialStatus=badge()["credentialStatus"] | {"statusListIndex": INDEX})), id="number"
        ),
    ],
)
def test_what_is_genuine_is_valid(kit: Kit, content: Document | bytes) -> None:
    done = run(kit, content)

    assert (done.code, done.lines[-1]) == (0, "VALID / VÁLIDA")
    assert not [line for line in done.lines if line.startswith("[NO]")]


def test_every_thing_has_a_line_and_the_other_proof_is_said_not_to_be_looked_at(kit: Kit) -> None:
    assert run(kit, BADGE).lines == [
        "[--] Not looked at / No se mira: eddsa-rdfc-2022, other credentials inside / otras credenciales dentro",
        f"[ok] {FORM}: OpenBadgeCredential 'https://learn.example.org/credentials/{EARNED.key}'",
        f"[ok] {KEY}: 'did:web:learn.example.org#key-2026-01'",
        f"[ok] {PROOF}: as it was signed / tal como se firmó",
        "[ok] Says / Dice: 'Primera reparación', '2026-11-23T15:00:00Z', 'Alicia Ñandú'",
        f"[ok] {TIME}: 2026-11-23T14:55:00Z – …",
        f"[ok] {STATUS}: not revoked / no revocada (2026-11-23T14:55:00Z)",
        "VALID / VÁLIDA",
    ]


@pytest.mark.parametrize("bits", [SHORTEST, LONGEST])
def test_a_list_may_be_as_short_and_as_long_as_that(kit: Kit, bits: int) -> None:
    _encoded(base64url(gzip.compress(bytes(bits // 8))))(kit)

    assert run(kit, BADGE).code == 0


def test_a_credential_without_status_says_so(kit: Kit) -> None:
    made = badge()
    del made["credentialStatus"]
    done = run(kit, sign(made))

    assert done.code == 0
    assert "nobody can revoke it / no tiene" in done.of(STATUS)


def test_the_program_lies_in_its_kit_and_looks_there(kit: Kit) -> None:
    program = Path(shutil.copyfile(PROGRAM, kit.folder / "verify.py"))
    kit.write("badge.json", jcs_signed(badge(validFrom="2000-01-01T00:00:00Z", validUntil="2000-01-02T00:00:00Z")))
    done = run_program(program, kit.folder / "badge.json")

    assert (done.code, done.of(KEY)[:4], done.of(TIME)) == (
        1,
        "[ok]",
        f"[NO] {TIME}: expired / venció 2000-01-02T00:00:00Z",
    )


def test_a_port_is_part_of_the_issuer(tmp_path: Path) -> None:
    did = "did:web:127.0.0.1%3A8000"
    method = {"id": f"{did}#a", "type": "Multikey", "controller": did, "publicKeyMultibase": SIGNER.public.multibase}
    kit = Kit(tmp_path)
    kit.write("did.json", {"id": did, "verificationMethod": [method], "assertionMethod": [f"{did}#a"]})
    made = badge(issuer=did)
    del made["credentialStatus"]

    assert run(kit, jcs_signed(made, verificationMethod=f"{did}#a")).code == 0
    assert run(kit, jcs_signed(made | {"issuer": "did:web:127.0.0.1"}, verificationMethod=f"{did}#a")).code == 1


# What is not: a credential, and what is said of it


def _with(path: str, value: Any) -> Callable[[Kit], Document]:
    """The badge with something else at a place, signed as it was before."""
    keys = [int(key) if key.isdecimal() else key for key in path.split(".")]
    return lambda kit: altered(BADGE, tuple(keys), value)


def _made(**changes: Any) -> Callable[[Kit], Document]:
    """Signed as it is."""
    return lambda kit: sign(badge(**changes))


def _proof(**options: Any) -> Callable[[Kit], Document]:
    return lambda kit: jcs_signed(badge(), **options)


def _proof_but(**changes: Any) -> Callable[[Kit], Document]:
    return lambda kit: BADGE | {"proof": [BADGE["proof"][0], BADGE["proof"][1] | changes]}


def _did(change: Callable[[Any], None]) -> Callable[[Kit], Document]:
    """With another did.json, in whose list our key is the second."""

    def make(kit: Kit) -> Document:
        document = kit.did()
        change(document)
        kit.write("did.json", document)
        return BADGE

    return make


def _method(**changes: Any) -> Callable[[Kit], Document]:
    return _did(lambda did: did["verificationMethod"][1].update(changes))


def _entry(**changes: Any) -> Callable[[Kit], Document]:
    return lambda kit: jcs_signed(badge(credentialStatus=badge()["credentialStatus"] | changes))


def _list(content: Callable[[], Document | bytes]) -> Callable[[Kit], Document]:
    def make(kit: Kit) -> Document:
        kit.write(LIST_FILE, content())
        return BADGE

    return make


def _encoded(encoded: object) -> Callable[[Kit], Document]:
    subject = status_list()["credentialSubject"] | {"encodedList": encoded}
    return _list(lambda: signed_list(credentialSubject=subject))


def signed_list(**changes: Any) -> Document:
    return jcs_signed(status_list(**changes), STATUS_SIGNER, verificationMethod=US.method(STATUS_NAME))


def _no_list(kit: Kit) -> Document:
    (kit.folder / LIST_FILE).unlink()
    return BADGE


def _no_did(kit: Kit) -> Document:
    (kit.folder / "did.json").unlink()
    return BADGE


def _did_key(kit: Kit) -> Document:
    did = f"did:key:{STRANGERS}"
    return jcs_signed(badge(issuer={"id": did, "type": ["Profile"]}), STRANGER, verificationMethod=f"{did}#{STRANGERS}")


def _did_key_in_the_kit(kit: Kit) -> Document:
    did = f"did:key:{STRANGERS}"
    method = {"id": f"{did}#{STRANGERS}", "type": "Multikey", "controller": did, "publicKeyMultibase": STRANGERS}
    kit.write("did.json", {"id": did, "verificationMethod": [method], "assertionMethod": [method["id"]]})
    return _did_key(kit)


def _stranger_beside(kit: Kit) -> Document:
    strange = jcs_signed(badge(), STRANGER, verificationMethod=f"did:key:{STRANGERS}#{STRANGERS}")
    return BADGE | {"proof": [*BADGE["proof"], *strange["proof"]]}


def _without_jcs(kit: Kit) -> Document:
    return BADGE | {"proof": BADGE["proof"][:1]}


def _other_signature(kit: Kit) -> Document:
    return BADGE | {"proof": [BADGE["proof"][0], BADGE["proof"][1] | {"proofValue": base58btc(bytes(64))}]}


def _without_status(kit: Kit) -> Document:
    return {name: value for name, value in BADGE.items() if name != "credentialStatus"}


def _list_without_jcs() -> Document:
    made = sign_list(status_list())
    return made | {"proof": made["proof"][:1]}


def _altered_list() -> Document:
    return status_list({INDEX}) | {"proof": sign_list(status_list())["proof"]}


def _strangers_list() -> Document:
    return jcs_signed(status_list(), STRANGER, verificationMethod=US.method(STATUS_NAME))


def _list_of_others() -> Document:
    return signed_list(issuer=OTHERS)


FORGED = [
    # the text
    (_with("name", "Segunda reparación"), PROOF, "altered, or by another key"),
    (_with("credentialSubject.identifier.0.identityHash", "Beto"), PROOF, "altered, or by another key"),
    (_with("credentialSubject.identifier.1.salt", "x"), PROOF, "altered, or by another key"),
    (_with("credentialSubject.achievement.name", "Primera reparacio\u0301n"), PROOF, "altered, or by another key"),
    (_with("credentialSubject.creditsEarned", 2.6), PROOF, "altered, or by another key"),
    (_with("credentialSubject.creditsEarned", "2.5"), PROOF, "altered, or by another key"),
    (_with("evidence.0.narrative", "Corrigió todo."), PROOF, "altered, or by another key"),
    (_with("issuer.name", "Otra red"), PROOF, "altered, or by another key"),
    (_with("validUntil", "2030-01-01T00:00:00Z"), PROOF, "altered, or by another key"),
    (_with("unknown", None), PROOF, "altered, or by another key"),
    (_without_status, PROOF, "altered, or by another key"),
    # the proof
    (_other_signature, PROOF, "altered, or by another key"),
    (lambda kit: jcs_signed(badge(), STRANGER), PROOF, "altered, or by another key"),
    (_proof_but(created="2026-11-23T15:00:01Z"), PROOF, "altered, or by another key"),
    (_proof_but(verificationMethod=US.method(OLD_NAME)), PROOF, "altered, or by another key"),
    (_proof_but(proofPurpose="authentication"), PROOF, "for another purpose / para otro fin"),
    (_proof(proofPurpose="authentication"), PROOF, "for another purpose / para otro fin"),
    (_proof(type="Ed25519Signature2020"), PROOF, "another type of proof / otro tipo de prueba"),
    (_proof_but(previousProof="urn:uuid:1"), PROOF, "it follows another proof / sigue a otra prueba"),
    (_proof(created="2026-11-23"), PROOF, "not a moment with a zone / no es un momento con zona"),
    (_proof_but(**{"@context": "https://example.org/context"}), PROOF, "of other contexts / de otros contextos"),
    (_proof_but(proofValue="u" + BADGE["proof"][1]["proofValue"][1:]), PROOF, "not a signature / no es una firma"),
    (_proof_but(proofValue=base58btc(bytes(63))), PROOF, "not a signature / no es una firma"),
    (_proof_but(proofValue=7), PROOF, "not a signature / no es una firma"),
    (_without_jcs, PROOF, "there is none / no hay"),
    # the key
    (_did_key, KEY, "another issuer / otro emisor"),
    (_did_key_in_the_kit, KEY, "another issuer / otro emisor"),
    (_made(issuer=US.profile_url), KEY, "another issuer / otro emisor"),
    (_proof(verificationMethod=f"did:key:{STRANGERS}#{STRANGERS}"), KEY, "not once in did.json"),
    (_proof(verificationMethod=f"{US.did}#{STRANGERS}"), KEY, "not once in did.json"),
    (_proof(verificationMethod=f"#{NAME}"), KEY, "not once in did.json"),
    (_proof(verificationMethod=f"{US.profile_url}/keys/{NAME}"), KEY, "not once in did.json"),
    (_proof(verificationMethod=[METHOD]), KEY, "not once in did.json"),
    (_method(id=f"#{NAME}"), KEY, "not once in did.json"),
    (_did(lambda did: did["verificationMethod"].append(did["verificationMethod"][1])), KEY, "not once in did.json"),
    (_did(lambda did: did["verificationMethod"].pop(1)), KEY, "not once in did.json"),
    (_did(lambda did: did["assertionMethod"].remove(METHOD)), KEY, "no longer used to sign / ya no se usa para firmar"),
    (_did(lambda did: did.update(assertionMethod=f"{METHOD} x")), KEY, "no longer used to sign"),
    (_did(lambda did: did.update(id=OTHERS.did)), KEY, "another issuer / otro emisor"),
    (_method(controller=OTHERS.did), KEY, "somebody else's / de otra persona"),
    (_method(type="JsonWebKey"), KEY, "not a Multikey of Ed25519 / no es una Multikey de Ed25519"),
    # the P-256 key of the W3C's test vectors (vc-di-ecdsa, appendix A.1)
    (_method(publicKeyMultibase="zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"), KEY, "not a Multikey of Ed25519"),
    (_method(publicKeyMultibase=STRANGERS), PROOF, "altered, or by another key"),
    (_method(publicKeyMultibase=base58btc(b"\xed\x01" + b"\xff" * 32)), PROOF, "no point of the curve"),
    (_stranger_beside, KEY, "not once in did.json"),
    (_no_did, KEY, "did.json: cannot be opened / no se puede abrir"),
    # the form
    (_with("type", ["VerifiableCredential", "UniversityDegreeCredential"]), FORM, "another type / otro tipo"),
    (_with("type", ["OpenBadgeCredential"]), FORM, "another type / otro tipo"),
    (_with("type", [*BADGE["type"], "EndorsementCredential"]), FORM, "another type / otro tipo"),
    (lambda kit: sign_list(status_list()), FORM, "another type / otro tipo"),
    (_with("@context", BADGE["@context"][::-1]), FORM, "other contexts / otros contextos"),
    (_with("@context", BADGE["@context"][0]), FORM, "other contexts / otros contextos"),
    (_with("id", "credentials/1"), FORM, "no absolute id"),
    (_with("issuer", {"name": "Nadie"}), FORM, "no absolute id of it or its issuer"),
    (_with("credentialSubject.type", "Person"), FORM, "another subject / otro sujeto"),
    (_with("credentialSubject", [BADGE["credentialSubject"]]), FORM, "another subject / otro sujeto"),
    (_with("credentialSubject.achievement", "https://example.org/achievement"), FORM, "no achievement / sin logro"),
    (_with("proof", BADGE["proof"][1]), FORM, "no proofs / sin pruebas"),
    (_with("proof", [*BADGE["proof"], "x"]), FORM, "no proofs / sin pruebas"),
    (_with("proof", []), FORM, "no proof that is known / sin prueba conocida"),
    (_with("proof", [{"cryptosuite": "ecdsa-jcs-2019"}]), FORM, "no proof that is known"),
    (_with("proof", BADGE["proof"] * 5), FORM, "no proof that is known"),
    # the time
    (_made(validFrom="2026-11-23T15:01:01Z"), TIME, "not yet, from / todavía no, desde 2026-11-23T15:01:01Z"),
    (_made(validUntil="2026-11-23T15:00:59.5Z"), TIME, "expired / venció 2026-11-23T15:00:59.5Z"),
    (_made(validFrom="2026-11-23T14:55:00"), TIME, "not a moment with a zone / no es un momento con zona"),
    (_made(validFrom="2026-02-30T14:55:00Z"), TIME, "not a moment with a zone"),
    (_proof(expires="2026-11-23T15:00:59Z"), TIME, "the proof expired / la prueba venció"),
    # the status
    (_no_list, STATUS, "the list / la lista: 3.json: cannot be opened / no se puede abrir"),
    (_list(lambda: signed_list(validUntil="2026-11-23T15:00:00Z")), STATUS, "the list / la lista: expired / venció"),
    (_list(lambda: signed_list(validFrom="2026-11-24T15:00:00Z")), STATUS, "the list / la lista: not yet"),
    (_list(lambda: signed_list(id="https://learn.example.org/status/4")), STATUS, "it has another address"),
    (_list(_list_of_others), STATUS, "the list / la lista: by another issuer / de otro emisor"),
    (_list(_altered_list), STATUS, "the list / la lista: altered, or by another key"),
    (_list(_strangers_list), STATUS, "the list / la lista: altered, or by another key"),
    (_list(_list_without_jcs), STATUS, "the list / la lista: there is none / no hay"),
    (_list(lambda: BADGE | {"id": LIST_URL}), STATUS, "the list / la lista: another type / otro tipo"),
    (_list(lambda: b"{"), STATUS, "the list / la lista: not JSON in UTF-8"),
    (_list(lambda: b" " * 300_000), STATUS, "the list / la lista: more than 256 KiB"),
    (
        _list(lambda: signed_list(credentialSubject=status_list()["credentialSubject"] | {"statusPurpose": "message"})),
        STATUS,
        "the list / la lista: not for revocation / no es de revocación",
    ),
    (_encoded(base64url(gzip.compress(bytes(16)))), STATUS, "too short or too long / demasiado corta o larga"),
    (_encoded(base64url(gzip.compress(bytes(SHORTEST // 8 - 1)))), STATUS, "too short or too long"),
    (_encoded(base64url(gzip.compress(bytes(LONGEST // 8 + 1)))), STATUS, "too short or too long"),
    (_encoded(base64url(gzip.compress(bytes(SHORTEST // 8)) + b"x")), STATUS, "not one whole gzip"),
    (_encoded(base64url(gzip.compress(bytes(SHORTEST // 8))[:-1])), STATUS, "not one whole gzip"),
    (_encoded(base64url(zlib.compress(bytes(SHORTEST // 8)))), STATUS, "not gzip / no es gzip"),
    (_encoded("uA"), STATUS, "not gzip / no es gzip"),
    (_encoded("zA"), STATUS, "not in base64url / no está en base64url"),
    (_encoded(7), STATUS, "not in base64url"),
    (_entry(statusListIndex=str(SHORTEST)), STATUS, "an index beyond the list / un índice fuera de la lista"),
    (_entry(statusListIndex="-1"), STATUS, "no list or index in it / sin lista o índice"),
    (_entry(statusListIndex=5.5), STATUS, "no list or index in it"),
    (_entry(statusListIndex=True), STATUS, "no list or index in it"),
    (_entry(statusListIndex="٣"), STATUS, "no list or index in it"),
    (_entry(statusListCredential="https://learn.example.org/status/../did"), STATUS, "no list or index in it"),
    (_entry(statusListCredential="file:///status/3"), STATUS, "no list or index in it"),
    (_entry(id=LIST_URL), STATUS, "no list or index in it"),
    (_entry(statusPurpose="suspension"), STATUS, "not for revocation / no es de revocación"),
    (_entry(statusSize=2), STATUS, "another kind of entry / otra clase de entrada"),
    (_entry(type="1EdTechRevocationList"), STATUS, "another kind of entry"),
]


@pytest.mark.parametrize(("make", "what", "reason"), FORGED)
def test_every_forgery_is_refused_for_its_reason(
    kit: Kit, make: Callable[[Kit], Document], what: str, reason: str
) -> None:
    done = run(kit, make(kit))

    assert (done.code, done.lines[-1]) == (1, "NOT VALID / NO VÁLIDA")
    assert done.of(what).startswith(f"[NO] {what}: ")
    assert reason in done.of(what)


def test_what_a_forgery_says_is_not_repeated_and_its_list_not_opened(kit: Kit) -> None:
    done = run(kit, altered(BADGE, ("name",), "Doctora"))

    assert [line[:30] for line in done.lines if "Doctora" in line or "Says" in line or STATUS in line] == []


def test_a_strangers_text_stays_on_its_line(kit: Kit) -> None:
    """Neither a line feed nor a change of direction comes through."""
    done = run(kit, jcs_signed(badge(name="A\n[ok] VALID\u202e\x9b2J")))

    assert r"[ok] Says / Dice: 'A\n[ok] VALID\u202e\x9b2J', " in done.lines[4]


# Revoked


def _revoking(*indexes: int) -> Document:
    return sign_list(status_list(indexes))


@pytest.mark.parametrize(("index", "code"), [(INDEX - 1, 0), (INDEX, 3), (INDEX + 1, 0)])
def test_a_set_bit_is_a_revoked_badge(kit: Kit, index: int, code: int) -> None:
    kit.write(LIST_FILE, _revoking(index))

    assert run(kit, BADGE).code == code


@pytest.mark.parametrize(("first", "byte"), [(0, 0x80), (7, 0x01), (SHORTEST - 1, 0x01)])
def test_the_first_bit_is_leftmost(kit: Kit, first: int, byte: int) -> None:
    """Bitstring Status List 1.0, section 3.4; not by our own encoder."""
    bits = bytearray(SHORTEST // 8)
    bits[first // 8] = byte
    subject = status_list()["credentialSubject"] | {"encodedList": base64url(gzip.compress(bits))}
    kit.write(LIST_FILE, signed_list(credentialSubject=subject))

    assert run(kit, _entry(statusListIndex=str(first))(kit)).code == 3


def test_what_is_revoked_is_so_even_when_it_is_expired(kit: Kit) -> None:
    kit.write(LIST_FILE, _revoking(INDEX))
    done = run(kit, sign(badge(validUntil="2026-11-23T15:00:30Z")))

    assert (done.code, done.lines[-1]) == (3, "REVOKED / REVOCADA")
    assert done.of(STATUS) == f"[NO] {STATUS}: revoked / revocada (2026-11-23T14:55:00Z)"
    assert "expired" in done.of(TIME)


def test_a_revoked_badge_that_was_altered_is_not_valid(kit: Kit) -> None:
    kit.write(LIST_FILE, _revoking(INDEX))

    assert run(kit, altered(BADGE, ("name",), "x")).code == 1


# Unreadable

PNG_TEXT = b"openbadgecredential\0\0\0\0\0" + CONTENT
ELEMENT = bake(CONTENT, _svg()).decode().partition('ob/v3p0">')[2].partition("<rect/>")[0]
DOCTYPE = '<!DOCTYPE svg [<!ENTITY a "x">]>'


def _nested(levels: int) -> bytes:
    return b'{"a":' * levels + b"1" + b"}" * levels


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not JSON in UTF-8 / no es JSON en UTF-8"),
        (b"{", "not JSON in UTF-8"),
        (CONTENT + b"{}", "not JSON in UTF-8"),
        (b"\xef\xbb\xbf" + CONTENT, "not JSON in UTF-8"),
        (b'{"a": "\xf1"}', "not JSON in UTF-8"),
        (b'{"a": "\n"}', "not JSON in UTF-8"),
        (b'{"a":' * 40_000, "not JSON in UTF-8"),
        (b"eyJhbGciOiJFZERTQSJ9.e30.AA", "not JSON in UTF-8"),
        (b"[]", "not a JSON object / no es un objeto JSON"),
        (b'{"id": "a", "id": "b"}', "a member twice / un miembro repetido"),
        (b'{"a": {"\\u0062": 1, "b": 1}}', "a member twice"),
        (_nested(37), "too deep / demasiado profundo"),
        (json.dumps({"a": [*range(257)]}).encode(), "too many members / demasiados miembros"),
        (b'{"a": 9007199254740992}', "a number too large / un número demasiado grande"),
        (b'{"a": -9007199254740992}', "a number too large"),
        (b'{"a": 1e400}', "a number too large"),
        (b'{"a": NaN}', "a number too large"),
        (b'{"a": -Infinity}', "a number too large"),
        (b'{"a": 1' + b"0" * 32 + b"}", "a number too long / un número demasiado largo"),
        (b'{"a": 0.' + b"1" * 31 + b"}", "a number too long"),
        (b'{"a": "\\u0007"}', "forbidden characters / caracteres prohibidos"),
        (b'{"\\u000b": 1}', "forbidden characters"),
        (b'{"a": "\x7f"}', "forbidden characters"),
        (b'{"a": "\\ud800"}', "forbidden characters"),
        (CONTENT + b" " * (256 * 1024 + 1 - len(CONTENT)), "more than 256 KiB / más de 256 KiB"),
        (b" " * (4 * 1024 * 1024 + 1), "more than 4 MiB / más de 4 MiB"),
        (b"%PDF-1.7\n", "a PDF: extract its attachment first / un PDF: extraiga antes su adjunto"),
        (_png(), "0 credentials in this picture / credenciales en esta imagen"),
        (_png(*[_chunk(b"iTXt", PNG_TEXT)] * 2), "2 credentials in this picture"),
        (_png(_chunk(b"tEXt", b"openbadgecredential\0" + CONTENT)), "0 credentials in this picture"),
        (_png(_chunk(b"iTXt", PNG_TEXT)[:-4] + bytes(4)), "the PNG is damaged / el PNG está dañado"),
        (_png(_chunk(b"iTXt", PNG_TEXT))[:-1], "the PNG is damaged"),
        (_png(_chunk(b"iTXt", b"openbadgecredential\0\0\0" + CONTENT)), "the PNG is damaged"),
        (_png()[:8] + b"\xff\xff\xff\xff", "the PNG is damaged"),
        (
            _png(_chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(CONTENT))),
            "the credential is compressed / la credencial está comprimida",
        ),
        (_svg(), "0 credentials in this picture"),
        (_svg(ELEMENT * 2), "2 credentials in this picture"),
        (_svg(ELEMENT.replace("openbadges:", "")), "0 credentials in this picture"),
        (_svg(ELEMENT, DOCTYPE), "a document type, with entities / un tipo de documento, con entidades"),
        (_svg(ELEMENT, "<!DOCTYPE svg>"), "a document type, with entities"),
        (_svg(ELEMENT)[:-1], "the SVG is damaged / el SVG está dañado"),
        (_svg(ELEMENT).decode().encode("utf-16"), "not JSON in UTF-8"),
        (_svg("<openbadges:credential verify='eyJhbGciOiJFZERTQSJ9.e30.AA'/>"), "not JSON in UTF-8"),
    ],
)
def test_what_cannot_be_read_is_told_apart(kit: Kit, content: bytes, reason: str) -> None:
    done = run(kit, content)

    assert (done.code, done.lines[-1]) == (2, "UNREADABLE / ILEGIBLE")
    assert reason in done.of(READING)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (CONTENT + b" " * (256 * 1024 - len(CONTENT)), "[ok]"),
        (_nested(36), "[NO]"),
        (b'{"a": 9007199254740991, "b": [' + b",".join(b"%d" % one for one in range(256)) + b"]}", "[NO]"),
        (b'{"a": "\\t\\n\\r\\u0080"}', "[NO]"),
        (b'{"a": 0.' + b"1" * 30 + b"}", "[NO]"),
    ],
)
def test_the_limits_themselves_are_read(kit: Kit, content: bytes, form: str) -> None:
    assert run(kit, content).of(FORM).startswith(form)


def test_a_file_that_is_not_there_is_unreadable(kit: Kit) -> None:
    done = run_program(PROGRAM, kit.folder / "nothing.json", "--kit", kit.folder)

    assert (done.code, done.lines[0]) == (2, f"[NO] {READING}: nothing.json: cannot be opened / no se puede abrir")


def test_a_moment_without_a_zone_is_no_now(kit: Kit) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", PROGRAM, "x", "--now", "2026-11-23T15:00:00"], env={}, capture_output=True
    )

    assert done.returncode == 2
    assert "not a moment with a zone" in done.stderr.decode()


def test_a_file_that_says_it_is_svg_may_hold_a_document_type_in_its_text(kit: Kit) -> None:
    """A course on the web has such words in its criteria."""
    content = json.dumps(sign(badge(name=DOCTYPE))).encode()

    assert run(kit, bake(content, _svg())).code == 0


# That it needs nothing


def test_it_is_one_file_of_the_standard_library_and_of_python_3_9() -> None:
    tree = ast.parse(PROGRAM.read_text(encoding="utf-8"), feature_version=(3, 9))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {
        name.split(".")[0]
        for node in imports
        for name in ([one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""])
    }

    assert all(node.level == 0 for node in imports if isinstance(node, ast.ImportFrom))
    assert named <= sys.stdlib_module_names


# RFC 8785


def double(bits: str) -> float:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    return float(value)


@pytest.mark.parametrize(
    ("bits", "text"),
    [
        ("0000000000000000", "0"),
        ("8000000000000000", "0"),
        ("0000000000000001", "5e-324"),
        ("8000000000000001", "-5e-324"),
        ("7fefffffffffffff", "1.7976931348623157e+308"),
        ("ffefffffffffffff", "-1.7976931348623157e+308"),
        ("4340000000000000", "9007199254740992"),
        ("c340000000000000", "-9007199254740992"),
        ("4430000000000000", "295147905179352830000"),
        ("44b52d02c7e14af5", "9.999999999999997e+22"),
        ("44b52d02c7e14af6", "1e+23"),
        ("44b52d02c7e14af7", "1.0000000000000001e+23"),
        ("444b1ae4d6e2ef4e", "999999999999999700000"),
        ("444b1ae4d6e2ef4f", "999999999999999900000"),
        ("444b1ae4d6e2ef50", "1e+21"),
        ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
        ("3eb0c6f7a0b5ed8d", "0.000001"),
        ("41b3de4355555553", "333333333.3333332"),
        ("41b3de4355555554", "333333333.33333325"),
        ("41b3de4355555555", "333333333.3333333"),
        ("41b3de4355555556", "333333333.3333334"),
        ("41b3de4355555557", "333333333.33333343"),
        ("becbf647612f3696", "-0.0000033333333333333333"),
        ("43143ff3c1cb0959", "1424953923781206.2"),
    ],
)
def test_numbers_are_those_of_the_rfc(bits: str, text: str) -> None:
    """Appendix B."""
    assert offline.jcs(double(bits)) == text


@pytest.mark.parametrize("value", [double("7fffffffffffffff"), double("7ff0000000000000"), -math.inf, 2**53, -(2**53)])
def test_what_is_no_number_of_the_rfc_has_no_form(value: float) -> None:
    """Appendix B: NaN and Infinity; appendix D: integers that a double cannot tell apart."""
    with pytest.raises(ValueError, match="number"):
        offline.jcs([value])


def test_names_are_in_the_order_of_the_rfc() -> None:
    """Section 3.2.3: the emoji, which begins with D83D, comes before the Hebrew letter, FB33."""
    given = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }

    assert list(json.loads(offline.jcs(given)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_the_example_of_the_rfc_is_written_as_there() -> None:
    """Section 3.2.2, and its result in section 3.2.4."""
    given_text = r"""{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }"""
    expected = """
        7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e
        75 6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30
        2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24
        5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d
    """

    assert offline.jcs(json.loads(given_text)).encode() == bytes.fromhex(expected)


scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"))
)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(trees)
def test_its_canonical_json_is_that_of_another_implementation(tree: Any) -> None:
    assert offline.jcs(tree).encode() == rfc8785.dumps(tree)


# RFC 8032

ORDER = 2**252 + 27742317777372353535851937790883648493
BASE = "5866666666666666666666666666666666666666666666666666666666666666"
IDENTITY = "0100000000000000000000000000000000000000000000000000000000000000"

# Public key, message, signature: "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko, 2020), from cases.json of
# github.com/novifinancial/ed25519-speccheck: points of small and of mixed order, S beyond the order, R in another form.
SPECCHECK = [
    (
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "8c93255d71dcab10e8f379c26200f3c7bd5f09d9bc3068d3ef4edeb4853022b6",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
        "0000000000000000000000000000000000000000000000000000000000000000",
    ),
    (
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
        "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43"
        "a5bb704786be79fc476f91d3f3f89b03984d8068dcf1bb7dfc6637b45450ac04",
    ),
    (
        "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
        "aebf3f2601a0c8c5d39cc7d8911642f740b78168218da8471772b35f9d35b9ab",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
        "8c4bd45aecaca5b24fb97bc10ac27ac8751a7dfe1baff8b953ec9f5833ca260e",
    ),
    (
        "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
        "9bd9f44f4dcc75bd531b56b2cd280b0bb38fc1cd6d1230e14861d861de092e79",
        "9046a64750444938de19f227bb80485e92b83fdb4b6506c160484c016cc1852f"
        "87909e14428a7a1d62e9f22f3d3ad7802db02eb2e688b6c52fcd6648a98bd009",
    ),
    (
        "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
        "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
        "160a1cb0dc9c0258cd0a7d23e94d8fa878bcb1925f2c64246b2dee1796bed512"
        "5ec6bc982a269b723e0668e540911a9a6a58921d6925e434ab10aa7940551a09",
    ),
    (
        "cdb267ce40c5cd45306fa5d2f29731459387dbf9eb933b7bd5aed9a765b88d4d",
        "e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec4011eaccd55b53f56c",
        "21122a84e0b5fca4052f5b1235c80a537878b38f3142356b2c2384ebad4668b7"
        "e40bc836dac0f71076f9abe3a53f9c03c1ceeeddb658d0030494ace586687405",
    ),
    (
        "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
        "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
        "e96f66be976d82e60150baecff9906684aebb1ef181f67a7189ac78ea23b6c0e"
        "547f7690a0e2ddcd04d87dbc3490dc19b3b3052f7ff0538cb68afb369ba3a514",
    ),
    (
        "442aad9f089ad9e14647b1ef9099a1ff4798d78589e66f28eca69c11f582a623",
        "85e241a07d148b41e47d62c63f830dc7a6851a0b1f33ae4bb2f507fb6cffec40",
        "8ce5b96c8f26d0ab6c47958c9e68b937104cd36e13c33566acd2fe8d38aa1942"
        "7e71f98a473474f2f13f06f97c20d58cc3f54b8bd0d272f42b695dd7e89a8c22",
    ),
    (
        "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
        "fdaebc429f4a735932a160da1301080c13280eea8bc280d1b392c6b9e6ba3a5a",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
        "454d370c8d9fc323a41450f8d513eafeb5b0697390c1e505a0d4ddc71f566607",
    ),
    (
        "f7badec5b8abeaf699583992219b7b223f1df3fbbea919844e3f7c554a43dd43",
        "84b698d39be126ff55fe45079e6c8bf64a0d7db6994560b4e96b7021eb39c1a1",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
        "084d5b99c2a9463d9c8bd5026916996984eeec87ddf1d3be329006ace1b37b09",
    ),
]


def plus_order(signature: bytes) -> bytes:
    """It verifies as well, for whoever does not look at how large S is."""
    return signature[:32] + (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_of_the_rfc_hold(secret: str, public: str, message: str, signature: str) -> None:
    """Section 7.1."""
    assert offline.verifies(bytes.fromhex(public), bytes.fromhex(signature), bytes.fromhex(message))


def test_a_signature_has_one_length_and_one_form() -> None:
    _, *texts = RFC_8032[0]
    public, message, signature = map(bytes.fromhex, texts)
    others = [plus_order(signature), signature[:-1], signature + b"\0", b""]

    assert [offline.verifies(public, other, message) for other in others] == [False] * 4


@pytest.mark.parametrize(("public", "message", "signature"), SPECCHECK)
def test_points_at_the_edge_are_judged_as_the_site_judges_them(public: str, message: str, signature: str) -> None:
    key, told, signed = (bytes.fromhex(text) for text in (public, signature, message))

    assert offline.verifies(key, told, signed) == PublicKey(key).verifies(told, signed)


def test_the_edge_has_two_sides() -> None:
    """The vectors above would not tell a program that refuses, or takes, all of them."""
    judged = {
        offline.verifies(*(bytes.fromhex(text) for text in (key, told, signed))) for key, signed, told in SPECCHECK
    }

    assert judged == {True, False}


def test_the_order_itself_is_too_large() -> None:
    """In the first vector S is 0, and it holds."""
    public, message, signature = (bytes.fromhex(text) for text in SPECCHECK[0])

    assert offline.verifies(public, signature, message)
    assert not offline.verifies(public, plus_order(signature), message)


@pytest.mark.parametrize(
    "public",
    [
        pytest.param("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", id="y = p"),
        pytest.param("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", id="y = p + 1"),
        pytest.param("01" + "00" * 30 + "80", id="x = -0"),
        pytest.param("02" + "00" * 31, id="on no curve"),
        pytest.param("00" * 31, id="short"),
        pytest.param(IDENTITY + "00", id="long"),
    ],
)
def test_a_key_has_one_form_only(public: str) -> None:
    """RFC 8032, section 5.1.3. With the neutral point as key, R = B and S = 1 sign every message: the equation alone would
    take the second and the third."""
    signature = bytes.fromhex(BASE) + (1).to_bytes(32, "little")

    assert offline.verifies(bytes.fromhex(IDENTITY), signature, b"")
    with pytest.raises(offline.Wrong, match="no point of the curve"):
        offline.verifies(bytes.fromhex(public), signature, b"")


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(max_size=200),
    st.sampled_from(["as it is", "one bit", "plus the order", "another message", "another key"]),
    st.integers(0, 511),
)
def test_it_agrees_with_another_implementation_of_ed25519(seed: bytes, message: bytes, change: str, bit: int) -> None:
    signer = SeedSigner(seed)
    signature, key, said = signer.sign(message), signer.public, message
    if change == "one bit":
        signature = (int.from_bytes(signature) ^ 1 << bit).to_bytes(64)
    elif change == "plus the order":
        signature = plus_order(signature)
    elif change == "another message":
        said = message + b"\0"
    elif change == "another key":
        key = SeedSigner(bytes(one ^ 1 for one in seed)).public

    assert offline.verifies(key.raw, signature, said) == key.verifies(signature, said)


# The same verdict as the site's, from its JSON alone

CODES = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNREADABLE: 2, Verdict.REVOKED: 3}
ONLY_OF_RDF = {  # what the site does not read because RDF trips over it
    Code.BLANK_ID,
    Code.INLINE_CONTEXT,
    Code.LOOK_ALIKE,
    Code.NESTED_ARRAY,
    Code.NULL,
}
values = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.integers(-(10**6), 10**6).map(lambda number: number / 100)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cn"]), max_size=12)
    | st.sampled_from(
        [
            *(
                "_:b0",
                METHOD,
                US.did,
                OTHERS.did,
                US.method(OLD_NAME),
                LIST_URL,
                STRANGERS,
                "assertionMethod",
                str(INDEX),
            ),
            *("2026-11-23T15:00:00Z", "2026-11-23T15:00:00", "1999-12-31T23:59:59+25:00", proofs.JCS, proofs.RDFC),
            *([], {}, ["Achievement"], ["a", ["b"]], [{"type": "Evidence"}, {"type": "Evidence"}]),
        ]
    )
)


def expected(path: tuple[str | int, ...], document: Document, kit: Kit) -> int:
    report = check(json.dumps(document).encode(), kit.resolver, NOW, rdfc=False)
    reading = report.on(What.READING)
    if reading.outcome == Outcome.FAILED and reading.code in ONLY_OF_RDF:
        return (
            0 if path[:2] == ("proof", 0) and path[2] != "verificationMethod" else 1
        )  # the proof of RDF is not looked at
    return CODES[report.verdict]


@given(st.sampled_from(list(leaves(BADGE))), values)
def test_one_altered_value_has_the_verdict_of_the_site(shared: Kit, path: tuple[str | int, ...], value: Any) -> None:
    document = altered(BADGE, path, value)
    shared.write("credential.file", document)

    found = offline.verify(shared.folder / "credential.file", shared.folder, NOW)

    assert found == expected(path, document, shared)


BESIDE = jcs_signed(badge(credentialStatus=badge()["credentialStatus"] | {"statusListIndex": str(INDEX + 1)}))
LISTED = _revoking(INDEX)
# The proof of RDF is not looked at, and the site reads no list in which it trips over it.
PLACES = [path for path in leaves(LISTED) if path[:2] != ("proof", 0)]


@given(st.sampled_from(PLACES), values, st.booleans())
def test_one_altered_value_of_the_list_has_the_verdict_of_the_site(
    lists: Kit, path: tuple[str | int, ...], value: Any, is_revoked: bool
) -> None:
    lists.write(LIST_FILE, altered(LISTED, path, value))
    document = BADGE if is_revoked else BESIDE
    lists.write("credential.file", document)

    found = offline.verify(lists.folder / "credential.file", lists.folder, NOW)

    assert found == CODES[check(document, lists.resolver, NOW, rdfc=False).verdict]
