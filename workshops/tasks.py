"""Work on workshops after the commit, and what comes round by itself."""

from datetime import datetime

from celery import shared_task

from lms.core import clock
from workshops.domain import change_mail


@shared_task(name="workshops.tell_of_change")
def tell_of_change(session_id: int, before: str, sequence: int, because: str = "") -> None:
    told_at = datetime.fromisoformat(before)
    change_mail.tell_of_change(
        session_id=session_id, before=told_at, sequence=sequence, because=because, now=clock.now()
    )
