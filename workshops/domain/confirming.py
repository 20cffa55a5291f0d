"""A session is confirmed when it has everybody that it needs, or for a written reason. And how strict a house is."""

from datetime import datetime

from django.db import transaction

from lms.accounts.models import Person
from lms.core.html import clean_line
from workshops.domain.session_states import confirm_session, lock_session
from workshops.enums import RuleKind, RuleLevel
from workshops.errors import NotStaffed, ReasonNeeded
from workshops.models import Session, StaffingRule
from workshops.rules.readiness import readiness_of


def confirm_when_staffed(*, session: Session, now: datetime, reason: str = "") -> Session:
    """Raises NotStaffed with what is missing. What the house refuses, no reason helps against; for what it wants a reason
    for, the reason is kept with the session."""
    reason = clean_line(reason, most=500)
    with transaction.atomic():
        row = lock_session(session.pk)
        found = readiness_of([row])[row.pk]
        levels = {one.level for one in found}
        if RuleLevel.BLOCK in levels:
            raise NotStaffed(found)
        if RuleLevel.PUBLISHING in levels and not reason:
            raise NotStaffed(found, can_be_overridden=True)
        kept = reason if RuleLevel.PUBLISHING in levels else ""
        return confirm_session(session=row, now=now, understaffed_reason=kept)


def set_rule(*, kind: RuleKind, level: RuleLevel, reason: str, by: Person, now: datetime) -> StaffingRule:
    """How strict the house is from now on. Not to look at something wants a written reason."""
    reason = clean_line(reason, most=500)
    if level == RuleLevel.IGNORE and not reason:
        raise ReasonNeeded
    values = {"level": level, "reason": reason, "changed_at": now, "changed_by": by}
    row, _is_new = StaffingRule.objects.update_or_create(kind=kind, defaults=values)
    return row
