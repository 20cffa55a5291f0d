"""Ways to forge a badge, by the reason for which each must be refused. Some write into the kit of the issuer too."""

import copy
import gzip
import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from badges.credentials.contexts import CREDENTIALS_2, DID_1, OPEN_BADGES_3
from badges.credentials.documents import Holder
from badges.credentials.findings import Code, What
from badges.credentials.multibase import base58btc, base64url
from badges.credentials.proofs import hash_data
from badges.credentials.reading import Document
from tests.badges.credentials.kits import (
    BADGE,
    INDEX,
    LIST_OF_NOBODY,
    LIST_URL,
    METHOD,
    NAME,
    OTHERS,
    SIGNER,
    STATUS_NAME,
    STATUS_SIGNER,
    STRANGER,
    US,
    Kit,
    badge,
    sign,
    sign_list,
    status_list,
)
from tests.badges.credentials.making import altered, at

Forge = Callable[[Kit], Any]
RDFC, JCS = 0, 1  # places of our proofs
ACHIEVEMENT = ("credentialSubject", "achievement")
IDENTIFIERS = ("credentialSubject", "identifier")
STRANGERS = STRANGER.public.multibase
STRANGERS_METHOD = f"did:key:{STRANGERS}#{STRANGERS}"


def fresh() -> Any:
    return copy.deepcopy(BADGE)


def raw(document: Document) -> bytes:
    return json.dumps(document).encode()


def only(suite: int, document: Document = BADGE) -> Any:
    """With one proof of its two."""
    return copy.deepcopy(document) | {"proof": [copy.deepcopy(document["proof"][suite])]}


def proved_by_hand(document: Document, **options: Any) -> Document:
    """By our own key over the JSON, and without the looks that ``signed`` takes first."""
    config = {name: value for name, value in BADGE["proof"][JCS].items() if name != "proofValue"} | options
    return document | {"proof": [config | {"proofValue": base58btc(SIGNER.sign(hash_data(document, config)))}]}


def put(*path: str | int, value: Any, into: Document = BADGE) -> Forge:
    return lambda kit: altered(into, path, value)


def drop(*path: str | int, out_of: Document = BADGE) -> Any:
    document = copy.deepcopy(out_of)
    del at(document, path[:-1])[path[-1]]
    return document


def dropped(*path: str | int) -> Forge:
    return lambda kit: drop(*path)


def typed(kind: str, *path: str, base: Document = BADGE) -> Forge:
    return put(*path, "type", value=[*at(base, path)["type"], kind], into=base)


def rekeyed(base: Document) -> Forge:
    """JSON-LD reads both the same."""
    return lambda kit: drop("name", out_of=base) | {"https://schema.org/name": BADGE["name"]}


def proof(number: int | None = None, **changes: Any) -> Forge:
    """Of one of the two, or of both."""

    def forge(kit: Kit) -> Any:
        document = fresh()
        for one in document["proof"] if number is None else [document["proof"][number]]:
            one |= changes
        return document

    return forge


def tampered(number: int) -> Forge:
    """One letter in the middle of the signature."""
    value = BADGE["proof"][number]["proofValue"]
    return proof(number, proofValue=value[:40] + ("A" if value[40] != "A" else "B") + value[41:])


def proofs(*these: Any) -> Forge:
    return lambda kit: fresh() | {"proof": list(these)}


def beside(method: str) -> Forge:
    """A stranger's proof, which holds, after ours."""
    return lambda kit: fresh() | {"proof": [*BADGE["proof"], sign(badge(), STRANGER, method)["proof"][JCS]]}


def suites_swapped(kit: Kit) -> Any:
    names = [one["cryptosuite"] for one in BADGE["proof"]]
    return altered(altered(BADGE, ("proof", 0, "cryptosuite"), names[1]), ("proof", 1, "cryptosuite"), names[0])


def decomposed(kit: Kit) -> Any:
    name = unicodedata.normalize("NFD", BADGE["name"])
    assert name != BADGE["name"]
    return fresh() | {"name": name}


