"""Work on workshops after the commit, and what comes round by itself."""

from datetime import datetime

from celery import shared_task

from lms.core import clock, jobs
from workshops.domain import change_mail, scheduling


@shared_task(name="workshops.tell_of_change")
def tell_of_change(session_id: int, before: str, sequence: int, because: str = "") -> None:
    told_at = datetime.fromisoformat(before)
    change_mail.tell_of_change(
        session_id=session_id, before=told_at, sequence=sequence, because=because, now=clock.now()
    )


@shared_task(name="workshops.top_up")
def top_up() -> None:
    scheduling.top_up_all(now=clock.now())


jobs.every("workshops.top_up", seconds=24 * 60 * 60)
