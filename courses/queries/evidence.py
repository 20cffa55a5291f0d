"""What shows that somebody met the rules of a unit. Five small questions at most, each only where a rule asks it."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db.models.functions import Coalesce

from courses.enums import AttemptState, RuleKind, SubmissionState
from courses.models import QuizAttempt, Submission, UnitProgress
from courses.queries.outline import Unit
from courses.queries.terms import Rule
from lms.records.enums import Verb
from lms.records.models import Statement


def evidence_of(person_id: int, unit: Unit) -> dict[Rule, datetime]:
    """The moment at which each rule of the unit was met first; a rule that is not met is not in it."""
    found = {rule: ASKING[rule.kind](person_id, unit.key, rule.object_key) for rule in unit.terms.rules(unit.kind)}
    return {rule: moment for rule, moment in found.items() if moment}


def _read(person_id: int, unit_key: UUID, object_key: str) -> datetime | None:
    moments = UnitProgress.objects.filter(person_id=person_id, unit_key=unit_key).values_list("read_at", "done_at")
    read_at, done_at = moments.first() or (None, None)
    return read_at or done_at


def _passed(person_id: int, unit_key: UUID, object_key: str) -> datetime | None:
    passed = QuizAttempt.objects.filter(person_id=person_id, unit_key=unit_key, state=AttemptState.PASSED)
    moment = Coalesce("decided_at", "handed_in_at")  # where somebody had to read it, when they had
    return passed.order_by("number").values_list(moment, flat=True).first()


def _handed_in(person_id: int, unit_key: UUID, object_key: str) -> datetime | None:
    tries = Submission.objects.filter(person_id=person_id, unit_key=unit_key, handed_in_at__isnull=False)
    return tries.order_by("number").values_list("handed_in_at", flat=True).first()


def _reviewed(person_id: int, unit_key: UUID, object_key: str) -> datetime | None:
    done = Submission.objects.filter(person_id=person_id, unit_key=unit_key, state=SubmissionState.DONE)
    return done.order_by("number").values_list("decided_at", flat=True).first()


def _attended(person_id: int, unit_key: UUID, object_key: str) -> datetime | None:
    """Whoever holds the session writes the statement; here it is only read."""
    told = Statement.objects.standing().filter(person_id=person_id, verb=Verb.ATTENDED, object_key=object_key)
    return told.order_by("happened_at").values_list("happened_at", flat=True).first()


ASKING: dict[RuleKind, Callable[[int, UUID, str], datetime | None]] = {
    RuleKind.READ: _read,
    RuleKind.PASSED: _passed,
    RuleKind.HANDED_IN: _handed_in,
    RuleKind.REVIEWED: _reviewed,
    RuleKind.ATTENDED: _attended,
}
