"""What is genuine is valid however it is written down; every way to forge one is refused, for the reason that it has."""

import ast
import copy
import gzip
import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from badges.credentials import canonical, proofs, reading, status
from badges.credentials.canonical import jcs
from badges.credentials.checking import check, check_rdfc
from badges.credentials.contexts import CLR_2, CREDENTIALS_2, DID_1, OPEN_BADGES_3
from badges.credentials.documents import Holder
from badges.credentials.findings import Code, Finding, Outcome, Report, Verdict, What
from badges.credentials.multibase import base64url
from badges.credentials.reading import Document
from badges.credentials.shapes import is_about, name_of
from tests.badges.credentials.kits import (
    AWARDED,
    BADGE,
    EARNED,
    INDEX,
    LIST_OF_NOBODY,
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
    endorsed,
    endorsement,
    sign,
    sign_list,
    status_list,
)
from tests.badges.credentials.making import altered, at, leaves

STRANGERS = STRANGER.public.multibase
STRANGERS_METHOD = f"did:key:{STRANGERS}#{STRANGERS}"


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    return Kit(tmp_path).written()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Kit:
    """For what writes nothing into it."""
    return Kit(tmp_path_factory.mktemp("kit")).written()


def fresh() -> Any:
    return copy.deepcopy(BADGE)


def only(suite: int, document: Document = BADGE) -> Any:
    """With one proof of its two: 0 is rdfc, 1 is jcs."""
    return copy.deepcopy(document) | {"proof": [copy.deepcopy(document["proof"][suite])]}


def raw(document: Document) -> bytes:
    return json.dumps(document).encode()


# What is genuine


def test_what_we_issue_is_valid(shared: Kit) -> None:
    report = check(raw(BADGE), shared.resolver, NOW)

    assert report.verdict == Verdict.VALID
    assert [(one.what, one.outcome, one.code) for one in report.findings] == [
        (What.READING, Outcome.PASSED, Code.FINE),
        (What.FORMAT, Outcome.PASSED, Code.FINE),
        (What.TERMS, Outcome.PASSED, Code.FINE),
        (What.KEY, Outcome.PASSED, Code.FINE),
        (What.RDFC, Outcome.PASSED, Code.FINE),
        (What.JCS, Outcome.PASSED, Code.FINE),
        (What.TIME, Outcome.PASSED, Code.FINE),
        (What.STATUS, Outcome.PASSED, Code.FINE),
        (What.EMBEDDED, Outcome.UNKNOWN, Code.ABSENT),
        (What.SUBJECT, Outcome.PASSED, Code.FINE),
    ]
    assert report.on(What.KEY).details == {"issuer": US.did, "method": METHOD}
    assert report.on(What.STATUS).details == {"list": LIST_URL, "index": "94567", "signed": "2026-11-23T14:55:00Z"}
    assert report.on(What.SUBJECT).details == {"name": "Alicia Ñandú"}


def _as_issued(kit: Kit) -> Any:
    return BADGE


def _proofs_swapped(kit: Kit) -> Any:
    return fresh() | {"proof": BADGE["proof"][::-1]}


def _members_reordered(kit: Kit) -> Any:
    return json.dumps(BADGE, sort_keys=True, indent=3).encode()


def _letters_escaped(kit: Kit) -> Any:
    return json.dumps(BADGE, ensure_ascii=False).replace("é", "\\u00E9").encode()


def _number_reformatted(kit: Kit) -> Any:
    content = raw(BADGE)
    assert b": 2.5," in content
    return content.replace(b": 2.5,", b": 25.00e-1,")


def _only_jcs(kit: Kit) -> Any:
    return only(1)


def _only_rdfc(kit: Kit) -> Any:
    return only(0)


def _unknown_suite_beside(kit: Kit) -> Any:
    document = fresh()
    document["proof"].append(document["proof"][0] | {"cryptosuite": "ecdsa-sd-2023", "proofValue": "u2V0"})
    return document


def _old_key(kit: Kit) -> Any:
    return sign(badge(), OLD_SIGNER, US.method(OLD_NAME))


def _without_a_status(kit: Kit) -> Any:
    document = badge()
    del document["credentialStatus"]
    return sign(document)


def _by_the_https_profile(kit: Kit) -> Any:
    document = badge(issuer={"id": US.profile_url, "type": ["Profile"], "name": US.name})
    kit.write("status/3.json", sign_by_profile(status_list(issuer=US) | {"issuer": US.profile_url}))
    return sign_by_profile(document)


def sign_by_profile(document: Document) -> Document:
    return sign(document, SIGNER, f"{US.profile_url}/keys/{NAME}")


def _revoked_and_taken_back(kit: Kit) -> Any:
    kit.write("status/3.json", sign_list(status_list({INDEX})))
    kit.write("status/3.json", sign_list(status_list({INDEX - 1, INDEX + 1})))
    return BADGE


def _endorsed(kit: Kit) -> Any:
    return sign(endorsed(sign(endorsement())))


def _endorsement_alone(kit: Kit) -> Any:
    return sign(endorsement())


def _until_this_very_moment(kit: Kit) -> Any:
    return sign(badge(validFrom="2026-11-23T15:01:00Z", validUntil="2026-11-23T16:01:00+01:00"))


