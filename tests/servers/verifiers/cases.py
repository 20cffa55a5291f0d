"""What is given to verifiers that are not ours: a badge, and all that its issuer and everybody else has published."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from badges.credentials import documents
from badges.credentials.contexts import BUNDLED
from badges.credentials.documents import Earned, Shown, Skill
from badges.credentials.keys import SeedSigner
from badges.credentials.reading import Document
from tests.badges.credentials.forgeries import NAMES, ROWS, STRANGERS, Forge, by_the_profile, listed, resigned
from tests.badges.credentials.kits import (
    EARNED,
    INDEX,
    LIST,
    METHOD,
    OLD_NAME,
    OLD_SIGNER,
    OTHERS,
    SIGNER,
    US,
    Kit,
    sign,
    sign_list,
    status_list,
)

Texts = Mapping[str, str]  # by the address at which they stand; a DID is one too


class Case(NamedTuple):
    credential: Any
    documents: Texts


def did_of(did: str, fragment: str) -> Document:
    """The document of a DID whose one key is the stranger's."""
    method = {"id": f"{did}#{fragment}", "type": "Multikey", "controller": did, "publicKeyMultibase": STRANGERS}
    return {
        "@context": [documents.DID, documents.MULTIKEY],
        "id": did,
        "verificationMethod": [method],
        "assertionMethod": [method["id"]],
    }


# Who forges publishes what is needed to believe it: nobody is to be refused only because a key was not found.
FORGERS = (
    did_of(OTHERS.did, "key-1"),
    did_of(f"{US.did}:members:7", "key-1"),
    did_of(f"did:key:{STRANGERS}", STRANGERS),
)
EVERYWHERE: Texts = {**BUNDLED, **{one["id"]: json.dumps(one) for one in FORGERS}}

PLAIN = replace(
    EARNED,
    achievement=replace(EARNED.achievement, skills=(), others=()),
    holder=replace(EARNED.holder, name=""),
    evidence=(),
)
SIDE = PLAIN.achievement
HARD = 'Ñandú «María-José» علي بن أحمد שרה 王小明 👩‍👩‍👧🏽 e\u0301 \u202eabc\u2069 a\u2028b ]]> <b>&amp;\\" 𝔄'


def issued(earned: Earned, signer: SeedSigner = SIGNER, method: str = METHOD) -> Document:
    return sign(documents.credential(US, earned), signer, method)


def of_side(**changes: Any) -> Earned:
    return replace(PLAIN, achievement=replace(SIDE, **changes))


BADGES: Mapping[str, Document] = {
    "plain": issued(PLAIN),
    "with a name": issued(replace(PLAIN, holder=EARNED.holder)),
    "with a name of many scripts": issued(replace(PLAIN, holder=replace(EARNED.holder, name=HARD))),
    "with evidence": issued(replace(PLAIN, evidence=EARNED.evidence)),
    "with evidence that has no address": issued(replace(PLAIN, evidence=(Shown("A", "b"), Shown("C")))),
    "with skills": issued(
        of_side(skills=(*EARNED.achievement.skills, Skill("Écouter", "https://x.example/2", "Other")))
    ),
    "with everything": issued(EARNED),
    "in Spanish of two languages": issued(of_side(others=("en",))),
    "in English of two languages": issued(of_side(language="en", name="First repair", others=("es",))),
    "with words of many scripts": issued(of_side(name=HARD, description=f"{HARD}\n\n- {HARD}", criteria=HARD)),
    "with a title of 300 letters": issued(of_side(name="ñ" * 300)),
    "signed with the key before this one": issued(PLAIN, OLD_SIGNER, US.method(OLD_NAME)),
}


def published(folder: Path) -> Texts:
    """All that is in a kit, by address."""
    named = {"did.json": US.did, "issuer.json": US.profile_url}
    above = {"keys": US.profile_url, "status": US.site}
    found = {}
    for path in folder.rglob("*.json"):
        name = path.relative_to(folder)
        address = named.get(name.name) or f"{above[name.parts[0]]}/{name.with_suffix('').as_posix()}"
        found[address] = path.read_text()
    return found


def genuine(folder: Path) -> dict[str, Case]:
    texts = published(Kit(folder).written().folder)
    return {name: Case(badge, texts) for name, badge in BADGES.items()}


def revoked(folder: Path) -> Case:
    kit = Kit(folder).written()
    kit.write(f"status/{LIST}.json", sign_list(status_list({INDEX})))
    return Case(BADGES["plain"], published(folder))


def forged(folder: Path) -> dict[str, Case]:
    """By every way to forge one that our own verifier is tested with."""
    numbered = enumerate(zip(NAMES, ROWS, strict=True))
    return {name: _made(folder / str(number), forge) for number, (name, (forge, *_)) in numbered}


def _made(folder: Path, forge: Forge) -> Case:
    credential = forge(Kit(folder).written())
    return Case(credential, published(folder))


def late(folder: Path) -> dict[str, Case]:
    """By more than clocks differ, or too early by as much."""
    before, after = "2026-11-23T14:00:00Z", "2026-11-23T16:00:00Z"
    made = {
        "expired": resigned(validUntil=before),
        "not yet": resigned(validFrom=after),
        "list stale": listed(lambda: sign_list(status_list(validUntil=before))),
        "list not in force yet": listed(lambda: sign_list(status_list(validFrom=after))),
    }
    return {name: _made(folder / name, forge) for name, forge in made.items()}


def of_profile(folder: Path) -> Case:
    """Genuine: issued by our https address instead of our DID."""
    return _made(folder, by_the_profile)
