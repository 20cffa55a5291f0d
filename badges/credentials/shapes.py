"""The shape of the credentials that we check, as far as anything relies on it, and whom they are about.

Source: the data models of Open Badges 3.0 and of Comprehensive Learner Record 2.0; Bitstring Status List 1.0, section 2.2;
VC Data Model 2.0, section 4.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from badges.credentials.contexts import CLR_2, CREDENTIALS_2, OPEN_BADGES_3
from badges.credentials.documents import Holder
from badges.credentials.errors import CredentialError
from badges.credentials.findings import Code, Details
from badges.credentials.proofs import JCS, RDFC, Proof
from badges.credentials.reading import Document

BADGES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
ENDORSEMENTS = frozenset({"EndorsementCredential"})
TRANSCRIPTS = frozenset({"ClrCredential"})
STATUS_LISTS = frozenset({"BitstringStatusListCredential"})
MOST_PROOFS = 8  # of suites that we know: each costs a canonicalisation
_SALTED = re.compile(r"sha256\$[0-9a-f]{64}")


@dataclass(frozen=True)
class _Shape:
    contexts: tuple[str, ...]  # these first and in this order
    subject: str


_BADGE = _Shape((CREDENTIALS_2, OPEN_BADGES_3), "AchievementSubject")
_SHAPES = MappingProxyType(
    {
        "OpenBadgeCredential": _BADGE,
        "AchievementCredential": _BADGE,
        "EndorsementCredential": _Shape((CREDENTIALS_2, OPEN_BADGES_3), "EndorsementSubject"),
        "ClrCredential": _Shape((CREDENTIALS_2, CLR_2, OPEN_BADGES_3), "ClrSubject"),
        "BitstringStatusListCredential": _Shape((CREDENTIALS_2,), "BitstringStatusList"),
    }
)


class Failed(CredentialError):
    """``code``: a ``Code``. ``details``: as of a ``Finding``."""

    def __init__(self, code: Code, **details: str) -> None:
        self.details: Details = details
        super().__init__(code)


def look_at_shape(document: Document, kinds: Collection[str]) -> Details:
    """That it is one of ``kinds`` and has its members in their places. Raises Failed."""
    kind = _kind(document, kinds)
    shape = _SHAPES[kind]
    subject = document.get("credentialSubject")
    right = {
        Code.CONTEXT: _starts_with(document.get("@context"), shape.contexts),
        Code.ID: _is_absolute(document.get("id")),
        Code.ISSUER: _is_absolute(issuer_of(document)),
        Code.SUBJECT: isinstance(subject, dict) and shape.subject in several(subject.get("type")),
        Code.ACHIEVEMENT: kind not in BADGES or _is_achievement(subject),
        Code.PROOF: _are_proofs(document.get("proof")),
    }
    for code, is_right in right.items():
        if not is_right:
            raise Failed(code)
    if not 0 < len(known_proofs(document)) <= MOST_PROOFS:
        raise Failed(Code.NO_KNOWN_PROOF)
    return {"type": kind, "id": document["id"]}


def issuer_of(document: Document) -> str:
    """Empty where there is none."""
    issuer = document.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    return name if isinstance(name, str) else ""


def known_proofs(document: Document) -> list[Proof]:
    """Those of a suite that we know, in their order; of the others nothing is said."""
    return [one for one in document["proof"] if one.get("cryptosuite") in (RDFC, JCS)]


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def look_at_subject(document: Document) -> Details:
    """That it is about somebody, in a way that can be compared. Raises Failed."""
    subject = document["credentialSubject"]
    identities = several(subject.get("identifier", []))
    if not identities and not isinstance(subject.get("id"), str):
        raise Failed(Code.NOBODY)
    if not all(_is_identity(one) for one in identities):
        raise Failed(Code.IDENTITY)
    named = {"name": name_of(document), "id": subject.get("id")}
    return {member: value for member, value in named.items() if isinstance(value, str) and value}


def is_about(document: Document, address: str) -> bool:
    """Whether an e-mail address is its subject's: told in the open, or as a salted hash (Open Badges 3.0, IdentityHash)."""
    return any(
        one["identityHash"] == Holder(address, one.get("salt", "")).identity_hash
        if one["hashed"]
        else one["identityHash"].strip().lower() == address.strip().lower()
        for one in _identities(document)
        if one["identityType"] == "emailAddress"
    )


def name_of(document: Document) -> str:
    """Of its subject, as it stands there; empty if it is not told."""
    names = (
        one["identityHash"] for one in _identities(document) if one["identityType"] == "name" and not one["hashed"]
    )
    return next(names, "")


def _identities(document: Document) -> list[dict[str, Any]]:
    subject = document.get("credentialSubject")
    found = several(subject.get("identifier", [])) if isinstance(subject, dict) else []
    return [one for one in found if _is_identity(one)]


def _is_identity(one: Any) -> bool:
    if not isinstance(one, dict) or not isinstance(one.get("hashed"), bool):
        return False
    if not all(isinstance(one.get(member, ""), str) for member in ("identityHash", "identityType", "salt")):
        return False
    if not one.get("identityHash") or not one.get("identityType"):
        return False
    return not one["hashed"] or _SALTED.fullmatch(one["identityHash"]) is not None


def _kind(document: Document, kinds: Collection[str]) -> str:
    types = several(document.get("type"))
    found = [one for one in types if one in _SHAPES] if all(isinstance(one, str) for one in types) else []
    one_shape = len({_SHAPES[one] for one in found}) == 1
    if "VerifiableCredential" not in types or not one_shape or not set(found) <= set(kinds):
        raise Failed(Code.TYPE)
    return str(found[0])


def _starts_with(contexts: Any, wanted: tuple[str, ...]) -> bool:
    return isinstance(contexts, list) and tuple(contexts[: len(wanted)]) == wanted


def _is_absolute(name: Any) -> bool:
    return isinstance(name, str) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:.", name) is not None


def _is_achievement(subject: Any) -> bool:
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    if not isinstance(achievement, dict):
        return False
    return "Achievement" in several(achievement.get("type")) and isinstance(achievement.get("name"), str)


def _are_proofs(proofs: Any) -> bool:
    return isinstance(proofs, list) and all(isinstance(one, dict) for one in proofs)