def transcript(*inner: Document) -> Document:
    return {
        "@context": [CREDENTIALS_2, CLR_2, OPEN_BADGES_3],
        "id": "https://learn.example.org/transcripts/9",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Expediente",
        "issuer": US.short(),
        "validFrom": "2026-11-23T14:55:00Z",
        "credentialSubject": {
            "type": ["ClrSubject"],
            "identifier": BADGE["credentialSubject"]["identifier"],
            "verifiableCredential": list(inner),
        },
    }


def _transcript(kit: Kit) -> Any:
    return sign(transcript(BADGE, second()))


def second() -> Document:
    return sign(badge(id="https://learn.example.org/credentials/second", name="Segunda"))


@pytest.mark.parametrize(
    "written",
    [
        _as_issued,
        _proofs_swapped,
        _members_reordered,
        _letters_escaped,
        _number_reformatted,
        _only_jcs,
        _only_rdfc,
        _unknown_suite_beside,
        _old_key,
        _without_a_status,
        _by_the_https_profile,
        _revoked_and_taken_back,
        _endorsed,
        _endorsement_alone,
        _until_this_very_moment,
        _transcript,
    ],
)
def test_the_same_credential_is_valid_however_it_stands(kit: Kit, written: Callable[[Kit], Any]) -> None:
    report = check(written(kit), kit.resolver, NOW)

    assert (report.verdict, report.failed) == (Verdict.VALID, ())


# What is not


def _name_altered(kit: Kit) -> Any:
    return fresh() | {"name": "Maestría"}


def _subject_swapped(kit: Kit) -> Any:
    document = fresh()
    document["credentialSubject"]["identifier"][1]["identityHash"] = Holder("beto@example.org", "x").identity_hash
    return document


def _achievement_swapped(kit: Kit) -> Any:
    document = fresh()
    document["credentialSubject"]["achievement"]["id"] = "https://learn.example.org/achievements/expert/1/es"
    return document


def _evidence_removed(kit: Kit) -> Any:
    document = fresh()
    del document["evidence"]
    return document


def _validity_added(kit: Kit) -> Any:
    return fresh() | {"validUntil": "2099-01-01T00:00:00Z"}


def _award_earlier(kit: Kit) -> Any:
    return fresh() | {"awardedDate": "2020-01-01T00:00:00Z"}


def _status_dropped(kit: Kit) -> Any:
    document = fresh()
    del document["credentialStatus"]
    return document


def _index_altered(kit: Kit) -> Any:
    document = fresh()
    document["credentialStatus"]["statusListIndex"] = "94568"
    return document


def _name_decomposed(kit: Kit) -> Any:
    assert unicodedata.normalize("NFD", BADGE["name"]) != BADGE["name"]
    return fresh() | {"name": unicodedata.normalize("NFD", BADGE["name"])}


def _one_array_reversed(kit: Kit) -> Any:
    """RDF has no order: only jcs covers it."""
    document = fresh()
    document["credentialSubject"]["identifier"].reverse()
    return document


def proof_altered(number: int | None = None, **changes: Any) -> Callable[[Kit], Any]:
    def forge(kit: Kit) -> Any:
        document = fresh()
        for one in document["proof"] if number is None else [document["proof"][number]]:
            one |= changes
        return document

    return forge


def _tampered(number: int) -> Callable[[Kit], Any]:
    """One letter in the middle of the signature."""
    value = BADGE["proof"][number]["proofValue"]
    return proof_altered(number, proofValue=value[:40] + ("A" if value[40] != "A" else "B") + value[41:])


def _transplanted(kit: Kit) -> Any:
    return fresh() | {"proof": sign(badge(name="Otra"))["proof"]}


def _other_key(kit: Kit) -> Any:
    return sign(badge(), STRANGER, METHOD)


def _status_key_for_our_name(kit: Kit) -> Any:
    return sign(badge(), STATUS_SIGNER, METHOD)


def _both_suites_swapped(kit: Kit) -> Any:
    document = fresh()
    rdfc, jcs_ = document["proof"]
    rdfc["cryptosuite"], jcs_["cryptosuite"] = jcs_["cryptosuite"], rdfc["cryptosuite"]
    return document


def _fragment_forged(kit: Kit) -> Any:
    return sign(badge(), STRANGER, f"{US.did}#{STRANGERS}")


def _did_key_issuer(kit: Kit) -> Any:
    return sign(badge(issuer=US.short() | {"id": f"did:key:{STRANGERS}"}), STRANGER, STRANGERS_METHOD)


def _member_as_issuer(kit: Kit) -> Any:
    return sign(badge(), STRANGER, f"{US.did}:members:7#key-1")


def _issuer_of_a_member(kit: Kit) -> Any:
    return sign(badge(issuer=US.short() | {"id": f"{US.did}:members:7"}), STRANGER, f"{US.did}:members:7#key-1")


def _proof_of_a_stranger_beside(kit: Kit) -> Any:
    document = fresh()
    document["proof"].append(only(1, sign(badge(), STRANGER, STRANGERS_METHOD))["proof"][0])
    return document


def _stranger_in_our_name_beside(kit: Kit) -> Any:
    document = fresh()
    document["proof"].append(only(1, sign(badge(), STRANGER, METHOD))["proof"][0])
    return document


def with_did(change: Callable[[Any], None]) -> Callable[[Kit], Any]:
    def forge(kit: Kit) -> Any:
        document = kit.did()
        change(document)
        kit.write("did.json", document)
        return BADGE

    return forge


