"""What is genuine is valid however it is written down; every way to forge one is refused, for the reason that it has."""

import ast
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from badges.credentials import canonical, proofs, reading, status
from badges.credentials.canonical import jcs
from badges.credentials.checking import check, check_rdfc
from badges.credentials.contexts import DID_1
from badges.credentials.findings import Code, Finding, Outcome, Report, Verdict, What
from tests.badges.credentials.forgeries import (
    JCS,
    NAMES,
    RDFC,
    ROWS,
    UNREADABLE,
    by_the_profile,
    drop,
    fresh,
    only,
    proved_by_hand,
    put,
    raw,
    tampered,
)
from tests.badges.credentials.kits import (
    AWARDED,
    BADGE,
    INDEX,
    LIST_OF_NOBODY,
    LIST_URL,
    METHOD,
    NOW,
    OLD_NAME,
    OLD_SIGNER,
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

Path_ = tuple[str | int, ...]
pytestmark = pytest.mark.slow
BARE = {name: value for name, value in BADGE.items() if name != "proof"}


# What is genuine


def test_what_we_issue_is_valid(shared: Kit) -> None:
    report = check(raw(BADGE), shared.resolver, NOW)

    assert report.verdict == Verdict.VALID
    assert report.findings == (
        Finding(What.READING, Outcome.PASSED, Code.FINE),
        Finding(What.FORMAT, Outcome.PASSED, Code.FINE, {"type": "OpenBadgeCredential", "id": BADGE["id"]}),
        Finding(What.TERMS, Outcome.PASSED, Code.FINE),
        Finding(What.KEY, Outcome.PASSED, Code.FINE, {"issuer": US.did, "method": METHOD}),
        Finding(What.RDFC, Outcome.PASSED, Code.FINE, {"method": METHOD, "created": "2026-11-23T15:00:00Z"}),
        Finding(What.JCS, Outcome.PASSED, Code.FINE, {"method": METHOD, "created": "2026-11-23T15:00:00Z"}),
        Finding(What.TIME, Outcome.PASSED, Code.FINE, {"from": "2026-11-23T14:55:00Z"}),
        Finding(
            What.STATUS,
            Outcome.PASSED,
            Code.FINE,
            {"list": LIST_URL, "index": "94567", "signed": "2026-11-23T14:55:00Z"},
        ),
        Finding(What.EMBEDDED, Outcome.UNKNOWN, Code.ABSENT),
        Finding(What.SUBJECT, Outcome.PASSED, Code.FINE, {"name": "Alicia Ñandú"}),
    )


def _number_reformatted(kit: Kit) -> bytes:
    content = raw(BADGE)
    assert content.count(b": 2.5}") == 1
    return content.replace(b": 2.5}", b": 25.00e-1}")


def _unknown_suite_beside(kit: Kit) -> Any:
    return fresh() | {
        "proof": [*BADGE["proof"], BADGE["proof"][RDFC] | {"cryptosuite": "bbs-2023", "proofValue": "u2V"}]
    }


def _taken_back_and_given_again(kit: Kit) -> Any:
    kit.write("status/3.json", sign_list(status_list({INDEX})))
    kit.write("status/3.json", sign_list(status_list({INDEX - 1, INDEX + 1})))
    return BADGE


def _context_added(kit: Kit) -> Any:
    """vc-di-eddsa, 3.3.2, step 4: behind those that the proof names, and it must be one that we know."""
    return fresh() | {"@context": [*BADGE["@context"], DID_1]}


GENUINE: dict[str, Callable[[Kit], Any]] = {
    "as issued": lambda kit: BADGE,
    "proofs swapped": lambda kit: fresh() | {"proof": BADGE["proof"][::-1]},
    "members reordered": lambda kit: json.dumps(BADGE, sort_keys=True, indent=3).encode(),
    "letters escaped": lambda kit: json.dumps(BADGE, ensure_ascii=False).replace("é", "\\u00E9").encode(),
    "number reformatted": _number_reformatted,
    "only jcs": lambda kit: only(JCS),
    "only rdfc": lambda kit: only(RDFC),
    "unknown suite beside": _unknown_suite_beside,
    "context added": _context_added,
    "signed with an old key": lambda kit: sign(badge(), OLD_SIGNER, US.method(OLD_NAME)),
    "without a status": lambda kit: sign(drop("credentialStatus", out_of=badge())),
    "by the https profile": by_the_profile,
    "taken back and given again": _taken_back_and_given_again,
    "until this moment": lambda kit: sign(
        badge(validFrom="2026-11-23T15:01:00Z", validUntil="2026-11-23T16:01:00+01:00")
    ),
    "endorsement alone": lambda kit: sign(endorsement()),
}


@pytest.mark.parametrize("name", GENUINE)
def test_the_same_credential_is_valid_however_it_stands(kit: Kit, name: str) -> None:
    report = check(GENUINE[name](kit), kit.resolver, NOW)

    assert (report.verdict, report.failed) == (Verdict.VALID, ())


# What is not


@pytest.mark.parametrize(("forge", "what", "code"), ROWS, ids=NAMES)
def test_a_forgery_is_invalid_for_its_reason(kit: Kit, forge: Callable[[Kit], Any], what: What, code: Code) -> None:
    forged = forge(kit)

    report = check(forged, kit.resolver, NOW)

    found = report.on(what)
    assert (report.verdict, found.outcome, found.code) == (Verdict.INVALID, Outcome.FAILED, code), report.failed
    assert check(raw(forged), kit.resolver, NOW) == report


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_said_to_be_so(shared: Kit, name: str) -> None:
    content, code = UNREADABLE[name]

    report = check(content, shared.resolver, NOW)

    assert report.verdict == Verdict.UNREADABLE
    assert report.failed == (Finding(What.READING, Outcome.FAILED, code),)
    assert {one.outcome for one in report.findings[1:]} == {Outcome.UNKNOWN}


def _another(value: Any) -> Any:
    return not value if isinstance(value, bool) else value + 1 if isinstance(value, int | float) else f"{value}x"


@pytest.mark.parametrize("path", list(leaves(BARE)), ids=lambda path: ".".join(map(str, path)))
def test_nothing_in_it_can_be_altered(shared: Kit, path: Path_) -> None:
    """Under either suite alone."""
    forged = altered(BADGE, path, _another(at(BADGE, path)))

    for suite in (RDFC, JCS):
        assert check(only(suite, forged), shared.resolver, NOW).verdict == Verdict.INVALID


# Revoked, and what comes with the days


def test_revoked_is_neither_valid_nor_a_forgery(kit: Kit) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))

    report = check(BADGE, kit.resolver, NOW)

    assert report.verdict == Verdict.REVOKED
    assert [(one.what, one.code) for one in report.failed] == [(What.STATUS, Code.REVOKED)]