def by_a_stranger(method: str, issuer: str = US.did) -> Forge:
    return lambda kit: sign(badge(issuer=US.short() | {"id": issuer}), STRANGER, method)


def with_did(*path: str | int, value: Any) -> Forge:
    def forge(kit: Kit) -> Any:
        kit.write("did.json", altered(kit.did(), path, value))
        return BADGE

    return forge


def without_key(name: str) -> Forge:
    def forge(kit: Kit) -> Any:
        kit.without(name).written()
        return BADGE

    return forge


def by_the_profile(kit: Kit) -> Any:
    """Genuine: the https issuer instead of the DID, with a list of its own."""
    method = f"{US.profile_url}/keys/{NAME}"
    kit.write("status/3.json", sign(status_list(issuer=US) | {"issuer": US.profile_url}, SIGNER, method))
    return sign(badge(issuer={"id": US.profile_url, "type": ["Profile"], "name": US.name}), SIGNER, method)


def by_a_profile_that_dropped_the_key(kit: Kit) -> Any:
    document = by_the_profile(kit)
    kit.write("issuer.json", {"id": US.profile_url, "assertionMethod": [f"{US.profile_url}/keys/{STATUS_NAME}"]})
    return document


def resigned(**changes: Any) -> Forge:
    """By the issuer, so that nothing but the change can be the reason."""
    return lambda kit: sign(badge(**changes))


def entry(**changes: Any) -> Forge:
    made = badge()["credentialStatus"] | changes
    return resigned(credentialStatus={name: value for name, value in made.items() if value is not None})


def listed(make: Callable[[], Any]) -> Forge:
    """A badge as it was issued, and another list in the place of ours."""

    def forge(kit: Kit) -> Any:
        kit.write("status/3.json", make())
        return BADGE

    return forge


def list_of(**changes: Any) -> Forge:
    """Our list with something else in its subject, signed by us."""
    made = status_list()
    return listed(lambda: sign_list(made | {"credentialSubject": made["credentialSubject"] | changes}))


def unrevoked() -> Any:
    """A list that has our bit, with the signature, and the bits of one that has none."""
    encoded = LIST_OF_NOBODY["credentialSubject"]["encodedList"]
    return altered(sign_list(status_list({INDEX})), ("credentialSubject", "encodedList"), encoded)


def list_missing(kit: Kit) -> Any:
    (kit.folder / "status/3.json").unlink()
    return BADGE


def packed(length: int) -> str:
    return base64url(gzip.compress(bytes(length)))


NINE = [BADGE["proof"][JCS] | {"created": f"201{number}-01-01T00:00:00Z"} for number in range(9)]
TWO_ENTRIES = [badge()["credentialStatus"], badge()["credentialStatus"] | {"id": "urn:x"}]
ELSEWHERE = "https://evil.example.org"