def _give_away(document: Any) -> None:
    document["verificationMethod"][1]["controller"] = "did:web:other.example.org"


def _retire(document: Any) -> None:
    document["assertionMethod"].remove(METHOD)


def _be_another(document: Any) -> None:
    document["id"] = "did:web:other.example.org"


def _key_removed(kit: Kit) -> Any:
    kit.without(NAME).written()
    return BADGE


def _profile_without_the_key(kit: Kit) -> Any:
    document = _by_the_https_profile(kit)
    kit.without(NAME).write("issuer.json", {"id": US.profile_url, "assertionMethod": []})
    return document


def injected(document: Any, *path: str, **members: Any) -> Any:
    at(document, path).update(members)
    return document


def with_context(document: Any, *contexts: Any) -> Any:
    document["@context"] = [*document["@context"], *contexts]
    return document


def typed(document: Any, *path: str, kind: str) -> Any:
    at(document, path)["type"] = [*at(document, path)["type"], kind]
    return document


def rekeyed(document: Any, *path: str, name: str, iri: str) -> Any:
    there = at(document, path)
    there[iri] = there.pop(name)
    return document


ACHIEVEMENT = ("credentialSubject", "achievement")


def _undefined_by_the_issuer(kit: Kit) -> Any:
    """Signed by our own key over the JSON alone: other readers would not see it as signed."""
    document = badge() | {"madeUp": "x"}
    config = {name: value for name, value in BADGE["proof"][1].items() if name != "proofValue"}
    value = SIGNER.sign(proofs.hash_data(document, config))
    return document | {"proof": [config | {"proofValue": proofs.base58btc(value)}]}


def _at(*path: str, **members: Any) -> Callable[[Kit], Any]:
    return lambda kit: injected(fresh(), *path, **members)


def _contexts_swapped(kit: Kit) -> Any:
    return fresh() | {"@context": BADGE["@context"][::-1]}


def _older_context(kit: Kit) -> Any:
    return fresh() | {"@context": [CREDENTIALS_2, OPEN_BADGES_3.replace("3.0.3", "3.0.1")]}


def without(name: str) -> Callable[[Kit], Any]:
    return lambda kit: {member: value for member, value in BADGE.items() if member != name}


def resigned(**changes: Any) -> Callable[[Kit], Any]:
    """By the issuer, so that nothing but the change can be the reason."""
    return lambda kit: sign(badge(**changes))


def entry(**changes: Any) -> Callable[[Kit], Any]:
    status_entry = badge()["credentialStatus"] | changes
    return resigned(credentialStatus={name: value for name, value in status_entry.items() if value is not None})


def listed(document: Callable[[], Any]) -> Callable[[Kit], Any]:
    def forge(kit: Kit) -> Any:
        made = document()
        kit.write("status/3.json", made)
        return BADGE

    return forge


def _list_missing(kit: Kit) -> Any:
    (kit.folder / "status/3.json").unlink()
    return BADGE


def subject_of_list(**changes: Any) -> Document:
    return status_list() | {"credentialSubject": status_list()["credentialSubject"] | changes}


def packed(bits: bytes) -> str:
    return base64url(gzip.compress(bits))


def _stale() -> Any:
    return sign_list(status_list(validUntil="2026-11-23T15:00:59Z"))


def _future() -> Any:
    return sign_list(status_list(validFrom="2026-11-23T15:01:01Z"))


def _list_tampered() -> Any:
    document = copy.deepcopy(sign_list(status_list({INDEX})))
    document["credentialSubject"]["encodedList"] = LIST_OF_NOBODY["credentialSubject"]["encodedList"]
    return document


def _list_of_others() -> Any:
    return sign(status_list(issuer=OTHERS), STRANGER, OTHERS.method("key-1"))


def _list_by_a_stranger() -> Any:
    return sign(status_list(), STRANGER, US.method(STATUS_NAME))


def _list_of_another_address() -> Any:
    return sign_list(status_list(id="https://learn.example.org/status/4"))


def _list_without_proof() -> Any:
    return status_list()


def _list_with_old_proof_key_removed(kit: Kit) -> Any:
    kit.without(STATUS_NAME).written()
    return BADGE


