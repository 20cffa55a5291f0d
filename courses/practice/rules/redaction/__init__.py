"""Turns support tickets into stories that learners may read. A person confirms every proposal; none may miss anything."""

from courses.practice.rules.redaction.engine import looks_left, propose, strip_for_search
from courses.practice.rules.redaction.exchange import apply, mapping_of, restore
from courses.practice.rules.redaction.terms import Certainty, Kind, Known, Left, Proposal, Span

__all__ = [
    "Certainty",
    "Kind",
    "Known",
    "Left",
    "Proposal",
    "Span",
    "apply",
    "looks_left",
    "mapping_of",
    "propose",
    "restore",
    "strip_for_search",
]
