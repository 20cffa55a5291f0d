"""What was looked at in a credential and what was found, in words for people who have never heard of any of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from badges.credentials.findings import Code, Finding, Outcome, Report, Verdict, What

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LOOKED_AT: dict[What, "StrOrPromise"] = {
    What.READING: _("It can be read"),
    What.FORMAT: _("It is an Open Badge"),
    What.TERMS: _("Everything in it is signed, and nothing has been added"),
    What.KEY: _("The key belongs to the issuer"),
    What.RDFC: _("The signature over its meaning"),
    What.JCS: _("The signature over its letters"),
    # Translators: whether a badge counts today, and is not too old or too new
    What.TIME: _("It counts today"),
    What.STATUS: _("It has not been taken back"),
    What.EMBEDDED: _("What others say in it"),
    What.SUBJECT: _("It says whom it is about"),
}
VERDICTS: dict[Verdict, "StrOrPromise"] = {
    Verdict.VALID: _("This badge is genuine and counts."),
    Verdict.INVALID: _("This badge does not hold: do not rely on it."),
    Verdict.REVOKED: _("This badge was genuine, and was taken back."),
    Verdict.UNREADABLE: _("There is no badge here that could be read."),
}
TONES = {Verdict.VALID: "good", Verdict.REVOKED: "act", Verdict.INVALID: "act", Verdict.UNREADABLE: "wait"}
# Translators: short answer beside what was looked at in a badge
PASSED = _("yes")
# Translators: short answer beside what was looked at in a badge
FAILED = _("no")
# Translators: short answer beside what was looked at in a badge: it could not be found out, or is not there
UNKNOWN = _("not known")
OUTCOMES: dict[Outcome, "StrOrPromise"] = {Outcome.PASSED: PASSED, Outcome.FAILED: FAILED, Outcome.UNKNOWN: UNKNOWN}

_UNSAFE = _("It is built in a way that verifiers disagree about, or that keeps them busy for ever.")
_OUTSIDE = _("Something in it is not covered by the signature.")
_LIST = _("The issuer’s list of what was taken back could not be relied on.")
REASONS: dict[Code, "StrOrPromise"] = {
    Code.ABSENT: _("There is none in it."),
    Code.NOT_LOOKED_AT: _("It did not get that far."),
    Code.TOO_LARGE: _("The file is larger than any badge."),
    Code.TOO_COSTLY: _("Checking it takes longer than any badge does, so it was given up."),
    Code.NOT_UTF8: _("It is no text."),
    Code.NOT_JSON: _("It is not JSON, or not all of it is there."),
    Code.NOT_OBJECT: _("It is JSON, but no badge."),
    Code.UNKNOWN_KIND: _("A badge is a JSON, PNG, SVG or PDF file."),
    Code.NO_CREDENTIAL: _(
        "There is no badge in this file. Some programs remove it from pictures: ask for the JSON file."
    ),
    Code.TWO_CREDENTIALS: _("There is more than one badge in this file."),
    Code.DAMAGED: _("The file is damaged."),
    Code.DUPLICATE_MEMBER: _("It says the same thing twice, and not the same."),
    Code.TYPE: _("It is something else."),
    Code.PROOF: _("It carries no signature."),
    Code.NO_KNOWN_PROOF: _("It is signed in a way that we do not know."),
    Code.UNKNOWN_ISSUER: _("We do not know this issuer: whether it is who it says, we cannot tell."),
    Code.UNKNOWN_KEY: _("The issuer has no such key."),
    Code.NOT_FOR_ASSERTIONS: _("The issuer does not sign badges with this key."),
    Code.CONTROLLER: _("The key is somebody else’s."),
    Code.SIGNATURE: _("It was changed after it was signed, or somebody else signed it."),
    Code.NOT_YET: _("It counts from a day that is still to come."),
    Code.EXPIRED: _("It has run out."),
    Code.REVOKED: _("The issuer has taken it back."),
    Code.STALE: _("The issuer’s list of what was taken back is too old."),
    Code.NO_LIST: _("The issuer’s list of what was taken back is not there."),
    Code.ALTERED: _("Something that somebody else said in it was changed."),
    Code.NOBODY: _("It names nobody: whoever has it could say it is theirs."),
    Code.UNDEFINED_TERM: _OUTSIDE,
    Code.UNDEFINED_TYPE: _OUTSIDE,
    Code.RELATIVE_ID: _OUTSIDE,
    Code.NOT_COMPACT: _OUTSIDE,
    Code.LIST_FORGED: _LIST,
    Code.LIST_ISSUER: _LIST,
    Code.LIST_UNREADABLE: _LIST,
    Code.OTHER_LIST: _LIST,
}
_OTHERWISE: dict[What, "StrOrPromise"] = {
    What.READING: _UNSAFE,
    What.FORMAT: _("It is not built as Open Badges 3.0 wants it."),
    What.TERMS: _OUTSIDE,
    What.KEY: _("The issuer’s key could not be relied on."),
    What.RDFC: REASONS[Code.SIGNATURE],
    What.JCS: REASONS[Code.SIGNATURE],
    What.TIME: _("Its dates make no sense."),
    What.STATUS: _LIST,
    What.EMBEDDED: REASONS[Code.ALTERED],
    What.SUBJECT: REASONS[Code.NOBODY],
}


@dataclass(frozen=True)
class Row:
    """One line of a report. ``outcome``: passed, failed, unknown; ``reason``: empty where all is well."""

    looked_at: "StrOrPromise"
    outcome: str
    answer: "StrOrPromise"
    reason: "StrOrPromise"


def rows(report: Report) -> Sequence[Row]:
    """What most badges do not have is not told of those that have it not."""
    return [_row(one) for one in report.findings if (one.what, one.code) != (What.EMBEDDED, Code.ABSENT)]


def _row(one: Finding) -> Row:
    reason: StrOrPromise = ""
    if one.outcome != Outcome.PASSED:
        reason = REASONS.get(one.code) or _OTHERWISE[one.what]
    return Row(LOOKED_AT[one.what], one.outcome.value, OUTCOMES[one.outcome], reason)