FORGERIES: dict[str, tuple[Callable[[Kit], Any], What, Code]] = {
    # fields
    "name altered": (_name_altered, What.JCS, Code.SIGNATURE),
    "subject swapped": (_subject_swapped, What.RDFC, Code.SIGNATURE),
    "achievement swapped": (_achievement_swapped, What.RDFC, Code.SIGNATURE),
    "evidence removed": (_evidence_removed, What.RDFC, Code.SIGNATURE),
    "an end added": (_validity_added, What.RDFC, Code.SIGNATURE),
    "awarded earlier": (_award_earlier, What.JCS, Code.SIGNATURE),
    "status dropped": (_status_dropped, What.JCS, Code.SIGNATURE),
    "index altered": (_index_altered, What.RDFC, Code.SIGNATURE),
    "name decomposed": (_name_decomposed, What.RDFC, Code.SIGNATURE),
    "array reversed": (_one_array_reversed, What.JCS, Code.SIGNATURE),
    # proofs
    "rdfc tampered": (_tampered(0), What.RDFC, Code.SIGNATURE),
    "jcs tampered": (_tampered(1), What.JCS, Code.SIGNATURE),
    "purpose changed": (proof_altered(proofPurpose="authentication"), What.JCS, Code.PURPOSE),
    "rdfc purpose changed": (proof_altered(0, proofPurpose="authentication"), What.RDFC, Code.PURPOSE),
    "created changed": (proof_altered(created="2026-11-23T15:00:01Z"), What.RDFC, Code.SIGNATURE),
    "created no moment": (proof_altered(created="yesterday"), What.JCS, Code.CREATED),
    "proof type changed": (proof_altered(type="Ed25519Signature2020"), What.JCS, Code.TYPE),
    "proof value cut": (proof_altered(proofValue="z3FXQ"), What.JCS, Code.VALUE),
    "proof value no text": (proof_altered(1, proofValue=["z"]), What.JCS, Code.VALUE),
    "proof with a domain": (proof_altered(1, domain="learn.example.org"), What.JCS, Code.SIGNATURE),
    "proof with a context": (proof_altered(1, **{"@context": [CREDENTIALS_2]}), What.JCS, Code.SIGNATURE),
    "proof with other contexts": (proof_altered(1, **{"@context": [DID_1]}), What.JCS, Code.CONTEXT),
    "proof follows another": (proof_altered(1, previousProof="urn:x"), What.JCS, Code.PREVIOUS),
    "undefined term in rdfc": (proof_altered(0, madeUp="x"), What.RDFC, Code.UNDEFINED_TERM),
    "suites unknown": (proof_altered(cryptosuite="eddsa-2099"), What.FORMAT, Code.NO_KNOWN_PROOF),
    "suites swapped": (_both_suites_swapped, What.RDFC, Code.SIGNATURE),
    "proof transplanted": (_transplanted, What.JCS, Code.SIGNATURE),
    "no proofs": (without("proof"), What.FORMAT, Code.PROOF),
    "one proof outside an array": (lambda kit: fresh() | {"proof": BADGE["proof"][1]}, What.FORMAT, Code.PROOF),
    "empty proofs": (lambda kit: fresh() | {"proof": []}, What.FORMAT, Code.NO_KNOWN_PROOF),
    "proofs of text": (lambda kit: fresh() | {"proof": ["z"]}, What.FORMAT, Code.PROOF),
    "nine proofs": (
        lambda kit: fresh() | {"proof": [BADGE["proof"][1] | {"created": f"201{n}-01-01T00:00:00Z"} for n in range(9)]},
        What.FORMAT,
        Code.NO_KNOWN_PROOF,
    ),
    # keys
    "other key": (_other_key, What.JCS, Code.SIGNATURE),
    "another of our keys": (_status_key_for_our_name, What.JCS, Code.SIGNATURE),
    "fragment forged": (_fragment_forged, What.KEY, Code.UNKNOWN_KEY),
    "did:key issuer": (_did_key_issuer, What.KEY, Code.UNKNOWN_ISSUER),
    "member's key": (_member_as_issuer, What.KEY, Code.UNKNOWN_KEY),
    "member as issuer": (_issuer_of_a_member, What.KEY, Code.UNKNOWN_ISSUER),
    "stranger's proof beside": (_proof_of_a_stranger_beside, What.KEY, Code.UNKNOWN_KEY),
    "stranger's proof in our name": (_stranger_in_our_name_beside, What.JCS, Code.SIGNATURE),
    "method no text": (proof_altered(1, verificationMethod=[METHOD]), What.KEY, Code.METHOD),
    "method relative": (proof_altered(verificationMethod=f"#{NAME}"), What.KEY, Code.UNKNOWN_KEY),
    "controller mismatch": (with_did(_give_away), What.KEY, Code.CONTROLLER),
    "key removed": (_key_removed, What.KEY, Code.UNKNOWN_KEY),
    "key retired": (with_did(_retire), What.KEY, Code.NOT_FOR_ASSERTIONS),
    "document of another": (with_did(_be_another), What.KEY, Code.UNKNOWN_ISSUER),
    "profile without the key": (_profile_without_the_key, What.KEY, Code.NOT_FOR_ASSERTIONS),
    # terms, each also where only rdfc could tell
    "undefined term": (lambda kit: injected(fresh(), madeUp="x"), What.JCS, Code.SIGNATURE),
    "undefined term, rdfc": (lambda kit: injected(only(0), madeUp="x"), What.TERMS, Code.UNDEFINED_TERM),
    "undefined deep, rdfc": (lambda kit: injected(only(0), *ACHIEVEMENT, grade="A"), What.TERMS, Code.UNDEFINED_TERM),
    "undefined by the issuer": (_undefined_by_the_issuer, What.TERMS, Code.UNDEFINED_TERM),
    "unknown type": (lambda kit: typed(fresh(), kind="Diploma"), What.JCS, Code.SIGNATURE),
    "unknown type, rdfc": (lambda kit: typed(only(0), kind="Diploma"), What.TERMS, Code.UNDEFINED_TYPE),
    "unknown type deep, rdfc": (lambda kit: typed(only(0), *ACHIEVEMENT, kind="X"), What.TERMS, Code.UNDEFINED_TYPE),
    "re-keyed": (lambda kit: rekeyed(fresh(), name="name", iri="https://schema.org/name"), What.JCS, Code.SIGNATURE),
    "re-keyed, rdfc": (
        lambda kit: rekeyed(only(0), name="name", iri="https://schema.org/name"),
        What.TERMS,
        Code.NOT_COMPACT,
    ),
    "relative id, rdfc": (lambda kit: injected(only(0), "evidence", 0, id="ticket"), What.TERMS, Code.RELATIVE_ID),
    "unknown context": (
        lambda kit: with_context(only(0), "https://evil.example.org/v1"),
        What.TERMS,
        Code.UNKNOWN_CONTEXT,
    ),
    "known context added": (lambda kit: with_context(fresh(), DID_1), What.JCS, Code.SIGNATURE),
    # form
    "contexts swapped": (_contexts_swapped, What.FORMAT, Code.CONTEXT),
    "older context": (_older_context, What.FORMAT, Code.CONTEXT),
    "one context": (lambda kit: fresh() | {"@context": CREDENTIALS_2}, What.FORMAT, Code.CONTEXT),
    "no id": (without("id"), What.FORMAT, Code.ID),
    "no type": (without("type"), What.FORMAT, Code.TYPE),
    "type of numbers": (lambda kit: fresh() | {"type": [7]}, What.FORMAT, Code.TYPE),
    "type of a list": (lambda kit: LIST_OF_NOBODY, What.FORMAT, Code.TYPE),
    "two types": (lambda kit: typed(fresh(), kind="EndorsementCredential"), What.FORMAT, Code.TYPE),
    "no issuer": (without("issuer"), What.FORMAT, Code.ISSUER),
    "issuer of numbers": (lambda kit: fresh() | {"issuer": {"id": 7}}, What.FORMAT, Code.ISSUER),
    "two subjects": (
        lambda kit: fresh() | {"credentialSubject": [BADGE["credentialSubject"]]},
        What.FORMAT,
        Code.SUBJECT,
    ),
    "no achievement": (
        lambda kit: fresh() | {"credentialSubject": {"type": ["AchievementSubject"], "id": "did:example:a"}},
        What.FORMAT,
        Code.ACHIEVEMENT,
    ),
    # time
    "expired": (resigned(validUntil="2026-11-23T15:00:59Z"), What.TIME, Code.EXPIRED),
    "expired elsewhere": (resigned(validUntil="2026-11-23T15:30:00+01:00"), What.TIME, Code.EXPIRED),
    "not yet": (resigned(validFrom="2026-11-23T15:01:00.001Z"), What.TIME, Code.NOT_YET),
    "no zone": (resigned(validFrom="2026-11-23T14:55:00"), What.TIME, Code.MOMENT),
    "no day": (resigned(validFrom="2026-02-30T14:55:00Z"), What.TIME, Code.MOMENT),
    "no moment": (lambda kit: sign(_undated()), What.TIME, Code.MOMENT),
    # status
    "index beyond": (entry(statusListIndex="131072"), What.STATUS, Code.INDEX),
    "index negative": (entry(statusListIndex="-1"), What.STATUS, Code.INDEX),
    "index broken": (entry(statusListIndex="94567.0"), What.STATUS, Code.INDEX),
    "index a number": (entry(statusListIndex=94567), What.TERMS, Code.NOT_COMPACT),
    "index absent": (entry(statusListIndex=None), What.STATUS, Code.INDEX),
    "entry of another kind": (
        resigned(credentialStatus={"id": LIST_URL, "type": "1EdTechRevocationList"}),
        What.STATUS,
        Code.ENTRY,
    ),
    "entry without a list": (entry(statusListCredential=None), What.STATUS, Code.ENTRY),
    "two entries": (
        resigned(credentialStatus=[badge()["credentialStatus"], badge()["credentialStatus"] | {"id": "urn:x"}]),
        What.STATUS,
        Code.ENTRY,
    ),
    "entry for something else": (entry(statusPurpose="suspension"), What.STATUS, Code.PURPOSE),
    "list missing": (_list_missing, What.STATUS, Code.NO_LIST),
    "list elsewhere": (entry(statusListCredential="https://evil.example.org/s/3"), What.STATUS, Code.NO_LIST),
    "list on another host": (
        entry(statusListCredential="https://evil.example.org/status/3"),
        What.STATUS,
        Code.OTHER_LIST,
    ),
    "list unreadable": (listed(lambda: b"{"), What.STATUS, Code.LIST_UNREADABLE),
    "list stale": (listed(_stale), What.STATUS, Code.STALE),
    "list not in force yet": (listed(_future), What.STATUS, Code.STALE),
    "list of others": (listed(_list_of_others), What.STATUS, Code.LIST_ISSUER),
    "list by a stranger": (listed(_list_by_a_stranger), What.STATUS, Code.LIST_FORGED),
    "list tampered": (listed(_list_tampered), What.STATUS, Code.LIST_FORGED),
    "list unsigned": (listed(_list_without_proof), What.STATUS, Code.LIST_FORGED),
    "list by a key that is gone": (_list_with_old_proof_key_removed, What.STATUS, Code.LIST_FORGED),
    "list is a badge": (listed(lambda: sign(badge(id=LIST_URL))), What.STATUS, Code.LIST_FORGED),
    "list of another address": (listed(_list_of_another_address), What.STATUS, Code.OTHER_LIST),
    "list for something else": (
        listed(lambda: sign_list(subject_of_list(statusPurpose="suspension"))),
        What.STATUS,
        Code.PURPOSE,
    ),
    "list too short": (
        listed(lambda: sign_list(subject_of_list(encodedList=packed(bytes(16))))),
        What.STATUS,
        Code.TOO_SHORT,
    ),
    "list shorter than the index": (
        listed(lambda: sign_list(subject_of_list(encodedList=packed(bytes(11_820))))),
        What.STATUS,
        Code.TOO_SHORT,
    ),
    "list not packed": (
        listed(lambda: sign_list(subject_of_list(encodedList=base64url(bytes(16_384))))),
        What.STATUS,
        Code.NOT_GZIP,
    ),
    "list in no multibase": (
        listed(lambda: sign_list(subject_of_list(encodedList="z6Mk"))),
        What.STATUS,
        Code.NOT_MULTIBASE,
    ),
    # about whom
    "about nobody": (
        resigned(credentialSubject={n: v for n, v in badge()["credentialSubject"].items() if n != "identifier"}),
        What.SUBJECT,
        Code.NOBODY,
    ),
    "hash of nothing": (
        lambda kit: sign(injected(badge(), "credentialSubject", "identifier", 1, identityHash="sha256$abc")),
        What.SUBJECT,
        Code.IDENTITY,
    ),
}


