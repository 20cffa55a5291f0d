from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Case, DateTimeField, F, QuerySet, Value, When
from django.db.models.functions import Coalesce, Least

from lms.core import clock
from lms.core.jobs import nudge, registry
from lms.core.jobs.errors import NotPlain
from lms.core.jobs.models import Job
from lms.core.jobs.states import JobState

LONGEST_ARGUMENT = 200
TRIES = 10


def enqueue(task: str, *args: object, due: datetime | None = None, dedupe: str | None = None) -> Job | None:
    """Promises to run the task of that name after the caller's transaction commits, no sooner than ``due``.

    With ``dedupe`` at most one such job is unfinished: a second call answers None and still counts. The job that waits
    runs after the second caller's commit (its row stays locked until then) and is brought forward if ``due`` is earlier;
    the job that runs just now runs once more. Callers that give several keys in one transaction give them in a fixed
    order, and late: the keys are locks.
    """
    registry.task_named(task)
    _refuse_unless_plain(task, args)
    moment = clock.now()
    due = due or moment
    queue = registry.queue_of(task)
    fields: dict[str, Any] = {
        "task": task, "queue": queue, "args": list(args), "due_at": due, "created_at": moment,
    }  # fmt: skip
    job = _insert_once(dedupe, due, fields) if dedupe else Job.objects.create(**fields)
    if due <= moment:
        key = job.pk if job else Job.objects.promising(str(dedupe)).values_list("pk", flat=True).get()
        nudge.after_commit(key, queue)
    return job


def _refuse_unless_plain(task: str, args: Sequence[object]) -> None:
    for position, value in enumerate(args, start=1):
        if value is not None and not isinstance(value, str | int):
            raise NotPlain(f"{task}: argument {position} is a {type(value).__name__}; give a key (text or number).")
        if isinstance(value, str) and len(value) > LONGEST_ARGUMENT:
            raise NotPlain(f"{task}: argument {position} is longer than {LONGEST_ARGUMENT} characters; give a key.")


def _insert_once(dedupe: str, due: datetime, fields: dict[str, Any]) -> Job | None:
    """The new job; None where one that is unfinished will do the work."""
    same = Job.objects.promising(dedupe)
    for _ in range(TRIES):
        if _ask_again(same, due):
            return None
        try:
            with transaction.atomic():  # a savepoint: the conflict must not break the caller's transaction
                return Job.objects.create(dedupe=dedupe, **fields)
        except IntegrityError as error:
            conflict = (
                error  # somebody's commit came between the two statements: theirs is there now, or finished again
            )
    raise conflict


def _ask_again(same: QuerySet[Job], due: datetime) -> int:
    """Locks the unfinished job with that key. A retry keeps its back-off: asking again does not hurry what fails."""
    wanted = Value(due, output_field=DateTimeField())
    return same.update(
        due_at=Case(When(state=JobState.WAITING, attempts=0, then=Least(F("due_at"), wanted)), default=F("due_at")),
        again_at=Case(
            When(state=JobState.RUNNING, then=Coalesce(Least(F("again_at"), wanted), wanted)), default=F("again_at")
        ),
    )
