"""What verifiers that are not ours say of our badges and of every forgery that ours refuses, with no network."""

import json
import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from badges.credentials.reading import Document
from badges.domain import awards, issuing
from badges.domain.certificates import choose_what_is_shown
from badges.domain.keys import new_key
from badges.enums import KeyPurpose
from badges.models import Award, Credential
from lms.accounts.models import Person
from tests.badges.credentials.kits import NOW
from tests.factories.awards import award, make_achievement
from tests.factories.people import MONDAY, later
from tests.factories.signing import KEK, make_keys, sign_what_waits
from tests.servers.verifiers import cases
from tests.servers.verifiers.cases import Case
from tests.servers.verifiers.tools import (
    CORE,
    JCS,
    OPENBADGESLIB,
    RDFC,
    TOOLS,
    Answer,
    why_openbadgeslib_wants_another_list,
)

pytestmark = pytest.mark.servers

SCHEMA = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"  # not free to ship
)

# What a verifier accepts and ours refuses. Everything else it must refuse.
LAXER: list[tuple[Set[str], Set[str]]] = [
    # Each is content with the proof whose suite it knows, and sees neither the other one nor what only that one covers: the
    # order of an array, and brackets around a single value, mean nothing to rdfc.
    (
        {OPENBADGESLIB, RDFC, CORE},
        {
            "proof_jcs signature: array reversed",
            "proof_jcs signature: proof tampered",
            "proof_jcs signature: proof for a domain",
            "proof_jcs signature: proof with fewer contexts",
            "proof_jcs value: value no text",
            "proof_jcs context: proof under other contexts",
            "proof_jcs previous: proof after one that is not there",
            "key method: method no text",
            "format subject: two subjects",
        },
    ),
    # The same of the other one. What a term means is nothing to jcs, and one proof may stand without brackets.
    (
        {JCS},
        {
            "proof_rdfc signature: proof tampered",
            "proof_rdfc purpose: purpose of one changed",
            "proof_rdfc undefined_term: undefined term in the proof",
            "terms undefined_term: undefined term by the issuer",
            "format proof: proofs outside an array",
        },
    ),
    # Of several proofs one is enough. The issuer may leave out a beginning, add an entry and hash what it likes. No list is
    # compared with the address that it stands at.
    (
        set(TOOLS),
        {
            "proof_jcs signature: stranger's proof in our name beside",
            "key unknown_key: stranger's proof beside",
            "time moment: no beginning",
            "status entry: two entries",
            "status other_list: list of another address",
            "subject identity: hash of nothing",
        },
    ),
    # A member under its whole IRI is signed, and whoever shows "name" shows nothing.
    ({RDFC, CORE}, {"proof_jcs signature: re-keyed", "terms not_compact: re-keyed"}),
    # These know credentials, not badges, and read moments and numbers as JavaScript does.
    (
        {RDFC, JCS, CORE},
        {
            "format type: a status list",
            "time moment: no zone",
            "time moment: no such day",
            "status index: index broken",
            "subject nobody: about nobody",
        },
    ),
    # Anybody may be an issuer, and its list anybody's.
    (
        {OPENBADGESLIB, CORE},
        {
            "key unknown_issuer: did:key issuer",
            "key unknown_issuer: member as issuer",
            "status list_issuer: list of others",
        },
    ),
    # It does not read what a DID document says of its keys, and cannot check a list that is JSON.
    (
        {OPENBADGESLIB},
        {
            "key unknown_issuer: document of another",
            "key controller: key of another",
            "key not_for_assertions: key retired",
            "status entry: entry that is the list",
            "status index: index in other digits",
            "status list_forged: list tampered",
            "status list_forged: list by a stranger",
            "status list_forged: list by a key that is gone",
            "status list_forged: list unsigned",
        },
    ),
    # Clocks may differ by five minutes, and these are a second late or early.
    (
        {OPENBADGESLIB, RDFC, JCS},
        {
            "time expired: expired",
            "time expired: expired in another zone",
            "time not_yet: not yet",
            "status stale: list stale",
            "status stale: list not in force yet",
        },
    ),
]