def _undated() -> Document:
    made = badge()
    del made["validFrom"]
    return made


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_invalid_for_its_reason(kit: Kit, name: str) -> None:
    forge, what, code = FORGERIES[name]
    forged = forge(kit)

    for document in (forged, raw(forged)):
        report = check(document, kit.resolver, NOW)
        found = report.on(what)
        assert (report.verdict, found.outcome, found.code) == (Verdict.INVALID, Outcome.FAILED, code), report.failed


UNREADABLE: dict[str, tuple[bytes, Code]] = {
    "null member": (raw(injected(fresh(), description=None)), Code.NULL),
    "inline context": (raw(with_context(fresh(), {"name": "https://schema.org/alternateName"})), Code.INLINE_CONTEXT),
    "inline context deep": (raw(injected(fresh(), *ACHIEVEMENT, **{"@context": {}})), Code.INLINE_CONTEXT),
    "duplicate member": (raw(BADGE).replace(b"{", b'{"name": "Another", ', 1), Code.DUPLICATE_MEMBER),
    "two like each other": (
        raw(injected(fresh(), evidence=[{"type": ["Evidence"], "name": "x"}] * 2)),
        Code.LOOK_ALIKE,
    ),
    "blank node": (raw(fresh() | {"id": "_:b0"}), Code.BLANK_ID),
    "control character": (raw(fresh() | {"name": "a\x0bb"}), Code.TEXT),
    "not a number": (raw(fresh() | {"name": float("nan")}), Code.NUMBER),
    "a compact JWS": (b"eyJhbGciOiJFZERTQSJ9.e30.c2ln", Code.NOT_JSON),
    "an array": (b"[" + raw(BADGE) + b"]", Code.NOT_OBJECT),
    "no UTF-8": (json.dumps(BADGE, ensure_ascii=False).encode("latin-1"), Code.NOT_UTF8),
    "too large": (raw(BADGE) + b" " * 262_144, Code.TOO_LARGE),
    "too deep": (b'{"a":' * 60 + b"0" + b"}" * 60, Code.TOO_DEEP),
    "nothing": (b"", Code.NOT_JSON),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_to_be_so(shared: Kit, name: str) -> None:
    content, code = UNREADABLE[name]

    report = check(content, shared.resolver, NOW)

    assert report.verdict == Verdict.UNREADABLE
    assert report.failed == (Finding(What.READING, Outcome.FAILED, code),)
    assert {one.outcome for one in report.findings[1:]} == {Outcome.UNKNOWN}


def _is_other(value: Any) -> Any:
    return not value if isinstance(value, bool) else value + 1 if isinstance(value, int | float) else f"{value}x"


BARE = {name: value for name, value in BADGE.items() if name != "proof"}


@pytest.mark.parametrize("path", list(leaves(BARE)), ids=lambda path: ".".join(map(str, path)))
def test_nothing_in_it_can_be_altered(shared: Kit, path: tuple[str | int, ...]) -> None:
    """Not under either suite alone, and not so that a web page would show it before the other suite was looked at."""
    forged = altered(BADGE, path, _is_other(at(BADGE, path)))

    assert check(forged, shared.resolver, NOW, rdfc=False).verdict == Verdict.INVALID
    assert check(only(0, forged), shared.resolver, NOW).verdict == Verdict.INVALID


# Revoked, and what comes with the days


def test_revoked_is_neither_valid_nor_a_forgery(kit: Kit) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))

    report = check(BADGE, kit.resolver, NOW)

    assert report.verdict == Verdict.REVOKED
    assert [(one.what, one.code) for one in report.failed] == [(What.STATUS, Code.REVOKED)]


