"""Whether a credential is what it says it is: what was looked at, and what was found, in codes.

Nothing is fetched here, nothing is asked of a clock: keys and lists are a ``Resolver``'s, ``now`` is an argument. The order
is of growing cost, and ``eddsa-rdfc-2022``, whose time a stranger can stretch, can be left to a process with a limit.
Source: VC Data Model 2.0, section 7; VC Data Integrity 1.0, sections 4.4 and 4.5.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from badges.credentials.canonical import nquads
from badges.credentials.errors import CredentialError
from badges.credentials.findings import Code, Details, Finding, Outcome, Report, What
from badges.credentials.keys import PublicKey
from badges.credentials.proofs import JCS, RDFC, check_proof
from badges.credentials.reading import Document, Unreadable, inspect, read
from badges.credentials.resolving import Resolver
from badges.credentials.shapes import (
    BADGES,
    ENDORSEMENTS,
    STATUS_LISTS,
    TRANSCRIPTS,
    Failed,
    issuer_of,
    known_proofs,
    look_at_shape,
    look_at_subject,
    several,
)
from badges.credentials.status import is_set, read_index

CHECKED = BADGES | ENDORSEMENTS | TRANSCRIPTS
_SUITES = {What.RDFC: RDFC, What.JCS: JCS}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)")  # XSD 1.1 dateTimeStamp
_EMBEDDED = {"endorsement": ENDORSEMENTS, "verifiableCredential": BADGES | ENDORSEMENTS}
_Keys = dict[str, PublicKey]


@dataclass(frozen=True)
class _Means:
    resolver: Resolver
    now: datetime
    rdfc: bool


def check(document: bytes | Document, resolver: Resolver, now: datetime, *, rdfc: bool = True) -> Report:
    """Of a badge, an endorsement or a transcript: ``document`` as JSON or read. ``now`` has a time zone. Raises nothing.

    ``rdfc``: whether the terms and ``eddsa-rdfc-2022`` are looked at too, here and in what is embedded. It takes up to
    seconds on what a stranger wrote: set a limit of CPU time around it, or leave it out and merge ``check_rdfc``.
    """
    try:
        plain = read(document) if isinstance(document, bytes) else document
    except Unreadable as error:
        return Report.of([_failure(What.READING, error)])
    return _check(plain, _Means(resolver, now, rdfc), CHECKED)


def check_rdfc(document: Document, resolver: Resolver) -> tuple[Finding, ...]:
    """What ``check(..., rdfc=False)`` leaves out of ``document`` itself, for ``Report.merged``: the findings on terms and on
    ``eddsa-rdfc-2022``; none of a document that ``check`` does not get that far with. Raises nothing."""
    if any(one.outcome == Outcome.FAILED for one in _form(document, CHECKED)):
        return ()
    _, keys = _keys(document, resolver)
    return _terms(document), _proofs(What.RDFC, document, keys)


def _check(document: Any, means: _Means, kinds: Collection[str]) -> Report:
    findings = _genuine(document, means, kinds)
    report = Report.of(findings)
    if report.on(What.FORMAT).outcome == Outcome.FAILED or report.on(What.READING).outcome == Outcome.FAILED:
        return report
    if not report.is_altered:  # no stranger makes us look for a list
        findings.append(_status(document, means))
    inside = [(_check(one, means, _EMBEDDED[name]), one, holder) for holder, name, one in _inside(document)]
    findings.append(_embedded(document, inside))
    findings.append(_finding(What.SUBJECT, lambda: look_at_subject(document)))
    return Report.of(findings, [one for one, _, _ in inside])


def _genuine(document: Any, means: _Means, kinds: Collection[str]) -> list[Finding]:
    """From its form to its time: all that a status list needs as well."""
    findings = _form(document, kinds)
    if any(one.outcome == Outcome.FAILED for one in findings):
        return findings
    key, keys = _keys(document, means.resolver)
    findings += [key, _proofs(What.JCS, document, keys)]
    if means.rdfc:
        findings += [_terms(document), _proofs(What.RDFC, document, keys)]
    return [*findings, _finding(What.TIME, lambda: _look_at_time(document, means.now))]


def _form(document: Any, kinds: Collection[str]) -> list[Finding]:
    reading = _finding(What.READING, lambda: _look_at_object(document))
    if reading.outcome == Outcome.FAILED:
        return [reading]
    return [reading, _finding(What.FORMAT, lambda: look_at_shape(document, kinds))]


def _finding(what: What, look: Callable[[], Details]) -> Finding:
    try:
        return Finding(what, Outcome.PASSED, Code.FINE, look())
    except CredentialError as error:
        return _failure(what, error)


def _failure(what: What, error: CredentialError) -> Finding:
    """With the term, the context or whatever else the error names."""
    told = dict(error.details) if isinstance(error, Failed) else {}
    told |= {name: str(value) for name, value in vars(error).items() if name in ("term", "address")}
    code = Code(error.code)
    if code == Code.OTHER:
        told["reason"] = error.code
    return Finding(what, Outcome.FAILED, code, told)


def _look_at_object(document: Any) -> Details:
    if not isinstance(document, dict):
        raise Failed(Code.NOT_OBJECT)
    inspect(document)
    return {}


def _terms(document: Document) -> Finding:
    return _finding(What.TERMS, lambda: _look_at_terms(document))


def _look_at_terms(document: Document) -> Details:
    nquads({name: value for name, value in document.items() if name != "proof"})
    return {}


def _keys(document: Document, resolver: Resolver) -> tuple[Finding, _Keys]:
    """Of every proof that we know: one by a stranger beside a good one is no credential as its issuer made it."""
    issuer = issuer_of(document)
    details, keys, failures = {"issuer": issuer}, _Keys(), []
    for proof in known_proofs(document):
        method = proof.get("verificationMethod")
        try:
            if not isinstance(method, str):
                raise Failed(Code.METHOD)
            if method not in keys:
                keys[method] = resolver.key(method, issuer)
        except CredentialError as error:
            failures.append(Finding(What.KEY, Outcome.FAILED, Code(error.code), details | {"method": str(method)}))
    passed = Finding(What.KEY, Outcome.PASSED, Code.FINE, details | {"method": next(iter(keys), "")})
    return failures[0] if failures else passed, keys


def _proofs(what: What, document: Document, keys: _Keys) -> Finding:
    """All of one suite. Unknown where there is none, or none whose key is known."""
    ours = [one for one in known_proofs(document) if one["cryptosuite"] == _SUITES[what]]
    held = [one for one in ours if one.get("verificationMethod") in list(keys)]  # a stranger's may be no text
    if not held:
        return Finding(what, Outcome.UNKNOWN, Code.NOT_LOOKED_AT if ours else Code.ABSENT)

    def look() -> Details:
        for proof in held:
            check_proof(document, proof, keys[proof["verificationMethod"]])
        return {"method": held[0]["verificationMethod"], "created": str(held[0].get("created", ""))}

    return _finding(what, look)


def _look_at_time(document: Document, now: datetime) -> Details:
    """No allowance for clocks: what we issue is valid from five minutes before. ``validUntil`` is its last moment."""
    start, end = _moment(document.get("validFrom")), document.get("validUntil")
    details = {"from": str(document["validFrom"])} | ({"until": str(end)} if end is not None else {})
    if now < start:
        raise Failed(Code.NOT_YET, **details)
    if end is not None and _moment(end) < now:
        raise Failed(Code.EXPIRED, **details)
    ends = [one["expires"] for one in known_proofs(document) if "expires" in one]
    if any(_moment(one) < now for one in ends):
        raise Failed(Code.PROOF_EXPIRED, **details)
    return details


def _moment(text: object) -> datetime:
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise Failed(Code.MOMENT)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Failed(Code.MOMENT) from error


def _status(document: Document, means: _Means) -> Finding:
    if "credentialStatus" not in document:
        return Finding(What.STATUS, Outcome.UNKNOWN, Code.ABSENT)
    return _finding(What.STATUS, lambda: _look_at_status(document, means))


def _look_at_status(document: Document, means: _Means) -> Details:
    """Bitstring Status List 1.0, section 3.2. What cannot be known is not taken for good."""
    url, index = _entry(document["credentialStatus"])
    try:
        listed = read(means.resolver.status_list(url))
    except Unreadable as error:
        raise Failed(Code.LIST_UNREADABLE, list=url, reason=error.code) from error
    details = {"list": url, "index": str(index), "signed": str(listed.get("validFrom"))}
    _look_at_list(listed, url, issuer_of(document), means)
    if is_set(listed["credentialSubject"]["encodedList"], index):
        raise Failed(Code.REVOKED, **details)
    return details


def _entry(entry: Any) -> tuple[str, int]:
    if not isinstance(entry, dict) or "BitstringStatusListEntry" not in several(entry.get("type")):
        raise Failed(Code.ENTRY)
    url = entry.get("statusListCredential")
    if not isinstance(url, str) or entry.get("statusSize", 1) != 1 or entry.get("id") == url:
        raise Failed(Code.ENTRY)
    if entry.get("statusPurpose") != "revocation":
        raise Failed(Code.PURPOSE)
    return url, read_index(entry.get("statusListIndex"))


def _look_at_list(listed: Document, url: str, issuer: str, means: _Means) -> None:
    """A credential by the issuer of what it is about, in force now, and for revocation."""
    if listed.get("id") != url:
        raise Failed(Code.OTHER_LIST, list=url)
    if issuer_of(listed) != issuer:
        raise Failed(Code.LIST_ISSUER, list=url)
    report = Report.of(_genuine(listed, means, STATUS_LISTS))
    if report.is_altered or not report.is_proved:
        raise Failed(Code.LIST_FORGED, list=url, reason=report.failed[0].code if report.failed else Code.NOT_LOOKED_AT)
    if report.failed:
        raise Failed(Code.STALE, list=url, **report.on(What.TIME).details)
    subject = listed["credentialSubject"]
    if "revocation" not in several(subject.get("statusPurpose")):
        raise Failed(Code.PURPOSE, list=url)
    if not isinstance(subject.get("encodedList"), str):
        raise Failed(Code.NOT_MULTIBASE, list=url)


def _inside(value: Any) -> Iterator[tuple[Document, str, Any]]:
    """Who holds it, as what, and the credential; not those within that one, which are looked at with it."""
    if isinstance(value, list):
        for item in value:
            yield from _inside(item)
    if isinstance(value, dict):
        for name, member in value.items():
            if name in _EMBEDDED:
                yield from ((value, name, one) for one in several(member))
            else:
                yield from _inside(member)


def _embedded(document: Document, inside: list[tuple[Report, Any, Document]]) -> Finding:
    """An endorsement that ran out, was taken back, or is by somebody unknown takes nothing from what it stands in; one that
    was altered, or made for something else, does."""
    found = [_weighed(document, *one) for one in inside]
    worst = [one for one in found if one.outcome == Outcome.FAILED] or [
        one for one in found if one.outcome == Outcome.UNKNOWN
    ]
    if not found:
        return Finding(What.EMBEDDED, Outcome.UNKNOWN, Code.ABSENT)
    return worst[0] if worst else found[0]


def _weighed(document: Document, report: Report, inner: Any, holder: Document) -> Finding:
    details = {"id": str(inner.get("id", ""))} if isinstance(inner, dict) else {}
    if [one.code for one in report.failed] == [Code.UNKNOWN_ISSUER]:
        return Finding(What.EMBEDDED, Outcome.UNKNOWN, Code.UNKNOWN_ISSUER, details)
    if report.is_altered:
        return Finding(What.EMBEDDED, Outcome.FAILED, Code.ALTERED, details | {"reason": report.failed[0].code})
    if not _aims_at(document, inner, holder):
        return Finding(What.EMBEDDED, Outcome.FAILED, Code.ELSEWHERE, details)
    if report.failed:
        return Finding(What.EMBEDDED, Outcome.UNKNOWN, Code.LAPSED, details | {"reason": report.failed[0].code})
    if not report.is_proved:
        return Finding(What.EMBEDDED, Outcome.UNKNOWN, Code.NOT_LOOKED_AT, details)
    return Finding(What.EMBEDDED, Outcome.PASSED, Code.FINE, details)


def _aims_at(document: Document, inner: Document, holder: Document) -> bool:
    """Open Badges 3.0: an endorsement is about the credential, its achievement, its issuer, or what it stands at."""
    if not ENDORSEMENTS & set(several(inner["type"])):
        return True
    achievement = document["credentialSubject"].get("achievement")
    about = [document["id"], issuer_of(document), holder.get("id", "")]
    about += [achievement.get("id", "")] if isinstance(achievement, dict) else []
    name = inner["credentialSubject"].get("id")
    return isinstance(name, str) and name != "" and name in about
