"""What was looked at in a credential, and what was found: codes, whose words are the site's affair."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum


class What(StrEnum):
    """In the order in which a report tells them."""

    READING = "reading"
    FORMAT = "format"
    TERMS = "terms"
    KEY = "key"
    RDFC = "proof_rdfc"
    JCS = "proof_jcs"
    TIME = "time"
    STATUS = "status"
    EMBEDDED = "embedded"
    SUBJECT = "subject"


class Outcome(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"  # not there, not asked for, or not reached


class Verdict(StrEnum):
    VALID = "valid"
    INVALID = "invalid"
    REVOKED = "revoked"
    UNREADABLE = "unreadable"


class Code(StrEnum):
    """A reason; what it is the reason of says ``Finding.what``. Those of other modules are told by their errors."""

    FINE = "fine"
    ABSENT = "absent"
    NOT_LOOKED_AT = "not_looked_at"
    OTHER = "other"  # a reason that this list does not have; ``details["reason"]`` is its name

    # reading.Unreadable
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NOT_JSON = "not_json"
    NOT_OBJECT = "not_object"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    TOO_MANY_CONTEXTS = "too_many_contexts"
    DUPLICATE_MEMBER = "duplicate_member"
    NUMBER = "number"
    NULL = "null"
    TEXT = "text"
    BLANK_ID = "blank_id"
    INLINE_CONTEXT = "inline_context"
    NESTED_ARRAY = "nested_array"
    LOOK_ALIKE = "look_alike"
    NOT_PLAIN = "not_plain"

    # apart.check_apart, baking.BadFile
    TOO_COSTLY = "too_costly"
    UNKNOWN_KIND = "unknown_kind"
    DAMAGED = "damaged"
    COMPRESSED = "compressed"
    DOCTYPE = "doctype"
    NO_CREDENTIAL = "no_credential"
    TWO_CREDENTIALS = "two_credentials"

    # the format
    CONTEXT = "context"  # of a proof: its contexts are not the document's
    TYPE = "type"
    ID = "id"
    ISSUER = "issuer"
    SUBJECT = "subject"
    ACHIEVEMENT = "achievement"
    PROOF = "proof"
    NO_KNOWN_PROOF = "no_known_proof"

    # canonical.Uncanonical, contexts.UnknownContext
    UNKNOWN_CONTEXT = "unknown_context"
    UNDEFINED_TERM = "undefined_term"
    UNDEFINED_TYPE = "undefined_type"
    RELATIVE_ID = "relative_id"
    NOT_COMPACT = "not_compact"
    JSON_LD = "json_ld"
    JCS = "jcs"
    EMPTY = "empty"

    # resolving.Unresolved
    UNKNOWN_ISSUER = "unknown_issuer"
    UNKNOWN_KEY = "unknown_key"
    NOT_FOR_ASSERTIONS = "not_for_assertions"
    CONTROLLER = "controller"
    BAD_KEY = "bad_key"
    BAD_CONTROLLER_DOCUMENT = "bad_controller_document"
    NO_LIST = "no_list"

    # proofs.BadProof
    CRYPTOSUITE = "cryptosuite"
    PURPOSE = "purpose"  # of a status list: it is for something else
    METHOD = "method"
    CREATED = "created"
    VALUE = "value"
    PREVIOUS = "previous"
    SIGNATURE = "signature"

    # the time
    MOMENT = "moment"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    PROOF_EXPIRED = "proof_expired"

    # the status; the last six are status.BadStatusList
    ENTRY = "entry"
    LIST_UNREADABLE = "list_unreadable"
    OTHER_LIST = "other_list"
    LIST_ISSUER = "list_issuer"
    LIST_FORGED = "list_forged"
    STALE = "stale"
    REVOKED = "revoked"
    NOT_MULTIBASE = "not_multibase"
    NOT_GZIP = "not_gzip"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    LENGTH = "length"
    INDEX = "index"

    # what is embedded, and whom it is about
    ALTERED = "altered"
    ELSEWHERE = "elsewhere"  # an endorsement of something that is not here
    LAPSED = "lapsed"
    NOBODY = "nobody"
    IDENTITY = "identity"

    @classmethod
    def _missing_(cls, value: object) -> "Code":
        return cls.OTHER


Details = Mapping[str, str]

_PROOFS = {What.RDFC, What.JCS}
_OF_TODAY = {What.TIME, What.STATUS}  # what fails here does not make it a forgery


@dataclass(frozen=True)
class Finding:
    """``details``: names, addresses and moments as they stand in the document; all are a stranger's text."""

    what: What
    outcome: Outcome
    code: Code
    details: Details = field(default_factory=dict)


@dataclass(frozen=True)
class Report:
    """``findings``: one of each ``What``, in its order. ``embedded``: reports on the credentials inside this one."""

    findings: tuple[Finding, ...]
    embedded: tuple["Report", ...] = ()

    @classmethod
    def of(cls, found: Iterable[Finding], embedded: Iterable["Report"] = ()) -> "Report":
        """What was not reached is told as unknown."""
        seen = {one.what: one for one in found}
        return cls(tuple(seen.get(what, _unreached(what)) for what in What), tuple(embedded))

    def on(self, what: What) -> Finding:
        return next(one for one in self.findings if one.what == what)

    def merged(self, *findings: Finding) -> "Report":
        """With findings that were made elsewhere in the place of its own."""
        return replace(self, findings=Report.of([*self.findings, *findings]).findings)

    @property
    def failed(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.outcome == Outcome.FAILED)

    @property
    def is_altered(self) -> bool:
        """Something failed that no passing of time explains."""
        return any(one.what not in _OF_TODAY for one in self.failed)

    @property
    def is_proved(self) -> bool:
        return any(one.what in _PROOFS and one.outcome == Outcome.PASSED for one in self.findings)

    @property
    def verdict(self) -> Verdict:
        """Valid only with a proof that holds and nothing that fails. Revoked where only time and status speak against it."""
        if self.on(What.READING).outcome == Outcome.FAILED:
            return Verdict.UNREADABLE
        if self.is_altered or not self.is_proved:
            return Verdict.INVALID
        if self.on(What.STATUS).code == Code.REVOKED:
            return Verdict.REVOKED
        return Verdict.INVALID if self.failed else Verdict.VALID


def _unreached(what: What) -> Finding:
    return Finding(what, Outcome.UNKNOWN, Code.NOT_LOOKED_AT)