def test_a_forgery_with_the_place_of_a_revoked_one_is_a_forgery(kit: Kit) -> None:
    kit.write("status/3.json", sign_list(status_list({INDEX})))

    report = check(fresh() | {"name": "Maestría"}, kit.resolver, NOW)

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
def test_clocks_may_be_five_minutes_slow(shared: Kit, seconds: int, verdict: Verdict) -> None:
    """The list too: here it is signed at the moment of the award, and lasts thirty days."""
    assert check(BADGE, shared.resolver, AWARDED + timedelta(seconds=seconds)).verdict == verdict


def test_a_list_that_nobody_signed_anew_makes_it_invalid(shared: Kit) -> None:
    report = check(BADGE, shared.resolver, AWARDED + timedelta(days=30, seconds=1))

    assert [(one.what, one.code) for one in report.failed] == [(What.STATUS, Code.STALE)]
    assert report.verdict == Verdict.INVALID


def test_a_proof_can_run_out(shared: Kit) -> None:
    document = proved_by_hand(badge(), expires="2026-11-23T15:00:30Z")

    assert check(document, shared.resolver, AWARDED).verdict == Verdict.VALID
    assert [one.code for one in check(document, shared.resolver, NOW).failed] == [Code.PROOF_EXPIRED]


# With rdfc somewhere else


def test_rdfc_can_be_looked_at_elsewhere_and_merged(shared: Kit) -> None:
    whole = check(BADGE, shared.resolver, NOW)
    first = check(BADGE, shared.resolver, NOW, rdfc=False)

    assert first.verdict == Verdict.VALID
    assert [first.on(what).code for what in (What.TERMS, What.RDFC)] == [Code.NOT_LOOKED_AT] * 2
    assert first.merged(*check_rdfc(BADGE, shared.resolver)) == whole