# Refused because something was not there. Nothing else may be refused for that.
ABSENT: Mapping[str, Set[str]] = {
    tool: {
        "status no_list: list missing",
        "status no_list: list at no address of ours",
        "status other_list: list of another host",
        *more,
    }
    for tool, more in {
        OPENBADGESLIB: set[str](),
        RDFC: {
            "key unknown_key: method relative",
            "terms unknown_context: unknown context",
            "format context: older context",
        },
        JCS: {"key unknown_key: method relative"},
        CORE: {"terms unknown_context: unknown context"},
    }.items()
}

# The classes that matter most, and the words with which they are refused. verifier-core says the same of all.
WORDS: Mapping[str, Mapping[str, str]] = {
    OPENBADGESLIB: {
        "proof_jcs signature: name altered": "signature mismatch",
        "proof_jcs signature: status dropped": "signature mismatch",
        "proof_rdfc signature: subject swapped": "signature mismatch",
        "proof_jcs signature: other key": "signature mismatch",
        "key unknown_key: fragment forged": "no verificationMethod with id 'did:web:learn.example.org#z6Mk",
        "key unknown_key: member's key": "does not belong to the credential issuer",
        "terms undefined_term: undefined term deep": "not in compacted form .*/credentialSubject/achievement/grade",
        "format proof: no proofs": "no supported Data Integrity proof",
    },
    **{
        tool: {
            "proof_jcs signature: name altered": "Invalid signature",
            "proof_jcs signature: status dropped": "Invalid signature",
            "proof_rdfc signature: subject swapped": "Invalid signature",
            "proof_jcs signature: other key": "Invalid signature",
            "key unknown_key: fragment forged": "did:web:learn.example.org has no z6Mk",
            "key unknown_key: member's key": "issuer must match the verification method controller",
            "proof_jcs signature: undefined term": undefined,
            "format proof: no proofs": "No matching proofs found",
            "status list_issuer: list of others": "Issuers of the status list credential and verifiable credential do not",
            "status list_forged: list by a stranger": "not verified",
        }
        for tool, undefined in {RDFC: "Safe mode validation error", JCS: "Invalid signature"}.items()
    },
    CORE: {
        "proof_jcs signature: name altered": "The signature is not valid",
        "proof_jcs signature: undefined term": "Safe mode validation error",
        "status list_forged: list by a stranger": "The signature on the status list is invalid",
    },
}


@dataclass(frozen=True)
class Asked:
    """What one tool said, by the name of the case."""

    tool: str
    genuine: Mapping[str, Answer]
    forged: Mapping[str, Answer]
    late: Mapping[str, Answer]
    revoked: Mapping[str, Answer]
    of_profile: Mapping[str, Answer]


Groups = Mapping[str, Mapping[str, Case]]


@pytest.fixture(scope="module")
def groups(tmp_path_factory: pytest.TempPathFactory) -> Groups:
    folder = tmp_path_factory.mktemp("cases")
    return {
        "genuine": cases.genuine(folder / "genuine"),
        "forged": cases.forged(folder / "forged"),
        "late": cases.late(folder / "late"),
        "revoked": {"it": cases.revoked(folder / "revoked")},
        "of_profile": {"it": cases.of_profile(folder / "of_profile")},
    }


@pytest.fixture(scope="module", params=TOOLS)
def asked(request: pytest.FixtureRequest, groups: Groups, tmp_path_factory: pytest.TempPathFactory) -> Asked:
    everything = [case for group in groups.values() for case in group.values()]
    answers = iter(TOOLS[request.param](everything, NOW, tmp_path_factory.mktemp("tool")))
    said = {name: {case: next(answers) for case in group} for name, group in groups.items()}
    return Asked(request.param, **said)


def verdicts(answers: Mapping[str, Answer]) -> dict[str, str]:
    return {name: answer.verdict for name, answer in answers.items()}


def test_what_we_issue_is_accepted(asked: Asked) -> None:
    assert verdicts(asked.genuine) == dict.fromkeys(cases.BADGES, "accepted")
    wanted = {address for answer in asked.genuine.values() for address in answer.missing}
    assert wanted == ({SCHEMA} if asked.tool == CORE else set())