def test_a_forgery_with_the_place_of_a_revoked_one_is_a_forgery(kit: Kit) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))

    report = check(_name_altered(kit), kit.resolver, NOW)

    assert report.verdict == Verdict.INVALID
    assert report.on(What.STATUS) == Finding(What.STATUS, Outcome.UNKNOWN, Code.NOT_LOOKED_AT)


def test_expired_and_revoked_is_revoked(kit: Kit) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))
    document = sign(badge(validUntil="2026-11-23T15:00:30Z"))

    report = check(document, kit.resolver, NOW)

    assert (report.verdict, report.on(What.TIME).code) == (Verdict.REVOKED, Code.EXPIRED)


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(-301, Verdict.INVALID), (-300, Verdict.VALID), (0, Verdict.VALID), (30 * 86_400, Verdict.VALID)],
)
def test_slow_clocks_find_it_valid_for_five_minutes(kit: Kit, seconds: int, verdict: Verdict) -> None:
    """The list too: it is signed at the moment of the award here, and lasts thirty days."""
    assert check(BADGE, kit.resolver, AWARDED + timedelta(seconds=seconds)).verdict == verdict


def test_a_list_that_nobody_signed_anew_makes_it_invalid(shared: Kit) -> None:
    report = check(BADGE, shared.resolver, AWARDED + timedelta(days=30, seconds=1))

    assert [(one.what, one.code) for one in report.failed] == [(What.STATUS, Code.STALE)]
    assert report.verdict == Verdict.INVALID


