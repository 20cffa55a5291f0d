"""What we publish and sign, as JSON: Open Badges 3.0 on Verifiable Credentials 2.0, issued by a ``did:web``.

Plain data in, plain data out: nothing here reads a clock, a row or a setting. Only terms that stand in every copy of the
Open Badges 3.0.3 context are used (https://www.imsglobal.org/spec/ob/v3p0; the file changed under one address).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID = "https://www.w3.org/ns/did/v1"
MULTIKEY = "https://w3id.org/security/multikey/v1"
SKEW = timedelta(minutes=5)  # clocks of those who check may be slow; awardedDate tells the true time

Json = dict[str, Any]


@dataclass(frozen=True)
class Issuer:
    """``site``: its address, without a slash at the end."""

    site: str
    name: str

    @property
    def did(self) -> str:
        """Source: did:web, §3.1; a port's colon is escaped."""
        return "did:web:" + urlsplit(self.site).netloc.replace(":", "%3A")

    @property
    def profile_url(self) -> str:
        return f"{self.site}/issuer"

    def method(self, key: str) -> str:
        return f"{self.did}#{key}"

    def short(self) -> Json:
        """As it stands inside everything that it signs."""
        return {"id": self.did, "type": ["Profile"], "name": self.name, "url": self.site}


@dataclass(frozen=True)
class PublicKeyOf:
    """``name``: the fragment, such as ``key-2026-01``; ``multibase``: Multikey, ``z6Mk…``."""

    name: str
    multibase: str


@dataclass(frozen=True)
class Skill:
    """``url`` names it in ``framework`` (ESCO, for example)."""

    name: str
    url: str
    framework: str


@dataclass(frozen=True)
class AchievementSide:
    """One language of one version of an achievement. ``others``: the languages of its siblings."""

    key: str
    version: int
    language: str
    name: str
    description: str
    criteria: str
    picture: str  # what is to be seen in it, in words
    others: tuple[str, ...] = ()
    skills: tuple[Skill, ...] = ()


@dataclass(frozen=True)
class Shown:
    """A piece of evidence. ``url``: empty where nobody may look."""

    name: str
    narrative: str = ""
    url: str = ""
    genre: str = ""


@dataclass(frozen=True)
class Place:
    """In a status list."""

    number: int
    index: int


@dataclass(frozen=True)
class Holder:
    """``name``: empty unless they want it there. ``address`` is told by nobody but who knows it already: salted, hashed."""

    address: str
    salt: str
    name: str = ""

    @property
    def identity_hash(self) -> str:
        """Source: Open Badges 3.0, IdentityHash: sha256 over the lower-case address followed by the salt."""
        return "sha256$" + hashlib.sha256((self.address.strip().lower() + self.salt).encode()).hexdigest()


@dataclass(frozen=True)
class Earned:
    """What one credential says. ``valid_from``: of two that say something else under one ``key`` the later counts (Open
    Badges 3.0, on updates); ``awarded_at``: when it was earned."""

    key: str
    achievement: AchievementSide
    holder: Holder
    awarded_at: datetime
    valid_from: datetime
    place: Place
    evidence: tuple[Shown, ...] = field(default=())