@pytest.mark.parametrize(
    ("make", "before", "after"),
    [
        (lambda kit: only(RDFC), Verdict.INVALID, Verdict.VALID),
        (tampered(RDFC), Verdict.VALID, Verdict.INVALID),
        (lambda kit: proved_by_hand(badge(madeUp="x")), Verdict.VALID, Verdict.INVALID),
        (put("name", value="x"), Verdict.INVALID, Verdict.INVALID),
    ],
)
def test_what_is_merged_has_the_last_word(
    shared: Kit, make: Callable[[Kit], Any], before: Verdict, after: Verdict
) -> None:
    document = make(shared)
    first = check(document, shared.resolver, NOW, rdfc=False)

    assert first.verdict == before
    assert first.merged(*check_rdfc(document, shared.resolver)).verdict == after


def test_a_list_that_only_rdfc_proves_says_nothing_before_that(kit: Kit) -> None:
    kit.write("status/3.json", only(RDFC, LIST_OF_NOBODY))

    before, after = (check(BADGE, kit.resolver, NOW, rdfc=rdfc) for rdfc in (False, True))

    assert (before.verdict, before.on(What.STATUS).code) == (Verdict.INVALID, Code.LIST_FORGED)
    assert before.on(What.STATUS).details == {"list": LIST_URL, "reason": "not_looked_at"}
    assert after.verdict == Verdict.VALID


def test_an_entry_of_another_standard_is_not_read_as_one_of_ours(shared: Kit) -> None:
    document = proved_by_hand(badge(credentialStatus=badge()["credentialStatus"] | {"type": "StatusList2021Entry"}))

    report = check(document, shared.resolver, NOW, rdfc=False)

    assert [(one.what, one.code) for one in report.failed] == [(What.STATUS, Code.ENTRY)]


@pytest.mark.parametrize("document", [{}, {"name": None}, {"@context": {}}, fresh() | {"proof": 7}])
def test_of_what_has_no_form_rdfc_says_nothing(shared: Kit, document: Any) -> None:
    assert check_rdfc(document, shared.resolver) == ()


def test_a_report_without_findings_is_not_valid() -> None:
    report = Report.of([])

    assert [one.what for one in report.findings] == list(What)
    assert report.verdict == Verdict.INVALID


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
            st.sampled_from(["id", "type", "proof", "@context", "endorsement", "name"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
ENDORSED = sign(endorsed(sign(endorsement())))


def places(value: Any, path: Path_ = ()) -> list[Path_]:
    """Of every value in it, arrays and objects too."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(one for key, member in inner for one in places(member, (*path, key)))]


def unproved(document: Any) -> bytes:
    return jcs({name: value for name, value in document.items() if name not in ("proof", "@context")})


@pytest.mark.slow
@settings(max_examples=200)
@given(st.sampled_from(places(ENDORSED)[1:]), anything)
def test_whatever_stands_anywhere_is_answered_and_never_taken_for_good(shared: Kit, path: Path_, value: Any) -> None:
    """Its proofs may be fewer, its contexts more, as their standards have it."""
    document = altered(ENDORSED, path, value)

    report = check(document, shared.resolver, NOW)

    assert len(report.findings) == len(What)
    assert report.verdict != Verdict.VALID or unproved(document) == unproved(ENDORSED)


@settings(max_examples=200)
@given(st.binary(max_size=200) | anything.map(lambda value: json.dumps(value).encode()))
def test_whatever_is_sent_is_answered(shared: Kit, content: bytes) -> None:
    assert check(content, shared.resolver, NOW).verdict in (Verdict.UNREADABLE, Verdict.INVALID)


@pytest.mark.parametrize("module", [reading, canonical, proofs, status])
def test_every_reason_of_the_others_has_a_code(module: ModuleType) -> None:
    """Else a page could only say that something was wrong."""
    calls = [node for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text())) if isinstance(node, ast.Call)]
    errors = {"Unreadable", "Uncanonical", "UndefinedTerm", "BadProof", "BadStatusList"}
    codes = {
        str(call.args[0].value)
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in errors and isinstance(call.args[0], ast.Constant)
    }

    assert codes
    assert codes - {"has_proof", "disagreement"} <= {str(code) for code in Code}  # those two meet only who signs