def test_a_proof_that_ran_out(shared: Kit) -> None:
    """``expires`` is covered by the proof itself."""
    options = {name: value for name, value in BADGE["proof"][1].items() if name != "proofValue"}
    options["expires"] = "2026-11-23T15:00:30Z"
    document = badge()
    value = proofs.base58btc(SIGNER.sign(proofs.hash_data(document, options)))
    document["proof"] = [options | {"proofValue": value}]

    assert check(document, shared.resolver, AWARDED).verdict == Verdict.VALID
    assert [one.code for one in check(document, shared.resolver, NOW).failed] == [Code.PROOF_EXPIRED]


# What is embedded


def _inner_altered() -> Any:
    return sign(endorsement()) | {"name": "Respaldo total"}


def _inner_by_a_stranger() -> Any:
    return sign(endorsement(), STRANGER, METHOD)


def _inner_about_something_else() -> Any:
    return sign(endorsement("https://learn.example.org/achievements/another/1/es"))


def _inner_badge() -> Any:
    return BADGE


def _inner_unsigned() -> Any:
    return endorsement()


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (_inner_altered, Code.ALTERED),
        (_inner_by_a_stranger, Code.ALTERED),
        (_inner_badge, Code.ALTERED),
        (_inner_unsigned, Code.ALTERED),
        (_inner_about_something_else, Code.ELSEWHERE),
    ],
)
def test_what_is_embedded_must_hold_by_itself(shared: Kit, inner: Callable[[], Any], code: Code) -> None:
    """The whole is signed by its issuer as it stands: that does not make it true."""
    document = sign(endorsed(inner()))

    report = check(document, shared.resolver, NOW)

    assert [(one.what, one.code) for one in report.failed] == [(What.EMBEDDED, code)]
    assert report.verdict == Verdict.INVALID


def test_one_good_endorsement_does_not_hide_a_bad_one(shared: Kit) -> None:
    good = sign(endorsement(id="https://learn.example.org/endorsements/4", name="Otro"))

    report = check(sign(endorsed(good, _inner_altered())), shared.resolver, NOW)

    assert report.on(What.EMBEDDED) == Finding(
        What.EMBEDDED,
        Outcome.FAILED,
        Code.ALTERED,
        {"id": "https://learn.example.org/endorsements/5", "reason": "signature"},
    )
    assert [one.verdict for one in report.embedded] == [Verdict.VALID, Verdict.INVALID]


def test_text_in_the_place_of_a_credential_is_none(shared: Kit) -> None:
    document = injected(fresh(), *ACHIEVEMENT, endorsement=["eyJhbGciOiJFZERTQSJ9.e30.c2ln"])

    report = check(document, shared.resolver, NOW)

    assert [one.verdict for one in report.embedded] == [Verdict.UNREADABLE]
    assert report.on(What.EMBEDDED).code == Code.ALTERED


def _lapsed() -> Any:
    return sign(endorsement(validUntil="2026-11-02T00:00:00Z"))


def _taken_back() -> Any:
    return sign(endorsement(credentialStatus=badge()["credentialStatus"]))


def _of_somebody_unknown() -> Any:
    return sign(endorsement(issuer=OTHERS.short()), STRANGER, OTHERS.method("key-1"))


@pytest.mark.parametrize(
    ("inner", "code", "verdict"),
    [
        (_lapsed, Code.LAPSED, Verdict.INVALID),
        (_taken_back, Code.LAPSED, Verdict.REVOKED),
        (_of_somebody_unknown, Code.UNKNOWN_ISSUER, Verdict.INVALID),
    ],
)
def test_an_endorsement_that_does_not_count_any_more_takes_nothing_away(
    kit: Kit, inner: Callable[[], Any], code: Code, verdict: Verdict
) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))
    document = endorsed(inner())
    del document["credentialStatus"]

    report = check(sign(document), kit.resolver, NOW)

    assert report.verdict == Verdict.VALID
    assert (report.on(What.EMBEDDED).outcome, report.on(What.EMBEDDED).code) == (Outcome.UNKNOWN, code)
    assert [one.verdict for one in report.embedded] == [verdict]


def test_a_transcript_tells_of_each_badge_in_it(kit: Kit) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))
    free = badge(id="https://learn.example.org/credentials/second", name="Segunda")
    free["credentialStatus"] = free["credentialStatus"] | {"statusListIndex": "1", "id": f"{LIST_URL}#1"}
    inner = [BADGE, sign(free)]

    report = check(sign(transcript(*inner)), kit.resolver, NOW)
    forged = check(sign(transcript(inner[1], fresh() | {"name": "Maestría"})), kit.resolver, NOW)

    assert report.verdict == Verdict.VALID
    assert [one.verdict for one in report.embedded] == [Verdict.REVOKED, Verdict.VALID]
    assert (forged.verdict, forged.on(What.EMBEDDED).code) == (Verdict.INVALID, Code.ALTERED)


