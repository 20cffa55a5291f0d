"""An issuer with its keys, its list and a folder of all that is public of it; and credentials that nobody forged yet."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from badges.credentials import documents, status
from badges.credentials.documents import AchievementSide, Earned, Holder, Issuer, Place, PublicKeyOf, Shown
from badges.credentials.keys import SeedSigner
from badges.credentials.proofs import signed
from badges.credentials.reading import Document
from badges.credentials.resolving import FolderResolver

US = Issuer("https://learn.example.org", "Red de ejemplo")
OTHERS = Issuer("https://other.example.org", "Otra red")
NAME, OLD_NAME, STATUS_NAME = "key-2026-01", "key-2025-01", "status-2026-01"
SIGNER, OLD_SIGNER, STATUS_SIGNER, STRANGER = (SeedSigner(bytes([number]) * 32) for number in range(1, 5))
METHOD = US.method(NAME)
AWARDED = datetime(2026, 11, 23, 15, 0, 0, tzinfo=UTC)
NOW = AWARDED + timedelta(minutes=1)
LIST, INDEX = 3, 94_567
LIST_URL = "https://learn.example.org/status/3"
ALICIA = Holder("Alicia@example.org", "c2FsIHkgcGltaWVudGE", "Alicia Ñandú")
SIDE = AchievementSide(
    key="first-ticket",
    version=1,
    language="es",
    name="Primera reparación",
    description="Resolvió un ticket real ]]> con revisión.",
    criteria="1. Un ticket «cerrado».",
    picture="Una insignia",
    others=("en",),
    skills=(documents.Skill("Resolver problemas", "http://data.europa.eu/esco/skill/1", "ESCO"),),
)
EARNED = Earned(
    key="6d0b1f52-1d5c-4a0e-9d0a-0a7a4f6b7c11",
    achievement=SIDE,
    holder=ALICIA,
    awarded_at=AWARDED,
    valid_from=AWARDED - documents.SKEW,
    place=Place(LIST, INDEX),
    evidence=(Shown("Ticket 7", "Corrigió la fecha.", "https://tracker.example.org/issues/7", "ticket"),),
)


def badge(earned: Earned = EARNED, **changes: Any) -> Document:
    """Not signed yet; with numbers, which ours can have."""
    made = documents.credential(US, earned)
    made["credentialSubject"] |= {"creditsEarned": 2.5}
    return made | changes


def sign(
    document: Document, signer: SeedSigner = SIGNER, method: str = METHOD, created: datetime = AWARDED
) -> Document:
    return signed(document, signer, method, created)


def endorsement(about: str = "https://learn.example.org/achievements/first-ticket/1/es", **changes: Any) -> Document:
    """By ourselves, of an achievement, not signed yet."""
    return {
        "@context": [documents.CREDENTIALS, documents.OPEN_BADGES],
        "id": "https://learn.example.org/endorsements/5",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Respaldo",
        "issuer": US.short(),
        "validFrom": "2026-11-01T00:00:00Z",
        "credentialSubject": {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "La vi hacerlo.",
        },
    } | changes


def endorsed(*inner: Any) -> Document:
    made = badge()
    made["credentialSubject"]["achievement"]["endorsement"] = list(inner)
    return made


def status_list(revoked: Collection[int] = (), issuer: Issuer = US, **changes: Any) -> Document:
    made = documents.status_list(issuer, LIST, status.encode(revoked), AWARDED, AWARDED + timedelta(days=30))
    return made | {"id": LIST_URL} | changes


def sign_list(document: Document) -> Document:
    return sign(document, STATUS_SIGNER, US.method(STATUS_NAME))


BADGE = sign(badge())
LIST_OF_NOBODY = sign_list(status_list())


@dataclass(frozen=True)
class Kit:
    """Its folder, in which anything can be written over."""

    folder: Path
    keys: Sequence[PublicKeyOf] = field(
        default=tuple(
            PublicKeyOf(name, signer.public.multibase)
            for name, signer in ((OLD_NAME, OLD_SIGNER), (NAME, SIGNER), (STATUS_NAME, STATUS_SIGNER))
        )
    )

    def written(self) -> "Kit":
        self.write("did.json", documents.did_document(US, self.keys))
        self.write("issuer.json", documents.profile(US, self.keys))
        for key in self.keys:
            self.write(f"keys/{key.name}.json", documents.key_document(US, key))
        self.write(f"status/{LIST}.json", LIST_OF_NOBODY)
        return self

    def without(self, name: str) -> "Kit":
        """As if a key had never been."""
        return replace(self, keys=[key for key in self.keys if key.name != name])

    def write(self, name: str, content: Document | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())

    def did(self) -> Any:
        return json.loads((self.folder / "did.json").read_bytes())

    @property
    def resolver(self) -> FolderResolver:
        return FolderResolver(self.folder)