def moment(at: datetime) -> str:
    """XML Schema dateTimeStamp in UTC, whole seconds. Raises ValueError for a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError("a moment without a zone")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def achievement_url(site: str, key: str, version: int, language: str) -> str:
    return f"{site}/achievements/{key}/{version}/{language}"


def credential_url(site: str, key: str) -> str:
    return f"{site}/credentials/{key}"


def status_url(site: str, number: int) -> str:
    return f"{site}/status/{number}"


def achievement(site: str, side: AchievementSide) -> Json:
    """Source: Open Badges 3.0, Achievement. There are no language maps: each language is one, tied by ``related``."""
    made: Json = {
        "id": achievement_url(site, side.key, side.version, side.language),
        "type": ["Achievement"],
        "achievementType": "Badge",
        "inLanguage": side.language,
        "name": side.name,
        "description": side.description,
        "criteria": {"narrative": side.criteria},
        "image": {
            "id": f"{site}/achievements/{side.key}/{side.version}/badge.png",
            "type": "Image",
            "caption": side.picture,
        },
        "version": str(side.version),
    }
    if side.others:
        urls = [(achievement_url(site, side.key, side.version, other), other) for other in side.others]
        made["related"] = [{"id": url, "type": ["Related"], "inLanguage": other} for url, other in urls]
    if side.skills:
        made["alignment"] = [_alignment(one) for one in dict.fromkeys(side.skills)]
    return made


def _alignment(skill: Skill) -> Json:
    kind = "ext:ESCOSkill" if skill.framework == "ESCO" else "ext:Skill"
    return {
        "type": ["Alignment"],
        "targetName": skill.name,
        "targetUrl": skill.url,
        "targetFramework": skill.framework,
        "targetType": kind,
    }


def credential(issuer: Issuer, earned: Earned) -> Json:
    """An OpenBadgeCredential, not signed yet. Source: Open Badges 3.0; VC Data Model 2.0."""
    side = earned.achievement
    made: Json = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": credential_url(issuer.site, earned.key),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": side.name,
        "issuer": issuer.short(),
        "validFrom": moment(earned.valid_from),
        "awardedDate": moment(earned.awarded_at),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": _identifiers(earned.holder),
            "achievement": achievement(issuer.site, side),
        },
        "credentialStatus": status_entry(issuer.site, earned.place),
    }
    if earned.evidence:
        made["evidence"] = [_evidence(one) for one in dict.fromkeys(earned.evidence)]
    return made


def _identifiers(holder: Holder) -> list[Json]:
    hashed = {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": holder.identity_hash,
        "identityType": "emailAddress",
        "salt": holder.salt,
    }
    if not holder.name:
        return [hashed]
    return [{"type": "IdentityObject", "hashed": False, "identityHash": holder.name, "identityType": "name"}, hashed]


def _evidence(shown: Shown) -> Json:
    made: Json = {"type": ["Evidence"], "name": shown.name}
    for term, value in (("id", shown.url), ("narrative", shown.narrative), ("genre", shown.genre)):
        if value:
            made[term] = value
    return made


def status_entry(site: str, place: Place) -> Json:
    """Source: Bitstring Status List 1.0, §2.1. One object, not a list of them: Open Badges wants it so."""
    url = status_url(site, place.number)
    return {
        "id": f"{url}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(place.index),
        "statusListCredential": url,
    }


def status_list(issuer: Issuer, number: int, encoded: str, signed_at: datetime, valid_until: datetime) -> Json:
    """Source: Bitstring Status List 1.0, §2.2. ``encoded``: as ``status.encode`` gives it."""
    url = status_url(issuer.site, number)
    return {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer.did,
        "validFrom": moment(signed_at - SKEW),
        "validUntil": moment(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
    }


def key_document(issuer: Issuer, key: PublicKeyOf) -> Json:
    """For tools that know no DIDs: they want one document for each key."""
    return {"@context": [MULTIKEY], **_method(issuer, key, f"{issuer.site}/issuer/keys/{key.name}", issuer.profile_url)}


def did_document(issuer: Issuer, keys: Sequence[PublicKeyOf]) -> Json:
    """Old keys stand in it for good: what they signed is checked with them. Source: DID Core 1.0; did:web."""
    methods = [_method(issuer, key, issuer.method(key.name), issuer.did) for key in keys]
    return {
        "@context": [DID, MULTIKEY],
        "id": issuer.did,
        "alsoKnownAs": [issuer.profile_url],
        "verificationMethod": methods,
        "assertionMethod": [one["id"] for one in methods],
    }


def profile(issuer: Issuer, keys: Sequence[PublicKeyOf]) -> Json:
    """The issuer as an Open Badges Profile that can be fetched over https, with the addresses of its keys."""
    return {
        "@context": [DID, MULTIKEY, CREDENTIALS, OPEN_BADGES],
        "id": issuer.profile_url,
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.site,
        "assertionMethod": [f"{issuer.site}/issuer/keys/{key.name}" for key in keys],
    }


def _method(issuer: Issuer, key: PublicKeyOf, url: str, controller: str) -> Json:
    return {"id": url, "type": "Multikey", "controller": controller, "publicKeyMultibase": key.multibase}
