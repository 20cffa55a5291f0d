"""Data Integrity proofs (Verifiable Credential Data Integrity 1.0; Data Integrity EdDSA Cryptosuites v1.0, "vc-di-eddsa").

What we sign carries a set of two: ``eddsa-rdfc-2022``, which other verifiers know, and ``eddsa-jcs-2022``, which covers
every letter of the JSON and costs next to nothing to check. Each is made over the document without any proof.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from badges.credentials.canonical import jcs, nquads, second_nquads
from badges.credentials.contexts import BUNDLED, Contexts
from badges.credentials.errors import CredentialError
from badges.credentials.keys import SIGNATURE_LENGTH, PublicKey, Signer
from badges.credentials.multibase import base58btc, from_base58btc
from badges.credentials.reading import Document

Proof = dict[str, Any]

RDFC = "eddsa-rdfc-2022"
JCS = "eddsa-jcs-2022"
PURPOSE = "assertionMethod"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")  # XSD 1.1 dateTimeStamp


class BadProof(CredentialError):
    """``code``: of a proof that is given ``type``, ``cryptosuite``, ``purpose``, ``method``, ``created``, ``value`` (no 64
    bytes in base58btc), ``context`` (its contexts are not the document's), ``previous`` (it follows a proof that is not
    there), ``signature`` (the document, the proof or the key is another one); of a document to be signed ``has_proof``,
    ``created`` (a moment without a time zone), ``disagreement`` (two canonicalisers do not see the same document)."""


def signed(
    document: Document, signer: Signer, method: str, created: datetime, contexts: Contexts = BUNDLED
) -> Document:
    """A copy with ``proof: [rdfc, jcs]``; ``method``: the DID URL of the signer's public key; ``created`` in whole seconds.
    Raises BadProof, Unreadable, UnknownContext, Uncanonical, UndefinedTerm, and then nothing was signed."""
    if "proof" in document:
        raise BadProof("has_proof")
    if created.tzinfo is None:
        raise BadProof("created")
    if nquads(document, contexts) != second_nquads(document, contexts):
        raise BadProof("disagreement")
    options = {
        "type": "DataIntegrityProof",
        "created": created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    configs = [
        options | {"cryptosuite": RDFC},
        options | {"cryptosuite": JCS, "@context": document["@context"]},
    ]
    return document | {"proof": [_completed(document, config, signer, contexts) for config in configs]}


def check_proof(document: Document, proof: Proof, key: PublicKey, contexts: Contexts = BUNDLED) -> None:
    """Of one proof that ``document`` carries, whether ``key`` made it over the rest of the document. ``eddsa-jcs-2022``
    touches no JSON-LD; ``eddsa-rdfc-2022`` needs a limit of CPU time (``canonical.nquads``).

    Says nothing of whose the key is, nor of ``expires``, nor of the proofs that it follows (``previousProof``), which are
    looked at one by one. Raises BadProof; and if the document has no canonical form, UnknownContext, Uncanonical,
    UndefinedTerm, Unreadable.
    """
    _look_at_options(proof)
    signature = _signature(proof.get("proofValue"))
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    if not key.verifies(signature, hash_data(_unsecured(document, proof), config, contexts)):
        raise BadProof("signature")


def hash_data(document: Document, config: Proof, contexts: Contexts = BUNDLED) -> bytes:
    """The 64 bytes that are signed: SHA-256 of the proof without its value, then of the document without this proof
    (vc-di-eddsa, 3.2.4 and 3.3.4). Raises BadProof, UnknownContext, Uncanonical, UndefinedTerm, Unreadable."""
    return _SUITES[config["cryptosuite"]](document, config, contexts)


def _rdfc_hash_data(document: Document, config: Proof, contexts: Contexts) -> bytes:
    config = config | {"@context": document.get("@context", [])}
    return b"".join(sha256(nquads(part, contexts).encode()).digest() for part in (config, document))


def _jcs_hash_data(document: Document, config: Proof, contexts: Contexts) -> bytes:
    """A holder may add contexts behind those that the proof names (vc-di-eddsa, 3.3.2, step 4)."""
    if "@context" in config:
        there, named = _several(document.get("@context", [])), _several(config["@context"])
        if there[: len(named)] != named:
            raise BadProof("context")
        document = document | {"@context": config["@context"]}
    return b"".join(sha256(jcs(part)).digest() for part in (config, document))


_SUITES: Mapping[str, Callable[[Document, Proof, Contexts], bytes]] = MappingProxyType(
    {RDFC: _rdfc_hash_data, JCS: _jcs_hash_data}
)


def _completed(document: Document, config: Proof, signer: Signer, contexts: Contexts) -> Proof:
    return config | {"proofValue": base58btc(signer.sign(hash_data(document, config, contexts)))}


def _unsecured(document: Document, proof: Proof) -> Document:
    """The document without proofs but those that this one follows (Data Integrity 1.0, Verify Proof Sets and Chains)."""
    bare = {name: value for name, value in document.items() if name != "proof"}
    if "previousProof" not in proof:
        return bare
    wanted = _several(proof["previousProof"])
    proofs = [one for one in _several(document.get("proof", [])) if isinstance(one, dict) and one.get("id") in wanted]
    if not wanted or len(proofs) != len(wanted):
        raise BadProof("previous")
    return bare | {"proof": proofs}


def _look_at_options(proof: Proof) -> None:
    wrong = {
        "type": proof.get("type") != "DataIntegrityProof",
        "cryptosuite": proof.get("cryptosuite") not in list(_SUITES),
        "purpose": proof.get("proofPurpose") != PURPOSE,
        "method": not isinstance(proof.get("verificationMethod"), str),
        "created": "created" in proof and not _is_moment(proof["created"]),
    }
    for code, is_wrong in wrong.items():
        if is_wrong:
            raise BadProof(code)


def _is_moment(text: object) -> bool:
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        return False
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _signature(value: object) -> bytes:
    try:
        signature = from_base58btc(value) if isinstance(value, str) else b""
    except ValueError as error:
        raise BadProof("value") from error
    if len(signature) != SIGNATURE_LENGTH:
        raise BadProof("value")
    return signature


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
