"""Writing the learning record. Nothing else writes it, and nobody changes a row."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from lms.core import jobs
from lms.records.enums import Verb
from lms.records.models import Statement

if TYPE_CHECKING:
    from lms.accounts.models import Person


def record(
    *,
    person: "Person",
    verb: Verb,
    object_key: str,
    happened_at: datetime,
    now: datetime,
    source: str,
    source_key: str,
    recorded_by: "Person | None" = None,
    language: str = "",
    evidence: str = "",
) -> Statement:
    """Writes one statement and promises to settle what follows from it; the same source and key again writes nothing.

    Joins the caller's transaction, so that the statement stands or falls with the change that it tells of.
    """
    with transaction.atomic():
        statement, is_new = Statement.objects.get_or_create(
            source=source,
            source_key=source_key,
            defaults={
                "person": person,
                "verb": verb,
                "object_key": object_key,
                "happened_at": happened_at,
                "recorded_at": now,
                "recorded_by": recorded_by,
                "language": language,
                "evidence": evidence,
            },
        )
        if is_new:
            jobs.enqueue("records.settle", person.pk)
    return statement


def void(*, statement: Statement, by: "Person", reason: str, now: datetime) -> Statement:
    """Takes a statement back with a new one that says why. What was derived from it is settled again."""
    with transaction.atomic():
        voiding, is_new = Statement.objects.get_or_create(
            source="void",
            source_key=str(statement.pk),
            defaults={
                "person_id": statement.person_id,
                "verb": Verb.VOIDED,
                "object_key": statement.object_key,
                "happened_at": now,
                "recorded_at": now,
                "recorded_by": by,
                "voids": statement,
                "reason": reason,
            },
        )
        if is_new:
            jobs.enqueue("records.settle", statement.person_id)
    return voiding
