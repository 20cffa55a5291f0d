"""A credential inside another is looked at as if it had come alone."""

from collections.abc import Callable
from typing import Any

import pytest

from badges.credentials.checking import check
from badges.credentials.contexts import CLR_2, CREDENTIALS_2, OPEN_BADGES_3
from badges.credentials.findings import Code, Finding, Outcome, Verdict, What
from badges.credentials.reading import Document
from tests.badges.credentials.forgeries import ACHIEVEMENT, drop, fresh
from tests.badges.credentials.kits import (
    BADGE,
    INDEX,
    LIST_URL,
    METHOD,
    NOW,
    OTHERS,
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
from tests.badges.credentials.making import altered

ALTERED = "https://learn.example.org/endorsements/5"


def _altered() -> Any:
    return sign(endorsement()) | {"name": "Respaldo total"}


def _transcript(*inner: Document) -> Document:
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


@pytest.mark.parametrize(
    "about",
    ["https://learn.example.org/achievements/first-ticket/1/es", BADGE["id"], US.did],
    ids=["achievement", "credential", "issuer"],
)
def test_an_endorsement_of_what_is_here_counts(shared: Kit, about: str) -> None:
    report = check(sign(endorsed(sign(endorsement(about)))), shared.resolver, NOW)

    assert report.verdict == Verdict.VALID
    assert report.on(What.EMBEDDED) == Finding(What.EMBEDDED, Outcome.PASSED, Code.FINE, {"id": ALTERED})
    assert [one.verdict for one in report.embedded] == [Verdict.VALID]


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (_altered, Code.ALTERED),
        (endorsement, Code.ALTERED),
        (lambda: sign(endorsement(), STRANGER, METHOD), Code.ALTERED),
        (lambda: BADGE, Code.ALTERED),
        (lambda: sign(endorsement("https://learn.example.org/achievements/another/1/es")), Code.ELSEWHERE),
    ],
    ids=["altered", "unsigned", "by a stranger", "a badge", "of something else"],
)
def test_what_is_embedded_must_hold_by_itself(shared: Kit, inner: Callable[[], Any], code: Code) -> None:
    """The whole is signed by its issuer as it stands: that does not make it true."""
    report = check(sign(endorsed(inner())), shared.resolver, NOW)

    assert [(one.what, one.code) for one in report.failed] == [(What.EMBEDDED, code)]
    assert report.verdict == Verdict.INVALID


def test_altering_it_alters_what_it_stands_in(shared: Kit) -> None:
    whole = sign(endorsed(sign(endorsement())))
    forged = altered(whole, (*ACHIEVEMENT, "endorsement", 0, "name"), "Respaldo total")

    report = check(forged, shared.resolver, NOW)

    assert [(one.what, one.code) for one in report.failed] == [
        (What.RDFC, Code.SIGNATURE),
        (What.JCS, Code.SIGNATURE),
        (What.EMBEDDED, Code.ALTERED),
    ]


def test_one_good_endorsement_does_not_hide_a_bad_one(shared: Kit) -> None:
    good = sign(endorsement(id="https://learn.example.org/endorsements/4", name="Otro"))

    report = check(sign(endorsed(good, _altered())), shared.resolver, NOW)

    details = {"id": ALTERED, "reason": "signature"}
    assert report.on(What.EMBEDDED) == Finding(What.EMBEDDED, Outcome.FAILED, Code.ALTERED, details)
    assert [one.verdict for one in report.embedded] == [Verdict.VALID, Verdict.INVALID]


def test_text_in_the_place_of_a_credential_is_none(shared: Kit) -> None:
    document = altered(BADGE, (*ACHIEVEMENT, "endorsement"), ["eyJhbGciOiJFZERTQSJ9.e30.c2ln"])

    report = check(document, shared.resolver, NOW)

    assert [one.verdict for one in report.embedded] == [Verdict.UNREADABLE]
    assert report.on(What.EMBEDDED).code == Code.ALTERED


@pytest.mark.parametrize(
    ("inner", "code", "verdict"),
    [
        (lambda: sign(endorsement(validUntil="2026-11-02T00:00:00Z")), Code.LAPSED, Verdict.INVALID),
        (lambda: sign(endorsement(credentialStatus=badge()["credentialStatus"])), Code.LAPSED, Verdict.REVOKED),
        (
            lambda: sign(endorsement(issuer=OTHERS.short()), STRANGER, OTHERS.method("key-1")),
            Code.UNKNOWN_ISSUER,
            Verdict.INVALID,
        ),
    ],
    ids=["expired", "revoked", "by somebody unknown"],
)
def test_an_endorsement_that_does_not_count_takes_nothing_away(
    kit: Kit, inner: Callable[[], Any], code: Code, verdict: Verdict
) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))
    document = sign(drop("credentialStatus", out_of=endorsed(inner())))

    report = check(document, kit.resolver, NOW)

    assert report.verdict == Verdict.VALID
    assert (report.on(What.EMBEDDED).outcome, report.on(What.EMBEDDED).code) == (Outcome.UNKNOWN, code)
    assert [one.verdict for one in report.embedded] == [verdict]


def test_without_rdfc_an_endorsement_with_nothing_else_stays_open(shared: Kit) -> None:
    inner = sign(endorsement())
    document = sign(endorsed(inner | {"proof": inner["proof"][:1]}))

    report = check(document, shared.resolver, NOW, rdfc=False)

    assert (report.verdict, report.on(What.EMBEDDED).code) == (Verdict.VALID, Code.NOT_LOOKED_AT)
    assert check(document, shared.resolver, NOW).on(What.EMBEDDED).code == Code.FINE


def test_a_transcript_tells_of_each_badge_in_it(kit: Kit) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))
    place = badge()["credentialStatus"] | {"statusListIndex": "1", "id": f"{LIST_URL}#1"}
    second = sign(badge(id="https://learn.example.org/credentials/2", name="Segunda", credentialStatus=place))

    report = check(sign(_transcript(BADGE, second)), kit.resolver, NOW)
    forged = check(sign(_transcript(second, fresh() | {"name": "Maestría"})), kit.resolver, NOW)

    assert report.verdict == Verdict.VALID
    assert [one.verdict for one in report.embedded] == [Verdict.REVOKED, Verdict.VALID]
    assert (forged.verdict, forged.on(What.EMBEDDED).code) == (Verdict.INVALID, Code.ALTERED)