def test_what_is_taken_back_is_told(asked: Asked) -> None:
    """The same badge as the one without anything, and another list."""
    assert verdicts(asked.revoked) == {"it": "revoked"}


def test_forgeries_are_refused_by_all_that_look(asked: Asked) -> None:
    laxer = {name for tools, names in LAXER if asked.tool in tools for name in names}

    assert verdicts(asked.forged) == {name: "accepted" if name in laxer else "refused" for name in asked.forged}
    assert laxer <= set(asked.forged)


def test_what_is_an_hour_late_or_early_is_refused(asked: Asked) -> None:
    assert set(verdicts(asked.late).values()) == {"refused"}


def test_nothing_is_refused_only_because_it_was_not_found(asked: Asked) -> None:
    wanting = {name for name, answer in asked.forged.items() if set(answer.missing) - {SCHEMA}}

    assert wanting == ABSENT[asked.tool]


def test_forgeries_are_refused_for_their_own_reason(asked: Asked) -> None:
    others = {
        name: asked.forged[name].why
        for name, words in WORDS[asked.tool].items()
        if not re.search(words, asked.forged[name].why)
    }

    assert others == {}


def test_keys_of_the_profile_are_for_tools_without_dids(asked: Asked) -> None:
    """openbadgeslib has no use for it: an issuer is a DID, or its key is given by hand."""
    assert verdicts(asked.of_profile) == {"it": "refused" if asked.tool == OPENBADGESLIB else "accepted"}


def test_openbadgeslib_would_check_a_list_that_is_a_jwt(groups: Groups) -> None:
    """Why it is asked to go without: for it a list signed as ours are is not signed."""
    assert "is not a signed JWT-VC" in why_openbadgeslib_wants_another_list(groups["genuine"]["plain"], NOW)


# What leaves the signing worker, as the site serves it.


def get(path: str) -> str:
    answer = Client().get(path, HTTP_ACCEPT="application/json")
    assert answer.status_code == 200, path
    return answer.content.decode()


def served(credential: Credential) -> Document:
    document: Document = json.loads(get(f"/credentials/{credential.key}.json"))
    return document


def case_of(made: Document) -> Case:
    """With what stands at the addresses in it now."""
    listed = made["credentialStatus"]["statusListCredential"]
    texts = {made["issuer"]["id"]: get("/.well-known/did.json"), listed: get(listed.removeprefix("http://testserver"))}
    return Case(made, texts)


@pytest.mark.django_db
def test_what_leaves_the_worker_is_accepted_until_it_is_taken_back(
    make_person: Callable[..., Person], settings: Any, tmp_path: Path
) -> None:
    alicia = make_person("Alicia Ñandú علي 王", email="alicia@example.org", language="es")
    make_keys(settings)
    make_achievement()
    certificate = award(alicia)
    choose_what_is_shown(certificate=certificate, is_shared=True, shows_name=True, now=MONDAY)
    sign_what_waits()
    new_key(purpose=KeyPurpose.CREDENTIALS, key_encryption_key=KEK, now=later(5))
    issuing.promise_credential(award=certificate.award, language="en", now=later(6))
    sign_what_waits()
    made = [served(Credential.objects.get(language=language)) for language in ("es", "en")]
    assert {one["credentialSubject"]["identifier"][0]["identityHash"] for one in made} == {alicia.chosen_name}
    assert made[0]["proof"][0]["verificationMethod"] != made[1]["proof"][0]["verificationMethod"]
    standing = [case_of(one) for one in made]
    awards.revoke(award=Award.objects.get(), by=alicia, reason="By mistake.", now=later(7))
    sign_what_waits()
    taken_back = [case_of(one) for one in made]

    now = datetime.fromisoformat(made[1]["proof"][0]["created"]) + timedelta(minutes=1)
    for number, (name, tool) in enumerate(TOOLS.items()):
        folder = tmp_path / str(number)
        folder.mkdir()
        answers = tool([*standing, *taken_back], now, folder)
        assert [answer.verdict for answer in answers] == ["accepted"] * 2 + ["revoked"] * 2, (name, answers)