# With rdfc somewhere else


def test_rdfc_can_be_looked_at_elsewhere_and_merged(shared: Kit) -> None:
    whole = check(BADGE, shared.resolver, NOW)
    first = check(BADGE, shared.resolver, NOW, rdfc=False)

    assert first.verdict == Verdict.VALID
    assert [first.on(what).code for what in (What.TERMS, What.RDFC)] == [Code.NOT_LOOKED_AT] * 2
    assert first.merged(*check_rdfc(BADGE, shared.resolver)) == whole


def test_what_only_rdfc_proves_is_not_valid_before_that(shared: Kit) -> None:
    document = only(0)
    first = check(document, shared.resolver, NOW, rdfc=False)

    assert first.verdict == Verdict.INVALID
    assert first.merged(*check_rdfc(document, shared.resolver)).verdict == Verdict.VALID


def test_what_is_merged_can_make_it_invalid(shared: Kit) -> None:
    document = _tampered(0)(shared)
    first = check(document, shared.resolver, NOW, rdfc=False)

    assert first.verdict == Verdict.VALID
    assert first.merged(*check_rdfc(document, shared.resolver)).verdict == Verdict.INVALID


@pytest.mark.parametrize("document", [{}, {"name": None}, {"@context": {}}, fresh() | {"proof": 7}])
def test_of_what_has_no_form_rdfc_says_nothing(shared: Kit, document: Any) -> None:
    assert check_rdfc(document, shared.resolver) == ()


def test_a_report_without_findings_is_not_valid() -> None:
    report = Report.of([])

    assert [one.what for one in report.findings] == list(What)
    assert report.verdict == Verdict.INVALID


# About whom

# printf 'alicia@example.orgc2FsIHkgcGltaWVudGE' | sha256sum
HASH = "sha256$6e3dfc1b9b134cbe587ef2f814dc3742cd849598a69925729b7bb26ccba1c716"


@pytest.mark.parametrize(
    ("address", "is_hers"),
    [
        ("alicia@example.org", True),
        (" Alicia@Example.ORG ", True),
        ("alicia+x@example.org", False),
        ("beto@example.org", False),
        ("Alicia Ñandú", False),
        ("", False),
    ],
)
def test_it_is_about_whoever_has_the_address(address: str, is_hers: bool) -> None:
    assert BADGE["credentialSubject"]["identifier"][1]["identityHash"] == HASH
    assert is_about(BADGE, address) is is_hers


def test_an_address_in_the_open_counts_too() -> None:
    identity = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": "Beto@example.org",
        "identityType": "emailAddress",
    }
    document = fresh() | {"credentialSubject": {"identifier": identity}}

    assert is_about(document, "beto@example.org")
    assert not is_about(document, "alicia@example.org")


def test_the_name_is_there_only_if_it_is_told() -> None:
    silent = badge(replace(EARNED, holder=Holder("alicia@example.org", "x")))

    assert name_of(BADGE) == "Alicia Ñandú"
    assert name_of(silent) == ""


@pytest.mark.parametrize("subject", [7, [], {}, {"identifier": 7}, {"identifier": [7, {}, {"hashed": True}]}])
def test_of_nobody_is_said_nothing(subject: Any) -> None:
    document = {"credentialSubject": subject}

    assert (is_about(document, "alicia@example.org"), name_of(document)) == (False, "")


# Whatever comes

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from([METHOD, LIST_URL, US.did]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "proof", "@context", "endorsement", "name", "x"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Of every value in it, arrays and objects too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(one for key, member in inner for one in places(member, (*path, key)))]


ENDORSED = sign(endorsed(sign(endorsement())))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(places(ENDORSED)[1:]), anything)
def test_whatever_stands_anywhere_is_answered_and_never_taken_for_good(
    shared: Kit, path: tuple[str | int, ...], value: Any
) -> None:
    document = altered(ENDORSED, path, value)

    report = check(document, shared.resolver, NOW)

    assert len(report.findings) == len(What)
    if report.verdict == Verdict.VALID:
        signed_parts = [{name: part[name] for name in part if name != "proof"} for part in (document, ENDORSED)]
        assert jcs(signed_parts[0]) == jcs(signed_parts[1])


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | anything.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_sent_is_answered(shared: Kit, content: bytes) -> None:
    assert check(content, shared.resolver, NOW).verdict in (Verdict.UNREADABLE, Verdict.INVALID)


@pytest.mark.parametrize("module", [reading, canonical, proofs, status])
def test_every_reason_of_the_others_has_a_code(module: ModuleType) -> None:
    """Else a page could only say that something was wrong."""
    calls = [node for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text())) if isinstance(node, ast.Call)]
    names = {"Unreadable", "Uncanonical", "UndefinedTerm", "BadProof", "BadStatusList"}
    codes = {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in names and isinstance(call.args[0], ast.Constant)
    }

    assert codes
    # Only who signs meets these.
    assert codes - {"has_proof", "disagreement"} <= {str(code) for code in Code}
