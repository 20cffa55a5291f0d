"""A badge with everything in it that ours have, and what can be done to it."""

import copy
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from badges.credentials.contexts import BUNDLED, CREDENTIALS_2, OPEN_BADGES_3
from badges.credentials.keys import SeedSigner
from badges.credentials.reading import Document

Steps = tuple[str | int, ...]

SIGNER = SeedSigner(bytes(range(32)))
METHOD = "did:web:learn.example.org#key-2026-01"
OLDER_OPEN_BADGES = MappingProxyType(
    {**BUNDLED, OPEN_BADGES_3: (Path(__file__).parent / "contexts" / "ob-v3p0-3.0.3-older.json").read_text()}
)
BADGE: Document = {
    "@context": [CREDENTIALS_2, OPEN_BADGES_3],
    "id": "https://learn.example.org/credentials/6d0b1f52-1d5c-4a0e-9d0a-0a7a4f6b7c11",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Primer ticket resuelto",
    "issuer": {
        "id": "did:web:learn.example.org",
        "type": ["Profile"],
        "name": "Red de ejemplo",
        "url": "https://learn.example.org",
    },
    "validFrom": "2026-11-23T14:55:00Z",
    "validUntil": "2029-11-23T14:55:00Z",
    "awardedDate": "2026-11-23T15:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": "Alicia Ñandú", "identityType": "name"},
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": "sha256$76c7f9e4f9f0ce4a9d8ac4d7f0a1c5b9",
                "identityType": "emailAddress",
                "salt": "c2FsIHkgcGltaWVudGE",
            },
        ],
        "creditsEarned": 1.5,
        "role": "learner",
        "achievement": {
            "id": "https://learn.example.org/achievements/first-ticket/1/es",
            "type": ["Achievement"],
            "achievementType": "Badge",
            "inLanguage": "es",
            "name": "Primer ticket resuelto",
            "description": "Resolvió un ticket real,\ncon revisión.",
            "criteria": {"narrative": "# Criterios\n\n1. Un ticket «cerrado»."},
            "image": {
                "id": "https://learn.example.org/achievements/first-ticket/1/badge.png",
                "type": "Image",
                "caption": "Una insignia",
            },
            "creator": {"id": "did:web:learn.example.org", "type": ["Profile"]},
            "related": [
                {
                    "id": "https://learn.example.org/achievements/first-ticket/1/en",
                    "type": ["Related"],
                    "inLanguage": "en",
                }
            ],
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "Resolver problemas",
                    "targetUrl": "http://data.europa.eu/esco/skill/1",
                    "targetFramework": "ESCO",
                    "targetType": "ext:ESCOSkill",
                },
                {
                    "type": ["Alignment"],
                    "targetName": "Escribir con claridad",
                    "targetUrl": "http://data.europa.eu/esco/skill/2",
                    "targetFramework": "ESCO",
                    "targetType": "ext:ESCOSkill",
                },
            ],
            "tag": ["ticket", "equipo"],
            "creditsAvailable": 3,
            "version": "1",
        },
    },
    "evidence": [
        {
            "id": "https://tracker.example.org/issues/7",
            "type": ["Evidence"],
            "name": "Ticket 7",
            "narrative": "Corrigió la fecha.",
            "genre": "ticket",
        }
    ],
    "credentialStatus": {
        "id": "https://learn.example.org/status/1#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": "https://learn.example.org/status/1",
    },
}


def badge(**changes: Any) -> Document:
    return copy.deepcopy(BADGE) | changes


def leaves(value: Any, path: Steps = ()) -> Iterator[Steps]:
    """The places of all texts, numbers and truths."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def at(document: Any, path: Steps) -> Any:
    for key in path:
        document = document[key]
    return document


def altered(document: Document, path: Steps, value: object) -> Document:
    """A copy in which another value stands at ``path``."""
    fresh = copy.deepcopy(document)
    at(fresh, path[:-1])[path[-1]] = value
    return fresh


def reordered(value: Any, shuffle: Any) -> Any:
    """The same JSON with its members in another order."""
    if isinstance(value, dict):
        return {name: reordered(value[name], shuffle) for name in shuffle(list(value))}
    return [reordered(item, shuffle) for item in value] if isinstance(value, list) else value


# Without what is refused: C0 but three, DEL, surrogates, noncharacters; and not beginning like a blank node.
texts = st.text(
    st.characters(
        codec="utf-8",
        exclude_characters=[
            *(chr(code) for code in (*range(9), 11, 12, *range(14, 32), 127, *range(0xFDD0, 0xFDF0))),
            *(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF)),
        ],
    )
).filter(lambda text: not text.startswith("_:"))
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | st.integers(-(10**9), 10**9).map(lambda number: number / 100)