FORGERIES: Mapping[tuple[What, Code], Mapping[str, Forge]] = {
    (What.JCS, Code.SIGNATURE): {
        "name altered": put("name", value="Maestría"),
        "awarded earlier": put("awardedDate", value="2020-01-01T00:00:00Z"),
        "status dropped": dropped("credentialStatus"),
        "array reversed": put(*IDENTIFIERS, value=BADGE["credentialSubject"]["identifier"][::-1]),
        "proof tampered": tampered(JCS),
        "created changed": proof(created="2026-11-23T15:00:01Z"),
        "proof for a domain": proof(JCS, domain="learn.example.org"),
        "proof with fewer contexts": proof(JCS, **{"@context": [CREDENTIALS_2]}),
        "proof of another badge": lambda kit: fresh() | {"proof": sign(badge(name="Otra"))["proof"]},
        "other key": by_a_stranger(METHOD),
        "another of our keys": lambda kit: sign(badge(), STATUS_SIGNER, METHOD),
        "stranger's proof in our name beside": beside(METHOD),
        "undefined term": put("madeUp", value="x"),
        "unknown type": typed("Diploma"),
        "re-keyed": rekeyed(BADGE),
    },
    (What.RDFC, Code.SIGNATURE): {
        "name decomposed": decomposed,
        "subject swapped": put(*IDENTIFIERS, 1, "identityHash", value=Holder("beto@example.org", "x").identity_hash),
        "achievement swapped": put(*ACHIEVEMENT, "id", value="https://learn.example.org/achievements/expert/1/es"),
        "evidence removed": dropped("evidence"),
        "an end added": put("validUntil", value="2099-01-01T00:00:00Z"),
        "index altered": put("credentialStatus", "statusListIndex", value="94568"),
        "proof tampered": tampered(RDFC),
        "suites swapped": suites_swapped,
    },
    (What.JCS, Code.PURPOSE): {"purpose changed": proof(proofPurpose="authentication")},
    (What.RDFC, Code.PURPOSE): {"purpose of one changed": proof(RDFC, proofPurpose="authentication")},
    (What.JCS, Code.CREATED): {"created no moment": proof(created="yesterday")},
    (What.JCS, Code.TYPE): {"proof of another type": proof(type="Ed25519Signature2020")},
    (What.JCS, Code.VALUE): {"value cut": proof(proofValue="z3FXQ"), "value no text": proof(JCS, proofValue=["z"])},
    (What.JCS, Code.CONTEXT): {"proof under other contexts": proof(JCS, **{"@context": [DID_1]})},
    (What.JCS, Code.PREVIOUS): {"proof after one that is not there": proof(JCS, previousProof="urn:x")},
    (What.RDFC, Code.UNDEFINED_TERM): {"undefined term in the proof": proof(RDFC, madeUp="x")},
    (What.KEY, Code.UNKNOWN_KEY): {
        "fragment forged": by_a_stranger(f"{US.did}#{STRANGERS}"),
        "member's key": by_a_stranger(f"{US.did}:members:7#key-1"),
        "stranger's proof beside": beside(STRANGERS_METHOD),
        "method relative": proof(verificationMethod=f"#{NAME}"),
        "key removed": without_key(NAME),
        "other did:web": by_a_stranger(OTHERS.method("key-1")),
    },
    (What.KEY, Code.UNKNOWN_ISSUER): {
        "did:key issuer": by_a_stranger(STRANGERS_METHOD, f"did:key:{STRANGERS}"),
        "member as issuer": by_a_stranger(f"{US.did}:members:7#key-1", f"{US.did}:members:7"),
        "issuer exchanged": put("issuer", "id", value=OTHERS.did),
        "document of another": with_did("id", value=OTHERS.did),
    },
    (What.KEY, Code.METHOD): {"method no text": proof(JCS, verificationMethod=[METHOD])},
    (What.KEY, Code.CONTROLLER): {"key of another": with_did("verificationMethod", 1, "controller", value=OTHERS.did)},
    (What.KEY, Code.NOT_FOR_ASSERTIONS): {
        "key retired": with_did("assertionMethod", value=[US.method(STATUS_NAME)]),
        "key dropped by the profile": by_a_profile_that_dropped_the_key,
    },
    # Where no jcs proof stands beside, only this keeps what nobody signed out of what is shown.
    (What.TERMS, Code.UNDEFINED_TERM): {
        "undefined term": put("madeUp", value="x", into=only(RDFC)),
        "undefined term deep": put(*ACHIEVEMENT, "grade", value="A", into=only(RDFC)),
        "undefined term by the issuer": lambda kit: proved_by_hand(badge(madeUp="x")),
    },
    (What.TERMS, Code.UNDEFINED_TYPE): {
        "unknown type": typed("Diploma", base=only(RDFC)),
        "unknown type deep": typed("Diploma", *ACHIEVEMENT, base=only(RDFC)),
    },
    (What.TERMS, Code.NOT_COMPACT): {"re-keyed": rekeyed(only(RDFC))},
    (What.TERMS, Code.RELATIVE_ID): {"relative id": put("evidence", 0, "id", value="ticket", into=only(RDFC))},
    (What.TERMS, Code.UNKNOWN_CONTEXT): {
        "unknown context": put("@context", value=[*BADGE["@context"], f"{ELSEWHERE}/v1"], into=only(RDFC))
    },
    (What.FORMAT, Code.CONTEXT): {
        "contexts swapped": put("@context", value=BADGE["@context"][::-1]),
        "older context": put("@context", 1, value=OPEN_BADGES_3.replace("3.0.3", "3.0.1")),
        "one context": put("@context", value=CREDENTIALS_2),
    },
    (What.FORMAT, Code.ID): {"no id": dropped("id"), "relative id": put("id", value="credentials/1")},
    (What.FORMAT, Code.TYPE): {
        "no type": dropped("type"),
        "type a number": put("type", value=[7]),
        "two types": typed("EndorsementCredential"),
        "a status list": lambda kit: LIST_OF_NOBODY,
    },
    (What.FORMAT, Code.ISSUER): {"no issuer": dropped("issuer"), "issuer a number": put("issuer", "id", value=7)},
    (What.FORMAT, Code.SUBJECT): {"two subjects": put("credentialSubject", value=[BADGE["credentialSubject"]])},
    (What.FORMAT, Code.ACHIEVEMENT): {"no achievement": dropped(*ACHIEVEMENT)},
    (What.FORMAT, Code.PROOF): {
        "no proofs": dropped("proof"),
        "proofs outside an array": put("proof", value=BADGE["proof"][JCS]),
        "proofs of text": proofs("z"),
    },
    (What.FORMAT, Code.NO_KNOWN_PROOF): {
        "suites renamed": proof(cryptosuite="eddsa-2099"),
        "empty proofs": proofs(),
        "nine proofs": proofs(*NINE),
    },
    (What.TIME, Code.EXPIRED): {
        "expired": resigned(validUntil="2026-11-23T15:00:59Z"),
        "expired in another zone": resigned(validUntil="2026-11-23T16:00:59+01:00"),
    },
    (What.TIME, Code.NOT_YET): {"not yet": resigned(validFrom="2026-11-23T15:01:00.001Z")},
    (What.TIME, Code.MOMENT): {
        "no zone": resigned(validFrom="2026-11-23T14:55:00"),
        "no such day": resigned(validFrom="2026-02-30T14:55:00Z"),
        "no beginning": lambda kit: sign(drop("validFrom", out_of=badge())),
        "no such end": resigned(validUntil="never"),
    },
    (What.STATUS, Code.ENTRY): {
        "entry of another kind": resigned(credentialStatus={"id": "urn:x", "type": "BitstringStatusListCredential"}),
        "entry without a list": entry(statusListCredential=None),
        "entry that is the list": entry(id=LIST_URL),
        "two entries": resigned(credentialStatus=TWO_ENTRIES),
    },
    (What.STATUS, Code.INDEX): {
        "index beyond the list": entry(statusListIndex="131072"),
        "index negative": entry(statusListIndex="-1"),
        "index broken": entry(statusListIndex="94567.0"),
        "index in other digits": entry(statusListIndex="٩٤٥٦٧"),
        "index absent": entry(statusListIndex=None),
    },
    (What.STATUS, Code.PURPOSE): {
        "entry for something else": entry(statusPurpose="suspension"),
        "list for something else": list_of(statusPurpose="suspension"),
    },
    (What.STATUS, Code.NO_LIST): {
        "list missing": list_missing,
        "list at no address of ours": entry(statusListCredential=f"{ELSEWHERE}/s/3"),
    },
    (What.STATUS, Code.LIST_UNREADABLE): {"list unreadable": listed(lambda: b"{")},
    (What.STATUS, Code.OTHER_LIST): {
        "list of another host": entry(statusListCredential=f"{ELSEWHERE}/status/3"),
        "list of another address": listed(lambda: sign_list(status_list(id="https://learn.example.org/status/4"))),
    },
    (What.STATUS, Code.LIST_ISSUER): {
        "list of others": listed(lambda: sign(status_list(issuer=OTHERS), STRANGER, OTHERS.method("key-1")))
    },
    (What.STATUS, Code.LIST_FORGED): {
        "list tampered": listed(unrevoked),
        "list by a stranger": listed(lambda: sign(status_list(), STRANGER, US.method(STATUS_NAME))),
        "list by a key that is gone": without_key(STATUS_NAME),
        "list unsigned": listed(status_list),
        "list that is a badge": listed(lambda: sign(badge(id=LIST_URL))),
    },
    (What.STATUS, Code.STALE): {
        "list stale": listed(lambda: sign_list(status_list(validUntil="2026-11-23T15:00:59Z"))),
        "list not in force yet": listed(lambda: sign_list(status_list(validFrom="2026-11-23T15:01:01Z"))),
    },
    (What.STATUS, Code.TOO_SHORT): {
        "list of sixteen bytes": list_of(encodedList=packed(16)),
        "list that ends before the index": list_of(encodedList=packed(INDEX // 8)),
    },
    (What.STATUS, Code.NOT_GZIP): {"list not packed": list_of(encodedList=base64url(bytes(16_384)))},
    (What.STATUS, Code.NOT_MULTIBASE): {
        "list in no multibase": list_of(encodedList="z6Mk"),
        "list without bits": listed(lambda: sign_list(drop("credentialSubject", "encodedList", out_of=status_list()))),
    },
    (What.SUBJECT, Code.NOBODY): {"about nobody": lambda kit: sign(drop(*IDENTIFIERS, out_of=badge()))},
    (What.SUBJECT, Code.IDENTITY): {
        "hash of nothing": lambda kit: sign(altered(badge(), (*IDENTIFIERS, 1, "identityHash"), "sha256$abc"))
    },
}
ROWS = [(forge, what, code) for (what, code), forgeries in FORGERIES.items() for forge in forgeries.values()]
NAMES = [f"{what} {code}: {name}" for (what, code), forgeries in FORGERIES.items() for name in forgeries]

# Refused before anything is looked at.
UNREADABLE: Mapping[str, tuple[bytes, Code]] = {
    "null member": (raw(altered(BADGE, ("description",), None)), Code.NULL),
    "inline context": (
        raw(altered(BADGE, ("@context",), [*BADGE["@context"], {"title": "https://schema.org/name"}])),
        Code.INLINE_CONTEXT,
    ),
    "inline context deep": (raw(altered(BADGE, (*ACHIEVEMENT, "@context"), {})), Code.INLINE_CONTEXT),
    "duplicate member": (raw(BADGE).replace(b"{", b'{"name": "Maestra", ', 1), Code.DUPLICATE_MEMBER),
    "two that look alike": (raw(fresh() | {"evidence": [{"type": "Evidence"}] * 2}), Code.LOOK_ALIKE),
    "blank node": (raw(fresh() | {"id": "_:b0"}), Code.BLANK_ID),
    "control character": (raw(fresh() | {"name": "a\x0bb"}), Code.TEXT),
    "not a number": (raw(fresh() | {"name": float("nan")}), Code.NUMBER),
    "compact JWS": (b"eyJhbGciOiJFZERTQSJ9.e30.c2ln", Code.NOT_JSON),
    "array": (b"[" + raw(BADGE) + b"]", Code.NOT_OBJECT),
    "no UTF-8": (json.dumps(BADGE, ensure_ascii=False).encode("latin-1"), Code.NOT_UTF8),
    "too large": (raw(BADGE) + b" " * 262_144, Code.TOO_LARGE),
    "too deep": (b'{"a":' * 60 + b"0" + b"}" * 60, Code.TOO_DEEP),
    "nothing": (b"", Code.NOT_JSON),
}
